"""Risk points of schools and counties, and every rating they had."""

from django.db import models

from sizao.core.keyed import KeyedModel
from sizao.core.looped import LoopedModel
from sizao.core.scope import Scope, ScopedModel
from sizao.prepare.risks.rules import LOOP, PointKind


class RiskPoint(KeyedModel, ScopedModel, LoopedModel):
    """A risk point (风险点) of one school or county as it is rated now; `school_id` is the unit's key.

    score: likelihood times impact. owner: a post, never a person.
    """

    scope = Scope(read="risks.view", areas=True)
    loop = LOOP

    title = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=PointKind.pairs())
    likelihood = models.SmallIntegerField()
    impact = models.SmallIntegerField()
    score = models.SmallIntegerField()
    measure = models.CharField(max_length=300)
    owner = models.CharField(max_length=20)
    review_on = models.DateField()
    added_at = models.DateTimeField()
    assessed_at = models.DateTimeField()
    county_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(likelihood__range=(1, 5), impact__range=(1, 5))
                & models.Q(score=models.F("likelihood") * models.F("impact")),
                name="risks_riskpoint_score",
            ),
            models.UniqueConstraint(
                fields=["school_id", "title"], condition=~models.Q(state="CLOSED"), name="risks_riskpoint_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["county_id", "-score"], condition=~models.Q(state="CLOSED"), name="risks_riskpoint_county"
            ),
            models.Index(
                fields=["city_id", "-score"], condition=~models.Q(state="CLOSED"), name="risks_riskpoint_city"
            ),
            models.Index(
                fields=["province_id", "-score"], condition=~models.Q(state="CLOSED"), name="risks_riskpoint_province"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score} {self.title}"


class Assessment(KeyedModel, ScopedModel):
    """One rating of a risk point, with what was to be done about it then; append-only."""

    scope = Scope(read="risks.view")

    point_id = models.UUIDField()
    likelihood = models.SmallIntegerField()
    impact = models.SmallIntegerField()
    measure = models.CharField(max_length=300)
    owner = models.CharField(max_length=20)
    review_on = models.DateField()
    note = models.CharField(max_length=200, default="", blank=True)
    assessed_at = models.DateTimeField()
    assessed_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school_id", "point_id", "assessed_at"], name="risks_assessment_point")]

    def __str__(self) -> str:
        return f"{self.likelihood}×{self.impact} {self.point_id}"
