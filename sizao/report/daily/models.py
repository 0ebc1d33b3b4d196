"""Signed returns and the calls made after missing ones."""

from django.db import models

from sizao.core.keyed import KeyedModel
from sizao.core.looped import LoopedModel
from sizao.core.scope import Scope, ScopedModel
from sizao.report.daily.rules import LOOP


class DailyReturn(KeyedModel, ScopedModel, LoopedModel):
    """The return (日报告) of one unit for one day: a snapshot as known at signing, one row a version.

    `school_id` is the school, or the office's own unit id. A signed version is never overwritten.
    """

    scope = Scope(read="daily.view", areas=True)
    loop = LOOP

    day = models.DateField()
    version = models.SmallIntegerField(default=1)
    level = models.CharField(max_length=12)
    county_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)
    covers_from = models.DateTimeField()
    covers_to = models.DateTimeField()
    figures = models.JSONField(default=dict)
    by_session = models.JSONField(default=dict)
    missing_reasons = models.JSONField(default=dict)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.BigIntegerField(null=True)
    signed_role = models.CharField(max_length=40, default="", blank=True)
    delegated_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "daily_return"
        constraints = [models.UniqueConstraint(fields=["school_id", "day", "version"], name="daily_return_version")]
        indexes = [
            models.Index(fields=["day", "county_id", "level"], name="daily_return_county"),
            models.Index(fields=["day", "city_id", "level"], name="daily_return_city"),
            models.Index(fields=["state_due_at"], condition=models.Q(state="PREPARED"), name="daily_return_due"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.school_id} v{self.version}"


class ChaseCall(KeyedModel, ScopedModel):
    """A call made after a missing unit: who called, what was answered, so that nobody else rings again."""

    scope = Scope(read="daily.view")

    day = models.DateField()
    unit_id = models.BigIntegerField()
    called_at = models.DateTimeField()
    called_by = models.BigIntegerField(null=True)
    called_name = models.CharField(max_length=40)
    answer = models.CharField(max_length=20)
    note = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "daily_chase_call"
        indexes = [models.Index(fields=["school_id", "day"], name="daily_chase_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.unit_id}"
