"""Who carries a robot's messages out: registered by `integrations`, one a kind."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sizao.core.robots.rules import Target


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it leaves; `link` carries no rights."""

    id: uuid.UUID
    text: str
    link: str
    is_urgent: bool
    created_at: dt.datetime


class NotTaken(Exception):
    """The other side did not take the message: it was refused, or never reached."""


class Unanswered(Exception):
    """The message left, and no answer came: it may have arrived."""


class Sender(Protocol):
    """Carry one digest to one robot."""

    def send(self, target: Target, secret: str, text: str, lines: Sequence[Line]) -> None:
        """Send a digest and the lines it was made of.

        raises: NotTaken, Unanswered.
        """


_senders: dict[str, Sender] = {}


def register(kind: str, sender: Sender) -> None:
    """Say who sends for a kind of robot."""
    _senders[kind] = sender


def get(kind: str) -> Sender:
    """Give the sender of a kind."""
    return _senders[kind]
