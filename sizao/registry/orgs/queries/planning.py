"""What the generator of a school's classes would make, compared with what is there."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sizao.registry.orgs.models import Unit
from sizao.registry.orgs.rules import Level, PlannedGrade, Stage, plan_classes, school_year


@dataclass(frozen=True, slots=True)
class GradePreview:
    """A grade with the names of the classes to be made and of those that exist."""

    plan: PlannedGrade
    exists: bool
    added: tuple[tuple[int, str], ...]
    kept: tuple[str, ...]


def preview_classes(
    unit: Unit, counts: Mapping[int, int], *, day: dt.date, primary_years: int = 6
) -> tuple[GradePreview, ...]:
    """Compare the wanted classes of a school or campus with those it has.

    counts: classes by grade number, as `rules.plan_classes` takes them.
    """
    planned = plan_classes(Stage(unit.stage), counts, year=school_year(day), primary_years=primary_years)
    rows = Unit.objects.whole_tree(reason="grades and classes of a school that was opened for the actor").filter(
        school_id=unit.school_id, authority_path__startswith=unit.authority_path, valid_to__isnull=True
    )
    grades = set(rows.filter(level=Level.GRADE).values_list("name", flat=True))
    classes = list(rows.filter(level=Level.CLASS).values_list("name", "entry_year", "class_number"))
    names, numbers = {name for name, _, _ in classes}, {(year, number) for _, year, number in classes}
    previews = []
    for grade in planned:
        is_there = {number: name in names or (grade.entry_year, number) in numbers for number, name in grade.classes}
        previews.append(
            GradePreview(
                grade,
                grade.name in grades,
                tuple(one for one in grade.classes if not is_there[one[0]]),
                tuple(name for number, name in grade.classes if is_there[number]),
            )
        )
    return tuple(previews)
