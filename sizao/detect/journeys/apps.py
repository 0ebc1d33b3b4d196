"""Journeys: rights, navigation, cards of the day, what is kept how long."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sizao.core.actor import Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem

HEALTH_STAFF = ("SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER")
OFFICES = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")
BY_CLASS = ("HOMEROOM_TEACHER", "GRID_WORKER")
STAFF = (
    *BY_CLASS, *HEALTH_STAFF, "SCHOOL_LEADER", "DORM_KEEPER", "GATE_GUARD", "COUNSELOR", "ADMINISTRATOR",
)  # fmt: skip
OF_ANSWER = "(SELECT a.return_on FROM journeys_answer a WHERE a.school_id = t.school_id AND a.id = t.answer_id)"
POLICY = "retention.journeys_days"


class JourneysConfig(ModuleConfig):
    """去向和行程: where people stay in the holidays, and who was in an area at risk."""

    name = "sizao.detect.journeys"
    label = "journeys"
    title = "去向和行程"
    mount = "journeys/"
    permissions = (
        Permission("journeys.view", "查看去向收集", (*HEALTH_STAFF, "SCHOOL_LEADER", *OFFICES)),
        Permission("journeys.open", "收集去向和行程", ("SCHOOL_LEADER", "EPIDEMIC_REPORTER", *OFFICES)),
        Permission("journeys.count", "查看去向人数", (*HEALTH_STAFF, "SCHOOL_LEADER", *OFFICES)),
        Permission("journeys.read", "查看谁去了哪里", (*HEALTH_STAFF, *BY_CLASS)),
        Permission("journeys.answer", "为孩子填去向", ("GUARDIAN",)),
        Permission("journeys.answer_class", "为班级填去向", (*BY_CLASS, *HEALTH_STAFF)),
        Permission("journeys.answer_self", "填自己的去向", STAFF),
        Permission("journeys.follow", "跟进风险地区人员", HEALTH_STAFF),
        Permission("journeys.export", "导出去向和行程", HEALTH_STAFF),
        Permission("journeys.list_risks", "列出风险地区", OFFICES),
        Permission("journeys.judge", "开出跟进任务", ()),
    )
    navigation = (
        NavItem("去向和行程", "journeys:home", "map-pin", "journeys.view", order=33),
        NavItem("假期去向", "journeys:mine", "map-pin", "journeys.answer", order=21),
        NavItem("假期去向", "journeys:mine", "map-pin", "journeys.answer_self", order=34),
    )

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        return (
            Kept("journeys.FollowUp", "风险地区人员跟进", POLICY, day=OF_ANSWER),
            Kept("journeys.Trip", "行程", POLICY, day=OF_ANSWER),
            Kept("journeys.Stay", "停留地", POLICY, day=OF_ANSWER),
            Kept("journeys.Answer", "假期去向", POLICY, day="t.return_on", part_of="journeys.Answer", by="id"),
        )

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.detect.journeys import handlers
        from sizao.detect.journeys.facts import AnswersGiven, CollectionOpened, RiskChanged

        return {
            CollectionOpened: [handlers.on_collection_opened],
            AnswersGiven: [handlers.on_answers],
            RiskChanged: [handlers.on_risk_changed],
        }

    def register(self) -> None:
        from sizao.core.burden import asks
        from sizao.core.tasks import kinds
        from sizao.detect.journeys.rules import CLASS_SECONDS, SECONDS
        from sizao.detect.journeys.services import TASK

        kinds.register(TASK)
        asks.declare(
            [
                asks.Ask("journeys.answer", "假期去向", "GUARDIAN", SECONDS),
                asks.Ask("journeys.group", "全班假期去向", "HOMEROOM_TEACHER", CLASS_SECONDS),
            ]
        )

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.detect.journeys.views import cards

        return cards.today(actor=actor, now=now)
