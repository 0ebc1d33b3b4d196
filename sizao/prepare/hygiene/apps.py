"""消毒通风: title, rights, navigation, what it asks of people, what may be done at a place."""

import datetime as dt
from typing import Any

from sizao.core.actor import Actor, Permission
from sizao.core.converters import Key
from sizao.core.pages import Act, Card, ModuleConfig, NavItem

# Whoever may answer for a place records it; counts are for everyone above. source: PROJECT
KEEPERS = (
    "DORM_KEEPER", "GRID_WORKER", "GATE_GUARD", "HOMEROOM_TEACHER", "HEALTH_TEACHER", "SCHOOL_DOCTOR",
    "EPIDEMIC_REPORTER", "SCHOOL_LEADER",
)  # fmt: skip
BOARD = ("HEALTH_TEACHER", "SCHOOL_DOCTOR", "EPIDEMIC_REPORTER", "SCHOOL_LEADER")
OFFICES = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER", "INSPECTOR")
# Assumed until measured: look and tap once; say what was the matter. source: PROJECT
TAP_SECONDS, EXCEPTION_SECONDS = 8, 40


class HygieneConfig(ModuleConfig):
    """消毒通风: the plan of every place, and what was done of it each day."""

    name = "sizao.prepare.hygiene"
    label = "hygiene"
    title = "消毒通风"
    mount = "hygiene/"
    permissions = (
        Permission("hygiene.view", "查看消毒通风", (*KEEPERS, *OFFICES)),
        Permission("hygiene.record", "登记消毒通风", KEEPERS),
        Permission("hygiene.board", "查看全校消毒通风", (*BOARD, *OFFICES)),
        Permission("hygiene.plan", "制定消毒通风计划", ("HEALTH_TEACHER", "SCHOOL_LEADER", "EPIDEMIC_REPORTER")),
        Permission("hygiene.export", "导出消毒通风登记表", (*BOARD, *OFFICES)),
        Permission("hygiene.remind", "提醒未登记的消毒通风", ()),
    )
    navigation = (NavItem("消毒通风", "hygiene:home", "spray", "hygiene.view", order=24),)

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        return (Kept("hygiene.Record", "消毒通风登记", "retention.checks_days"),)

    def register(self) -> None:
        from sizao.core.burden import asks
        from sizao.core.notify import templates
        from sizao.prepare.hygiene.services import reminding

        templates.declare(reminding.TEMPLATES)
        asks.declare([
            asks.Ask("hygiene.done", "消毒通风登记", "DORM_KEEPER", TAP_SECONDS),
            asks.Ask("hygiene.exception", "消毒通风异常", "DORM_KEEPER", EXCEPTION_SECONDS),
        ])  # fmt: skip

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.prepare.hygiene.views import cards

        return cards.today(actor=actor, now=now)

    def acts(self, *, actor: Actor, key: Key, now: dt.datetime) -> list[Act]:
        from sizao.prepare.hygiene.views import cards

        return cards.acts(actor=actor, key=key, now=now)
