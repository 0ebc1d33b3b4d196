"""The trend of signals beside a register: a later step registers who counts them, because this one knows none."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sizao.core.actor import Actor, UnitRef


@dataclass(frozen=True, slots=True)
class Week:
    """Signals raised in the week that begins on `first`, and how many of those proved true."""

    first: dt.date
    raised: int
    confirmed: int


Counter = Callable[[Actor, UnitRef, dt.datetime, int], Sequence[Week]]
_counter: Counter | None = None


def use_trend(counter: Counter) -> None:
    """Register who counts the signals of a unit by week: (actor, unit, now, weeks), oldest first."""
    global _counter
    _counter = counter


def trend_of(actor: Actor, unit: UnitRef, now: dt.datetime, weeks: int) -> Sequence[Week]:
    """Count the signals of a unit and all below by week; nothing where nobody counts or the actor may not see any."""
    return _counter(actor, unit, now, weeks) if _counter is not None else ()
