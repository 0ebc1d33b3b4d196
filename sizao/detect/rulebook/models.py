"""Changes of the rules in force in a unit and all below it, and objections to them."""

from django.db import models

from sizao.core.looped import LoopedModel
from sizao.core.scope import Scope, ScopedModel
from sizao.detect.rulebook.rules import LOOP, OBJECTION_LOOP, Kind


class RuleChange(ScopedModel, LoopedModel):
    """A pack switched on, rules of a unit's own, a tighter number or a reading; [starts_on, until), never rewritten.

    subject: name of the pack, of the file, the base rule or the setting. content: what `queries.books` reads.
    """

    scope = Scope(read="rulebook.view", unit="unit")
    loop = LOOP

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.pairs())
    subject = models.CharField(max_length=60)
    version = models.SmallIntegerField()
    content = models.JSONField(default=dict)
    source = models.CharField(max_length=160)
    reason = models.CharField(max_length=200, default="", blank=True)
    starts_on = models.DateField()
    until = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    preview = models.JSONField(null=True)
    previewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "subject", "version"], name="rulebook_change_version"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("starts_on")),
                name="rulebook_change_period",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_on"], name="rulebook_change_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} v{self.version}"

    @property
    def school_id(self) -> int:
        """The key under which its history is kept: the office's own."""
        return self.unit_id


class Objection(ScopedModel, LoopedModel):
    """What someone says against a unit's own rule; decided by the office above it."""

    scope = Scope(read="rulebook.view", unit="unit")
    loop = OBJECTION_LOOP

    id = models.UUIDField(primary_key=True)
    change = models.ForeignKey(RuleChange, models.PROTECT, related_name="objections")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    decider = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    raised_at = models.DateTimeField()
    raised_by = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=200, default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["change", "raised_by"], condition=models.Q(state="RAISED"), name="rulebook_objection_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.change_id}"

    @property
    def school_id(self) -> int:
        """The key under which its history is kept and who is told when it is overdue: the office that decides."""
        return self.decider_id
