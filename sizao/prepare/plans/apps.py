"""Plans: title, rights, navigation, countdown of the day."""

import datetime as dt
from collections.abc import Callable

from sizao.core.actor import EVERYONE, Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem

SETTERS = ("SCHOOL_LEADER", "COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


class PlansConfig(ModuleConfig):
    """预案与计划: key dates with countdown."""

    name = "sizao.prepare.plans"
    label = "plans"
    title = "预案与计划"
    mount = "plans/"
    permissions = (
        Permission("plans.view", "查看重要日期", (EVERYONE,)),
        Permission("plans.set_dates", "设定重要日期", SETTERS),
        Permission(
            "plans.carry_out",
            "落实重要日期的准备",
            ("SCHOOL_LEADER", "EPIDEMIC_REPORTER", "SCHOOL_DOCTOR", "HEALTH_TEACHER"),
        ),
        Permission("plans.open_duties", "开出重要日期的任务", ()),
    )
    navigation = (NavItem("重要日期", "plans:home", "calendar", "plans.view", order=80),)

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.prepare.plans import handlers
        from sizao.prepare.plans.facts import KeyDateChanged
        from sizao.registry.changes.facts import UnitChangeStepped

        return {KeyDateChanged: [handlers.on_date_changed], UnitChangeStepped: [handlers.on_unit_change]}

    def register(self) -> None:
        from sizao.core.tasks import kinds
        from sizao.prepare.plans.services import DUTIES

        for duty in DUTIES.values():
            kinds.register(duty)

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.prepare.plans import views

        return views.today_cards(actor=actor, now=now)
