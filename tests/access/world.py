"""The cast with one row of everything in each place, committed once for the whole sweep."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sizao.core.actor import Actor, UnitRef, units_by_id
from sizao.demo.builders import BuiltGroup
from sizao.demo.cast import CITY, COUNTY, OTHER_CITY, OTHER_COUNTY, PROVINCE, Cast
from tests.access.rules import KINDS

JOB = Actor.system("tests")
NOWHERE = 999_999_999


@dataclass(frozen=True, slots=True)
class Sample:
    """What an address needs to name one row: parts of the path, the query, the body of a change (None: as declared)."""

    values: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None


@dataclass
class World:
    """Who there is and where; `made` holds the samples by name and unit."""

    cast: Cast
    now: dt.datetime
    sessions: dict[str, str] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    units: dict[int, UnitRef] = field(default_factory=dict)
    made: dict[tuple[str, int], Sample | None] = field(default_factory=dict)

    @property
    def day(self) -> dt.date:
        return self.now.date()

    def look_up(self) -> None:
        """Find the units of the sweep and who everyone is."""
        schools = (self.cast.school, self.cast.neighbor_school, self.cast.foreign_school)
        groups = [self.cast.school.groups[0], self.cast.school.groups[1], self.cast.school.groups[3]]
        groups += [one.groups[0] for one in schools[1:]]
        ids = [group.id for group in groups] + [school.id for school in schools]
        found = units_by_id([*ids, COUNTY, OTHER_COUNTY, CITY, OTHER_CITY, PROVINCE])
        self.units = {one: found[one] for one in [*ids, COUNTY, OTHER_COUNTY, CITY, OTHER_CITY, PROVINCE]}
        self.actors = {name: self.cast.actor(name, self.now) for name in self.cast.users}

    def places(self, kind: str) -> list[UnitRef]:
        """List the units of a kind: own, neighboring, upper and foreign ones, whoever looks."""
        return [unit for unit in self.units.values() if unit.level in KINDS[kind]]

    def group(self, unit: UnitRef) -> BuiltGroup:
        """Give what was built in a class or department."""
        schools = (self.cast.school, self.cast.neighbor_school, self.cast.foreign_school)
        return next(group for school in schools for group in school.groups if group.id == unit.id)

    def first_group(self, unit: UnitRef) -> BuiltGroup:
        """Give the first class of a school."""
        schools = (self.cast.school, self.cast.neighbor_school, self.cast.foreign_school)
        return next(school.groups[0] for school in schools if school.id == unit.id)


# Makes the sample of one unit (None for what is one person's alone); None where the unit cannot have one.
Make = Callable[[World, UnitRef | None], Sample | None]
