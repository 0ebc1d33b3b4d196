"""Policies and the school calendar: title, rights, navigation."""

from sizao.core.actor import EVERYONE, Permission
from sizao.core.pages import ModuleConfig

SETTERS = ("SCHOOL_LEADER", "COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER", "ADMINISTRATOR")


class PoliciesConfig(ModuleConfig):
    """规则与日历: an upper level sets, a lower one tightens, every value shows where it comes from."""

    name = "sizao.registry.policies"
    label = "policies"
    title = "规则与日历"
    api = "sizao.registry.policies.api:router"
    permissions = (
        Permission("policies.view", "查看规则", (EVERYONE,)),
        Permission("policies.set", "设置规则与日历", SETTERS),
    )
