"""Find the class that a row of a sheet means among the classes of the school."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from sizao.core.actor import Actor
from sizao.core.changesets.cells import cell_text
from sizao.registry.imports import rules
from sizao.registry.imports.models import RowProblem
from sizao.registry.imports.rules import ClassName
from sizao.registry.orgs import queries as orgs


@dataclass(slots=True)
class ClassIndex:
    """Classes of one school by everything they may be called."""

    by_key: dict[tuple, set[int]] = field(default_factory=lambda: defaultdict(set))

    def find(self, text: str, name: ClassName | None) -> tuple[int | None, RowProblem | None, int]:
        """Find a class by its whole name, else by grade or cohort and number.

        text: as written. name: what it counts. returns: unit id, or the problem and how many classes are meant.
        """
        keys: list[tuple] = [("name", _plain(text))]
        if name is not None and name.grade is not None:
            keys.append(("grade", name.grade, name.number))
        if name is not None and name.entry_year is not None:
            keys.append(("year", name.entry_year, name.number))
        if name is not None and name.grade is None and name.entry_year is None:
            keys.append(("number", name.number))
        for key in keys:
            found = self.by_key.get(key)
            if found:
                return (
                    (next(iter(found)), None, 1) if len(found) == 1 else (None, RowProblem.CLASS_AMBIGUOUS, len(found))
                )
        return None, RowProblem.CLASS_UNKNOWN, 0


def index_classes(actor: Actor, school_id: int) -> ClassIndex:
    """Index the classes in force of a school, in three queries."""
    units = list(orgs.list_below(actor, school_id, level="CLASS"))
    grades = orgs.list_lines({unit.parent_id for unit in units})
    index = ClassIndex()
    for unit in units:
        grade = grades[unit.parent_id].name
        for text in (unit.name, unit.short_name, grade + unit.name):
            index.by_key["name", _plain(text)].add(unit.id)
        _count(index, unit, grade)
    return index


def _count(index: ClassIndex, unit: object, grade: str) -> None:
    """Index a class by the numbers that its name, its grade's name and its columns say."""
    name = rules.parse_class_name(unit.name) or ClassName()
    of_grade = rules.parse_grade_name(grade) or ClassName()
    number = unit.class_number or name.number
    if number is None:
        return
    index.by_key["number", number].add(unit.id)
    grade_number = name.grade if name.grade is not None else of_grade.grade
    if grade_number is not None:
        index.by_key["grade", grade_number, number].add(unit.id)
    for year in {unit.entry_year, name.entry_year} - {None}:
        index.by_key["year", year, number].add(unit.id)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", cell_text(text)).replace("【", "(").replace("】", ")")
