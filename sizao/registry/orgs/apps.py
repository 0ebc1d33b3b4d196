"""Units: title, rights, navigation."""

from sizao.core import actor
from sizao.core.actor import EVERYONE, Permission
from sizao.core.pages import ModuleConfig, NavItem

BROWSERS = (
    "SCHOOL_LEADER", "EPIDEMIC_REPORTER", "COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER", "INSPECTOR", "AUDITOR",
    "ADMINISTRATOR",
)  # fmt: skip


class OrgsConfig(ModuleConfig):
    """机构: who is where, and who runs whom."""

    name = "sizao.registry.orgs"
    label = "orgs"
    title = "机构"
    api = "sizao.registry.orgs.api:router"
    mount = "orgs/"
    permissions = (
        Permission("orgs.view", "查看机构", (EVERYONE,)),
        Permission("orgs.browse", "浏览机构和岗位", BROWSERS),
        Permission("orgs.edit", "管理机构", ("ADMINISTRATOR",), by="authority"),
        Permission("orgs.move", "调整机构的上级", ()),
    )
    navigation = (NavItem("机构", "orgs:tree", "building-community", "orgs.browse", order=70),)

    def register(self) -> None:
        from sizao.registry.orgs import queries

        actor.use_unit_lookup(queries.units_by_id)
