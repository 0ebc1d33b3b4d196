"""How many are where and of how many nobody has said it: by class in a school, by unit and area above it, no names."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q

from sizao.core.actor import Actor, UnitRef
from sizao.core.burden import queries as burden
from sizao.core.burden.roles import RoleBurden
from sizao.detect.journeys.models import Answer, Collection
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies
from sizao.registry.roster import queries as roster

# People who have left in between are neither asked nor counted.
HERE = Q(person_id__isnull=True) | Q(person__status="ACTIVE")


@dataclass(frozen=True, slots=True)
class Counts:
    """People of a unit: how many are asked, how many were said to be here and away."""

    people: int = 0
    local: int = 0
    away: int = 0

    @property
    def silent(self) -> int:
        """Of how many nobody has said anything: never counted as here."""
        return max(self.people - self.local - self.away, 0)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.people + other.people, self.local + other.local, self.away + other.away)


def count_groups(actor: Actor, *, collection: Collection, school_id: int, today: dt.date) -> dict[int, Counts]:
    """Count a school's classes and departments, and under the school's own id the staff asked by their accounts.

    The caller has asked journeys.count there.
    """
    people = {one.id: one.people for one in roster.list_group_counts(actor, school_id=school_id) if one.people}
    if staff := count_staff([school_id], today).get(school_id, 0):
        people[school_id] = staff
    rows = Answer.objects.whole_tree(reason="counts of a school for which the right was asked").filter(HERE)
    rows = rows.filter(school_id=school_id, collection_id=collection.id)
    counted = rows.values_list("group_id", "whereabouts").annotate(people=Count("id"))
    return _sorted_out(people, list(counted))


def count_staff(school_ids: Iterable[int], today: dt.date) -> dict[int, int]:
    """Count the accounts of staff who are asked by themselves: with a post outside departments, not in the roster."""
    schools = list(school_ids)
    linked = roster.list_linked_accounts(schools)
    staff = accounts.list_staff_of(schools, on=today, outside=("DEPARTMENT",))
    return {school_id: len(users - linked.get(school_id, set())) for school_id, users in staff.items()}


def _sorted_out(people: dict[int, int], counted: list[tuple[int, str, int]]) -> dict[int, Counts]:
    said: dict[tuple[int, str], int] = {(place, where): count for place, where, count in counted}
    return {
        place: Counts(people.get(place, 0), said.get((place, "LOCAL"), 0), said.get((place, "AWAY"), 0))
        for place in [*people, *sorted({place for place, _, _ in counted} - people.keys())]
    }


def count_below(unit: UnitRef, *, collection: Collection, today: dt.date) -> dict[int, Counts]:
    """Count by the units directly below an office, in one statement; the caller has asked the right. No name is read.

    The database counts behind the wall and gives out numbers alone: no school is opened, whatever their number.
    """
    values = [collection.id, unit.territory_path, unit.level, today]
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, people, at_home, away FROM journeys_counts(%s, %s, %s, %s)", values)
        return {row[0]: Counts(*row[1:]) for row in cursor.fetchall()}


def count_areas(unit: UnitRef, *, collection: Collection, today: dt.date) -> list[tuple[str, int]]:
    """Count where the people of a unit stay, by division, most first; abroad has the empty code. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM journeys_areas(%s, %s, %s)", [collection.id, unit.territory_path, today])
        return cursor.fetchall()


def burden_of(unit: UnitRef, today: dt.date) -> tuple[list[RoleBurden], bool]:
    """Say what one question costs families and class teachers at and below a unit, and whether that was measured."""
    costs = burden.cost_of(("journeys.answer", "journeys.group"), policies.chain_of(unit.territory_path), day=today)
    everyone = [(unit.territory_path, frozenset[str]())]
    cells = orgs.count_classes(everyone, under=unit.territory_path, day=today, with_pupils=True)
    asked = (("GUARDIAN", "journeys.answer", sum(one.pupils for one in cells)),
             ("HOMEROOM_TEACHER", "journeys.group", sum(one.classes for one in cells)))  # fmt: skip
    found = [RoleBurden(role, people, 0, people * costs[code].seconds) for role, code, people in asked if people]
    return found, all(one.is_measured for one in costs.values())
