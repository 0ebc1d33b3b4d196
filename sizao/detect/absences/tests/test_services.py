"""Tracing causes of absence: tasks follow what the reports say, and a cause is a correcting version."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from sizao.core import dispatch
from sizao.core.actor import Actor
from sizao.core.errors import Forbidden, NotVisible
from sizao.core.ids import new_id
from sizao.core.tasks import queries as tasks
from sizao.core.tasks.models import Task
from sizao.detect.absences import services
from sizao.detect.absences.queries import list_absences
from sizao.detect.absences.services import Cause
from sizao.detect.checks import queries as check_queries
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry, Extent, Place, Reader

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")


@pytest.fixture
def slots(cast, now):
    checks.open_slots(actor=JOB, now=now, day=now.date())


def absent(cast, number: int, reason: str = "PENDING", **values) -> Entry:
    return Entry(cast.school.classes[0].people[number], presence="ABSENT", absence_reason=reason, **values)


def report(cast, at: dt.datetime, *entries: Entry, who: str = "teacher", **values) -> checks.Receipt:
    group = cast.school.classes[0]
    values = {"session": "MORNING", "reason": "更正", **values}
    check = Check(new_id(at), cast.school.id, group.id, at.date(), entries=entries, **values)
    receipt = checks.submit_one(actor=cast.actor(who, at), now=at, check=check)
    dispatch.dispatch(now=at)
    return receipt


def states() -> list[str]:
    return sorted(Task.objects.whole_tree(reason="test").values_list("state", flat=True))


def person_key(cast, number: int = 3):
    from sizao.core.converters import Key

    return Key(cast.school.id, cast.school.classes[0].people[number])


def trace(cast, at: dt.datetime, cause: Cause, *, who: str = "teacher", number: int = 3, request_id=None):
    return services.trace_cause(
        actor=cast.actor(who, at),
        now=at,
        key=person_key(cast, number),
        cause=cause,
        request_id=request_id or new_id(at),
    )


def test_absence_without_a_cause_becomes_a_task_due_the_same_day(cast, now, slots):
    report(cast, now, absent(cast, 3), absent(cast, 5), absent(cast, 7, "ILLNESS"))

    lines = tasks.list_for(cast.actor("teacher", now), now)
    assert [line.text for line in lines] == ["三(1)班4号缺勤原因待查", "三(1)班6号缺勤原因待查"]
    assert {line.due_at for line in lines} == {now.replace(hour=18)}
    assert lines[0].url == f"/checks/absences/#person-{cast.school.classes[0].people[3]}"


@pytest.mark.parametrize(
    ("who", "count"), [("reporter", 1), ("teacher2", 0), ("doctor", 0), ("principal", 0), ("neighbor", 0)]
)
def test_task_is_the_teacher_s_and_the_reporter_s(cast, now, slots, who, count):
    report(cast, now, absent(cast, 3))

    assert tasks.count_open(cast.actor(who, now)) == count


def test_no_name_stands_in_a_task(cast, now, slots):
    report(cast, now, absent(cast, 3))

    row = Task.objects.whole_tree(reason="test").get()
    assert row.params == {"who": "三(1)班4号"}


def test_fact_that_comes_again_opens_nothing_new(cast, now, slots):
    report(cast, now, absent(cast, 3))
    place = Place(cast.school.id, cast.school.classes[0].id, now.date())

    assert services.follow_absences(actor=JOB, now=now, places=[place]) == 0
    assert states() == ["OPEN"]


def test_later_version_with_the_cause_finishes_the_task(cast, now, slots):
    report(cast, now, absent(cast, 3))
    report(cast, now, absent(cast, 3, "ILLNESS"), base_version=1)

    row = Task.objects.whole_tree(reason="test").get()
    assert (row.state, row.history().filter(move="finish").get().proof) == ("CLOSED", "2026-11-23 晨检")


@pytest.mark.parametrize("entries", [(), ({"presence": "ARRIVED_LATE", "absence_reason": ""},)])
def test_pupil_who_came_finishes_the_task(cast, now, slots, entries):
    report(cast, now, absent(cast, 3))
    report(cast, now, *(replace(absent(cast, 3), **changes) for changes in entries), base_version=1)

    assert states() == ["CLOSED"]


def test_nil_report_at_noon_finishes_the_morning_s_task(cast, now, slots):
    noon = now.replace(hour=12, minute=30)
    checks.open_slots(actor=JOB, now=noon, day=now.date())
    report(cast, now, absent(cast, 3))
    report(cast, noon, session="NOON")

    assert states() == ["CLOSED"]
    assert list_absences(cast.actor("teacher", noon), now=noon) == []


def test_evening_report_speaks_only_of_those_it_lists(cast, now, slots):
    group = cast.school.classes[1]  # has boarders, so it reports in the evening
    evening = now.replace(hour=19)
    checks.open_slots(actor=JOB, now=evening, day=now.date())
    teacher = cast.actor("teacher2", now)
    day_pupil = Entry(group.people[20], presence="ABSENT", absence_reason="PENDING")
    for session, at, entries in (("MORNING", now, (day_pupil,)), ("EVENING", evening, ())):
        check = Check(new_id(at), cast.school.id, group.id, now.date(), session, entries=entries)
        checks.submit_one(actor=teacher, now=at, check=check)
        dispatch.dispatch(now=at)

    assert states() == ["OPEN"]


def test_next_day_s_answer_finishes_yesterday_s_task(cast, now, slots):
    tomorrow = now + dt.timedelta(days=1)
    report(cast, now, absent(cast, 3))
    checks.open_slots(actor=JOB, now=tomorrow, day=tomorrow.date())
    report(cast, tomorrow, recovered=(cast.school.classes[0].people[3],))

    assert states() == ["CLOSED"]
    assert list_absences(cast.actor("teacher", tomorrow), now=tomorrow) == []


def test_still_absent_without_a_cause_opens_the_next_day_s_task_too(cast, now, slots):
    tomorrow = now + dt.timedelta(days=1)
    report(cast, now, absent(cast, 3))
    checks.open_slots(actor=JOB, now=tomorrow, day=tomorrow.date())
    report(cast, tomorrow, absent(cast, 3))

    assert states() == ["OPEN", "OPEN"]
    (absence,) = list_absences(cast.actor("teacher", tomorrow), now=tomorrow)
    assert absence.open_days == (now.date(), tomorrow.date())


def test_withdrawn_report_cancels_its_tasks(cast, now, slots):
    report(cast, now, absent(cast, 3))
    report(cast, now, base_version=1, is_withdrawn=True)
    assert states() == ["CANCELLED"]

    report(cast, now, absent(cast, 3), base_version=2)
    assert states() == ["CANCELLED", "OPEN"]


def test_late_report_leaves_an_hour(cast, now, slots):
    evening = now.replace(hour=20)
    report(cast, evening, absent(cast, 3))

    assert Task.objects.whole_tree(reason="test").get().due_at == evening + dt.timedelta(hours=1)


def test_registered_cause_is_a_correcting_version_that_leaves_the_others_alone(cast, now, slots):
    fever = Entry(cast.school.classes[0].people[0], symptoms=("FEVER",))
    report(cast, now, fever, absent(cast, 3))
    cause = Cause("ILLNESS", ("COUGH",), now.date(), True, "流感")
    (receipt,) = trace(cast, now.replace(hour=11), cause)
    dispatch.dispatch(now=now.replace(hour=11))

    extent = Extent(now.date(), now.date(), cast.school.id)
    check = next(one for one in check_queries.list_versions(JOB, extent) if one.version == 2)
    rows = check_queries.list_entry_records(JOB, extent, Reader("checks.submit"), check_ids=[check.id])
    entries = {row.entry.person_id: row.entry for row in rows}
    traced = entries[cast.school.classes[0].people[3]]
    assert (receipt.version, check.reason, check.is_late, len(entries)) == (2, "追查登记", False, 2)
    assert (traced.absence_reason, traced.symptoms, traced.diagnosis, traced.seen_doctor) == (
        "ILLNESS", ("COUGH",), "流感", True
    )  # fmt: skip
    assert states() == ["CLOSED"]


def test_cause_answers_every_report_that_left_it_open(cast, now, slots):
    tomorrow = (now + dt.timedelta(days=1)).replace(hour=12, minute=30)
    report(cast, now, absent(cast, 3))
    checks.open_slots(actor=JOB, now=tomorrow, day=tomorrow.date())
    report(cast, tomorrow, absent(cast, 3))
    report(cast, tomorrow, absent(cast, 3), session="NOON")

    assert len(trace(cast, tomorrow, Cause("PRIVATE"))) == 3
    dispatch.dispatch(now=tomorrow)
    assert states() == ["CLOSED", "CLOSED"]


def test_other_causes_keep_no_symptoms():
    entry = Entry(uuid.uuid4(), presence="ABSENT", absence_reason="PENDING", note="上午来过")
    private = Cause("PRIVATE", symptoms=("FEVER",), diagnosis="x").applied_to(entry)

    assert (private.is_ill, private.symptoms, private.note) == (False, (), "上午来过")


def test_pupil_who_came_is_registered_as_late_on_the_latest_day_only(cast, now, slots):
    tomorrow = now + dt.timedelta(days=1)
    report(cast, now, absent(cast, 3))
    checks.open_slots(actor=JOB, now=tomorrow, day=tomorrow.date())
    report(cast, tomorrow, absent(cast, 3))

    (receipt,) = trace(cast, tomorrow, Cause(has_arrived=True))
    dispatch.dispatch(now=tomorrow)
    assert receipt.day == tomorrow.date()
    assert states() == ["CLOSED", "CLOSED"]


def test_form_sent_twice_writes_once(cast, now, slots):
    report(cast, now, absent(cast, 3))
    request_id = new_id(now)

    assert len(trace(cast, now, Cause("PRIVATE"), request_id=request_id)) == 1
    assert trace(cast, now, Cause("PRIVATE"), request_id=request_id) == []
    with pytest.raises(services.NothingToTrace):
        trace(cast, now, Cause("PRIVATE"))


@pytest.mark.parametrize("cause", [Cause(), Cause("PENDING")])
def test_trace_ends_with_a_cause(cast, now, slots, cause):
    report(cast, now, absent(cast, 3))
    with pytest.raises(services.UnknownCause):
        trace(cast, now, cause)


@pytest.mark.parametrize(
    ("who", "error"),
    [("teacher2", NotVisible), ("neighbor", NotVisible), ("principal", Forbidden), ("county", Forbidden),
     ("guardian", Forbidden)],
)  # fmt: skip
def test_only_who_may_report_for_the_class_registers(cast, now, slots, who, error):
    report(cast, now, absent(cast, 3))
    with pytest.raises(error):
        trace(cast, now, Cause("PRIVATE"), who=who)
    assert states() == ["OPEN"]


@pytest.mark.parametrize("who", ["reporter", "doctor", "health"])
def test_health_staff_may_register_too(cast, now, slots, who):
    report(cast, now, absent(cast, 3))
    assert len(trace(cast, now, Cause("PRIVATE"), who=who)) == 1


def test_following_a_hundred_groups_takes_as_many_statements_as_one(cast, now, slots, django_assert_max_num_queries):
    report(cast, now, absent(cast, 3))
    groups = [group.id for group in cast.school.classes] + list(range(97))
    places = [Place(cast.school.id, group, now.date()) for group in groups]

    with django_assert_max_num_queries(4):  # a savepoint around two reads
        services.follow_absences(actor=JOB, now=now, places=places)
