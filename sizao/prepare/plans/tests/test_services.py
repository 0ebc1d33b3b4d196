"""Key dates: who sets them, whom they reach, and how the tasks of the schools follow."""

import datetime as dt

import pytest

from sizao.core import dispatch
from sizao.core.audit.models import AuditEntry
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.tasks import queries as tasks
from sizao.core.tasks import services as task_services
from sizao.core.tasks.models import Task
from sizao.demo.cast import COUNTY, OTHER_COUNTY, PROVINCE
from sizao.prepare.plans import jobs, queries, services
from sizao.prepare.plans.tests.conftest import JOB

pytestmark = pytest.mark.django_db
DUTY = {"duty": "查验新生接种证", "duty_role": "SCHOOL_DOCTOR"}


def states(row) -> dict[int, str]:
    """Give the latest state of a date's task by school."""
    rows = Task.objects.whole_tree(reason="test").filter(about_id=str(row.id)).order_by("opened_at", "id")
    return dict(rows.values_list("school_id", "state"))


def shown(cast, who, now) -> list[str]:
    return [row.name for row in queries.list_shown(cast.actor(who, now), now.date())]


def test_date_concerns_the_roles_named_below_the_unit_and_nobody_else(cast, now, put):
    put(COUNTY)

    assert [who for who in ("teacher", "doctor", "neighbor", "county") if shown(cast, who, now) == ["开学"]] == [
        "teacher", "doctor", "neighbor", "county",
    ]  # fmt: skip
    for who in ("principal", "guardian", "foreign", "other_county", "city", "province"):
        assert shown(cast, who, now) == []


def test_date_is_shown_from_its_lead_until_its_day(cast, now, put):
    put(PROVINCE, 12, lead_days=10)

    for days, seen in ((0, []), (2, ["开学"]), (12, ["开学"]), (13, [])):
        assert shown(cast, "teacher", now + dt.timedelta(days=days)) == seen


def test_duty_opens_a_task_in_every_school_when_it_comes_near_and_only_once(cast, now, put):
    row = put(COUNTY, 20, **DUTY)
    dispatch.dispatch(now=now)
    assert states(row) == {}

    later = now + dt.timedelta(days=6)
    for _ in range(2):
        jobs.open_duties(later)

    assert states(row) == {cast.school.id: "OPEN", cast.neighbor_school.id: "OPEN"}
    (line,) = tasks.list_for(cast.actor("doctor", later), later)
    assert line.text == "开学（2026-12-13）：查验新生接种证"
    assert line.due_at == dt.datetime(2026, 12, 13, 0, 0, tzinfo=dt.UTC)
    assert tasks.list_for(cast.actor("reporter", later), later) == []


def test_near_date_opens_its_duty_at_once(cast, now, put):
    row = put(cast.school.id, 3, **DUTY)
    dispatch.dispatch(now=now)

    assert states(row) == {cast.school.id: "OPEN"}


def change(now, row, new):
    services.change_date(actor=JOB, now=now, unit_id=row.unit_id, date_id=row.id, new=new)
    dispatch.dispatch(now=now)


def test_moved_date_moves_the_open_tasks_and_leaves_the_done_ones(cast, now, put, new):
    row = put(COUNTY, 5, **DUTY)
    dispatch.dispatch(now=now)
    doctor = cast.actor("doctor", now)
    (line,) = tasks.list_for(doctor, now)
    task_services.finish_task(actor=doctor, now=now, key=line.key, proof="已查完")

    change(now, row, new(9, **DUTY))

    open_now = Task.objects.whole_tree(reason="test").filter(state="OPEN")
    assert states(row) == {cast.school.id: "DONE", cast.neighbor_school.id: "OPEN"}
    assert open_now.get().due_at.date() == dt.date(2026, 12, 2)


def test_other_duty_asks_every_school_anew_and_another_role(cast, now, put, new):
    row = put(COUNTY, 5, **DUTY)
    dispatch.dispatch(now=now)

    change(now, row, new(5, duty="备好消毒物资", duty_role="SCHOOL_LEADER"))

    assert tasks.list_for(cast.actor("doctor", now), now) == []
    assert [one.text for one in tasks.list_for(cast.actor("principal", now), now)] == [
        "开学（2026-11-28）：备好消毒物资"
    ]


def test_date_moved_far_away_takes_its_tasks_back_until_it_is_near_again(cast, now, put, new):
    row = put(COUNTY, 5, **DUTY)
    dispatch.dispatch(now=now)

    change(now, row, new(40, **DUTY))
    assert set(states(row).values()) == {"CANCELLED"}
    jobs.open_duties(now + dt.timedelta(days=30))
    assert set(states(row).values()) == {"OPEN"}


def test_withdrawn_date_is_shown_no_more_and_its_tasks_are_cancelled(cast, now, put):
    row = put(COUNTY, 5, **DUTY)
    dispatch.dispatch(now=now)

    services.withdraw_date(actor=JOB, now=now, unit_id=COUNTY, date_id=row.id)
    dispatch.dispatch(now=now)

    assert shown(cast, "teacher", now) == [] and set(states(row).values()) == {"CANCELLED"}
    with pytest.raises(NotVisible):
        services.withdraw_date(actor=JOB, now=now, unit_id=COUNTY, date_id=row.id)


def test_past_date_stays_as_it_was(now, put, new):
    row, later = put(COUNTY, 1), now + dt.timedelta(days=2)

    with pytest.raises(services.DateOver):
        services.withdraw_date(actor=JOB, now=later, unit_id=COUNTY, date_id=row.id)
    with pytest.raises(services.DateOver):
        services.change_date(actor=JOB, now=later, unit_id=COUNTY, date_id=row.id, new=new(9))


def test_same_name_on_the_same_day_is_refused_once_withdrawn_it_may_be_set_again(now, put):
    row = put(COUNTY)
    with pytest.raises(Invalid) as caught:
        put(COUNTY)
    assert [one.field for one in caught.value.problems] == ["name"]
    put(OTHER_COUNTY)

    services.withdraw_date(actor=JOB, now=now, unit_id=COUNTY, date_id=row.id)
    put(COUNTY)


@pytest.mark.parametrize(
    ("who", "unit", "error"),
    [("principal", COUNTY, NotVisible), ("county", OTHER_COUNTY, NotVisible), ("inspector", COUNTY, Forbidden),
     ("auditor", COUNTY, Forbidden)],
)  # fmt: skip
def test_others_may_not_set(cast, now, put, who, unit, error):
    with pytest.raises(error):
        put(unit, actor=cast.actor(who, now))


def test_what_was_done_is_on_record(cast, now, put):
    row = put(COUNTY, actor=cast.actor("county", now))

    entry = AuditEntry.objects.whole_tree(reason="test").get(action="plans.key_date.set")
    assert (entry.object_id, entry.user_id, entry.school_id) == (str(row.id), cast.users["county"], COUNTY)


def test_countdown_costs_one_query(cast, now, put, django_assert_num_queries):
    for days in range(3, 9):
        put(COUNTY, days, name=f"第{days}天")
    actor = cast.actor("teacher", now)
    with django_assert_num_queries(1):
        assert len(queries.list_shown(actor, now.date())) == 6
