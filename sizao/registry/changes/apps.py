"""Changes of units: title, rights, navigation."""

from collections.abc import Callable

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem

VIEWERS = (
    "SCHOOL_LEADER", "EPIDEMIC_REPORTER", "COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER", "INSPECTOR", "AUDITOR",
    "ADMINISTRATOR",
)  # fmt: skip


class ChangesConfig(ModuleConfig):
    """机构调整: rename, move, split and merge on a day; yesterday stays what it was."""

    name = "sizao.registry.changes"
    label = "changes"
    title = "机构调整"
    mount = "orgs/changes/"
    api = "sizao.registry.changes.api:router"
    permissions = (
        Permission("changes.view", "查看机构调整", VIEWERS),
        Permission("changes.plan", "安排机构调整", ("ADMINISTRATOR",), by="authority"),
        Permission("changes.roll_over", "学年升级", ("ADMINISTRATOR",), by="authority"),
        Permission("changes.apply", "执行机构调整", ()),
    )
    navigation = (NavItem("机构调整", "changes:list", "arrows-exchange", "changes.view", order=71),)

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.registry.changes import handlers
        from sizao.registry.changes.facts import UnitChangeStepped

        return {UnitChangeStepped: [handlers.on_unit_change]}

    def register(self) -> None:
        from sizao.core.notify import templates
        from sizao.core.work import kinds
        from sizao.registry.changes import handlers
        from sizao.registry.changes.services import long

        kinds.declare(long.KINDS)
        templates.declare(handlers.TEMPLATES)
