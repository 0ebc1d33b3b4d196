"""Key dates that units set for themselves and everything below them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.scope import Scope, ScopedModel
from sizao.prepare.plans.rules import DateKind


class KeyDate(ScopedModel):
    """A date to be ready for (重要日期): whom it concerns, how many days ahead, and what each school does for it.

    duty_opened_at: when its tasks were opened; null while they are still to be opened, or again.
    follows: the date of the unit from which it was taken over when that was split or merged.
    """

    scope = Scope(read="plans.view", unit="unit")

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=DateKind.pairs())
    name = models.CharField(max_length=40)
    day = models.DateField()
    audience = ArrayField(models.CharField(max_length=20))
    lead_days = models.SmallIntegerField()
    duty = models.CharField(max_length=100, default="", blank=True)
    duty_role = models.CharField(max_length=20, default="", blank=True)
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False)
    duty_opened_at = models.DateTimeField(null=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["day"], condition=models.Q(is_withdrawn=False), name="plans_keydate_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "day"], condition=models.Q(is_withdrawn=False), name="plans_keydate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
