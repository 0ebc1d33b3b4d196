"""Policies and the school calendar: title, rights, navigation, the card of the day."""

import datetime as dt

from sizao.core.actor import EVERYONE, Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem

SETTERS = ("SCHOOL_LEADER", "COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER", "ADMINISTRATOR")


class PoliciesConfig(ModuleConfig):
    """规则与日历: an upper level sets, a lower one tightens, every value shows where it comes from."""

    name = "sizao.registry.policies"
    label = "policies"
    title = "规则与日历"
    mount = "policies/"
    api = "sizao.registry.policies.api:router"
    permissions = (
        Permission("policies.view", "查看规则", (EVERYONE,)),
        Permission("policies.set", "设置规则与日历", SETTERS),
        Permission("policies.import", "导入全国节假日", ("ADMINISTRATOR",), by="authority"),
    )
    navigation = (NavItem("规则与校历", "policies:home", "calendar", "policies.view", order=90),)

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.registry.policies.views import cards

        return cards.today(actor=actor, now=now)
