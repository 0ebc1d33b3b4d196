"""Places: title, rights, navigation; names rooms for all who hold their numbers."""

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem

OFFICES = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER", "INSPECTOR")
STAFF = (
    "HOMEROOM_TEACHER", "SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER", "SCHOOL_LEADER", "DORM_KEEPER",
    "GRID_WORKER", "GATE_GUARD", "COUNSELOR", "ADMINISTRATOR",
)  # fmt: skip
KEEPERS = ("SCHOOL_LEADER", "EPIDEMIC_REPORTER", "ADMINISTRATOR")


class PlacesConfig(ModuleConfig):
    """场所: where people of a school are, and what is checked there."""

    name = "sizao.registry.places"
    label = "places"
    title = "场所"
    mount = "places/"
    permissions = (
        Permission("places.view", "查看场所", (*STAFF, *OFFICES)),
        Permission("places.manage", "管理场所", KEEPERS, by="authority"),
        Permission(
            "places.residents", "查看住宿名单",
            ("SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER", "DORM_KEEPER", "GRID_WORKER"),
        ),
    )  # fmt: skip
    navigation = (NavItem("场所", "places:home", "building", "places.view", order=22),)

    def register(self) -> None:
        from sizao.core import actor
        from sizao.core.files import purposes
        from sizao.core.files.rules import SPREADSHEETS
        from sizao.registry.orgs import queries as orgs
        from sizao.registry.places import queries

        actor.use_unit_lookup(queries.refs_by_id)
        orgs.use_place_lines(queries.FIRST_NUMBER, queries.list_place_lines)
        purposes.declare([purposes.Purpose("places.import", "宿舍导入", SPREADSHEETS, "roster.edit", keep_days=2)])
