"""Audit: title, rights, navigation."""

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem


class AuditConfig(ModuleConfig):
    """审计: append-only entries, the seals over them, and the pages of those who oversee."""

    name = "sizao.core.audit"
    label = "audit"
    title = "审计"
    mount = "audit/"
    permissions = (Permission("audit.view", "查看审计", ("AUDITOR", "ADMINISTRATOR"), by="authority"),)
    navigation = (NavItem("审计", "audit:list", "shield-check", "audit.view", order=95),)
