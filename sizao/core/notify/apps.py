"""Notices: title, rights, place."""

from typing import Any

from sizao.core.actor import EVERYONE, Permission
from sizao.core.pages import ModuleConfig, NavItem


class NotifyConfig(ModuleConfig):
    """通知: one inbox a person, channels outside."""

    name = "sizao.core.notify"
    label = "notify"
    title = "通知"
    mount = "notices/"
    permissions = (Permission("notify.read", "查看自己的通知", (EVERYONE,)),)
    navigation = (NavItem("通知", "notify:list", "bell", "notify.read", order=7),)

    def kept(self) -> tuple[Any, ...]:
        from sizao.core.retention import Kept

        days = "retention.notices_days"
        return (Kept("notify.Delivery", "通知送达", days), Kept("notify.Notice", "通知", days))
