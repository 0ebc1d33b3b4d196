"""Burden: title, and who may read what forms cost."""

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig


class BurdenConfig(ModuleConfig):
    """填报负担: measured here, published by `oversee.situation`."""

    name = "sizao.core.burden"
    label = "burden"
    title = "填报负担"
    permissions = (
        Permission(
            "burden.view",
            "查看填报负担",
            (
                "SCHOOL_LEADER", "EPIDEMIC_REPORTER", "HEALTH_TEACHER", "SCHOOL_DOCTOR", "INSPECTOR", "COUNTY_OFFICER",
                "CITY_OFFICER", "PROVINCE_OFFICER",
            ),
        ),
    )  # fmt: skip
