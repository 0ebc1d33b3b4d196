"""What a robot is, where it may send, how often, and when it is tried again; values in, verdicts out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sizao.core.choices import Choices
from sizao.core.errors import SizaoError


class Kind(Choices):
    """The services a robot may belong to."""

    WECOM = "WECOM", "企业微信群机器人"
    DINGTALK = "DINGTALK", "钉钉群机器人"
    WEBHOOK = "WEBHOOK", "本单位网关"


class Takes(Choices):
    """What a robot is told."""

    REPORTS = "REPORTS", "只要催报和提醒"
    ALL = "ALL", "本单位的全部通知"


class PostState(Choices):
    """Where a message to a group chat stands."""

    WAITING = "WAITING", "待发"
    SENT = "SENT", "已发"
    DROPPED = "DROPPED", "过时不发"
    GIVEN_UP = "GIVEN_UP", "没发出"


# The only hosts that are reached without being named in SIZAO_ROBOT_HOSTS.
HOSTS = {Kind.WECOM: "qyapi.weixin.qq.com", Kind.DINGTALK: "oapi.dingtalk.com"}
# What `REPORTS` means; of these, a school's robot is also told what its classes are told.
REPORT_KINDS = ("checks.due_soon", "chasing.missed", "chasing.above", "daily.chased")
GROUP_KINDS = ("checks.due_soon", "daily.chased")
# Both services take 20 messages a minute from a robot; two are left for tests by hand. source: PROJECT
MOST_A_MINUTE = 18
# What a digest holds; the rest is counted. WeCom takes 2,048 bytes of text.
MOST_LINES, MOST_BYTES = 20, 1800
# Waits after failures in a row; the last one again and again. source: PROJECT
WAIT_SECONDS = (30, 60, 120, 300, 600, 900)
# A message that could not be sent for so long is given up: nobody needs the reminder of this morning tonight.
GIVE_UP = dt.timedelta(hours=6)
# Of answers that never came the message may have arrived: it is sent again so many times and not more.
MOST_UNSURE = 1
SHORTEST_SECRET = 16


class AddressRefused(SizaoError):
    """A robot may not send there."""

    code = "address_refused"
    http_status = 422

    def __init__(self, reason: str, **params: object) -> None:
        self.message = reason
        super().__init__(**params)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a robot's messages go; `is_vetted` when an operator named the host, so that it may be an inner one."""

    scheme: str
    host: str
    port: int
    path: str
    is_vetted: bool


def read_address(kind: str, address: str, allowed: Sequence[str]) -> Target:
    """Read a robot's address and refuse whatever it must not reach.

    allowed: what the operator named: `host`, `host:port`, or `http://host:port` where plain HTTP is meant.
    raises: AddressRefused.
    """
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise AddressRefused("地址写成https://…的完整网址") from None
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.password or parts.fragment:
        raise AddressRefused("地址写成https://…的完整网址")
    port = port or (443 if parts.scheme == "https" else 80)
    named = {_named(one) for one in allowed if one.strip()}
    is_vetted = (parts.scheme, host, port) in named
    if parts.scheme == "http" and not is_vetted:
        raise AddressRefused("只能用https地址")
    if not is_vetted and (host != HOSTS.get(Kind(kind)) or port != 443):
        known = HOSTS.get(Kind(kind), "")
        if known:
            raise AddressRefused("这类机器人的地址以https://{host}开头", host=known)
        raise AddressRefused("网关地址要先由系统管理员在SIZAO_ROBOT_HOSTS里登记")
    path = parts.path or "/"
    return Target(parts.scheme, host, port, f"{path}?{parts.query}" if parts.query else path, is_vetted)


def _named(entry: str) -> tuple[str, str, int]:
    text = entry.strip().lower()
    parts = urlsplit(text if "://" in text else f"https://{text}")
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def wait_after(failures: int) -> dt.timedelta:
    """Tell how long a robot rests after so many failures in a row."""
    return dt.timedelta(seconds=WAIT_SECONDS[min(failures, len(WAIT_SECONDS)) - 1])


def digest(lines: Sequence[str], rest: str) -> str:
    """Put lines into one message; what does not fit is counted by `rest`, which has an {n}."""
    kept: list[str] = []
    size = 0
    for line in lines[:MOST_LINES]:
        size += len(line.encode()) + 1
        if kept and size > MOST_BYTES:
            break
        kept.append(line)
    left = len(lines) - len(kept)
    return "\n".join([*kept, rest.format(n=left)] if left else kept)
