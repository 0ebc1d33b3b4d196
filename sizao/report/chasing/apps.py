"""Chasing: title, rights, navigation, the card that asks why."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sizao.core.actor import Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem

SCHOOL = ("EPIDEMIC_REPORTER", "HEALTH_TEACHER", "SCHOOL_DOCTOR", "SCHOOL_LEADER")
OFFICERS = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


class ChasingConfig(ModuleConfig):
    """催报: a ladder from the class to the province, with reasons and on-time rates."""

    name = "sizao.report.chasing"
    label = "chasing"
    title = "催报"
    mount = "chasing/"
    permissions = (
        Permission("chasing.view", "查看按时率和未报原因", (*SCHOOL, "INSPECTOR", *OFFICERS)),
        Permission("chasing.explain", "说明未报原因", ("HOMEROOM_TEACHER", "GRID_WORKER", "DORM_KEEPER", *SCHOOL)),
        Permission("chasing.tell", "逐级提醒未报", ()),
    )
    navigation = (NavItem("按时率", "chasing:home", "clock", "chasing.view", order=45),)

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        return (Kept("chasing.MissingReason", "未报原因", "retention.checks_days"),)

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.detect.checks.facts import CheckSubmitted
        from sizao.report.chasing import handlers

        return {CheckSubmitted: [handlers.settle_questions]}

    def register(self) -> None:
        from sizao.core.notify import templates
        from sizao.report.chasing.services import telling

        templates.declare(telling.TEMPLATES)

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.report.chasing import views

        return views.today(actor=actor, now=now)
