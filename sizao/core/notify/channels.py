"""The outside channels: registered by `integrations`, asked for an address, given messages in batches."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings

from sizao.core.actor import UnitRef


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as a channel gets it, in the recipient's language; `link` carries no rights, sign-in decides."""

    notice_id: uuid.UUID
    recipient_id: int
    address: str
    text: str
    link: str
    is_urgent: bool
    created_at: dt.datetime
    language: str = settings.LANGUAGE_CODE


class Channel(Protocol):
    """A way to reach people outside; `batch` is how many messages it takes at once."""

    code: str
    batch: int

    def is_ready(self) -> bool:
        """Tell whether this installation has set the channel up."""

    def address_of(self, holder: Any) -> str:
        """Give where someone is reached, "" where they are not."""

    def send(self, messages: Sequence[Outgoing]) -> list[str]:
        """Send messages; one entry each: "" when taken, else why not. May raise: then all have failed."""


# Told of every message in the transaction that sends it: messages, the units they are addressed to, the moment.
Groups = Callable[[Sequence[Any], dict[int, UnitRef], dt.datetime], None]
_groups: Groups | None = None


def use_groups(queue: Groups) -> None:
    """Register who tells the group chats of units; `core.robots` does so."""
    global _groups
    _groups = queue


def tell_groups(messages: Sequence[Any], units: dict[int, UnitRef], now: dt.datetime) -> None:
    """Let the group chats of the addressed units know, where there are any."""
    if _groups is not None:
        _groups(messages, units, now)


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Add a channel to the one table."""
    _channels[channel.code] = channel


def ready() -> list[Channel]:
    """List the channels that are set up here."""
    return [channel for channel in _channels.values() if channel.is_ready()]
