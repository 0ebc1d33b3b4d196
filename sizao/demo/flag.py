"""The demo flag: a file beside the data that says this installation is a demo, and how its clock is shifted."""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sizao.core.clock import SHANGHAI

# Of every demo account; printed by `sizao up`.
PASSWORD = "sizao-demo"
MORNING = dt.time(8, 5)
# A demo left alone is moved on to the next morning when its day is over.
EARLIEST, LATEST = dt.time(6, 45), dt.time(16, 30)


@dataclass(frozen=True, slots=True)
class Flag:
    """A demo of a scale and seed, its clock `offset_seconds` ahead of the machine's."""

    scale: str
    seed: int
    offset_seconds: float


def _file(home: Path) -> Path:
    return home / "demo.json"


def read(home: Path) -> Flag | None:
    """Read the flag, None when this is not a demo."""
    try:
        return Flag(**json.loads(_file(home).read_text()))
    except FileNotFoundError:
        return None


def write(home: Path, flag: Flag) -> None:
    """Set the flag."""
    _file(home).write_text(json.dumps(asdict(flag)))


def first_morning(machine_now: dt.datetime) -> dt.datetime:
    """Give the demo's first moment: 08:05 of today, or of the next Monday at a weekend."""
    day = machine_now.astimezone(SHANGHAI).date()
    while day.weekday() >= 5:
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, MORNING, SHANGHAI)


def next_morning(demo_now: dt.datetime) -> dt.datetime | None:
    """Give the morning to move on to, None while the demo's day still lasts; the clock never goes back."""
    if EARLIEST <= demo_now.time() <= LATEST and demo_now.weekday() < 5:
        return None
    day = demo_now.date() + dt.timedelta(days=0 if demo_now.time() < EARLIEST else 1)
    while day.weekday() >= 5:
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, MORNING, SHANGHAI)
