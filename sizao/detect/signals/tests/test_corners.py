"""What should not come and does, as people do it: impossible onsets, moves in the window, campuses, classes of one."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.errors import SizaoError
from sizao.core.ids import new_id
from sizao.demo import builders
from sizao.demo.builders import BUILDER, GroupPlan, PersonPlan, SchoolPlan
from sizao.demo.cast import COUNTY
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.detect.linelist import services as linelist
from sizao.detect.linelist.rules import Said
from sizao.detect.rulebook import services as rulebook
from sizao.detect.signals.models import Signal
from sizao.detect.signals.tests.reporting import signals
from sizao.registry.orgs import services as orgs
from sizao.registry.roster import services as roster
from tests.reporting import deliver, report

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
FEVER = ("FEVER",)
RULE = "SIG-CLASSDORM-1D3"
ONE_CAMPUS = """pack: county
title: 县里的规则
version: 1
sources:
  - {key: COUNTY2026, title: 县学校防控方案, number: 县卫健〔2026〕7号, issuer: 县卫健局, year: 2026, state: in force}
rules:
  - id: ONE-CAMPUS-2
    kind: cluster
    text: "7天内同一校区2例登革热"
    disease: dengue
    settings: [school]
    scope: institution
    window: {days: 7}
    count: {of: diagnosis, at_least: 2, one_campus: true}
    deadline: {hours: 24, from: detected_at, official: true}
    source: {key: COUNTY2026}
    confidence: verified
    state: local
"""


@pytest.fixture(autouse=True)
def slots(cast, now):
    for day in (now, now + DAY):
        checks.open_slots(actor=Actor.system("test"), now=day, day=day.date())


def of_rule(rule: str = RULE) -> list[Signal]:
    return [one for one in signals() if one.rule == rule]


def ill_since(cast, now, who: str, school, person, onset: dt.date, **values) -> None:
    """Register an illness as a doctor does."""
    presented = linelist.Presented(Said(values.pop("symptoms", ("RASH",)), None, onset), **values)
    place = {"school_id": school, "person_id": person}
    linelist.register_illness(actor=cast.actor(who, now) if who else BUILDER, now=now, presented=presented, **place)
    deliver(now)


def ill_at(cast, at, who: str, group: int, people, onset: dt.date) -> None:
    """Report pupils of a class with fever since a day, as their teacher does."""
    entries = tuple(Entry(person, symptoms=FEVER, onset_date=onset) for person in people)
    check = Check(new_id(at), cast.school.id, group, at.date(), "MORNING", entries=entries)
    checks.submit_one(actor=cast.actor(who, at), now=at, check=check)
    deliver(at)


@pytest.mark.parametrize("days", [1, -61, -365])
def test_teacher_cannot_report_an_onset_ahead_or_long_past(cast, now, days):
    built = cast.school.classes[0]
    with pytest.raises(SizaoError) as refused:
        ill_at(cast, now, "teacher", built.id, built.people[1:4], now.date() + days * DAY)

    assert {one.field.rpartition(".")[2] for one in refused.value.problems} == {"onset_date"}
    deliver(now)
    assert signals() == []


@pytest.mark.parametrize("days", [1, -367])
def test_doctor_cannot_register_an_onset_ahead_or_over_a_year_past(cast, now, days):
    person = cast.school.classes[0].people[1]
    with pytest.raises(SizaoError) as refused:
        ill_since(cast, now, "doctor", cast.school.id, person, now.date() + days * DAY)

    assert [one.field for one in refused.value.problems] == ["onset_date"]


def test_onset_a_year_ago_counts_a_year_ago_and_not_with_those_of_today(cast, now):
    people = cast.school.classes[0].people
    for number, onset in ((1, now.date()), (2, now.date()), (3, now.date() - 365 * DAY)):
        ill_since(cast, now, "doctor", cast.school.id, people[number], onset)
    assert of_rule() == []

    ill_since(cast, now, "doctor", cast.school.id, people[4], now.date())
    assert [(one.case_count, one.crossing_date) for one in of_rule()] == [(3, now.date())]


def test_pupil_moved_between_classes_in_the_window_counts_once_and_where_the_illness_began(cast, now):
    first, second_class = cast.school.classes[:2]
    report(cast, now, {1: FEVER, 2: FEVER})
    later, yesterday = now + DAY, now.date()
    moved = roster.NewPlace(first.people[1], second_class.id)
    place = {"actor": BUILDER, "now": later, "school_id": cast.school.id}
    roster.move_people(**place, places=[moved], moved_on=later.date())
    ill_at(cast, later, "teacher2", second_class.id, [first.people[1], *second_class.people[1:3]], yesterday)
    assert of_rule() == []

    ill_at(cast, later + HOUR, "teacher", first.id, [first.people[3]], yesterday)
    assert [(one.group_id, one.case_count) for one in of_rule()] == [(first.id, 3)]


def test_campuses_under_one_school_code_count_apart_where_the_rule_says_so(cast, now):
    change = rulebook.NewChange("RULES", "own.yaml", "县卫健〔2026〕7号", now.date(), {"text": ONE_CAMPUS})
    row = rulebook.draft_change(actor=BUILDER, now=now, unit_id=COUNTY, change=change)
    for step in (rulebook.preview_change, rulebook.propose_change, rulebook.approve_change):
        step(actor=BUILDER, now=now, change_id=row.id)
    school, since = cast.school.id, now.date() - 30 * DAY
    new = [orgs.NewUnit("CAMPUS", name, school, valid_from=since) for name in ("北校区", "南校区")]
    campuses = orgs.create_units(actor=BUILDER, now=now, units=new)
    new = [orgs.NewUnit("GRADE", "五年级", one.id, valid_from=since) for one in campuses]
    grades = orgs.create_units(actor=BUILDER, now=now, units=new)
    new = [orgs.NewUnit("CLASS", "五(1)班", one.id, entry_year=2022, valid_from=since) for one in grades]
    north, south = (one.id for one in orgs.create_units(actor=BUILDER, now=now, units=new))
    people = [roster.NewPerson(f"学生{number}", "STUDENT", group, "CLASS", since)
              for number, group in enumerate((north, south, north))]  # fmt: skip
    ids = roster.enroll_people(actor=BUILDER, now=now, school_id=school, people=people)
    own, dengue = f"{COUNTY}-ONE-CAMPUS-2", linelist.Diagnosed("dengue", "CLINICAL")

    for person in ids[:2]:
        ill_since(cast, now, "", school, person, now.date(), diagnosed=dengue)
    assert of_rule(own) == []
    ill_since(cast, now + HOUR, "", school, ids[2], now.date(), diagnosed=dengue)
    assert [(one.unit_scope, one.case_count) for one in of_rule(own)] == [("INSTITUTION", 2)]


def test_class_of_one_is_all_ill_with_one_and_no_cluster(cast, now):
    plan = SchoolPlan(
        "山村教学点", COUNTY, "PRIMARY",
        (GroupPlan("一(1)班", (PersonPlan("山娃", "UNKNOWN"),), "一年级", now.year, 1),),
    )  # fmt: skip
    school = builders.build_school(plan, now=now, since=now.date() - 30 * DAY)
    presented = linelist.Presented(Said(("FEVER", "COUGH"), 39, now.date()))
    person = school.classes[0].people[0]
    linelist.register_illness(actor=BUILDER, now=now, school_id=school.id, person_id=person, presented=presented)
    deliver(now)

    found = [one for one in signals() if one.school_id == school.id]
    assert [(one.rule, one.case_count, one.class_size) for one in found] == [("CLOSE-ILI-CLASS-PREV30", 1, 1)]
