"""The roster: title, rights, navigation."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sizao.core.actor import Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem

SCHOOL_STAFF = (
    "HOMEROOM_TEACHER", "SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER", "DORM_KEEPER", "GRID_WORKER",
)  # fmt: skip

HEALTH_STAFF = ("SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER")


class RosterConfig(ModuleConfig):
    """名册: pupils, staff, guardians and where they belong."""

    name = "sizao.registry.roster"
    label = "roster"
    title = "名册"
    mounts = (("", "sizao.registry.roster.urls"),)
    api = "sizao.registry.roster.api:router"
    permissions = (
        Permission("roster.overview", "查看名册人数", (*SCHOOL_STAFF, "SCHOOL_LEADER", "ADMINISTRATOR")),
        Permission("roster.view", "查看名册", SCHOOL_STAFF),
        Permission("roster.view_guardians", "查看监护人", ("HOMEROOM_TEACHER", "SCHOOL_DOCTOR", "HEALTH_TEACHER")),
        Permission("roster.reveal", "查看证件号和电话", ("SCHOOL_DOCTOR", "HEALTH_TEACHER")),
        Permission("roster.edit", "管理名册", ("ADMINISTRATOR", "EPIDEMIC_REPORTER"), by="authority"),
        Permission("roster.export", "导出名册", ("EPIDEMIC_REPORTER", "SCHOOL_DOCTOR", "HEALTH_TEACHER")),
        Permission("roster.view_tags", "查看重点人群", (*HEALTH_STAFF, "HOMEROOM_TEACHER")),
        Permission("roster.set_tags", "标记重点人群", HEALTH_STAFF),
        Permission("roster.count_tags", "查看重点人群人数", ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")),
    )
    navigation = (
        NavItem("名册", "roster:home", "users", "roster.overview", order=20),
        NavItem("重点人群", "roster:tags", "flag", "roster.view_tags", order=22),
        NavItem("重点人群人数", "roster:tags", "flag", "roster.count_tags", order=22),
        NavItem("转学", "roster:transfers", "arrows-exchange", "roster.edit", order=23),
    )

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.registry.roster import handlers
        from sizao.registry.roster.facts import TransferStepped

        return {TransferStepped: [handlers.on_transfer]}

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.registry.roster.views import tags

        return tags.today_cards(actor=actor, now=now)

    def encrypted(self) -> tuple[Any, ...]:
        from sizao.registry.roster.services import rekeying

        return rekeying.declared()

    def kept(self) -> tuple[Any, ...]:
        from sizao.registry.roster.services import forgetting

        return forgetting.KEPT

    def register(self) -> None:
        from sizao.core import escalate
        from sizao.core.notify import templates
        from sizao.registry.orgs import queries as orgs
        from sizao.registry.roster import handlers, models, queries

        templates.declare(handlers.TEMPLATES)
        escalate.register(
            models.Transfer, escalate.by_notice("转学", lambda row: f"/roster/transfers/{row.school_id}~{row.id}/")
        )
        orgs.use_people_counter(queries.count_members)
