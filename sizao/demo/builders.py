"""Build schools with their classes, people and posts, always through services: for the demo, the tests and pictures."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings

from sizao.core import partitions
from sizao.core.actor import Actor, UnitRef
from sizao.registry.accounts import services as accounts
from sizao.registry.orgs import services as orgs
from sizao.registry.policies import services as policies
from sizao.registry.roster import services as roster

BUILDER = Actor.system("demo builder")


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """A person to enroll, without the group."""

    name: str
    sex: str
    birth_date: dt.date | None = None
    is_boarder: bool = False
    pinyin_key: str = ""


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """A class (with its grade) or a staff department, with its people in class order."""

    name: str
    people: tuple[PersonPlan, ...]
    grade: str = ""
    entry_year: int | None = None
    class_number: int | None = None
    is_department: bool = False
    works_weekends: bool = False


@dataclass(frozen=True, slots=True)
class SchoolPlan:
    """A school to build."""

    name: str
    county_id: int
    stage: str
    groups: tuple[GroupPlan, ...]
    code: str = ""
    phone: str = ""
    has_boarders: bool = False
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class BuiltGroup:
    """A built class or department and the ids of its people in order."""

    id: int
    name: str
    people: tuple[uuid.UUID, ...]
    is_department: bool = False
    boarders: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class BuiltSchool:
    """A built school with its groups."""

    unit: UnitRef
    groups: tuple[BuiltGroup, ...]
    plan: SchoolPlan

    @property
    def id(self) -> int:
        return self.unit.id

    @property
    def classes(self) -> tuple[BuiltGroup, ...]:
        return tuple(group for group in self.groups if not group.is_department)


@dataclass(frozen=True, slots=True)
class Post:
    """An account with one post."""

    username: str
    name: str
    role: str
    unit_id: int
    phone: str = ""
    also: tuple[tuple[str, int], ...] = field(default=())


def ground(*, now: dt.datetime, provinces: Sequence[str], first: dt.date, latest: dt.date) -> None:
    """Load divisions and national days, set a term around `now`, and make the partitions for first..latest."""
    with partitions.owner_connection() as owner:
        partitions.ensure_partitions(owner, first=first, latest=latest, app_role=settings.SIZAO_APP_ROLE)
    for province in provinces:
        orgs.seed_divisions(actor=BUILDER, now=now, province=province)
    policies.seed_national_days(actor=BUILDER, now=now)
    for province in provinces:
        start, end = _term_around(now.date())
        policies.add_term(
            actor=BUILDER, now=now, unit_id=int(province) * 10_000, name=f"{start.year}年学期", starts_on=start,
            ends_on=end,
        )  # fmt: skip


def _term_around(day: dt.date) -> tuple[dt.date, dt.date]:
    """Give a term that holds the day: the demo has no vacation."""
    if day.month >= 9:
        return dt.date(day.year, 9, 1), dt.date(day.year + 1, 2, 1)
    if day.month < 2:
        return dt.date(day.year - 1, 9, 1), dt.date(day.year, 2, 1)
    return dt.date(day.year, 2, 1), dt.date(day.year, 9, 1)


def build_school(plan: SchoolPlan, *, now: dt.datetime, since: dt.date) -> BuiltSchool:
    """Create a school with its grades, classes, departments and people, in a fixed number of statements."""
    (school,) = orgs.create_units(
        actor=BUILDER, now=now, units=[
            orgs.NewUnit(
                "SCHOOL", plan.name, plan.owner_id or plan.county_id, code=plan.code, stage=plan.stage,
                territory_parent=plan.county_id, has_boarders=plan.has_boarders, phone=plan.phone,
                valid_from=since,
            )
        ],
    )  # fmt: skip
    grades = list(dict.fromkeys(group.grade for group in plan.groups if group.grade))
    made = orgs.create_units(
        actor=BUILDER, now=now,
        units=[
            orgs.NewUnit("GRADE", grade, school.id, position=place, valid_from=since)
            for place, grade in enumerate(grades, 1)
        ],
    ) if grades else []  # fmt: skip
    grade_ids = {ref.name: ref.id for ref in made}
    units = orgs.create_units(
        actor=BUILDER, now=now,
        units=[
            _group_unit(group, place, school.id, grade_ids, since) for place, group in enumerate(plan.groups, 1)
        ],
    )  # fmt: skip
    ids = roster.enroll_people(
        actor=BUILDER, now=now, school_id=school.id,
        people=[
            person for group, unit in zip(plan.groups, units, strict=True) for person in _people(group, unit.id, since)
        ],
    )  # fmt: skip
    groups, start = [], 0
    for group, unit in zip(plan.groups, units, strict=True):
        end = start + len(group.people)
        own = tuple(ids[start:end])
        boarders = frozenset(key for key, person in zip(own, group.people, strict=True) if person.is_boarder)
        groups.append(BuiltGroup(unit.id, group.name, own, group.is_department, boarders))
        start = end
    return BuiltSchool(school, tuple(groups), plan)


def _group_unit(
    group: GroupPlan, place: int, school_id: int, grade_ids: dict[str, int], since: dt.date
) -> orgs.NewUnit:
    if group.is_department:
        return orgs.NewUnit(
            "DEPARTMENT", group.name, school_id, position=900 + place, has_boarders=group.works_weekends,
            valid_from=since,
        )  # fmt: skip
    return orgs.NewUnit(
        "CLASS", group.name, grade_ids[group.grade], entry_year=group.entry_year, class_number=group.class_number,
        position=place, valid_from=since,
    )  # fmt: skip


def _people(group: GroupPlan, group_id: int, since: dt.date) -> list[roster.NewPerson]:
    kind = "STAFF" if group.is_department else "STUDENT"
    group_kind = "DEPARTMENT" if group.is_department else "CLASS"
    return [
        roster.NewPerson(
            person.name, kind, group_id, group_kind, since, sex=person.sex, birth_date=person.birth_date,
            class_position=None if group.is_department else place, is_boarder=person.is_boarder,
            pinyin_key=person.pinyin_key,
        )
        for place, person in enumerate(group.people, 1)
    ]  # fmt: skip


def build_posts(
    posts: Sequence[Post], *, now: dt.datetime, since: dt.date, password: str, is_demo: bool = True
) -> dict[str, int]:
    """Create accounts with their posts, all with one password.

    returns: user ids by username.
    """
    ids = accounts.create_users(
        actor=BUILDER, now=now,
        users=[accounts.NewUser(one.username, one.name, password, one.phone, is_demo=is_demo) for one in posts],
    )  # fmt: skip
    grants = [
        accounts.NewGrant(user_id, unit_id, role, since)
        for user_id, one in zip(ids, posts, strict=True)
        for role, unit_id in ((one.role, one.unit_id), *one.also)
    ]
    accounts.grant_posts(actor=BUILDER, now=now, grants=grants)
    return {one.username: user_id for user_id, one in zip(ids, posts, strict=True)}


def build_guardians(
    responsible: Sequence[tuple[str, int, uuid.UUID, str]],
    users: dict[str, int],
    names: dict[str, str],
    *,
    now: dt.datetime,
) -> None:
    """Name accounts as guardians of pupils.

    responsible: (username, school id, person id, relation).
    """
    for username, school_id, person_id, relation in responsible:
        edit = roster.GuardianEdit(person_id, names[username], relation, user_id=users[username])
        roster.save_guardian(actor=BUILDER, now=now, school_id=school_id, edit=edit)
