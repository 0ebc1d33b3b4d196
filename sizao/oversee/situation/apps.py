"""Situation: title, rights, navigation."""

from sizao.core.actor import EVERYONE, Permission
from sizao.core.pages import ModuleConfig, NavItem


class SituationConfig(ModuleConfig):
    """态势: what the system knows, published."""

    name = "sizao.oversee.situation"
    label = "situation"
    title = "态势"
    mount = "situation/"
    permissions = (Permission("situation.burden", "看我们向老师要什么", (EVERYONE,)),)
    navigation = (NavItem("我们向老师要什么", "situation:home", "clock", "situation.burden", order=80),)
