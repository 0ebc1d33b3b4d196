"""After a cut-off: class and school, county, city, province; each once, whatever restarts and runs beside."""

import datetime as dt
import threading

import pytest
from django.db import connection

from sizao.core import dispatch
from sizao.core.notify.models import Notice
from sizao.detect.checks import services as checks
from sizao.registry.policies import services as policies
from sizao.report.chasing import jobs
from sizao.report.chasing.services import telling
from sizao.report.chasing.tests.conftest import JOB, fold

DUE = dt.time(10, 30)
COUNTY = 430_102


def after(now: dt.datetime, minutes: int) -> dt.datetime:
    return dt.datetime.combine(now.date(), DUE, now.tzinfo) + dt.timedelta(minutes=minutes)


@pytest.fixture
def missing(cast, now, slots, report):
    """Two groups of the first school report; two of it, the neighbors' and the foreign class do not."""
    report(0)
    report(3)


@pytest.mark.django_db
def test_class_is_asked_why_and_school_told_who_once(cast, now, missing, texts):
    assert jobs.chase(after(now, -1)) == 0
    jobs.chase(after(now, 0))

    assert texts("teacher2") == ["三(2)班晨检已截止，还没报。补报，或点一下说明原因。"]
    assert texts("teacher") == []
    assert texts("reporter") == ["今日晨检2个班未报：三(2)班、四(1)班。"]
    assert texts("principal") == texts("county") == []
    assert jobs.chase(after(now, 1)) == 0


@pytest.mark.django_db
def test_school_without_a_reporter_is_told_through_its_leader(cast, now, missing, texts):
    jobs.chase(after(now, 0))
    assert texts("neighbor_principal") == ["今日晨检1个班未报：三(1)班。"]


@pytest.mark.django_db
def test_offices_are_told_rung_by_rung_what_they_know(cast, now, missing, texts):
    jobs.chase(after(now, 30))
    assert texts("county") == ["晨检截止已过30分钟，3个班未报：育英小学、东风小学。"]
    assert texts("city") == []

    jobs.chase(after(now, 60))
    (city,) = texts("city")
    assert city.startswith("晨检截止已过60分钟，")
    jobs.chase(after(now, 120))
    assert len(texts("province")) == 1
    assert len(texts("county")) == 1


@pytest.mark.django_db
def test_nobody_above_is_told_once_all_have_reported(cast, now, missing, report, texts):
    report(1, at=after(now, 5))
    report(2, at=after(now, 5))
    jobs.chase(after(now, 30))

    assert texts("county") == ["晨检截止已过30分钟，1个班未报：东风小学。"]


@pytest.mark.django_db
def test_county_may_be_told_sooner_and_never_later_than_above(cast, now, missing, texts):
    policies.set_value(
        actor=cast.actor("county", now), now=now, unit_id=COUNTY, key="chase.county_minutes", value=10,
        starts_on=now.date(),
    )  # fmt: skip
    jobs.chase(after(now, 10))

    assert texts("county") == ["晨检截止已过10分钟，3个班未报：育英小学、东风小学。"]
    assert texts("other_county") == []


@pytest.mark.django_db
def test_rung_of_hours_ago_is_left_out(cast, now, missing, texts):
    assert jobs.chase(after(now, 61 + 120)) == 0


@pytest.mark.django_db
def test_report_takes_the_question_off_the_badge(cast, now, missing, report):
    jobs.chase(after(now, 0))
    report(1, at=after(now, 5))
    dispatch.dispatch(now=after(now, 6))

    asked = Notice.objects.filter(kind="chasing.asked")
    assert asked.get(recipient_id=cast.users["teacher2"]).read_at is not None
    assert asked.get(recipient_id=cast.users["teacher3"]).read_at is None


@pytest.mark.django_db
def test_whole_tree_is_told_in_a_fixed_number_of_statements(cast, now, missing, django_assert_max_num_queries):
    with django_assert_max_num_queries(55):
        jobs.chase(after(now, 30))


def test_two_workers_at_once_tell_everybody_once(committed_db, cast, now, open_morning):
    barrier, told = threading.Barrier(4), []

    def work() -> None:
        try:
            barrier.wait(10)
            told.append(jobs.chase(after(now, 0)))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert sorted(told)[:3] == [0, 0, 0]
    rows = Notice.objects.filter(kind="chasing.asked").values_list("recipient_id", flat=True)
    assert len(rows) == len(set(rows)) == 6


def test_worker_that_dies_halfway_tells_nobody_twice(committed_db, cast, now, open_morning, monkeypatch):
    whole = telling.notify.begin_rounds

    def die(*_: object, **__: object) -> None:
        raise SystemExit("killed")

    monkeypatch.setattr(telling.notify, "begin_rounds", die)
    with pytest.raises(SystemExit):
        jobs.chase(after(now, 0))
    assert not Notice.objects.exists()

    monkeypatch.setattr(telling.notify, "begin_rounds", whole)
    first, again = jobs.chase(after(now, 1)), jobs.chase(after(now, 2))
    assert (first > 0, again) == (True, 0)


@pytest.fixture
def open_morning(committed_db, cast, now):
    """A morning of which nobody has reported, for every connection to see."""
    checks.open_slots(actor=JOB, now=now, day=now.date())
    fold(now)
