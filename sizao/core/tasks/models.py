"""Tasks: what a person has to do by when."""

from django.db import models

from sizao.core.keyed import KeyedModel
from sizao.core.looped import LoopedModel
from sizao.core.scope import Scope, ScopedModel
from sizao.core.tasks.rules import LOOP, OPEN_STATES


class Task(KeyedModel, ScopedModel, LoopedModel):
    """Work in one unit for whoever holds one of its kind's roles there; `params` name no person.

    `about_id` is the thing it is about, once open a kind. `due_at` is the deadline it was given, `state_due_at` that
    of its present state.
    """

    scope = Scope(read="tasks.view", group="unit_id")
    loop = LOOP

    kind = models.CharField(max_length=60)
    unit_id = models.BigIntegerField()
    about_id = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        db_table = "core_task"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "kind", "about_id"],
                condition=models.Q(state__in=OPEN_STATES),
                name="core_task_open_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["school_id", "unit_id", "kind"],
                condition=models.Q(state__in=OPEN_STATES),
                name="core_task_open",
            ),
            models.Index(fields=["state_due_at"], condition=models.Q(state__in=OPEN_STATES), name="core_task_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_id} {self.state}"
