"""Changes of units that take effect on a day, and what units were before."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.keyed import KeyedModel
from sizao.core.scope import Scope, ScopedModel
from sizao.registry.changes.rules import Kind


class UnitChange(ScopedModel):
    """One change of a unit, planned for a day; `effect` counts what it moved when it took effect."""

    scope = Scope(read="changes.view", unit="unit")

    kind = models.CharField(max_length=8, choices=Kind.pairs())
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    target = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    part_ids = ArrayField(models.BigIntegerField(), default=list)
    name = models.CharField(max_length=80, default="", blank=True)
    short_name = models.CharField(max_length=40, default="", blank=True)
    code = models.CharField(max_length=20, default="", blank=True)
    reason = models.CharField(max_length=200)
    starts_on = models.DateField()
    obstacle = models.CharField(max_length=300, default="", blank=True)
    effect = models.JSONField(default=dict)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["starts_on"],
                condition=models.Q(applied_at__isnull=True, withdrawn_at__isnull=True),
                name="changes_unitchange_planned",
            ),
            models.Index(fields=["unit", "-starts_on"], name="changes_unitchange_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id} {self.starts_on}"


class PastUnit(ScopedModel):
    """What an office or a school was called, its code and where it stood during [valid_from, valid_to).

    Who sees the records of a past day is decided by where the unit stood then; names and codes keep their validity.
    """

    scope = Scope(read="changes.view", unit="unit")

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    change = models.ForeignKey(UnitChange, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40)
    code = models.CharField(max_length=20, default="", blank=True)
    authority_path = models.CharField(max_length=160, db_collation="C")
    territory_path = models.CharField(max_length=160, db_collation="C")
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_to"], name="changes_pastunit_day"),
            models.CheckConstraint(
                condition=models.Q(valid_to__gt=models.F("valid_from")), name="changes_pastunit_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} until {self.valid_to}"


class Rollover(KeyedModel, ScopedModel):
    """A school's step into a new school year (升级): what each class was, who left, what was made; undone within a day.

    before: [class id, name, grade id, position]. leavers: [person id, class id, class number].
    """

    scope = Scope(read="changes.roll_over", by="authority", above_school=False)

    year = models.SmallIntegerField()
    day = models.DateField()
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    leavers = models.JSONField(default=list)
    closed_ids = ArrayField(models.BigIntegerField(), default=list)
    made_ids = ArrayField(models.BigIntegerField(), default=list)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "year"], condition=models.Q(undone_at__isnull=True), name="changes_rollover_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year}"
