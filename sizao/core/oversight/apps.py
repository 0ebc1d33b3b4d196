"""Oversight: title, place in navigation. The entries themselves are written and sealed by `core.audit`."""

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem


class OversightConfig(ModuleConfig):
    """审计: read by person, object, action, purpose and day; checked; taken out with a purpose."""

    name = "sizao.core.oversight"
    label = "oversight"
    title = "审计"
    mount = "audit/"
    permissions = (Permission("audit.view", "查看审计", ("AUDITOR", "ADMINISTRATOR"), by="authority"),)
    navigation = (NavItem("审计", "audit:list", "shield-check", "audit.view", order=95),)
