"""Inspections of places, and what they found."""

from django.db import models

from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.looped import LoopedModel
from sizao.core.scope import Scope, ScopedModel
from sizao.oversee.inspections.rules import LONGEST_NOTE, LOOP


class Inspection(KeyedModel, ScopedModel):
    """One look at one place by one inspector; answers: verdict by item. by_office: made from above the school."""

    scope = Scope(read="inspections.view", group="unit_id")

    place = SchoolRef("places.Place")
    unit_id = models.BigIntegerField()
    day = models.DateField()
    answers = models.JSONField()
    note = models.CharField(max_length=LONGEST_NOTE, default="", blank=True)
    by_office = models.BooleanField()
    inspected_by = models.BigIntegerField(null=True)
    inspected_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["school_id", "place_id", "inspected_at"], name="inspections_by_place")]

    def __str__(self) -> str:
        return f"{self.day} {self.place_id}"


class Finding(KeyedModel, ScopedModel, LoopedModel):
    """One thing found wrong, in a closed loop; owner: who answers for the place and rectifies. file: of the photo."""

    loop = LOOP
    scope = Scope(read="inspections.view", group="unit_id")

    inspection = SchoolRef("inspections.Inspection")
    place = SchoolRef("places.Place")
    unit_id = models.BigIntegerField()
    item = models.CharField(max_length=12)
    text = models.CharField(max_length=LONGEST_NOTE)
    owner_role = models.CharField(max_length=40, default="", blank=True)
    owner_user_id = models.BigIntegerField(null=True)
    by_office = models.BooleanField()
    found_by = models.BigIntegerField(null=True)
    found_at = models.DateTimeField()
    file_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["school_id", "state_due_at"],
                condition=~models.Q(state="CLOSED"),
                name="inspections_finding_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.state}"
