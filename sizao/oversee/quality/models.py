"""Questions about the way a unit reports."""

from django.db import models

from sizao.core.keyed import KeyedModel
from sizao.core.looped import LoopedModel
from sizao.core.scope import Scope, ScopedModel
from sizao.oversee.quality.rules import LOOP, Kind


class Question(KeyedModel, ScopedModel, LoopedModel):
    """What stood out in the reports of a class or a school over [first, until), with its numbers."""

    scope = Scope(read="quality.view", areas=True)
    loop = LOOP

    kind = models.CharField(max_length=12, choices=Kind.pairs())
    unit_id = models.BigIntegerField()
    numbers = models.JSONField()
    probability = models.FloatField()
    first = models.DateField()
    until = models.DateField()
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=500, default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    county_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "unit_id", "kind"],
                condition=models.Q(state__in=["ASKED", "ANSWERED"]),
                name="quality_question_open",
            )
        ]
        indexes = [models.Index(fields=["county_id", "asked_at"], name="quality_question_county")]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id}"
