"""The schools of a scenario in the product: built through services, with their rules switched on by the county."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.conf import settings

from sizao.core import partitions
from sizao.core.actor import unit_by_id
from sizao.demo import builders
from sizao.demo.builders import BUILDER, GroupPlan, PersonPlan, SchoolPlan
from sizao.demo.cast import COUNTY, PROVINCE
from sizao.detect.rulebook import services as rulebook
from sizao.detect.signals.models import Signal
from sizao.epi.thresholds import CountBasis, DayMode, Record, School
from sizao.epi.thresholds.lines import local_day
from sizao.registry.policies import queries as policies
from sizao.registry.policies import services as policy_services
from sizao.registry.roster import services as roster
from tests.conformance.scenarios import Done, Scenario

STAGES = {
    "kindergarten": "KINDERGARTEN", "nursery": "KINDERGARTEN", "primary": "PRIMARY", "junior": "JUNIOR",
    "senior": "SENIOR", "vocational": "VOCATIONAL", "university": "UNIVERSITY",
}  # fmt: skip
# A class of unknown size has no face here; in one so large no share is reached.
UNKNOWN_SIZE = 400
ROOMS_FROM = 9_000_000_000


@dataclass
class World:
    """Built schools and how the scenario's names map to them."""

    schools: dict[str, int] = field(default_factory=dict)
    classes: dict[tuple[str, str], int] = field(default_factory=dict)
    people: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    rooms: dict[tuple[str, str], int] = field(default_factory=dict)
    now_in: dict[tuple[uuid.UUID, str], int] = field(default_factory=dict)

    def person(self, record: Record) -> tuple[int, uuid.UUID]:
        """Give the school and the person of a record."""
        return self.schools[record.school], self.people[record.school, record.person]

    def place(self, record: Record, at: dt.datetime) -> None:
        """Let a pupil live and learn where the record says, from its day on."""
        if record.is_staff:
            return
        school, person = self.person(record)
        day = local_day(at)
        if record.class_group is not None:
            group = self.classes[record.school, record.class_group]
            if self.now_in.get((person, "CLASS")) != group:
                place = roster.NewPlace(person, group)
                roster.move_people(actor=BUILDER, now=at, school_id=school, places=[place], moved_on=day)
                self.now_in[person, "CLASS"] = group
        if record.dorm is not None:
            self._house(school, person, self.rooms[record.school, record.dorm], day, at)

    def _house(self, school: int, person: uuid.UUID, room: int, day: dt.date, at: dt.datetime) -> None:
        if self.now_in.get((person, "ROOM")) == room:
            return
        places = [roster.NewPlace(person, room)]
        roster.house_people(actor=BUILDER, now=at, school_id=school, places=places, moved_on=day)
        self.now_in[person, "ROOM"] = room

    def unit_of(self, row: Signal) -> str:
        """Name the unit of a signal as the scenario does."""
        code = next(code for code, school in self.schools.items() if school == row.school_id)
        if row.unit_scope == "INSTITUTION":
            return code
        if row.unit_scope == "PERSON":
            return next(name for (of, name), key in self.people.items() if of == code and str(key) == row.unit_code)
        known = self.classes if row.unit_scope == "CLASS" else self.rooms
        return next((name for (of, name), key in known.items() if of == code and str(key) == row.unit_code), "?")

    def code_of(self, school_id: int) -> str:
        """Give the scenario's code of a school."""
        return next(code for code, school in self.schools.items() if school == school_id)

    def name_of(self, person: str) -> str:
        """Give the scenario's name of a person."""
        return next(name for (_code, name), key in self.people.items() if str(key) == person)

    def standing(self, action: Done) -> list[Signal]:
        """List the signals of the rule and unit that an action names and that stand."""
        rows = Signal.objects.whole_tree(reason="conformance").filter(
            school_id=self.schools[str(action.school)], rule=action.rule, unit_scope=str(action.scope).upper(),
            revoked_at=None, closed_at=None,
        )  # fmt: skip
        return [row for row in rows if self.unit_of(row) == action.unit]


def build(scenario: Scenario) -> World:
    """Build every school with its classes, rooms and people, and put the scenario's rules in force."""
    days = [local_day(at) for record in scenario.records for at in record.moments()]
    days += [local_day(one.at) for one in scenario.actions]
    first, latest = min(days), max(days)
    with partitions.owner_connection() as owner:
        partitions.ensure_partitions(owner, first=first, latest=latest, app_role=settings.SIZAO_APP_ROLE)
    now = dt.datetime.combine(first, dt.time(), min(one.recorded_at for one in scenario.records).tzinfo)
    if any(scenario.class_reports.values()):
        _begin_term(first, latest, now)
    world = World()
    for school in scenario.schools.values():
        _build_school(scenario, school, world, now)
    _put_in_force(scenario, now)
    return world


def _begin_term(first: dt.date, latest: dt.date, now: dt.datetime) -> None:
    """Let the province be in term, so that classes are asked for their reports."""
    terms = policies.list_terms(unit_by_id(PROVINCE))
    if not any(one.starts_on <= first and latest < one.ends_on for one in terms):
        policy_services.add_term(
            actor=BUILDER, now=now, unit_id=PROVINCE, name="规则试验学期", starts_on=first,
            ends_on=latest + dt.timedelta(days=1),
        )  # fmt: skip


def _build_school(scenario: Scenario, school: School, world: World, now: dt.datetime) -> None:
    """Enroll whom the records name and as many others as each class needs."""
    records = [one for one in scenario.records if one.school == school.code]
    homes: dict[str, str] = {}
    for one in records:
        if not one.is_staff:
            homes.setdefault(one.person, one.class_group or next(iter(school.sizes)))
    staff = list(dict.fromkeys(one.person for one in records if one.is_staff))
    members = {name: [one for one in homes if homes[one] == name] for name in (*school.sizes, *homes.values())}
    groups = []
    for place, (name, known) in enumerate(members.items(), start=1):
        size = school.sizes.get(name) or UNKNOWN_SIZE
        filler = [f"{name}-{number}" for number in range(len(known), size)]
        people = tuple(PersonPlan(one, "UNKNOWN") for one in (*known, *filler))
        groups.append(GroupPlan(name, people, "年级", now.year - 1, place))
    if staff:
        groups.append(GroupPlan("教职工", tuple(PersonPlan(one, "UNKNOWN") for one in staff), is_department=True))
    plan = SchoolPlan(f"规则学校{school.code}", COUNTY, STAGES[school.kind], tuple(groups), has_boarders=True)
    built = builders.build_school(plan, now=now, since=now.date() - dt.timedelta(days=30))
    world.schools[school.code] = built.id
    for group in built.groups:
        names = staff if group.is_department else members[group.name]
        world.people |= {(school.code, name): key for name, key in zip(names, group.people, strict=False)}
        if not group.is_department:
            world.classes[school.code, group.name] = group.id
            world.now_in |= {(key, "CLASS"): group.id for key in group.people[: len(names)]}
    for room in dict.fromkeys(one.dorm for one in records if one.dorm):
        world.rooms[school.code, room] = ROOMS_FROM + len(world.rooms)


def _put_in_force(scenario: Scenario, now: dt.datetime) -> None:
    """Let the county switch packs on and choose its readings."""
    read = scenario.settings
    wanted = [("PACK", name, {}) for name in scenario.packs_on]
    if read.count_basis is not CountBasis.ONSET_DATE:
        wanted.append(("SETTING", "COUNT_BASIS", {"value": read.count_basis.value}))
    if read.day_mode is not DayMode.CALENDAR_DAY:
        wanted.append(("SETTING", "DAY_MODE", {"value": read.day_mode.value}))
    for kind, subject, content in wanted:
        change = rulebook.NewChange(kind, subject, "规则试验", now.date(), content)
        row = rulebook.draft_change(actor=BUILDER, now=now, unit_id=COUNTY, change=change)
        rulebook.preview_change(actor=BUILDER, now=now, change_id=row.id)
        rulebook.propose_change(actor=BUILDER, now=now, change_id=row.id)
        rulebook.approve_change(actor=BUILDER, now=now, change_id=row.id)
