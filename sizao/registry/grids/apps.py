"""The grid: title, rights, navigation, what a worker has today."""

import datetime as dt

from sizao.core.actor import Actor, Permission
from sizao.core.pages import Card, ModuleConfig, NavItem

OFFICES = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER", "INSPECTOR")
HEALTH_STAFF = ("SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER")
KEEPERS = ("SCHOOL_LEADER", "EPIDEMIC_REPORTER", "ADMINISTRATOR")
WORKERS = ("HOMEROOM_TEACHER", "DORM_KEEPER", "GRID_WORKER", "COUNSELOR", *HEALTH_STAFF, "SCHOOL_LEADER")


class GridsConfig(ModuleConfig):
    """网格: two lines, every person in one cell of each, nobody left out."""

    name = "sizao.registry.grids"
    label = "grids"
    title = "网格"
    mount = "grids/"
    permissions = (
        Permission("grids.view", "查看网格", (*HEALTH_STAFF, "SCHOOL_LEADER", "ADMINISTRATOR", *OFFICES)),
        Permission("grids.people", "查看网格名单", HEALTH_STAFF),
        Permission("grids.manage", "管理网格", KEEPERS, by="authority"),
        Permission("grids.work", "走访网格", WORKERS),
        Permission("grids.check_change", "核对网格变动", ("ADMINISTRATOR", "EPIDEMIC_REPORTER")),
        Permission("grids.count", "清点网格", ()),
    )
    navigation = (
        NavItem("网格", "grids:home", "users", "grids.view", order=23),
        NavItem("我的网格", "grids:mine", "user", "grids.work", order=24),
    )

    def register(self) -> None:
        from sizao.core.tasks import kinds
        from sizao.registry.grids.services import CHANGE_TASK

        kinds.register(CHANGE_TASK)

    def today_cards(self, *, actor: Actor, now: dt.datetime) -> list[Card]:
        from sizao.registry.grids.views import cards

        return cards.today(actor=actor, now=now)
