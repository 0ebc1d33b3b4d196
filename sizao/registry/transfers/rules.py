"""How classes and departments are named in the school they go to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """A class or department that goes to another school; `grade` is the name of the grade it stands in."""

    id: int
    level: str
    name: str
    grade: str
    number: int | None
    entry_year: int | None
    position: int = 0


@dataclass(frozen=True, slots=True)
class NewName:
    """What a group is called in the new school; `is_known`: a department of that name is there and takes its people."""

    group: Group
    name: str
    number: int | None
    is_known: bool = False


def name_groups(groups: Sequence[Group], there: Sequence[Group], from_name: str) -> list[NewName]:
    """Name groups for their new school: a taken class number gives way to the next free one, 三(1)班 → 三(3)班.

    there: the groups in force of the new school. from_name: short name of the old school, for names without a number.
    """
    classes = {(one.grade, one.name) for one in there if one.level == "CLASS"}
    departments = {one.name for one in there if one.level == "DEPARTMENT"}
    highest: dict[str, int] = {}
    for one in there:
        highest[one.grade] = max(highest.get(one.grade, 0), one.number or 0)
    named = []
    for one in groups:
        if one.level == "DEPARTMENT":
            named.append(NewName(one, one.name, None, is_known=one.name in departments))
            continue
        name, number = one.name, one.number
        if (one.grade, name) in classes:
            number = highest.get(one.grade, 0) + 1
            name = _renumbered(one.name, number) or f"{one.name}·{from_name}"
        highest[one.grade] = max(highest.get(one.grade, 0), number or 0)
        classes.add((one.grade, name))
        named.append(NewName(one, name, number))
    return named


def _renumbered(name: str, number: int) -> str:
    changed, count = re.subn(r"[\uff08(]\d+[)\uff09]", f"({number})", name)
    return changed if count == 1 else ""
