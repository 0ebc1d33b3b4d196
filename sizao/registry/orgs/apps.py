"""Units: title, rights, navigation."""

from sizao.core import actor
from sizao.core.actor import EVERYONE, Permission
from sizao.core.pages import ModuleConfig


class OrgsConfig(ModuleConfig):
    """机构: who is where, and who runs whom."""

    name = "sizao.registry.orgs"
    label = "orgs"
    title = "机构"
    api = "sizao.registry.orgs.api:router"
    permissions = (
        Permission("orgs.view", "查看机构", (EVERYONE,)),
        Permission("orgs.edit", "管理机构", ("ADMINISTRATOR",), by="authority"),
    )

    def register(self) -> None:
        from sizao.registry.orgs import queries

        actor.use_unit_lookup(queries.units_by_id)
