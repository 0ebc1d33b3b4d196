"""Where people belonged on a day: class, room and department, across schools; for the machine."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from sizao.epi.thresholds import School

PersonKey = tuple[int, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A person's groups on a day; pupils have a class and perhaps a room, staff a department."""

    is_staff: bool
    class_id: int | None = None
    room_id: int | None = None
    department_id: int | None = None


BELONGED = """
SELECT p.school_id, p.id, k.day, p.kind, m.group_kind, m.group_id
FROM unnest(%s::bigint[], %s::uuid[], %s::date[]) AS k(school_id, id, day)
JOIN roster_person p ON p.school_id = k.school_id AND p.id = k.id
LEFT JOIN roster_membership m ON m.school_id = k.school_id AND m.person_id = k.id
  AND m.starts_on <= k.day AND (m.ends_on IS NULL OR m.ends_on > k.day)
"""


def list_whereabouts(people: Collection[tuple[PersonKey, dt.date]]) -> dict[tuple[PersonKey, dt.date], Whereabouts]:
    """Give the groups in which each person was on a day, in one query."""
    if not people:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            BELONGED,
            [[key[0] for key, _ in people], [key[1] for key, _ in people], [day for _, day in people]],
        )
        rows = cursor.fetchall()
    groups: dict[tuple[PersonKey, dt.date], dict[str, int]] = {}
    kinds: dict[tuple[PersonKey, dt.date], bool] = {}
    for school_id, person_id, day, kind, group_kind, group_id in rows:
        place = (school_id, person_id), day
        kinds[place] = kind == "STAFF"
        if group_kind:
            groups.setdefault(place, {})[group_kind] = group_id
    return {
        place: Whereabouts(is_staff, **{f"{kind.lower()}_id": group for kind, group in groups.get(place, {}).items()})
        for place, is_staff in kinds.items()
    }


PUPILS = """
SELECT school_id, group_id, count(*) FROM roster_person
WHERE school_id = ANY(%s) AND kind = 'STUDENT' AND status = 'ACTIVE' AND group_id IS NOT NULL GROUP BY 1, 2
"""


def count_pupils_by_class(schools: Collection[int]) -> dict[tuple[int, int], int]:
    """Count the pupils now in each class of schools, by school and class; for the machine."""
    with connection.cursor() as cursor:
        cursor.execute(PUPILS, [list(schools)])
        return {(school_id, class_id): count for school_id, class_id, count in cursor.fetchall()}


# Stages of schools with several sections count as the section the rules name first. source: PROJECT
KINDS = {
    "KINDERGARTEN": "kindergarten",
    "PRIMARY": "primary",
    "JUNIOR": "junior",
    "SENIOR": "senior",
    "SECONDARY": "senior",
    "NINE_YEAR": "primary",
    "TWELVE_YEAR": "primary",
    "VOCATIONAL": "vocational",
    "SPECIAL": "primary",
    "UNIVERSITY": "university",
}
SCHOOLS = "SELECT id, stage FROM orgs_unit WHERE id = ANY(%s) AND level = 'SCHOOL'"
HEARD_OF = "SELECT DISTINCT school_id FROM linelist_record WHERE school_id = ANY(%s) AND recorded_at >= %s"


def list_school_values(schools: Collection[int]) -> dict[int, School]:
    """Give schools as the engine takes them, with the sizes of their classes. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(SCHOOLS, [list(schools)])
        stages = dict(cursor.fetchall())
    sizes: dict[int, dict[str, int | None]] = {}
    for (school_id, class_id), count in count_pupils_by_class(stages).items():
        sizes.setdefault(school_id, {})[str(class_id)] = count
    return {
        school_id: School(str(school_id), KINDS.get(stage, "primary"), sizes.get(school_id, {}))
        for school_id, stage in stages.items()
    }


def list_schools_heard_of(schools: Collection[int], *, since: dt.datetime) -> list[int]:
    """List the schools in which an ill person was recorded since a moment; the caller has opened them."""
    with connection.cursor() as cursor:
        cursor.execute(HEARD_OF, [list(schools), since])
        return sorted(school for (school,) in cursor.fetchall())
