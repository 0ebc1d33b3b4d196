"""Long work: what was started, how far it is, how it ended."""

from django.db import models

from sizao.core.keyed import KeyedModel
from sizao.core.looped import LoopedModel
from sizao.core.work.rules import LOOP, OPEN_STATES


class Work(KeyedModel, LoopedModel):
    """One piece of long work of one person; read by that person alone.

    about_id: the thing it is about, once open a kind. done, total: of the present stage; total is None when unknown.
    is_unwanted: a cancel was asked for. outcome: `counts` (label, number) and `url`.
    """

    loop = LOOP

    kind = models.CharField(max_length=60)
    unit_id = models.BigIntegerField()
    about_id = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    started_by = models.BigIntegerField()
    started_role = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    stage = models.SmallIntegerField(default=0)
    stage_since = models.DateTimeField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    heard_at = models.DateTimeField(null=True)
    is_unwanted = models.BooleanField(default=False)
    outcome = models.JSONField(default=dict)
    failure = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        db_table = "core_work"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "kind", "about_id"],
                condition=models.Q(state__in=OPEN_STATES),
                name="core_work_open_once",
            )
        ]
        indexes = [models.Index(fields=["school_id", "started_by", "started_at"], name="core_work_mine")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_id} {self.state}"
