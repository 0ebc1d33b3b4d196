"""What an order costs a role a day: shown before a duty, a level or a form is ordered."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# A role; how many have it among what a cell counts; seconds a day of all of them, by count, values and costs of forms.
Duty = tuple[str, Callable[[Any], int], Callable[[Any, Mapping[str, Any], Mapping[str, float]], float]]


@dataclass(frozen=True, slots=True)
class RoleBurden:
    """What a change costs one role a day: people, and seconds of all of them together before and after."""

    role: str
    people: int
    before: float
    after: float

    @property
    def each_before(self) -> int:
        """Seconds a day of one of them, on average."""
        return round(self.before / self.people)

    @property
    def each_after(self) -> int:
        """Seconds a day of one of them with the change, on average."""
        return round(self.after / self.people)

    @property
    def added_hours(self) -> float:
        """Hours a day that all of them together spend more."""
        return (self.after - self.before) / 3600


@dataclass(frozen=True, slots=True)
class Cell:
    """Schools that are treated alike: what is counted of them, with the values that hold before and after."""

    count: Any
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def burden_of(cells: Sequence[Cell], duties: Iterable[Duty], seconds: Mapping[str, float]) -> list[RoleBurden]:
    """Sum what a change costs each role a day, where it costs any; `seconds`: what one entry takes."""
    found = []
    for role, people_of, seconds_of in duties:
        people = sum(people_of(cell.count) for cell in cells)
        before = sum(seconds_of(cell.count, cell.before, seconds) for cell in cells)
        after = sum(seconds_of(cell.count, cell.after, seconds) for cell in cells)
        found.append(RoleBurden(role, people, before, after))
    return [one for one in found if one.people and one.before != one.after]
