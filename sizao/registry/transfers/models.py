"""Pupils who change schools: asked by the school that lets them go, decided by the one that receives them."""

from django.db import models

from sizao.core.keyed import KeyedModel
from sizao.core.looped import LoopedModel
from sizao.core.loops import Escalation, Loop, Move
from sizao.core.scope import Scope, ScopedModel

# A child between two schools is nobody's: the receiving school decides within three days. source: PROJECT
DECIDE_HOURS = 72
TRANSFER_LOOP = Loop(
    name="roster.transfer",
    states={"REQUESTED": "待接收", "ACCEPTED": "已转入", "REFUSED": "不接收", "WITHDRAWN": "已撤回"},
    start="REQUESTED",
    closed=frozenset({"ACCEPTED", "REFUSED", "WITHDRAWN"}),
    moves=(
        Move("accept", "接收", ("REQUESTED",), "ACCEPTED", "roster.edit"),
        Move("refuse", "不接收", ("REQUESTED",), "REFUSED", "roster.edit", needs_reason=True),
        Move("withdraw", "撤回", ("REQUESTED",), "WITHDRAWN", "roster.edit"),
    ),
    escalation=(Escalation(0, ("SCHOOL_LEADER",)),),
)


class Transfer(KeyedModel, LoopedModel, ScopedModel):
    """One pupil's way from another school to this one (转学); the row belongs to the school that decides.

    The person stands in the other school, so there is no constraint; the row holds ids alone.
    """

    loop = TRANSFER_LOOP
    scope = Scope(read="roster.edit", by="authority", person="person_id", above_school=False)

    from_school_id = models.BigIntegerField()
    person_id = models.UUIDField()
    from_group_id = models.BigIntegerField(null=True)
    to_group_id = models.BigIntegerField(null=True)
    moved_on = models.DateField(null=True)
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    refusal = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "roster_transfer"
        indexes = [
            models.Index(fields=["school_id", "-asked_at"], name="roster_transfer_to"),
            models.Index(fields=["from_school_id", "person_id"], name="roster_transfer_from"),
        ]

    def __str__(self) -> str:
        return f"{self.from_school_id} → {self.school_id} {self.person_id}"
