"""社区联防: title, rights, place in navigation, the task for what is overdue, what is encrypted and kept."""

from typing import Any

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem
from sizao.registry.communities.rules import KEEPERS


class CommunitiesConfig(ModuleConfig):
    """社区联防: which community a school belongs to, whom it reaches there, and what it asked of it."""

    name = "sizao.registry.communities"
    label = "communities"
    title = "社区联防"
    mount = "communities/"
    permissions = (
        Permission("communities.view", "查看社区联防", (*KEEPERS, "SCHOOL_DOCTOR", "HEALTH_TEACHER", "COUNTY_OFFICER")),
        Permission("communities.keep", "登记社区和联防事项", KEEPERS),
        Permission("communities.remind", "提醒逾期的联防事项", ()),
    )
    navigation = (NavItem("社区联防", "communities:home", "building", "communities.view", order=25),)

    def encrypted(self) -> tuple[Any, ...]:
        from sizao.core.rotation import Rotated
        from sizao.registry.communities.models import PHONE

        return (Rotated("communities.Link", (PHONE,)),)

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        asked = "(t.asked_at AT TIME ZONE 'Asia/Shanghai')::date"
        return (
            Kept("communities.Matter", "联防事项", "retention.counts_days", day=asked, held_while="t.state = 'OPEN'"),
            Kept("communities.Link", "以前的社区对接", "retention.counts_days", day="t.valid_to"),
        )

    def register(self) -> None:
        from sizao.core.tasks import kinds
        from sizao.registry.communities.services import OVERDUE_TASK

        kinds.register(OVERDUE_TASK)
