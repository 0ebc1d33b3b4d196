"""Write notices into the log, so that a demo shows what would have rung."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sizao.core import clock
from sizao.core.notify.channels import Outgoing

log = logging.getLogger("sizao.console")


@dataclass(frozen=True, slots=True)
class Console:
    """Everyone is reached, in a demo only: its clock is shifted."""

    code: str = "console"
    batch: int = 200

    def is_ready(self) -> bool:
        """Tell whether this is a demo."""
        return clock.is_shifted()

    def address_of(self, holder: Any) -> str:
        """Name the person by user id."""
        return f"user {holder.user_id}"

    def send(self, messages: Sequence[Outgoing]) -> list[str]:
        """Write one line a message."""
        for message in messages:
            log.info("notice to %s: %s %s", message.address, message.text, message.link)
        return [""] * len(messages)
