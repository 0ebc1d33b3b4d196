"""Tags: title, rights, navigation, what ends soon."""

import datetime as dt
from typing import Any

from sizao.core.actor import Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem

HEALTH_STAFF = ("SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER")


class TagsConfig(ModuleConfig):
    """重点人群: who needs a measure for a time, why, and until when."""

    name = "sizao.registry.tags"
    label = "tags"
    title = "重点人群"
    mounts = (("", "sizao.registry.tags.urls"),)
    api = "sizao.registry.tags.api:router"
    permissions = (
        Permission("roster.view_tags", "查看重点人群", (*HEALTH_STAFF, "HOMEROOM_TEACHER")),
        Permission("roster.set_tags", "标记重点人群", HEALTH_STAFF),
        Permission("roster.count_tags", "查看重点人群人数", ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")),
    )
    navigation = (
        NavItem("重点人群", "tags:home", "flag", "roster.view_tags", order=22),
        NavItem("重点人群人数", "tags:home", "flag", "roster.count_tags", order=22),
    )

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.registry.tags import views

        return views.today_cards(actor=actor, now=now)

    def kept(self) -> tuple[Any, ...]:
        from sizao.registry.tags import services

        return services.KEPT
