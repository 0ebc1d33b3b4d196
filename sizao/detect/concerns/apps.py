"""情况反映: title, rights, place in navigation, what it reacts to, what is encrypted and how long it is kept."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sizao.core.actor import Actor, Permission
from sizao.core.converters import Key
from sizao.core.pages import Act, Card, ModuleConfig, NavItem

# Posts inside a school alone: whoever has one may tell something.
EVERYBODY = (
    "HOMEROOM_TEACHER", "SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER", "SCHOOL_LEADER", "DORM_KEEPER",
    "GRID_WORKER", "GATE_GUARD", "GUARDIAN", "COUNSELOR",
)  # fmt: skip
# The health teacher does the doctor's work where a school has no doctor. source: WST772
JUDGES = ("SCHOOL_DOCTOR", "HEALTH_TEACHER")


class ConcernsConfig(ModuleConfig):
    """情况反映: what anybody of a school saw, judged by its doctor, with whoever told it protected."""

    name = "sizao.detect.concerns"
    label = "concerns"
    title = "情况反映"
    mount = "concerns/"
    api = "sizao.detect.concerns.api:router"
    permissions = (
        Permission("concerns.report", "反映情况", EVERYBODY),
        Permission("concerns.triage", "办理情况反映", JUDGES),
        Permission("concerns.reveal_sender", "查看反映人", JUDGES),
        Permission("concerns.watch", "查看情况反映件数", (*JUDGES, "SCHOOL_LEADER", "EPIDEMIC_REPORTER")),
        Permission("concerns.receive", "收下情况反映", ()),
        Permission("concerns.settle", "记下班级的回答", ()),
    )
    navigation = (
        NavItem("反映情况", "concerns:new", "messages", "concerns.report", order=24),
        NavItem("情况办理", "concerns:home", "list-check", "concerns.watch", order=25),
    )

    def encrypted(self) -> tuple[Any, ...]:
        from sizao.core.rotation import Rotated
        from sizao.detect.concerns.models import SENDER

        return (Rotated("concerns.Sender", (SENDER,)),)

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        is_open = (
            "EXISTS (SELECT 1 FROM concerns_concern c WHERE c.school_id = t.school_id AND c.id = t.concern_id"
            " AND c.state <> 'CLOSED')"
        )
        told, kept = "(t.reported_at AT TIME ZONE 'Asia/Shanghai')::date", "t.state <> 'CLOSED'"
        return (
            Kept("concerns.Sender", "情况反映人", "retention.senders_days", day="t.sent_on", held_while=is_open),
            Kept("concerns.Concern", "情况反映", "retention.checks_days", day=told, held_while=kept),
        )

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.detect.checks.facts import CheckSubmitted
        from sizao.detect.concerns import handlers
        from sizao.detect.concerns.facts import ConcernReceived, ConcernTaken

        return {
            ConcernReceived: [handlers.tell],
            ConcernTaken: [handlers.settle_notices],
            CheckSubmitted: [handlers.follow_answers],
        }

    def register(self) -> None:
        from sizao.core import escalate
        from sizao.core.notify import templates
        from sizao.detect.concerns import handlers
        from sizao.detect.concerns.models import Concern

        templates.declare([handlers.RECEIVED])
        escalate.register(Concern, escalate.by_notice("情况反映", lambda row: f"/concerns/queue/{row.school_id}/"))

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.detect.concerns.views import cards

        return cards.today(actor=actor, now=now)

    def acts(self, *, actor: Actor, key: Key, now: dt.datetime) -> list[Act]:
        from sizao.detect.concerns.views import cards

        return cards.acts(actor=actor, key=key)
