"""How long entries of a form took, summed by unit, week and role: counts by band, no person, no moment."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sizao.core.keyed import KeyedModel
from sizao.core.scope import Scope, ScopedModel


class Cost(KeyedModel, ScopedModel):
    """Entries of one form in one week by one role; `school_id` is a school, or an office for all below it.

    counts: entries by band of seconds (`rules.EDGES`).
    """

    scope = Scope(read="burden.view")

    pk = models.CompositePrimaryKey("school_id", "week", "ask", "role")
    id = None
    week = models.DateField()
    ask = models.CharField(max_length=60)
    role = models.CharField(max_length=40)
    counts = ArrayField(models.IntegerField())

    class Meta:
        db_table = "core_burden"

    def __str__(self) -> str:
        return f"{self.week} {self.school_id} {self.ask}"
