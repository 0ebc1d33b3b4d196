"""Imports: title, rights, navigation."""

from typing import Any

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem


class ImportsConfig(ModuleConfig):
    """名册导入: the file of a school's pupils, looked at row by row, written at once, taken back within a day."""

    name = "sizao.registry.imports"
    label = "imports"
    title = "名册导入"
    mounts = (("", "sizao.registry.imports.urls"),)
    permissions = (Permission("imports.clear", "清理导入", ()),)
    navigation = (NavItem("名册导入", "imports:home", "upload", "roster.edit", order=21),)

    def encrypted(self) -> tuple[Any, ...]:
        from sizao.registry.imports.services import rekeying

        return rekeying.declared()

    def register(self) -> None:
        from sizao.core.files import purposes
        from sizao.core.files.rules import SPREADSHEETS
        from sizao.core.work import kinds
        from sizao.registry.imports.services import long, rekeying
        from sizao.registry.roster import queries as roster

        kinds.declare(long.KINDS)
        roster.use_hold(rekeying.UNDOABLE)
        purposes.declare([purposes.Purpose("roster.import", "名册导入", SPREADSHEETS, "roster.edit", keep_days=1)])
