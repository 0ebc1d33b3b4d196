"""Robots: title, rights, place."""

from typing import Any

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem


class RobotsConfig(ModuleConfig):
    """群机器人: an administrator of a unit sets where its group chat is told."""

    name = "sizao.core.robots"
    label = "robots"
    title = "群机器人"
    mount = "robots/"
    permissions = (Permission("robots.manage", "设置群机器人", ("ADMINISTRATOR",), by="authority"),)
    navigation = (NavItem("群机器人", "robots:home", "messages", "robots.manage", order=94),)

    def encrypted(self) -> tuple[Any, ...]:
        from sizao.core.robots.models import ENCRYPTED
        from sizao.core.rotation import Rotated

        return (Rotated("robots.Robot", ENCRYPTED),)

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        return (Kept("robots.Post", "群消息", "retention.notices_days"),)

    def register(self) -> None:
        from sizao.core.notify import channels
        from sizao.core.robots import queueing

        channels.use_groups(queueing.queue)
