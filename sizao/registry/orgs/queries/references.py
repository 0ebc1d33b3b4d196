"""Read units for others: references for rights, names for ids, the line upwards, who hands in returns."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from sizao.core.actor import AREA_COLUMNS, Actor, UnitRef
from sizao.core.errors import FieldProblem, NotVisible, SizaoError
from sizao.registry.orgs.models import Unit
from sizao.registry.orgs.rules import (
    CLASSES_A_GRADE,
    Level,
    Stage,
    class_name,
    division_level,
    grade_name,
    grade_number,
    parse_school_code,
    school_year,
    stage_grades,
)

REF_FIELDS = ("id", "level", "name", "school_id", "authority_path", "territory_path")
OFFICE_LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as lists show it."""

    id: int
    level: str
    name: str
    short_name: str
    stage: str
    phone: str
    position: int


_place_lines: tuple[int, Callable[[list[int]], dict[int, UnitLine]]] | None = None


def units_by_id(ids: Iterable[int]) -> dict[int, UnitRef]:
    """Look up references of units that are in force, for the actor mechanism."""
    return {row[0]: UnitRef(*row) for row in _rows_by_id(REF_FIELDS, ids)}


def _rows_by_id(fields: Sequence[str], ids: Iterable[int]) -> list[tuple]:
    """Read columns of units by id: one array, because thousands of ids are looked up for a round of reminders."""
    wanted = list(ids)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(fields)} FROM orgs_unit WHERE id = ANY(%s)", [wanted])
        return cursor.fetchall()


def ref_of(unit: Unit) -> UnitRef:
    """Give the reference of a unit that is already read."""
    return UnitRef(*(getattr(unit, name) for name in REF_FIELDS))


def get_unit(actor: Actor, unit_id: int) -> Unit:
    """Give one unit in the actor's jurisdiction.

    raises: NotVisible.
    """
    unit = Unit.objects.visible_to(actor).filter(id=unit_id).first()
    if unit is None:
        raise NotVisible()
    return unit


def list_below(actor: Actor, unit_id: int, *, level: str | None = None) -> QuerySet[Unit]:
    """List the units directly under a unit by territory; with `level`, all of that level below it."""
    unit = get_unit(actor, unit_id)
    rows = Unit.objects.visible_to(actor).filter(valid_to__isnull=True)
    if level is None:
        rows = rows.filter(territory_parent_id=unit.id)
    else:
        rows = rows.filter(territory_path__startswith=unit.territory_path, level=level)
    return rows.order_by("position", "code", "id")


def use_place_lines(first: int, lookup: Callable[[list[int]], dict[int, UnitLine]]) -> None:
    """Register how groups that are no units (dormitory rooms) are named; their numbers begin at `first`."""
    global _place_lines
    _place_lines = (first, lookup)


def list_lines(ids: Iterable[int]) -> dict[int, UnitLine]:
    """Give names of units by id, for pages that hold only ids; the ids must already be the reader's to know.

    A group that is a place and no unit is named like one.
    """
    fields = ("id", "level", "name", "short_name", "stage", "phone", "position")
    wanted = list(ids)
    lines = {row[0]: UnitLine(*row) for row in _rows_by_id(fields, wanted)}
    if _place_lines is not None and (places := [one for one in wanted if one >= _place_lines[0]]):
        lines |= _place_lines[1](places)
    return lines


def list_ancestors(unit_id: int) -> list[UnitLine]:
    """Give the chain of units above one by territory, from the province down to the unit itself."""
    unit = units_by_id([unit_id]).get(unit_id)
    if unit is None:
        raise NotVisible()
    chain = [int(part) for part in unit.territory_path.strip("/").split("/")]
    lines = list_lines(chain)
    return [lines[part] for part in chain if part in lines]


def next_office(unit_id: int) -> UnitLine | None:
    """Give the office that receives this unit's return: the next existing unit above it by territory."""
    above = [line for line in list_ancestors(unit_id)[:-1] if line.level in OFFICE_LEVELS]
    return above[-1] if above else None


def count_units() -> int:
    """Count all units, to tell an empty installation from one in use."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orgs_unit")
        return cursor.fetchone()[0]


def list_in_force_on(actor: Actor, day: dt.date) -> QuerySet[Unit]:
    """List visible units that existed on a day."""
    rows = Unit.objects.visible_to(actor).filter(valid_from__lte=day)
    return rows.filter(valid_to__isnull=True) | rows.filter(valid_to__gt=day)


def count_groups(school_id: int) -> int:
    """Count the reporting groups of a school: classes and departments in force."""
    rows = Unit.objects.whole_tree(reason="a count of groups in a school that was read in scope")
    return rows.filter(school_id=school_id, level__in=("CLASS", "DEPARTMENT"), valid_to__isnull=True).count()


def list_return_units(day: dt.date) -> list[Unit]:
    """List every unit that hands in a return on a day, offices and schools; for the job that prepares them."""
    rows = Unit.objects.whole_tree(reason="returns are prepared for everyone")
    rows = rows.filter(valid_from__lte=day, level__in=("PROVINCE", "CITY", "COUNTY", "SCHOOL"))
    return list(rows.exclude(valid_to__lte=day))


def grade_label(stage: str, grade: int, number: int) -> tuple[str, str]:
    """Name a grade and one of its classes as schools of that stage do: 三年级 and 三(2)班."""
    name = grade_name(Stage(stage), grade)
    return name, class_name(name, number)


def grade_of(stage: str, entry_year: int, year: int, *, primary_years: int = 6) -> tuple[int | None, bool]:
    """Give the number of the grade of those who entered in a year, and whether they are past the last one."""
    number = grade_number(Stage(stage), entry_year, year, primary_years=primary_years)
    grades = stage_grades(Stage(stage), primary_years=primary_years)
    return number, bool(grades) and grades.start + year - entry_year >= grades.stop


def first_grade(stage: str, *, primary_years: int = 6) -> int | None:
    """Give the number of a stage's first grade, None where grades are not counted."""
    grades = stage_grades(Stage(stage), primary_years=primary_years)
    return grades.start if grades else None


def place_of(stage: str, grade: int, number: int, *, primary_years: int = 6) -> tuple[int, int]:
    """Give the place of a grade among those of its school, and of one of its classes among all of them."""
    place = grade - stage_grades(Stage(stage), primary_years=primary_years).start + 1
    return place, place * CLASSES_A_GRADE + number


def school_year_of(day: dt.date) -> int:
    """Give the year in which the school year of a day began."""
    return school_year(day)


def list_areas(school_ids: Iterable[int]) -> dict[int, dict[str, int | None]]:
    """Give county, city and province of schools, as the tables copy them; for the machine."""
    rows = _rows_by_id(("id", *AREA_COLUMNS.values()), school_ids)
    return {row[0]: dict(zip(AREA_COLUMNS.values(), row[1:], strict=True)) for row in rows}


def list_county_ids() -> list[int]:
    """List the counties that have schools; for the machine."""
    rows = Unit.objects.whole_tree(reason="the machine goes county by county")
    rows = rows.filter(level="SCHOOL", valid_to__isnull=True, county_id__isnull=False)
    return sorted(set(rows.values_list("county_id", flat=True)))


def code_problems(code: str, level: str) -> list[FieldProblem]:
    """Say what is wrong with the form of a code for a unit of a level: ten digits for a school, six for a county."""
    try:
        if level == Level.SCHOOL:
            parse_school_code(code)
        elif division_level(code) != level:
            return [FieldProblem("code", "“{code}”不是这一级的代码", {"code": code}, value=code)]
    except SizaoError as error:
        return [FieldProblem("code", error.message, dict(error.params), value=code)]
    return []
