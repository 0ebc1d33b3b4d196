"""数据质量: rights, place in navigation."""

from typing import Any

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem

AT_SCHOOL = ("SCHOOL_LEADER", "EPIDEMIC_REPORTER", "HEALTH_TEACHER", "SCHOOL_DOCTOR")
OFFICES = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


class QualityConfig(ModuleConfig):
    """数据质量: reports unlike their surroundings, as a question with its numbers."""

    name = "sizao.oversee.quality"
    label = "quality"
    title = "数据质量"
    mount = "quality/"
    permissions = (
        Permission("quality.view", "查看数据质量问题", (*AT_SCHOOL, *OFFICES)),
        Permission("quality.answer", "答复数据质量问题", AT_SCHOOL),
        Permission("quality.close", "了解数据质量问题", OFFICES),
        Permission("quality.ask", "提出数据质量问题", ()),
    )
    navigation = (NavItem("数据质量", "quality:home", "help", "quality.view", order=70),)

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        asked = "(t.asked_at AT TIME ZONE 'Asia/Shanghai')::date"
        question = Kept(
            "quality.Question", "数据质量问题", "retention.checks_days", day=asked, held_while="t.state <> 'CLOSED'"
        )
        return (question,)
