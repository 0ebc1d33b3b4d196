"""Responses ordered by units, what was done with them, and bundles that units name themselves."""

from django.db import models

from sizao.core.scope import Scope, ScopedModel
from sizao.registry.levels.rules import Change, Level


class Bundle(ScopedModel):
    """One version of a measure bundle that a unit named for itself and all below it; never rewritten.

    lines: see `rules.Line`. source: the document it comes from. [valid_from, valid_to): when it may be ordered.
    """

    scope = Scope(read="levels.view", unit="unit")

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    version = models.SmallIntegerField()
    name = models.CharField(max_length=40)
    level = models.CharField(max_length=4, choices=Level.pairs(), default="", blank=True)
    lines = models.JSONField()
    source = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "code", "version"], name="levels_bundle_version"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="levels_bundle_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Response(ScopedModel):
    """A level that a unit and all below it are on over [starts_on, ends_on), with the bundle as it was then.

    follows: that of the unit it was split from or merged with. holds_from: since when here, where others held before.
    """

    scope = Scope(read="levels.view", unit="unit")

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    level = models.CharField(max_length=4, choices=Level.pairs())
    bundle_code = models.CharField(max_length=40)
    bundle_version = models.SmallIntegerField()
    bundle_name = models.CharField(max_length=40)
    bundle_source = models.CharField(max_length=120)
    lines = models.JSONField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200)
    ordered_by = models.BigIntegerField(null=True)
    ordered_at = models.DateTimeField()
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    holds_from = models.DateField(null=True)
    is_cancelled = models.BooleanField(default=False)
    is_closed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "ends_on"], condition=models.Q(is_cancelled=False), name="levels_response_unit"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="levels_response_period"
            ),
            models.UniqueConstraint(fields=["unit", "follows"], name="levels_response_follows"),
        ]

    def __str__(self) -> str:
        return f"{self.level} of {self.unit_id}"


class ResponseChange(models.Model):
    """One step in the life of a response: who did what when and why, and until when it then held."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="changes")
    change = models.CharField(max_length=12, choices=Change.pairs())
    ends_on = models.DateField()
    reason = models.CharField(max_length=200, default="", blank=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.change} {self.response_id}"
