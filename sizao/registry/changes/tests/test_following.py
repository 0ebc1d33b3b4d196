"""What a new unit begins with: the rules, terms and days of the one it came from, from its first day on."""

import datetime as dt

import pytest

from sizao.core.actor import Actor, unit_by_id
from sizao.registry.changes import jobs, queries, services
from sizao.registry.changes.rules import Plan
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies
from sizao.registry.policies import services as rules

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
COUNTY, OTHER_COUNTY, CITY, NEW = 430_102, 430_103, 430_100, 430_199
DAY, DUE = dt.timedelta(days=1), "checks.morning.due"


def put(now, unit_id: int, value: str, *, days: int = 0) -> None:
    day = now.date() + days * DAY
    rules.set_value(actor=JOB, now=now, unit_id=unit_id, key=DUE, value=value, starts_on=day)


def due(unit_id: int, day: dt.date) -> tuple[dt.time, int | None]:
    found = policies.get_resolved(unit_id, DUE, day)
    return found.value, found.from_unit_id


def plan(now, kind: str, unit_id: int, **named) -> Plan:
    return Plan(kind, unit_id, now.date() + DAY, "湘政函〔2026〕1号", **named)


def apply(cast, now, asked: Plan) -> None:
    services.plan_change(actor=cast.actor("admin", now), now=now, plan=asked)
    assert jobs.apply_due(now + DAY) == 1


@pytest.fixture
def settings(now):
    """The county is due earlier today, still earlier in a week until its end; it has a term and a sports day."""
    today = now.date()
    put(now, COUNTY, "10:10")
    put(now, COUNTY, "09:50", days=7)
    rules.reset_value(actor=JOB, now=now, unit_id=COUNTY, key=DUE, from_day=today + 14 * DAY)
    where = {"actor": JOB, "now": now, "unit_id": COUNTY}
    rules.add_term(**where, name="本学期", starts_on=today - 80 * DAY, ends_on=today + 60 * DAY)
    rules.set_days(**where, days=[today, today + 3 * DAY], kind="LOCAL_OFF", reason="运动会")


def test_new_county_begins_with_the_rules_terms_and_days_of_the_old_one(cast, now, settings):
    asked = plan(now, "SPLIT", COUNTY, part_ids=(cast.neighbor_school.id,), name="新湖区", code=str(NEW))
    assert not [text for text, _ in queries.effect_of(asked, now.date()).lost if "项规则" in text]
    apply(cast, now, asked)

    today, school = now.date(), cast.neighbor_school.id
    found = [due(school, today + days * DAY) for days in (1, 6, 7, 13, 14)]
    assert found == [
        (dt.time(10, 10), NEW), (dt.time(10, 10), NEW), (dt.time(9, 50), NEW), (dt.time(9, 50), NEW),
        (dt.time(10, 30), None),
    ]  # fmt: skip
    unit = unit_by_id(NEW)
    assert [one.name for one in policies.list_terms(unit) if one.unit_id == NEW] == ["本学期"]
    assert [one.day for one in policies.list_local_days(unit, today, dt.date.max)] == [today + 3 * DAY]
    assert due(cast.school.id, today + DAY) == (dt.time(10, 10), COUNTY)


def test_rule_that_those_above_refuse_by_now_does_not_stop_the_split(cast, now, settings):
    put(now, CITY, "10:00")
    apply(cast, now, plan(now, "SPLIT", COUNTY, part_ids=(cast.neighbor_school.id,), name="新湖区", code=str(NEW)))

    assert due(cast.neighbor_school.id, now.date() + DAY) == (dt.time(10, 0), CITY)
    assert due(cast.neighbor_school.id, now.date() + 8 * DAY) == (dt.time(9, 50), NEW)


def test_county_that_was_there_keeps_its_own_and_the_preview_says_what_ends(cast, now, settings):
    put(now, OTHER_COUNTY, "10:20")
    asked = plan(now, "SPLIT", COUNTY, part_ids=(cast.neighbor_school.id,), target_id=OTHER_COUNTY)
    assert [params["count"] for text, params in queries.effect_of(asked, now.date()).lost if "项规则" in text] == [1]
    apply(cast, now, asked)

    assert due(cast.neighbor_school.id, now.date() + DAY) == (dt.time(10, 20), OTHER_COUNTY)


def test_new_school_begins_with_the_rules_of_the_old_one(cast, now):
    put(now, cast.school.id, "10:00")
    apply(cast, now, plan(now, "SPLIT", cast.school.id, part_ids=(cast.school.classes[2].id,), name="育英北校"))

    (made,) = orgs.list_below(JOB, COUNTY, level="SCHOOL").filter(name="育英北校")
    assert due(made.id, now.date() + DAY) == (dt.time(10, 0), made.id)


def test_split_that_takes_effect_a_day_late_is_followed_from_that_day(cast, now, settings):
    asked = plan(now, "SPLIT", COUNTY, part_ids=(cast.neighbor_school.id,), name="新湖区", code=str(NEW))
    services.plan_change(actor=cast.actor("admin", now), now=now, plan=asked)
    assert jobs.apply_due(now + 2 * DAY) == 1

    assert due(cast.neighbor_school.id, now.date() + 2 * DAY) == (dt.time(10, 10), NEW)
