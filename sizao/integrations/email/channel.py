"""Send notices by e-mail over SMTP; one connection a batch, one mail a message."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation
from django.utils.translation import gettext as _

from sizao.core.notify.channels import Outgoing

SMTP = "django.core.mail.backends.smtp.EmailBackend"
TIMEOUT_SECONDS = 20
PORTS = {"smtp": 587, "smtps": 465}


class BadSmtpUrl(ValueError):
    """`SIZAO_SMTP_URL` cannot be read."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, as `SIZAO_SMTP_URL` names it."""

    host: str
    port: int
    username: str
    password: str
    sender: str
    uses_tls: bool
    uses_ssl: bool

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read smtp://user:password@host:port/?from=address&tls=0.

        raises: BadSmtpUrl.
        """
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        username = unquote(parts.username or "")
        sender = options.get("from") or (username if "@" in username else "")
        if parts.scheme not in PORTS or not parts.hostname or "@" not in sender:
            raise BadSmtpUrl("SIZAO_SMTP_URL is smtp://user:password@host:port/?from=address")
        is_ssl = parts.scheme == "smtps"
        return cls(
            parts.hostname, parts.port or PORTS[parts.scheme], username, unquote(parts.password or ""), sender,
            not is_ssl and options.get("tls", "1") != "0", is_ssl,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Email:
    """Reaches whoever has an address in their account."""

    server: Server | None
    backend: str = SMTP
    code: str = "email"
    batch: int = 50

    @classmethod
    def from_environment(cls) -> Self:
        """Read `SIZAO_SMTP_URL`; without it there is no e-mail.

        raises: BadSmtpUrl.
        """
        url = os.environ.get("SIZAO_SMTP_URL", "")
        return cls(Server.from_url(url) if url else None)

    def is_ready(self) -> bool:
        """Tell whether a mail server is named."""
        return self.server is not None

    def address_of(self, holder: Any) -> str:
        """Give the address of the account."""
        return holder.email

    def send(self, messages: Sequence[Outgoing]) -> list[str]:
        """Send over one connection; a mail that is refused fails alone, a lost connection fails the rest."""
        connection = self._connection()
        connection.open()
        try:
            return [self._send_one(connection, message) for message in messages]
        finally:
            connection.close()

    def _connection(self) -> BaseEmailBackend:
        server = self.server
        return get_connection(
            self.backend, host=server.host, port=server.port, username=server.username, password=server.password,
            use_tls=server.uses_tls, use_ssl=server.uses_ssl, timeout=TIMEOUT_SECONDS,
        )  # fmt: skip

    def _send_one(self, connection: BaseEmailBackend, message: Outgoing) -> str:
        with translation.override(message.language):
            subject = _("四早：{text}").format(text=message.text)
        mail = EmailMessage(
            subject=subject,
            body=f"{message.text}\n\n{message.link}\n",
            from_email=self.server.sender,
            to=[message.address],
            headers={"X-Sizao-Notice": str(message.notice_id), "Auto-Submitted": "auto-generated"},
            connection=connection,
        )
        try:
            mail.send()
        except Exception as failure:
            return f"{type(failure).__name__}: {failure}"
        return ""
