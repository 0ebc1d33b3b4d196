"""What each service wants to be sent, and what it answers when it took the message."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sizao.core import clock
from sizao.core.robots.rules import Target
from sizao.core.robots.senders import Line, NotTaken
from sizao.integrations.robots.posting import post
from sizao.integrations.webhook.channel import signature

JSON = {"Content-Type": "application/json; charset=utf-8"}


def dingtalk_signature(secret: str, milliseconds: int) -> str:
    """Sign as DingTalk robots ask (加签): base64 of HMAC-SHA256 over time and secret, for a query."""
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return quote(base64.b64encode(digest), safe="")


def _milliseconds() -> int:
    return int(clock.machine_now().timestamp() * 1000)


def _text(text: str) -> bytes:
    return json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()


def _refuse_error(answer: bytes) -> None:
    """Both services answer 200 also when they refuse: `errcode` is 0 when the message was taken.

    raises: NotTaken.
    """
    try:
        told: Any = json.loads(answer or b"{}")
    except ValueError:
        told = None
    code = told.get("errcode") if isinstance(told, dict) else None
    if code != 0:
        words = str(told.get("errmsg", ""))[:120] if isinstance(told, dict) else "answer not understood"
        raise NotTaken(f"errcode {code} {words}".strip())


@dataclass(frozen=True, slots=True)
class WeCom:
    """企业微信群机器人: its key stands in its address."""

    def send(self, target: Target, secret: str, text: str, lines: Sequence[Line]) -> None:
        """Send a digest."""
        _refuse_error(post(target, target.path, _text(text), JSON))


@dataclass(frozen=True, slots=True)
class DingTalk:
    """钉钉群机器人: signed where it has a secret."""

    def send(self, target: Target, secret: str, text: str, lines: Sequence[Line]) -> None:
        """Send a digest."""
        path = target.path
        if secret:
            at = _milliseconds()
            mark = "&" if "?" in path else "?"
            path = f"{path}{mark}timestamp={at}&sign={dingtalk_signature(secret, at)}"
        _refuse_error(post(target, path, _text(text), JSON))


@dataclass(frozen=True, slots=True)
class Gateway:
    """A unit's own gateway: signed JSON; the same `id` may come twice and is the same message."""

    def send(self, target: Target, secret: str, text: str, lines: Sequence[Line]) -> None:
        """Send the lines one by one in one body."""
        rows = [
            {"id": str(one.id), "text": one.text, "link": one.link, "urgent": one.is_urgent,
             "created_at": one.created_at.isoformat()}
            for one in lines
        ]  # fmt: skip
        body = json.dumps({"text": text, "notices": rows}, ensure_ascii=False).encode()
        at = _milliseconds() // 1000
        signed = {"X-Sizao-Timestamp": str(at), "X-Sizao-Signature": signature(secret, at, body)}
        post(target, target.path, body, {**JSON, **signed})
