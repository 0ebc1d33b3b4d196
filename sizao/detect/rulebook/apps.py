"""判定规则: rights, place in navigation, long work, who is told of an objection that nobody decides."""

import datetime as dt
from collections.abc import Callable

from sizao.core.actor import EVERYONE, Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem
from sizao.detect.rulebook.rules import PROPOSERS


class RulebookConfig(ModuleConfig):
    """判定规则: which rules are in force where, who decided so, what would change."""

    name = "sizao.detect.rulebook"
    label = "rulebook"
    title = "判定规则"
    mount = "rules/"
    permissions = (
        Permission("rulebook.view", "查看判定规则", (EVERYONE,)),
        Permission("rulebook.object", "对本地规则提出异议", (EVERYONE,)),
        Permission("rulebook.propose", "提出规则变动", PROPOSERS),
        Permission("rulebook.approve", "批准规则变动", PROPOSERS),
        Permission("rulebook.decide", "决定下级规则的异议", PROPOSERS),
    )
    navigation = (NavItem("判定规则", "rulebook:home", "checklist", "rulebook.view", order=88),)

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.detect.rulebook import handlers
        from sizao.detect.rulebook.facts import ChangeDecided, ChangeProposed

        return {ChangeProposed: [handlers.tell_proposed], ChangeDecided: [handlers.tell_decided]}

    def register(self) -> None:
        from sizao.core import escalate
        from sizao.core.notify import templates
        from sizao.core.work import kinds
        from sizao.detect.rulebook import handlers, models
        from sizao.detect.rulebook.services import trying

        kinds.declare(trying.KINDS)
        templates.declare(handlers.TEMPLATES)
        escalate.register(
            models.Objection, escalate.by_notice("规则异议", lambda row: f"/rules/changes/{row.change_id}/")
        )

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.detect.rulebook.views import cards

        return cards.today(actor=actor, now=now)
