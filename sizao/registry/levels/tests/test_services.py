"""Ordering, extending and ending levels: who may, what it changes at once, and that it ends by itself."""

import datetime as dt

import pytest

from sizao.core import dispatch
from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.models import AuditEntry
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.notify.models import Notice
from sizao.core.tasks.models import Task
from sizao.demo.cast import CITY, COUNTY, OTHER_COUNTY, PROVINCE
from sizao.registry.levels import queries, services
from sizao.registry.levels.rules import LevelsOverlap, Line, WeakerThanAbove
from sizao.registry.policies import queries as policies

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")


@pytest.fixture
def order(now):
    def put(unit_id: int, level: str = "II", *, actor: Actor = JOB, first: int = 0, days: int = 7, **more):
        start = now.date() + dt.timedelta(days=first)
        wanted = queries.Order(
            level, more.pop("bundle", f"CN-{level}"), start, start + dt.timedelta(days=days), "流感季", **more
        )
        return services.order_response(actor=actor, now=now, unit_id=unit_id, order=wanted)

    return put


def value(unit_id: int, key: str, day: dt.date) -> object:
    return policies.get_plan(unit_id, day).values[key]


def test_level_tightens_everything_below_from_the_day_and_falls_back_by_the_date(cast, now, order):
    order(COUNTY, "II", days=2)
    today = now.date()

    assert "EVENING" in value(cast.school.id, "checks.sessions.day_pupil", today)
    assert value(cast.school.id, "gatherings.most_people", today) == 50
    assert value(cast.foreign_school.id, "gatherings.most_people", today) == 5000
    after = today + dt.timedelta(days=2)
    assert "EVENING" not in value(cast.school.id, "checks.sessions.day_pupil", after)


def test_measure_for_some_kinds_of_school_leaves_the_others_alone(cast, now, order):
    line = Line("checks.sessions.day_pupil", ["EVENING"], boarding=("B",))
    bundle = services.NewBundle("住宿学校加晚检", [line], "教防〔2026〕1号", now.date())
    services.name_bundle(actor=JOB, now=now, unit_id=COUNTY, bundle=bundle)
    order(COUNTY, "IV", bundle=f"{COUNTY}-B1")

    assert "EVENING" in value(cast.school.id, "checks.sessions.day_pupil", now.date())
    assert "EVENING" not in value(cast.neighbor_school.id, "checks.sessions.day_pupil", now.date())


def test_school_keeps_what_it_asks_more_than_the_level(cast, now, order):
    from sizao.registry.policies import services as values

    values.set_value(
        actor=JOB, now=now, unit_id=cast.school.id, key="gatherings.most_people", value=20, starts_on=now.date()
    )
    order(COUNTY, "II")

    assert value(cast.school.id, "gatherings.most_people", now.date()) == 20


def test_lower_unit_may_be_stricter_and_never_weaker(cast, now, order):
    order(CITY, "III")

    with pytest.raises(WeakerThanAbove):
        order(COUNTY, "IV")
    order(cast.school.id, "I")
    strip = queries.find_strip(unit_by_id(cast.school.id), now.date())
    assert (strip.level, strip.unit_id) == ("I", cast.school.id)
    assert queries.find_strip(unit_by_id(cast.neighbor_school.id), now.date()).level == "III"


def test_stricter_level_above_binds_what_was_ordered_below_before(cast, now, order):
    order(COUNTY, "IV")
    order(PROVINCE, "I")

    strip = queries.find_strip(unit_by_id(cast.school.id), now.date())
    assert (strip.level, strip.unit_id) == ("I", PROVINCE)
    assert value(cast.school.id, "gatherings.most_people", now.date()) == 0


def test_unit_is_on_one_level_at_a_time_unless_the_new_one_replaces(now, order):
    first = order(COUNTY, "IV")
    with pytest.raises(LevelsOverlap):
        order(COUNTY, "III")

    order(COUNTY, "III", first=2, replaces=True)

    first.refresh_from_db()
    assert first.ends_on == now.date() + dt.timedelta(days=2)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"days": 0}, "ends_on"), ({"days": -3}, "ends_on"), ({"first": -1}, "starts_on"), ({"bundle": "CN-V"}, "bundle"),
     ({"days": 200}, "ends_on")],
)  # fmt: skip
def test_bad_order_is_refused_by_field(order, change, field):
    with pytest.raises(Invalid) as caught:
        order(COUNTY, "IV", **change)

    assert [one.field for one in caught.value.problems] == [field]


@pytest.mark.parametrize(
    ("who", "unit", "error"),
    [("principal", COUNTY, NotVisible), ("county", OTHER_COUNTY, NotVisible), ("other_county", COUNTY, NotVisible),
     ("inspector", COUNTY, Forbidden), ("auditor", COUNTY, Forbidden), ("county", CITY, NotVisible)],
)  # fmt: skip
def test_others_may_not_order(cast, now, order, who, unit, error):
    with pytest.raises(error):
        order(unit, actor=cast.actor(who, now))


@pytest.mark.parametrize("who", ["principal", "county", "city", "province"])
def test_leaders_and_officers_order_for_their_own_unit(cast, now, order, who):
    actor = cast.actor(who, now)
    row = order(actor.grants[0].unit.id, actor=actor)

    entry = AuditEntry.objects.whole_tree(reason="test").filter(action="levels.response.ordered").get()
    assert (entry.object_id, entry.user_id) == (str(row.id), actor.user_id)


def test_extended_with_a_reason_and_only_forward(now, order):
    row = order(COUNTY, "IV")
    later = row.ends_on + dt.timedelta(days=7)
    by = {"actor": JOB, "now": now, "unit_id": COUNTY, "response_id": row.id}

    with pytest.raises(Invalid):
        services.extend_response(**by, ends_on=row.ends_on, reason="仍在流行")
    with pytest.raises(Invalid):
        services.extend_response(**by, ends_on=later, reason=" ")
    services.extend_response(**by, ends_on=later, reason="仍在流行")

    assert queries.find_strip(unit_by_id(COUNTY), later - dt.timedelta(days=1)).level == "IV"
    assert [one.change for one in queries.list_changes(unit_by_id(COUNTY))] == ["EXTENDED", "ORDERED"]


def test_ended_early_at_once_or_cancelled_before_it_begins(now, order):
    running, planned = order(COUNTY, "IV", days=5), order(COUNTY, "III", first=5)
    tomorrow = now + dt.timedelta(days=1)
    by = {"actor": JOB, "unit_id": COUNTY, "reason": "疫情平稳"}

    services.end_response(**by, now=tomorrow, response_id=running.id, from_day=tomorrow.date())
    services.end_response(**by, now=tomorrow, response_id=planned.id, from_day=planned.starts_on)

    assert queries.find_strip(unit_by_id(COUNTY), now.date()).level == "IV"
    assert queries.find_strip(unit_by_id(COUNTY), tomorrow.date()) is None
    assert queries.find_strip(unit_by_id(COUNTY), planned.starts_on) is None
    with pytest.raises(services.ResponseOver):
        services.end_response(**by, now=tomorrow, response_id=planned.id, from_day=planned.starts_on)


def test_run_out_is_said_once(now, order):
    order(COUNTY, "IV", days=2)
    over = now + dt.timedelta(days=2)

    assert services.expire_responses(actor=JOB, now=now) == 0
    assert services.expire_responses(actor=JOB, now=over) == 1
    assert services.expire_responses(actor=JOB, now=over) == 0
    assert [one.change for one in queries.list_changes(unit_by_id(COUNTY))] == ["EXPIRED", "ORDERED"]


def test_those_below_are_told_and_each_school_gets_a_task(cast, now, order):
    row = order(COUNTY, "III")
    dispatch.dispatch(now=now)

    told = Notice.objects.filter(kind="levels.changed")
    assert told.filter(recipient_id=cast.users["principal"]).exists()
    assert told.filter(recipient_id=cast.users["neighbor_principal"]).exists()
    assert not told.filter(recipient_id=cast.users["other_county"]).exists()
    tasks = Task.objects.whole_tree(reason="test").filter(kind="levels.carry_out")
    assert set(tasks.values_list("school_id", flat=True)) == {cast.school.id, cast.neighbor_school.id}

    services.end_response(actor=JOB, now=now, unit_id=COUNTY, response_id=row.id, from_day=now.date(), reason="误启动")
    dispatch.dispatch(now=now)
    assert set(tasks.values_list("state", flat=True)) == {"CANCELLED"}


def test_burden_is_known_before_it_is_ordered(cast, now):
    unit = unit_by_id(COUNTY)
    effect = queries.effect_of(unit, queries.get_bundle(unit, "CN-II", now.date()), "II", now.date())

    teachers = next(one for one in effect.burdens if one.role == "HOMEROOM_TEACHER")
    classes = len(cast.school.classes) + len(cast.neighbor_school.classes)
    assert (teachers.people, effect.counts["SCHOOL"]) == (classes, 2)
    assert teachers.after > teachers.before


def test_what_holds_already_costs_nothing_more(now, order):
    order(CITY, "II")
    unit = unit_by_id(COUNTY)

    assert queries.effect_of(unit, queries.get_bundle(unit, "CN-II", now.date()), "II", now.date()).burdens == []


def test_bundle_is_versioned_and_what_was_ordered_keeps_its_version(now, order):
    def name(people: int, code: str = ""):
        lines = [Line("gatherings.most_people", people)]
        bundle = services.NewBundle("五严五防", lines, "省厅文号", now.date(), code=code)
        return services.name_bundle(actor=JOB, now=now, unit_id=PROVINCE, bundle=bundle)

    first = name(200)
    row = order(COUNTY, "IV", bundle=f"{PROVINCE}-{first.code}")
    second = name(100, first.code)

    assert (second.code, second.version) == (first.code, 2)
    assert (row.bundle_version, row.lines[0]["value"]) == (1, 200)
    assert queries.get_bundle(unit_by_id(COUNTY), f"{PROVINCE}-{first.code}", now.date()).version == 2
    services.retire_bundle(actor=JOB, now=now, unit_id=PROVINCE, code=first.code)
    with pytest.raises(NotVisible):
        queries.get_bundle(unit_by_id(COUNTY), f"{PROVINCE}-{first.code}", now.date())


def test_bundle_of_another_county_may_not_be_ordered(now, order):
    bundle = services.NewBundle("外县", [Line("gatherings.most_people", 9)], "文号", now.date())
    services.name_bundle(actor=JOB, now=now, unit_id=OTHER_COUNTY, bundle=bundle)

    with pytest.raises(Invalid):
        order(COUNTY, "IV", bundle=f"{OTHER_COUNTY}-B1")


@pytest.mark.parametrize(
    ("line", "words"),
    [(Line("gate.colour", ["RED"]), "没有名为“gate.colour”的措施"), (Line("gate.measures", ["FLY"]), "不能是"),
     (Line("checks.morning.due", "09:00"), "没有名为"), (Line("gatherings.most_people", -1), "不能是"),
     (Line("gatherings.most_people", 9, sizes=("XXL",)), "没有这样的学校类型")],
)  # fmt: skip
def test_unknown_measures_are_refused_with_their_row(now, line, words):
    good = Line("gatherings.most_people", 9)
    with pytest.raises(Invalid) as caught:
        services.name_bundle(
            actor=JOB, now=now, unit_id=COUNTY, bundle=services.NewBundle("坏", [good, line], "文号", now.date())
        )

    (problem,) = caught.value.problems
    assert problem.row == 2 and words in problem.text()
