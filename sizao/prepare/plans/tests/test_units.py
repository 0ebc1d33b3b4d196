"""Key dates when counties and schools are split, merged and moved: they go to who took over, and tasks go along."""

import datetime as dt

import pytest

from sizao.core import dispatch
from sizao.core.actor import unit_by_id
from sizao.core.tasks import queries as tasks
from sizao.core.tasks import services as task_services
from sizao.demo.cast import COUNTY, OTHER_COUNTY
from sizao.prepare.plans import queries, services
from sizao.prepare.plans.models import KeyDate
from sizao.prepare.plans.tests.conftest import JOB
from sizao.prepare.plans.tests.test_services import DUTY, shown, states
from sizao.registry.changes import services as changes
from sizao.registry.changes.facts import UnitChangeStepped
from sizao.registry.changes.services import Plan
from sizao.registry.orgs import queries as orgs

pytestmark = pytest.mark.django_db
DAY, NEW = dt.timedelta(days=1), 430_199


@pytest.fixture
def changed(cast, now):
    """Plan a change for tomorrow and let tomorrow come: give its morning."""

    def run(kind: str, unit_id: int, **named) -> dt.datetime:
        plan = Plan(kind, unit_id, now.date() + DAY, "湘政函〔2026〕1号", **named)
        change_id = changes.plan_change(actor=cast.actor("admin", now), now=now, plan=plan)
        dispatch.dispatch(now=now)
        changes.apply_change(actor=JOB, now=now + DAY, change_id=change_id)
        dispatch.dispatch(now=now + DAY)
        return now + DAY

    return run


def dates(unit_id: int) -> list[str]:
    rows = KeyDate.objects.whole_tree(reason="test").filter(unit_id=unit_id)
    return list(rows.order_by("day").values_list("name", flat=True))


def test_split_gives_what_is_to_come_to_the_new_county_from_its_day(cast, now, put, changed):
    put(COUNTY, 0, name="演练", lead_days=0)
    put(COUNTY, 1, name="查验")
    put(COUNTY, 12)
    neighbor = {"part_ids": (cast.neighbor_school.id,), "name": "新湖区", "code": str(NEW)}
    assert shown(cast, "neighbor", now) == ["演练", "查验", "开学"]

    tomorrow = changed("SPLIT", COUNTY, **neighbor)

    assert dates(NEW) == ["查验", "开学"] and dates(COUNTY) == ["演练", "查验", "开学"]
    assert shown(cast, "neighbor", tomorrow) == shown(cast, "teacher", tomorrow) == ["查验", "开学"]
    (first, _) = queries.list_coming(unit_by_id(NEW), tomorrow.date())
    assert (first.unit_id, first.follows.unit_id) == (NEW, COUNTY)


def test_tasks_of_the_schools_that_went_are_the_new_countys_and_done_ones_stay(cast, now, put, changed):
    row, other = put(COUNTY, 5, **DUTY), put(COUNTY, 6, name="演练", duty="演练一次", duty_role="SCHOOL_LEADER")
    dispatch.dispatch(now=now)
    leader = cast.actor("neighbor_principal", now)
    (line,) = tasks.list_for(leader, now)
    task_services.finish_task(actor=leader, now=now, key=line.key, proof="已演练")

    changed("SPLIT", COUNTY, part_ids=(cast.neighbor_school.id,), name="新湖区", code=str(NEW))

    copied = KeyDate.objects.whole_tree(reason="test").get(unit_id=NEW, follows=row)
    assert states(row) == {cast.school.id: "OPEN", cast.neighbor_school.id: "CANCELLED"}
    assert states(copied) == {cast.neighbor_school.id: "OPEN"}
    assert states(other) == {cast.school.id: "OPEN", cast.neighbor_school.id: "DONE"}
    assert states(KeyDate.objects.whole_tree(reason="test").get(unit_id=NEW, follows=other)) == {}


def test_merger_leaves_the_dates_of_both_and_none_twice(cast, now, put, changed):
    put(OTHER_COUNTY, 3, name="演练")
    put(OTHER_COUNTY, 12)
    put(COUNTY, 12)

    tomorrow = changed("MERGE", OTHER_COUNTY, target_id=COUNTY)

    assert dates(COUNTY) == ["演练", "开学"]
    assert shown(cast, "foreign", tomorrow) == shown(cast, "teacher", tomorrow) == ["演练", "开学"]


def test_two_that_merge_into_one_on_a_day_leave_what_both_set_once(cast, now, put):
    facts = []
    for place, unit_id in enumerate((OTHER_COUNTY, cast.foreign_school.id)):
        put(unit_id, 12)
        facts.append(UnitChangeStepped(COUNTY, place, unit_id, "MERGE", "APPLIED", now.date(), (), COUNTY))

    assert services.follow_units(actor=JOB, now=now, changed=facts) == 1
    assert dates(COUNTY) == ["开学"]


def test_moved_school_has_the_dates_of_where_it_stands_and_their_tasks(cast, now, put, changed):
    own, old = put(cast.neighbor_school.id, 4, name="查验"), put(COUNTY, 5, **DUTY)
    new = put(OTHER_COUNTY, 6, name="演练", **DUTY)
    dispatch.dispatch(now=now)

    tomorrow = changed("MOVE", cast.neighbor_school.id, target_id=OTHER_COUNTY)

    assert shown(cast, "neighbor", tomorrow) == ["查验", "演练"]
    assert dates(cast.neighbor_school.id) == ["查验"] and own.unit_id == cast.neighbor_school.id
    assert states(old) == {cast.school.id: "OPEN", cast.neighbor_school.id: "CANCELLED"}
    assert states(new)[cast.neighbor_school.id] == "OPEN"


def test_new_school_of_a_split_takes_its_own_dates_and_the_countys_duty(cast, now, put, changed):
    put(cast.school.id, 4, name="查验")
    row = put(COUNTY, 5, **DUTY)
    dispatch.dispatch(now=now)

    changed("SPLIT", cast.school.id, part_ids=(cast.school.classes[2].id,), name="育英北校")

    (made,) = orgs.list_below(JOB, COUNTY, level="SCHOOL").filter(name="育英北校")
    assert dates(made.id) == ["查验"]
    assert states(row)[made.id] == "OPEN"


def test_change_that_is_told_twice_changes_nothing_more(cast, now, put, changed, monkeypatch):
    from sizao.prepare.plans import handlers

    put(COUNTY, 5, **DUTY)
    told = []
    monkeypatch.setattr(handlers.services, "follow_units", _both(handlers.services.follow_units, told))

    tomorrow = changed("SPLIT", COUNTY, part_ids=(cast.neighbor_school.id,), name="新湖区", code=str(NEW))
    assert handlers.services.follow_units(actor=JOB, now=tomorrow, changed=told[0]) == 0
    assert dates(NEW) == ["开学"]


def _both(whole, told):
    def run(**arguments):
        told.append(arguments["changed"])
        return whole(**arguments)

    return run
