"""The outside channels: registered by `integrations`, asked for an address, given messages in batches."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings


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


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Add a channel to the one table."""
    _channels[channel.code] = channel


def ready() -> list[Channel]:
    """List the channels that are set up here."""
    return [channel for channel in _channels.values() if channel.is_ready()]
