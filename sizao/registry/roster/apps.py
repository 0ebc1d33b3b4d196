"""The roster: title, rights, navigation."""

from typing import Any

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem

SCHOOL_STAFF = (
    "HOMEROOM_TEACHER", "SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER", "DORM_KEEPER", "GRID_WORKER",
)  # fmt: skip


class RosterConfig(ModuleConfig):
    """名册: pupils, staff, guardians and where they belong."""

    name = "sizao.registry.roster"
    label = "roster"
    title = "名册"
    mounts = (("", "sizao.registry.roster.urls"),)
    api = "sizao.registry.roster.api:router"
    permissions = (
        Permission("roster.overview", "查看名册人数", (*SCHOOL_STAFF, "SCHOOL_LEADER", "ADMINISTRATOR")),
        Permission("roster.view", "查看名册", SCHOOL_STAFF),
        Permission("roster.view_guardians", "查看监护人", ("HOMEROOM_TEACHER", "SCHOOL_DOCTOR", "HEALTH_TEACHER")),
        Permission("roster.reveal", "查看证件号和电话", ("SCHOOL_DOCTOR", "HEALTH_TEACHER")),
        Permission("roster.edit", "管理名册", ("ADMINISTRATOR", "EPIDEMIC_REPORTER"), by="authority"),
        Permission("roster.export", "导出名册", ("EPIDEMIC_REPORTER", "SCHOOL_DOCTOR", "HEALTH_TEACHER")),
    )
    navigation = (NavItem("名册", "roster:home", "users", "roster.overview", order=20),)

    def encrypted(self) -> tuple[Any, ...]:
        from sizao.registry.roster.services import rekeying

        return rekeying.declared()

    def kept(self) -> tuple[Any, ...]:
        from sizao.registry.roster.services import forgetting

        return forgetting.KEPT

    def register(self) -> None:
        from sizao.registry.orgs import queries as orgs
        from sizao.registry.roster import queries

        orgs.use_people_counter(queries.count_members)
