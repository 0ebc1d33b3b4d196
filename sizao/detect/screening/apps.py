"""Screening: rights, the guardian's card, notices to the class, how gates and files send."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sizao.core.actor import Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem


class ScreeningConfig(ModuleConfig):
    """筛查与自报: what guardians and gates see before the class reports."""

    name = "sizao.detect.screening"
    label = "screening"
    title = "筛查与自报"
    mount = "screening/"
    api = "sizao.detect.screening.api:router"
    permissions = (
        Permission("screening.report", "为孩子请假报病", ("GUARDIAN",)),
        Permission("screening.send_readings", "上传测温", ("INTEGRATION",)),
        # Nobody reads messages by jurisdiction: the class sees its questions, a guardian their own children's.
        Permission("screening.read", "查看家长来信", ()),
    )
    navigation = (
        NavItem("请假报病", "screening:list", "stethoscope", "screening.report", order=20),
        NavItem("表格上报", "screening:uploads", "file-spreadsheet", "checks.send_file", order=31),
    )

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        return (Kept("screening.SelfReport", "家长来信", "retention.checks_days"),)

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.detect.checks.facts import CheckSubmitted
        from sizao.detect.screening import handlers
        from sizao.detect.screening.facts import QuestionsRaised

        return {QuestionsRaised: [handlers.tell_class], CheckSubmitted: [handlers.settle_notices]}

    def register(self) -> None:
        from sizao.core.burden import asks
        from sizao.core.files import purposes
        from sizao.core.files.rules import SPREADSHEETS
        from sizao.core.notify import templates
        from sizao.core.work import kinds
        from sizao.detect.screening.handlers import RAISED
        from sizao.detect.screening.rules import SECONDS
        from sizao.detect.screening.services import long, uploads

        kinds.declare(long.KINDS)
        purposes.declare([purposes.Purpose(uploads.PURPOSE, "晨检表", SPREADSHEETS, "checks.send_file", keep_days=1)])
        templates.declare([RAISED])
        asks.declare([asks.Ask("screening.self_report", "请假报病", "GUARDIAN", SECONDS)])

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.detect.screening.views import cards

        return cards.today(actor=actor, now=now)
