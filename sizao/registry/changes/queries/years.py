"""What a new school year makes of the classes of schools: who moves up, who leaves, what begins, what is in the way."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sizao.core import scope
from sizao.core.actor import Actor, UnitRef
from sizao.registry.changes.models import Rollover
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster

JOB = Actor.system("a new school year is previewed")
UP, LEAVE, STAY, UNKNOWN = "UP", "LEAVE", "STAY", "UNKNOWN"
# From July on the coming school year may be made; before, the one under way. source: PROJECT
TURN_MONTH = 7
UNDO_HOURS = 24


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one class."""

    class_id: int
    name: str
    new_name: str
    grade: str
    position: int
    move: str
    people: int
    grade_place: int
    old_grade_id: int
    old_position: int


@dataclass(frozen=True, slots=True)
class YearPlan:
    """What becomes of one school; `fresh`: (name, number, position) of new classes; conflicts: (text, params)."""

    school_id: int
    name: str
    year: int
    stage: str
    steps: tuple[Step, ...]
    fresh: tuple[tuple[str, int, int], ...] = ()
    first_grade: str = ""
    first_place: int = 0
    conflicts: tuple[tuple[str, dict[str, object]], ...] = ()

    def count(self, move: str) -> int:
        """Count the classes that move up, leave, stay."""
        return sum(one.move == move for one in self.steps)

    @property
    def leaving(self) -> int:
        """Count the people who leave."""
        return sum(one.people for one in self.steps if one.move == LEAVE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The year that is made, how many entry classes a school gets (None: as many as began last), years of primary."""

    year: int
    entries: int | None
    primary_years: int


@dataclass(frozen=True, slots=True)
class Known:
    """Names of grades and numbers of people, for the classes of all schools asked for."""

    grades: dict[int, orgs.UnitLine]
    people: dict[int, int]


def year_of(day: dt.date) -> int:
    """Give the school year that classes may be brought to on a day."""
    return day.year if day.month >= TURN_MONTH else orgs.school_year_of(day)


def list_graded_schools(unit: UnitRef, day: dt.date) -> list[int]:
    """List the schools that a unit runs, itself included, whose grades are counted."""
    rows = orgs.list_in_force_on(JOB, day).filter(level="SCHOOL", authority_path__startswith=unit.authority_path)
    return list(rows.exclude(stage__in=("", "UNIVERSITY")).order_by("id").values_list("id", flat=True))


def plan_years(
    school_ids: Sequence[int], day: dt.date, *, entries: int | None = None, primary_years: int = 6
) -> dict[int, YearPlan]:
    """Say what becomes of the classes of schools, in a fixed number of queries.

    entries: new entry classes a school; None makes as many as began last.
    """
    rows = orgs.list_in_force_on(JOB, day)
    schools = {one.id: one for one in rows.filter(id__in=school_ids)}
    classes: dict[int, list[Any]] = {key: [] for key in schools}
    for one in rows.filter(school_id__in=school_ids, level="CLASS").order_by("position", "id"):
        classes[one.school_id].append(one)
    known = Known(
        orgs.list_lines({one.parent_id for found in classes.values() for one in found}),
        roster.count_by_group(school_ids, day),
    )
    asked = Asked(year_of(day), entries, primary_years)
    return {key: _plan(one, classes[key], known, asked) for key, one in schools.items()}


def _plan(school: Any, classes: Sequence[Any], known: Known, asked: Asked) -> YearPlan:
    year, primary_years = asked.year, asked.primary_years
    steps = tuple(_step(school, one, known, asked) for one in classes)
    first = orgs.first_grade(school.stage, primary_years=primary_years)
    have = {one.class_number for one in classes if one.entry_year == year}
    wanted = (
        asked.entries
        if asked.entries is not None
        else max(sum(one.entry_year == year - 1 for one in classes), len(have))
    )
    fresh, grade, place = [], "", 0
    for number in range(1, wanted + 1):
        grade, name = orgs.grade_label(school.stage, first or 0, number)
        place, position = orgs.place_of(school.stage, first or 0, number, primary_years=primary_years)
        if number not in have:
            fresh.append((name, number, position))
    conflicts = [*_unknown(steps), *_clashes(steps, [name for name, *_rest in fresh])]
    return YearPlan(school.id, school.name, year, school.stage, steps, tuple(fresh), grade, place, tuple(conflicts))


def _step(school: Any, one: Any, known: Known, asked: Asked) -> Step:
    people = known.people.get(one.id, 0)
    above = known.grades.get(one.parent_id)
    old = (0, one.parent_id, one.position)
    if one.entry_year is None or one.class_number is None:
        return Step(one.id, one.name, one.name, "", one.position, UNKNOWN, people, *old)
    number, is_past = orgs.grade_of(school.stage, one.entry_year, asked.year, primary_years=asked.primary_years)
    if is_past:
        return Step(one.id, one.name, one.name, "", one.position, LEAVE, people, *old)
    if number is None:
        return Step(one.id, one.name, one.name, "", one.position, STAY, people, *old)
    grade, name = orgs.grade_label(school.stage, number, one.class_number)
    place, position = orgs.place_of(school.stage, number, one.class_number, primary_years=asked.primary_years)
    is_cohort = one.name.startswith(str(one.entry_year))
    new_name = one.name if is_cohort else name
    is_same = is_cohort or (new_name == one.name and above is not None and above.name == grade)
    return Step(one.id, one.name, new_name, grade, position, STAY if is_same else UP, people, place, *old[1:])


def _unknown(steps: Iterable[Step]) -> list[tuple[str, dict[str, object]]]:
    return [
        ("“{name}”没有入学年份或班号，不知道升到几年级，先在机构里补上", {"name": one.name})
        for one in steps
        if one.move == UNKNOWN
    ]


def _clashes(steps: Sequence[Step], fresh: Sequence[str]) -> list[tuple[str, dict[str, object]]]:
    names = Counter([*(one.new_name for one in steps if one.move != LEAVE), *fresh])
    return [("升级后会有{count}个班叫“{name}”", {"count": n, "name": name}) for name, n in names.items() if n > 1]


def find_rollover(school_id: int) -> Rollover | None:
    """Find the latest step of a school into a new year that was not undone; the caller asked the right."""
    with scope.open_schools([school_id], reason="only days and numbers of classes leave; no person is shown"):
        rows = Rollover.objects.whole_tree(reason="of the very school for which the right was asked")
        return rows.filter(school_id=school_id, undone_at__isnull=True).order_by("-made_at").first()
