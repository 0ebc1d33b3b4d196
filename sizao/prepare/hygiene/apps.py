"""消毒通风: title, rights, navigation."""

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem

# Whoever may answer for a place records it; counts are for everyone above. source: PROJECT
KEEPERS = (
    "DORM_KEEPER", "GRID_WORKER", "GATE_GUARD", "HOMEROOM_TEACHER", "HEALTH_TEACHER", "SCHOOL_DOCTOR",
    "EPIDEMIC_REPORTER", "SCHOOL_LEADER",
)  # fmt: skip
BOARD = ("HEALTH_TEACHER", "SCHOOL_DOCTOR", "EPIDEMIC_REPORTER", "SCHOOL_LEADER")
OFFICES = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER", "INSPECTOR")


class HygieneConfig(ModuleConfig):
    """消毒通风: the plan of every place, and what was done of it each day."""

    name = "sizao.prepare.hygiene"
    label = "hygiene"
    title = "消毒通风"
    mount = "hygiene/"
    permissions = (
        Permission("hygiene.view", "查看消毒通风计划", (*KEEPERS, *OFFICES)),
        Permission("hygiene.board", "查看全校消毒通风", (*BOARD, *OFFICES)),
        Permission("hygiene.plan", "制定消毒通风计划", ("HEALTH_TEACHER", "SCHOOL_LEADER", "EPIDEMIC_REPORTER")),
    )
    navigation = (NavItem("消毒通风", "hygiene:home", "spray", "hygiene.board", order=24),)
