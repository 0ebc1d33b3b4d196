"""What a school changed in the national plan, and what was recorded of places and checkpoints day by day."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.keyed import DayKeyedModel, KeyedModel, SchoolRef
from sizao.core.scope import Scope, ScopedModel
from sizao.prepare.hygiene.rules import LONGEST_NOTE, Result, Work


class PlanSetting(KeyedModel, ScopedModel):
    """What a school set in its plan over [valid_from, valid_to): a national line done tighter, or a line of its own.

    code: of the national line, "" for one's own. place, place_kind: for one place, or for all of a kind.
    weekdays: 1 to 7; empty for every school day.
    """

    scope = Scope(read="hygiene.view")

    code = models.CharField(max_length=12, default="", blank=True)
    place = SchoolRef("places.Place", null=True)
    place_kind = models.CharField(max_length=16, default="", blank=True)
    work = models.CharField(max_length=12, choices=Work.pairs())
    what = models.CharField(max_length=60)
    agent = models.CharField(max_length=30, default="", blank=True)
    times = models.SmallIntegerField(null=True)
    minutes = models.SmallIntegerField(null=True)
    mg_per_l = models.IntegerField(null=True)
    weekdays = ArrayField(models.SmallIntegerField(), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "hygiene_setting"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "code", "place_kind", "place_id"],
                condition=models.Q(valid_to__isnull=True) & ~models.Q(code=""),
                nulls_distinct=False,
                name="hygiene_setting_once",
            ),
            models.CheckConstraint(
                condition=models.Q(place_id__isnull=True) ^ models.Q(place_kind=""), name="hygiene_setting_for"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code or self.what} {self.place_kind or self.place_id}"


class Record(DayKeyedModel, ScopedModel):
    """What one person recorded of a place, or of a checkpoint there, on a day; one stands until it is taken back.

    subject_id: the place's own id, or the checkpoint's. process: "" for the plan of a place.
    unit_id: who ran the place. missed: codes of the plan's lines that were not done as planned.
    """

    scope = Scope(read="hygiene.view", group="unit_id")

    place = SchoolRef("places.Place")
    subject_id = models.UUIDField()
    process = models.CharField(max_length=12, default="", blank=True)
    unit_id = models.BigIntegerField()
    result = models.CharField(max_length=10, choices=Result.pairs())
    missed = ArrayField(models.CharField(max_length=40), default=list)
    note = models.CharField(max_length=LONGEST_NOTE, default="", blank=True)
    recorded_by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "day", "subject_id"],
                condition=models.Q(taken_back_at__isnull=True),
                name="hygiene_record_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.subject_id} {self.result}"
