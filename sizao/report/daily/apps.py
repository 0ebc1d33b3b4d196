"""The daily return: title, rights, navigation, cards of the day."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sizao.core.actor import Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem

OFFICERS = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


class DailyConfig(ModuleConfig):
    """日报告: derived, signed, handed up through four levels."""

    name = "sizao.report.daily"
    label = "daily"
    title = "日报告"
    api = "sizao.report.daily.api:router"
    mount = "daily/"
    permissions = (
        Permission(
            "daily.view",
            "查看日报告",
            ("SCHOOL_LEADER", "SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER", "INSPECTOR", *OFFICERS),
        ),
        Permission("daily.sign", "签报", ("SCHOOL_LEADER", *OFFICERS)),
        Permission("daily.prepare", "准备日报告", ()),
        Permission("daily.chase", "催报", ("EPIDEMIC_REPORTER", "HEALTH_TEACHER", "SCHOOL_DOCTOR", *OFFICERS)),
    )
    navigation = (NavItem("日报告", "daily:home", "send", "daily.view", order=40),)

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        return (
            Kept("daily.ChaseCall", "催报电话", "retention.checks_days"),
            Kept("daily.DailyReturn", "日报告", "retention.counts_days"),
        )

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.report.daily import facts, handlers

        return {
            facts.UnitsChased: [handlers.on_units_chased],
            facts.ReturnAmended: [handlers.on_return_amended],
        }

    def register(self) -> None:
        from sizao.core import escalate
        from sizao.core.notify import templates
        from sizao.registry.changes import queries as changes
        from sizao.report.daily import handlers, models, queries

        changes.use_obstacles(queries.day_begun)
        templates.declare(handlers.TEMPLATES)
        escalate.register(
            models.DailyReturn, escalate.by_notice("日报告", lambda row: f"/daily/{row.school_id}/{row.day}/")
        )

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.report.daily.views import cards

        return cards.today(actor=actor, now=now)
