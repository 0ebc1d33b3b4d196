"""Registers the channels through which notices leave the platform."""

from sizao.core.pages import ModuleConfig


class IntegrationsConfig(ModuleConfig):
    """对接: e-mail, a gateway of the authority's own, and the console of a demo."""

    name = "sizao.integrations"
    label = "integrations"
    title = "对接"

    def register(self) -> None:
        from sizao.core.notify import channels
        from sizao.core.robots import senders
        from sizao.core.robots.rules import Kind
        from sizao.integrations.console.channel import Console
        from sizao.integrations.email.channel import Email
        from sizao.integrations.robots.senders import DingTalk, Gateway, WeCom
        from sizao.integrations.webhook.channel import Webhook

        for channel in (Email.from_environment(), Webhook.from_environment(), Console()):
            channels.register(channel)
        for kind, sender in ((Kind.WECOM, WeCom()), (Kind.DINGTALK, DingTalk()), (Kind.WEBHOOK, Gateway())):
            senders.register(kind, sender)
