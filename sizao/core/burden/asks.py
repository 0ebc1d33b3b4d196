"""What is asked of people: forms that modules declare, each with the seconds assumed until they are measured."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """A form or slot that somebody has to fill in.

    code: `checks.MORNING`. label: Chinese. seconds: assumed for one entry until enough are measured.
    role: of whoever mostly fills it in.
    """

    code: str
    label: str
    role: str
    seconds: int


# Of a form that nobody declared. source: PROJECT
ASSUMED_SECONDS = 30

_asks: dict[str, Ask] = {}


def declare(asks: Iterable[Ask]) -> None:
    """Add a module's forms to the one table; a code stands for one form."""
    for ask in asks:
        if _asks.setdefault(ask.code, ask) != ask:
            raise ValueError(f"ask {ask.code} is declared twice")


def declared() -> dict[str, Ask]:
    """Give the table of all forms by code."""
    return dict(_asks)


def assumed_seconds(code: str) -> int:
    """Give what one entry is assumed to take until it is measured."""
    ask = _asks.get(code)
    return ask.seconds if ask else ASSUMED_SECONDS
