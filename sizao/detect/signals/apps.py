"""信号: rights, place in navigation, what it reacts to, who is told when nobody acts."""

from collections.abc import Callable

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem

AT_SCHOOL = ("EPIDEMIC_REPORTER", "SCHOOL_DOCTOR", "HEALTH_TEACHER", "SCHOOL_LEADER")
OFFICES = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


class SignalsConfig(ModuleConfig):
    """信号: what fired, why, until when, and what a person made of it."""

    name = "sizao.detect.signals"
    label = "signals"
    title = "信号"
    mount = "signals/"
    permissions = (
        Permission("signals.view", "查看信号", (*AT_SCHOOL, *OFFICES)),
        Permission("signals.view_people", "查看信号中的人", AT_SCHOOL),
        Permission(
            "signals.verify", "核实信号", ("EPIDEMIC_REPORTER", "SCHOOL_DOCTOR", "SCHOOL_LEADER", "COUNTY_OFFICER")
        ),
        Permission("signals.judge", "判定信号", ()),
    )
    navigation = (NavItem("信号", "signals:home", "alert-triangle", "signals.view", order=10),)

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.detect.linelist.facts import LineListChanged
        from sizao.detect.signals import handlers

        return {LineListChanged: [handlers.judge]}
