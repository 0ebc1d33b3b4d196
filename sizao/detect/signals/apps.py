"""信号: rights, place in navigation, what it reacts to, who is told when nobody acts."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sizao.core.actor import Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem

AT_SCHOOL = ("EPIDEMIC_REPORTER", "SCHOOL_DOCTOR", "HEALTH_TEACHER", "SCHOOL_LEADER")
VERIFIERS = ("EPIDEMIC_REPORTER", "SCHOOL_DOCTOR", "SCHOOL_LEADER", "COUNTY_OFFICER")
OFFICES = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


class SignalsConfig(ModuleConfig):
    """信号: what fired, why, until when, and what a person made of it."""

    name = "sizao.detect.signals"
    label = "signals"
    title = "信号"
    mount = "signals/"
    permissions = (
        Permission("signals.view", "查看信号", (*AT_SCHOOL, *OFFICES)),
        Permission("signals.view_people", "查看信号中的人", AT_SCHOOL),
        Permission("signals.verify", "核实信号", VERIFIERS),
        Permission("signals.decide", "判断信号", (*VERIFIERS, "CITY_OFFICER", "PROVINCE_OFFICER")),
        Permission("signals.judge", "判定信号", ()),
        Permission("signals.view_worth", "查看信号的准确程度", (*OFFICES, "EPIDEMIC_REPORTER")),
    )
    navigation = (NavItem("信号", "signals:home", "alert-triangle", "signals.view", order=10),)

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        days, detected = "retention.checks_days", "(t.detected_at AT TIME ZONE 'Asia/Shanghai')::date"
        return (
            Kept("signals.Step", "信号的经过", days, day="(t.at AT TIME ZONE 'Asia/Shanghai')::date"),
            Kept("signals.Memory", "信号涉及的人", days, day=detected),
            Kept("signals.Signal", "信号", days, day=detected, held_while="t.state IN ('NEW', 'VERIFYING')"),
        )

    def holds(self) -> tuple[Any, ...]:
        from sizao.core.retention import Hold

        query = (
            "SELECT school_id, (detected_at AT TIME ZONE 'Asia/Shanghai')::date AS since FROM signals_signal"
            " WHERE state IN ('NEW', 'VERIFYING')"
        )
        return (Hold("没有了结的信号", query),)

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.detect.linelist.facts import LineListChanged
        from sizao.detect.signals import handlers
        from sizao.detect.signals.facts import SignalRaised, SignalRevoked

        return {
            LineListChanged: [handlers.judge],
            SignalRaised: [handlers.tell],
            SignalRevoked: [handlers.tell_revoked],
        }

    def register(self) -> None:
        from sizao.core import escalate
        from sizao.core.converters import Key
        from sizao.core.notify import templates
        from sizao.detect.signals import handlers, models, queries
        from sizao.prepare.risks import queries as risks

        risks.use_trend(queries.count_weekly)
        templates.declare(handlers.TEMPLATES)
        escalate.register(
            models.Signal, escalate.by_notice("信号核实", lambda row: f"/signals/{Key(row.school_id, row.id)}/")
        )

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.detect.signals.views import cards

        return cards.today(actor=actor, now=now)
