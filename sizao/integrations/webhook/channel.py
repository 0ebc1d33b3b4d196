"""Post notices as signed JSON to a gateway of the authority's own; the contract stands in ../README.md."""

import hashlib
import hmac
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from sizao.core.notify.channels import Outgoing

TIMEOUT_SECONDS = 10
SHORTEST_SECRET = 16
# An answer longer than this is no answer.
MOST_ANSWER_BYTES = 256 * 1024


class BadWebhook(ValueError):
    """`SIZAO_WEBHOOK_URL` or its secret cannot be used."""


class GatewayRefused(Exception):
    """The gateway did not take the batch."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect could carry the batch to a place nobody has named."""

    def redirect_request(self, *_: Any) -> None:
        return None


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Sign a body: v1=HMAC-SHA256(secret, timestamp.body), in hex."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1={digest.hexdigest()}"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Reaches everyone: the gateway knows people by user id or phone."""

    url: str
    secret: str
    code: str = "webhook"
    batch: int = 100

    @classmethod
    def from_environment(cls) -> Self:
        """Read `SIZAO_WEBHOOK_URL` and `SIZAO_WEBHOOK_SECRET`; without them there is no gateway.

        raises: BadWebhook.
        """
        url, secret = os.environ.get("SIZAO_WEBHOOK_URL", ""), os.environ.get("SIZAO_WEBHOOK_SECRET", "")
        if url and (urlsplit(url).scheme not in ("http", "https") or len(secret) < SHORTEST_SECRET):
            raise BadWebhook(f"SIZAO_WEBHOOK_URL needs http(s) and a SIZAO_WEBHOOK_SECRET of {SHORTEST_SECRET} or more")
        return cls(url, secret)

    def is_ready(self) -> bool:
        """Tell whether a gateway is named."""
        return bool(self.url)

    def address_of(self, holder: Any) -> str:
        """Give the phone, or the user id for accounts without one."""
        return holder.phone or f"user:{holder.user_id}"

    def send(self, messages: Sequence[Outgoing]) -> list[str]:
        """Post one batch; the gateway may refuse single messages by id.

        raises: GatewayRefused, OSError.
        """
        body = json.dumps({"notices": [_notice(one) for one in messages]}, ensure_ascii=False).encode()
        refused = self._post(body)
        return [str(refused.get(str(one.notice_id), "")) for one in messages]

    def _post(self, body: bytes) -> dict[str, str]:
        timestamp = int(time.time())
        request = urllib.request.Request(
            self.url, data=body, method="POST",
            headers={
                "Content-Type": "application/json; charset=utf-8", "User-Agent": "sizao",
                "X-Sizao-Timestamp": str(timestamp), "X-Sizao-Signature": signature(self.secret, timestamp, body),
            },
        )  # fmt: skip
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return _refused(answer.read(MOST_ANSWER_BYTES))
        except urllib.error.HTTPError as error:
            raise GatewayRefused(f"HTTP {error.code}") from error


def _notice(message: Outgoing) -> dict[str, Any]:
    is_phone = not message.address.startswith("user:")
    return {
        "id": str(message.notice_id),
        "user_id": message.recipient_id,
        "phone": message.address if is_phone else "",
        "text": message.text,
        "link": message.link,
        "urgent": message.is_urgent,
        "created_at": message.created_at.isoformat(),
    }


def _refused(answer: bytes) -> dict[str, str]:
    try:
        told = json.loads(answer or b"{}")
    except ValueError:
        return {}
    refused = told.get("refused") if isinstance(told, dict) else None
    return refused if isinstance(refused, dict) else {}
