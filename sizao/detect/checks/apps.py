"""Checks: title, rights, navigation, cards of the day."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sizao.core.actor import EVERYONE, Actor, Permission, UnitRef
from sizao.core.pages import Card, Link, ModuleConfig, NavItem

REPORTERS = (
    "HOMEROOM_TEACHER", "SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER", "DORM_KEEPER", "GRID_WORKER",
    "INTEGRATION",
)  # fmt: skip
HEALTH_STAFF = ("SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER")


class ChecksConfig(ModuleConfig):
    """晨午晚检: who is ill or absent, class by class."""

    name = "sizao.detect.checks"
    label = "checks"
    title = "晨午晚检"
    api = "sizao.detect.checks.api:router"
    direct = (("POST", "/api/v1/checks", "sizao.detect.checks.api.submitting:take_one"),)
    mount = "checks/"
    permissions = (
        Permission("checks.view", "查看上报情况", (EVERYONE,)),
        Permission("checks.view_entries", "查看异常学生", REPORTERS[:-1]),
        Permission("checks.submit", "上报晨午晚检", REPORTERS),
        Permission("checks.send_file", "用表格上报晨午晚检", (*HEALTH_STAFF, "ADMINISTRATOR")),
        Permission("checks.assess", "核实异常", ("SCHOOL_DOCTOR", "HEALTH_TEACHER")),
        Permission("checks.waive", "办理免报", (*HEALTH_STAFF, "SCHOOL_LEADER")),
        Permission("checks.board", "查看全校上报", (*HEALTH_STAFF, "SCHOOL_LEADER")),
        Permission("checks.ask", "提出学生情况", ("GUARDIAN", "INTEGRATION", "SCHOOL_DOCTOR", "HEALTH_TEACHER")),
        Permission("checks.open", "开启时段", ()),
    )
    navigation = (NavItem("上报情况", "checks:board", "clipboard-check", "checks.board", order=30),)

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        days = "retention.checks_days"
        return (
            Kept("checks.EntryAssessment", "校医核实", days),
            Kept("checks.CheckEntry", "异常学生", days),
            Kept("checks.PersonQuestion", "学生情况的问答", days, day="t.asked_on", held_while="t.answered_at IS NULL"),
            Kept("checks.HealthCheck", "班级上报", days),
            Kept("checks.Slot", "应报时段", days),
            Kept("checks.SchoolDay", "学校每日人数", "retention.counts_days"),
        )

    def holds(self) -> tuple[Any, ...]:
        from sizao.core.retention import Hold

        return (
            Hold(
                "没有答复的学生情况",
                "SELECT school_id, asked_on AS since FROM checks_personquestion WHERE answered_at IS NULL",
            ),
        )

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.detect.checks import handlers
        from sizao.detect.checks.facts import CheckSubmitted

        return {CheckSubmitted: [handlers.settle_reminders, handlers.tell_not_back]}

    def register(self) -> None:
        from sizao.core.burden import asks
        from sizao.core.notify import templates
        from sizao.detect.checks.rules import SECONDS, Session
        from sizao.detect.checks.services import missing_boarders, reminding

        templates.declare([*reminding.TEMPLATES, missing_boarders.NOT_BACK])
        asks.declare(asks.Ask(f"checks.{session}", session.label, "HOMEROOM_TEACHER", SECONDS) for session in Session)

    def links(self, *, actor: Actor, unit: UnitRef, day: dt.date) -> list[Link]:
        from sizao.detect.checks.views import cards

        return cards.links(actor=actor, unit=unit, day=day)

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.detect.checks.views import cards

        return cards.today(actor=actor, now=now)
