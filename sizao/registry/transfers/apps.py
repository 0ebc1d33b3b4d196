"""Transfers: title, navigation, who is told."""

from collections.abc import Callable

from sizao.core.actor import Permission
from sizao.core.pages import ModuleConfig, NavItem


class TransfersConfig(ModuleConfig):
    """转学: a pupil's way from one school to another, asked by the one and decided by the other."""

    name = "sizao.registry.transfers"
    label = "transfers"
    title = "转学"
    mounts = (("", "sizao.registry.transfers.urls"),)
    api = "sizao.registry.transfers.api:router"
    permissions = (Permission("transfers.join", "随班转入", ()),)
    navigation = (NavItem("转学", "transfers:home", "arrows-exchange", "roster.edit", order=23),)

    def handlers(self) -> dict[type, list[Callable]]:
        from sizao.registry.transfers import handlers
        from sizao.registry.transfers.facts import TransferStepped

        return {TransferStepped: [handlers.on_transfer]}

    def register(self) -> None:
        from sizao.core import escalate
        from sizao.core.notify import templates
        from sizao.registry.transfers import handlers, models

        templates.declare(handlers.TEMPLATES)
        escalate.register(
            models.Transfer, escalate.by_notice("转学", lambda row: f"/roster/transfers/{row.school_id}~{row.id}/")
        )
