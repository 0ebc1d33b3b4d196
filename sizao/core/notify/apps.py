"""Notices: title, rights, place."""

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
