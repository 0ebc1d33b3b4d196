"""无人可办的反映: rights, place in navigation, what it reacts to."""

from collections.abc import Callable

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem

OFFICES = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")


class UnjudgedConfig(ModuleConfig):
    """无人可办的反映: concerns that nobody at a school may judge, answered by the office above."""

    name = "sizao.oversee.unjudged"
    label = "unjudged"
    title = "无人可办的反映"
    mount = "unjudged/"
    permissions = (Permission("unjudged.answer", "办理学校无人可办的反映", OFFICES),)
    navigation = (NavItem("无人可办的反映", "unjudged:home", "messages", "unjudged.answer", order=75),)

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.detect.concerns.facts import ConcernReceived, ConcernTaken
        from sizao.oversee.unjudged import handlers

        return {ConcernReceived: [handlers.tell], ConcernTaken: [handlers.settle_notices]}

    def register(self) -> None:
        from sizao.core.notify import templates
        from sizao.oversee.unjudged import handlers

        templates.declare([handlers.RECEIVED])
