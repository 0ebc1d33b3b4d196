"""Response levels: title, rights, navigation; tightens the values of policies."""

from collections.abc import Callable

from sizao.core.actor import EVERYONE, Permission
from sizao.core.pages import ModuleConfig, NavItem

ORDERERS = ("SCHOOL_LEADER", "COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


class LevelsConfig(ModuleConfig):
    """应急响应: peace and emergency are one switch, with an end date."""

    name = "sizao.registry.levels"
    label = "levels"
    title = "应急响应"
    mount = "levels/"
    permissions = (
        Permission("levels.view", "查看应急响应", (EVERYONE,)),
        Permission("levels.order", "启动和结束应急响应", ORDERERS),
        Permission("levels.carry_out", "落实应急响应", ("SCHOOL_LEADER",)),
        Permission("levels.expire", "到期恢复", ()),
        Permission("levels.follow", "随机构调整延续", ()),
    )
    navigation = (NavItem("应急响应", "levels:home", "alert-triangle", "levels.view", order=85),)

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.registry.levels import handlers
        from sizao.registry.levels.facts import ResponseChanged

        return {ResponseChanged: [handlers.on_response_changed]}

    def register(self) -> None:
        from sizao.core.notify import templates
        from sizao.core.tasks import kinds
        from sizao.registry.levels import handlers, queries, services
        from sizao.registry.policies import queries as policies

        policies.use_tightenings(queries.tightenings)
        templates.declare(handlers.TEMPLATES)
        kinds.register(services.CARRY_OUT)
