"""病例一览: rights, place in navigation, what it reacts to."""

from collections.abc import Callable
from typing import Any

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem

DOCTORS = ("SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER")


class LinelistConfig(ModuleConfig):
    """病例一览: who is ill, since when, with what; the ground of every signal."""

    name = "sizao.detect.linelist"
    label = "linelist"
    title = "病例一览"
    mount = "linelist/"
    permissions = (
        Permission("linelist.view", "查看病例一览", DOCTORS),
        Permission("linelist.complete", "登记病例", DOCTORS),
        Permission("linelist.follow", "随上报更新病例", ()),
    )
    navigation = (NavItem("病例一览", "linelist:home", "checklist", "linelist.view", order=40),)

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        days = "retention.checks_days"
        changed = "(t.changed_at AT TIME ZONE 'Asia/Shanghai')::date"
        return (Kept("linelist.Change", "病例的变化", days, day=changed), Kept("linelist.Record", "病例一览", days))

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.detect.checks.facts import CheckSubmitted, EntryAssessed
        from sizao.detect.linelist import handlers

        return {CheckSubmitted: [handlers.follow_reports], EntryAssessed: [handlers.follow_assessments]}
