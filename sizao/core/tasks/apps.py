"""Tasks: title, rights, place, card of the day."""

import datetime as dt
from typing import Any

from sizao.core.actor import EVERYONE, Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem
from sizao.core.tasks.rules import OFFICERS

HEALTH_STAFF = ("SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER")


class TasksConfig(ModuleConfig):
    """任务: what I have to do by when."""

    name = "sizao.core.tasks"
    label = "tasks"
    title = "任务"
    mount = "tasks/"
    permissions = (
        Permission("tasks.list", "查看自己的任务", (EVERYONE,)),
        Permission("tasks.view", "查看辖区任务", (*HEALTH_STAFF, "SCHOOL_LEADER", "INSPECTOR", *OFFICERS)),
        Permission("tasks.verify", "核实任务", ("SCHOOL_LEADER", "EPIDEMIC_REPORTER", *OFFICERS)),
    )
    navigation = (NavItem("任务", "tasks:list", "list-check", "tasks.list", order=5),)

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        return (
            Kept(
                "tasks.Task", "任务", "retention.checks_days", day="(t.state_since AT TIME ZONE 'Asia/Shanghai')::date",
                held_while="t.state IN ('OPEN', 'DONE')",
            ),
        )  # fmt: skip

    def holds(self) -> tuple[Any, ...]:
        from sizao.core.retention import Hold

        return (
            Hold(
                "没有销号的任务",
                "SELECT school_id, (opened_at AT TIME ZONE 'Asia/Shanghai')::date AS since FROM core_task"
                " WHERE state IN ('OPEN', 'DONE')",
            ),
        )

    def register(self) -> None:
        from sizao.core import escalate
        from sizao.core.notify import templates
        from sizao.core.tasks import reminders
        from sizao.core.tasks.models import Task

        templates.declare(reminders.TEMPLATES)
        escalate.register(Task, reminders.tell_overdue)

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.core.tasks import views

        return views.today_cards(actor=actor, now=now)
