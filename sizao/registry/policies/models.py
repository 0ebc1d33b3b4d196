"""Values that a unit sets for everything below it, terms, and days that differ from the rule."""

from django.db import models

from sizao.core.scope import Scope, ScopedModel


class PolicyValue(ScopedModel):
    """One value set by one unit from a day on; the tightest along the path holds."""

    scope = Scope(read="policies.view", unit="unit")

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    starts_on = models.DateField()
    until = models.DateField(null=True)
    reason = models.CharField(max_length=200, default="", blank=True)
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "unit"], name="policies_value_key")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "key", "starts_on"], name="policies_value_once"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("starts_on")),
                name="policies_value_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.unit_id}"


class NationalDay(models.Model):
    """A public holiday or a make-up working day, as announced each year for the whole country."""

    day = models.DateField(primary_key=True)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=40, default="", blank=True)
    source = models.CharField(max_length=60, default="")

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class Term(ScopedModel):
    """A term (学期) that a unit sets for itself and everything below it: [starts_on, ends_on)."""

    scope = Scope(read="policies.view", unit="unit")

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="policies_term_period"),
            models.UniqueConstraint(fields=["unit", "starts_on"], name="policies_term_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.unit_id}"


class CalendarDay(ScopedModel):
    """A day that differs for a unit and everything below it (调休, 停课放假, 运动会)."""

    scope = Scope(read="policies.view", unit="unit")

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=12)
    reason = models.CharField(max_length=200, default="", blank=True)
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="policies_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} of {self.unit_id}"
