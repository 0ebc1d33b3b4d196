"""Changes of units: yesterday stays under the old county, tomorrow stands under the new one, and nobody is lost."""

import datetime as dt

import pytest
from django.db import connection

from sizao.core import dispatch
from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.models import AuditEntry
from sizao.core.errors import NotVisible
from sizao.core.ids import new_id
from sizao.core.models import OutboxFact
from sizao.core.notify.models import Notice
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.registry.changes import jobs, queries, services
from sizao.registry.changes.models import UnitChange
from sizao.registry.changes.rules import Plan
from sizao.registry.orgs import queries as orgs
from sizao.registry.orgs import services as org_services
from sizao.registry.roster import queries as roster
from sizao.report.daily import queries as daily
from sizao.report.daily import services as returns

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
COUNTY, OTHER_COUNTY, CITY, OTHER_CITY = 430_102, 430_103, 430_100, 430_200
DAY, SINCE = dt.timedelta(days=1), dt.date(2026, 9, 1)
TOO_EARLY = "最早从明天起，今天和以前的上报按原来的机构"


def plan(kind: str, unit_id: int, now, **named) -> Plan:
    return Plan(kind, unit_id, now.date() + DAY, "湘政函〔2026〕1号", **named)


def planned(actor: Actor, now, asked: Plan) -> int:
    return services.plan_change(actor=actor, now=now, plan=asked)


def reasons(caught: pytest.ExceptionInfo) -> list[tuple[str, str]]:
    return [(one.field, one.text()) for one in caught.value.problems]


def morning(cast, now, reporting=True) -> None:
    """Open the day; the first class of both schools of the county reports, one pupil is ill."""
    checks.open_slots(actor=JOB, now=now, day=now.date())
    returns.prepare_returns(actor=JOB, now=now, day=now.date())
    if reporting:
        for school in (cast.school, cast.neighbor_school):
            group = school.classes[0]
            entry = Entry(group.people[0], symptoms=("FEVER",))
            check = Check(new_id(now), school.id, group.id, now.date(), "MORNING", entries=(entry,))
            checks.submit_check(actor=JOB, now=now, checks=[check])
    checks.fold(actor=JOB, now=now)


def tallies(actor: Actor, unit_id: int, day: dt.date) -> dict[int, tuple[int, int, int]]:
    found = daily.list_sub_units(actor, unit=unit_by_id(unit_id), day=day)
    return {one.line.id: (one.figures.expected, one.figures.reported, one.figures.ill) for one in found}


def recount(day: dt.date) -> dict[str, dict[int | None, tuple[int, int, int]]]:
    """Count a day's slots, reports and ill by county and by city straight from the rows, with no roll-up between."""
    found = {}
    for column in ("county_id", "city_id", "province_id"):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT s.{column}, count(*), count(h.id), coalesce(sum(h.ill), 0) FROM checks_slot s"
                " LEFT JOIN checks_healthcheck h ON h.school_id = s.school_id AND h.day = s.day"
                "  AND h.group_id = s.group_id AND h.session = s.session"
                " WHERE s.day = %s GROUP BY 1",
                [day],
            )
            found[column] = {row[0]: tuple(row[1:]) for row in cursor.fetchall()}
    return found


def pupils() -> dict[tuple, int]:
    """Count active people by id, and by the county and city their school stands in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, u.county_id, u.city_id, count(*) FROM roster_person p JOIN orgs_unit u ON u.id = p.school_id"
            " WHERE p.status = 'ACTIVE' GROUP BY 1, 2, 3"
        )
        return {tuple(row[:3]): row[3] for row in cursor.fetchall()}


@pytest.fixture
def split(cast, now):
    """Monday has reports; on Tuesday the county is split: the neighbor school goes to a new county."""
    morning(cast, now)
    asked = plan("SPLIT", COUNTY, now, part_ids=(cast.neighbor_school.id,), name="新湖区", code="430199")
    planned(cast.actor("admin", now), now, asked)
    tomorrow = now + DAY
    assert jobs.apply_due(tomorrow) == 1
    morning(cast, tomorrow)
    return 430_199


def test_split_county_keeps_yesterday_and_begins_tomorrow(cast, now, split):
    county, city = cast.actor("county", now + DAY), cast.actor("city", now + DAY)
    today, tomorrow = now.date(), now.date() + DAY

    assert set(tallies(county, COUNTY, today)) == {cast.school.id, cast.neighbor_school.id}
    assert set(tallies(county, COUNTY, tomorrow)) == {cast.school.id}
    assert tallies(city, CITY, tomorrow)[split] == tallies(JOB, split, tomorrow)[cast.neighbor_school.id] == (1, 1, 1)
    assert split not in tallies(city, CITY, today)
    assert unit_by_id(cast.neighbor_school.classes[0].id).territory_path.startswith(f"/430000/{CITY}/{split}/")


def test_signed_return_of_yesterday_stays_with_the_old_county(cast, now):
    morning(cast, now)
    neighbor = cast.neighbor_school.id
    returns.sign_return(
        actor=cast.actor("neighbor_principal", now), now=now, unit_id=neighbor, day=now.date(), reasons={}
    )
    planned(cast.actor("admin", now), now, plan("MOVE", neighbor, now, target_id=OTHER_COUNTY))
    later = now + DAY
    jobs.apply_due(later)
    old, new = cast.actor("county", later), cast.actor("other_county", later)

    unit = daily.get_unit(old, neighbor, day=now.date(), now=later)
    assert daily.find_return(old, unit=unit, day=now.date()).signed_at is not None
    assert [one.school_id for one in daily.list_sub_returns(old, unit=unit_by_id(COUNTY), day=now.date())].count(
        neighbor
    ) == 1
    for actor, day in ((new, now.date()), (old, later.date())):
        with pytest.raises(NotVisible):
            daily.get_unit(actor, neighbor, day=day, now=later)
    assert daily.get_unit(new, neighbor, day=later.date(), now=later).id == neighbor
    row = daily.find_return(JOB, unit=unit_by_id(neighbor), day=now.date())
    assert (row.county_id, row.signed_at is not None) == (COUNTY, True)


def test_late_signature_of_yesterday_goes_to_the_old_county(cast, now):
    morning(cast, now)
    planned(cast.actor("admin", now), now, plan("MOVE", cast.neighbor_school.id, now, target_id=OTHER_COUNTY))
    later = now + DAY
    jobs.apply_due(later)

    row = returns.sign_return(
        actor=cast.actor("neighbor_principal", later), now=later, unit_id=cast.neighbor_school.id, day=now.date(),
        reasons={},
    )  # fmt: skip

    assert row.county_id == COUNTY


@pytest.mark.parametrize("kinds", [("SPLIT",), ("SPLIT", "MERGE"), ("SPLIT", "MERGE", "MOVE")])
def test_every_pupil_and_every_past_figure_is_counted_once_at_each_level(cast, now, kinds):
    morning(cast, now)
    admin, day = cast.actor("admin", now), now
    before, past = pupils(), recount(now.date())
    asked = {
        "SPLIT": {"unit": COUNTY, "part_ids": (cast.neighbor_school.id,), "name": "新湖区", "code": "430199"},
        "MERGE": {"unit": 430_199, "target_id": OTHER_COUNTY},
        "MOVE": {"unit": OTHER_COUNTY, "target_id": OTHER_CITY},
    }
    for kind in kinds:
        named = dict(asked[kind])
        planned(admin, day, plan(kind, named.pop("unit"), day, **named))
        day += DAY
        assert jobs.apply_due(day) == 1

    after = pupils()
    morning(cast, day)
    assert sorted(one for one, *_ in after) == sorted(one for one, *_ in before)
    assert set(after.values()) == {1}
    assert recount(now.date()) == past
    present = recount(day.date())
    for column, found in present.items():
        assert tuple(map(sum, zip(*found.values(), strict=True))) == (6, 2, 2), column
    for county, (expected, reported, ill) in present["county_id"].items():
        own = tallies(JOB, county, day.date())
        assert tuple(map(sum, zip(*own.values(), strict=True))) == (expected, reported, ill)
    assert {(one, county, city) for one, county, city in before if one not in {p for p, *_ in after}} == set()


def test_merged_county_closes_and_its_officers_work_on_in_the_other(cast, now):
    morning(cast, now)
    planned(cast.actor("admin", now), now, plan("MERGE", COUNTY, now, target_id=OTHER_COUNTY))
    later = now + DAY

    jobs.apply_due(later)

    officer = cast.actor("county", later)
    assert {(one.unit.id, one.role) for one in officer.grants} == {
        (COUNTY, "COUNTY_OFFICER"), (OTHER_COUNTY, "COUNTY_OFFICER")
    }  # fmt: skip
    morning(cast, later, reporting=False)
    assert set(tallies(officer, OTHER_COUNTY, later.date())) == {
        cast.school.id, cast.neighbor_school.id, cast.foreign_school.id
    }  # fmt: skip
    assert set(tallies(officer, COUNTY, now.date())) == {cast.school.id, cast.neighbor_school.id}
    assert daily.find_return(JOB, unit=unit_by_id(COUNTY), day=later.date()) is None
    assert orgs.next_office(cast.school.id).id == OTHER_COUNTY


def test_school_run_by_the_city_moves_by_territory_alone(cast, now):
    (school,) = org_services.create_units(
        actor=JOB, now=now,
        units=[org_services.NewUnit("SCHOOL", "市直一中", CITY, territory_parent=COUNTY, valid_from=SINCE)],
    )  # fmt: skip

    planned(cast.actor("admin", now), now, plan("MOVE", school.id, now, target_id=OTHER_COUNTY))
    jobs.apply_due(now + DAY)

    found = unit_by_id(school.id)
    assert found.authority_path == f"/430000/{CITY}/{school.id}/"
    assert found.territory_path == f"/430000/{CITY}/{OTHER_COUNTY}/{school.id}/"


def test_moved_county_takes_its_schools_to_the_other_city(cast, now):
    planned(cast.actor("admin", now), now, plan("MOVE", COUNTY, now, target_id=OTHER_CITY))
    jobs.apply_due(now + DAY)

    group = orgs.get_unit(JOB, cast.school.classes[0].id)
    assert (group.county_id, group.city_id, group.school_id) == (COUNTY, OTHER_CITY, cast.school.id)
    assert cast.actor("other_city", now + DAY).may("daily.view", unit_by_id(cast.school.id))
    assert not cast.actor("city", now + DAY).may("daily.view", unit_by_id(cast.school.id))
    assert cast.actor("teacher", now + DAY).may("checks.submit", unit_by_id(cast.school.classes[0].id))


def test_renamed_county_keeps_its_old_name_and_code_with_their_days(cast, now):
    old = orgs.get_unit(JOB, COUNTY)
    planned(cast.actor("admin", now), now, plan("RENAME", COUNTY, now, name="芙蓉新区", code="430198"))

    jobs.apply_due(now + DAY)

    assert orgs.get_unit(JOB, COUNTY).name == "芙蓉新区"
    assert queries.unit_on(COUNTY, now.date()).name == old.name
    past = queries.list_past(COUNTY)[0]["row"]
    assert (past.code, past.valid_to) == (old.code, now.date() + DAY)


def test_merged_school_hands_over_classes_people_guardians_and_posts(cast, now):
    target = cast.school.id
    child = cast.neighbor_school.classes[0].people[0]
    planned(cast.actor("admin", now), now, plan("MERGE", cast.neighbor_school.id, now, target_id=target))
    later = now + DAY

    assert jobs.apply_due(later) == 1

    names = {one.name: one.id for one in orgs.list_below(JOB, target, level="CLASS")}
    assert set(names) == {"三(1)班", "三(2)班", "三(3)班", "四(1)班"}
    person = roster.get_person(JOB, school_id=target, person_id=child)
    assert (person.group_id, person.status) == (names["三(3)班"], "ACTIVE")
    old = roster.get_person(JOB, school_id=cast.neighbor_school.id, person_id=child)
    assert (old.status, old.group_id) == ("LEFT", None)
    teacher = cast.actor("neighbor", later)
    assert {one.unit.id for one in teacher.grants} == {names["三(3)班"]}
    assert (target, "SCHOOL_LEADER") in {
        (one.unit.id, one.role) for one in cast.actor("neighbor_principal", later).grants
    }
    assert orgs.get_unit(JOB, cast.neighbor_school.id).valid_to == later.date()
    morning_after(cast, later, 4 + 1)


def morning_after(cast, now, slots: int) -> None:
    checks.open_slots(actor=JOB, now=now, day=now.date())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(enrolled) FROM checks_slot WHERE day = %s", [now.date()])
        # 36 + 38 + 30 pupils and 3 of the canteen, 20 that came, 10 elsewhere.
        assert cursor.fetchone() == (slots + 1, 137)


def test_split_school_takes_classes_with_their_people_to_the_new_one(cast, now):
    third = cast.school.classes[2]
    planned(cast.actor("admin", now), now, plan("SPLIT", cast.school.id, now, part_ids=(third.id,), name="育英北校"))

    jobs.apply_due(now + DAY)

    change = UnitChange.objects.whole_tree(reason="test").get()
    made = orgs.get_unit(JOB, change.target_id)
    assert (made.name, made.stage, made.county_id, made.valid_from) == ("育英北校", "PRIMARY", COUNTY, now.date() + DAY)
    (group,) = orgs.list_below(JOB, made.id, level="CLASS")
    assert [one.id for one in roster.list_group(JOB, school_id=made.id, group_id=group.id)] != []
    assert {person for person, _group, _number in roster.list_places(made.id, [group.id])} == set(third.people)
    assert change.effect == {"CLASS": 1, "PEOPLE": 30, "POSTS": change.effect["POSTS"]}
    assert cast.actor("principal", now + DAY).may("daily.sign", unit_by_id(made.id))
    morning_after(cast, now + DAY, 5)


def test_taken_student_number_holds_a_merger_until_it_is_settled(cast, now):
    with connection.cursor() as cursor:
        for school in (cast.school, cast.neighbor_school):
            cursor.execute(
                "UPDATE roster_person SET student_number = 'G1' WHERE school_id = %s AND id = %s",
                [school.id, school.classes[0].people[0]],
            )
    planned(cast.actor("admin", now), now, plan("MERGE", cast.neighbor_school.id, now, target_id=cast.school.id))

    assert jobs.apply_due(now + DAY) == 0

    row = UnitChange.objects.whole_tree(reason="test").get()
    assert (row.applied_at, row.starts_on) == (None, now.date() + 2 * DAY)
    assert "学籍号在接收学校已有" in row.obstacle
    assert orgs.get_unit(JOB, cast.neighbor_school.id).valid_to is None
    assert roster.count_people_in([cast.neighbor_school.id], None, now.date()) == 20


def test_change_waits_a_day_when_the_day_has_begun(cast, now):
    planned(cast.actor("admin", now), now, plan("MOVE", cast.school.id, now, target_id=OTHER_COUNTY))
    later = now + DAY
    checks.open_slots(actor=JOB, now=later, day=later.date())

    assert jobs.apply_due(later) == 0

    row = UnitChange.objects.whole_tree(reason="test").get()
    assert (row.starts_on, row.obstacle) == (later.date() + DAY, "这一天的上报时段已经打开")
    assert jobs.apply_due(later + DAY) == 1


def test_those_concerned_are_told_and_the_audit_names_the_change(cast, now):
    made = planned(cast.actor("admin", now), now, plan("MOVE", cast.school.id, now, target_id=OTHER_COUNTY))

    fact = OutboxFact.objects.filter(fact="changes.UnitChangeStepped").get()
    assert fact.payload["told_ids"] == [CITY, COUNTY, OTHER_COUNTY, cast.school.id]
    jobs.apply_due(now + DAY)
    dispatch.dispatch(now=now + DAY)
    told = set(Notice.objects.filter(kind="changes.stepped").values_list("recipient_id", flat=True))
    assert told >= {cast.users[one] for one in ("county", "other_county", "city", "principal")}
    entries = AuditEntry.objects.whole_tree(reason="test").filter(object_kind="changes.change", object_id=str(made))
    assert list(entries.order_by("at").values_list("action", flat=True)) == [
        "changes.change.planned", "changes.change.applied"
    ]  # fmt: skip
