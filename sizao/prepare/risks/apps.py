"""风险点研判: rights, place in navigation, who is told when a review is overdue."""

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem
from sizao.prepare.risks.rules import SCHOOL_OWNERS

OFFICES = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


class RisksConfig(ModuleConfig):
    """风险点研判: the register of a school or county, and what offices see of those below."""

    name = "sizao.prepare.risks"
    label = "risks"
    title = "风险点研判"
    mount = "risks/"
    permissions = (
        Permission("risks.view", "查看风险点", (*SCHOOL_OWNERS, *OFFICES)),
        Permission("risks.keep", "登记和复评风险点", (*SCHOOL_OWNERS, "COUNTY_OFFICER")),
    )
    navigation = (NavItem("风险点", "risks:home", "flag", "risks.view", order=82),)

    def register(self) -> None:
        from sizao.core import escalate
        from sizao.core.converters import Key
        from sizao.prepare.risks import models

        escalate.register(
            models.RiskPoint,
            escalate.by_notice("风险点复评", lambda row: f"/risks/points/{Key(row.school_id, row.id)}/"),
        )
