"""Retention: title, rights, navigation."""

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem


class RetentionConfig(ModuleConfig):
    """保存期限: what is past its time, before and after it is deleted."""

    name = "sizao.oversee.retention"
    label = "retention"
    title = "保存期限"
    mount = "retention/"
    permissions = (
        Permission("retention.view", "查看保存期限", ("ADMINISTRATOR", "AUDITOR"), by="authority"),
        Permission("retention.run", "按期删除", ()),
    )
    navigation = (NavItem("保存期限", "retention:list", "clock", "retention.view", order=96, level="PROVINCE"),)
