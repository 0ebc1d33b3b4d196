"""Reminders of reports: to whom, when, once, and gone with the report."""

import datetime as dt

import pytest

from sizao.core import dispatch
from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.core.notify import queries as notices
from sizao.core.notify.models import Notice
from sizao.detect.checks import jobs, services
from sizao.detect.checks.rules import Check
from sizao.registry.policies import services as policies

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")


@pytest.fixture
def slots(cast, now):
    services.open_slots(actor=JOB, now=now, day=now.date())


def texts(cast, who: str, now: dt.datetime) -> list[str]:
    return [line.text for line in notices.list_own(cast.actor(who, now))[0]]


def report(cast, now, number: int = 0, who: str = "teacher") -> None:
    check = Check(new_id(now), cast.school.id, cast.school.classes[number].id, now.date(), "MORNING")
    services.submit_one(actor=cast.actor(who, now), now=now, check=check)


def before_cut_off(now: dt.datetime, minutes: int = 15) -> dt.datetime:
    return now.replace(hour=10, minute=30) - dt.timedelta(minutes=minutes)


def test_opened_session_is_told_to_whoever_reports(cast, now, slots):
    at = now.replace(hour=6, minute=45)
    assert jobs.tell_opened(at) == 6

    assert texts(cast, "teacher", at) == ["三(1)班晨检待报，10:30截止。"]
    assert texts(cast, "canteen", at) == ["食堂晨检待报，10:30截止。"]
    assert texts(cast, "foreign", at) == ["一(1)班晨检待报，10:30截止。"]
    assert texts(cast, "principal", at) == texts(cast, "reporter", at) == []
    assert jobs.tell_opened(at + dt.timedelta(minutes=1)) == 0


def test_round_waits_for_the_slots_to_be_made(cast, now):
    at = now.replace(hour=6, minute=31)
    assert jobs.tell_opened(at) == 0

    services.open_slots(actor=JOB, now=at, day=now.date())
    assert jobs.tell_opened(at) == 6


def test_round_missed_by_a_worker_that_was_away_is_left_out(cast, now, slots):
    assert jobs.tell_opened(now) == 0


def test_missing_groups_are_reminded_before_the_cut_off_once(cast, now, slots):
    report(cast, now)
    at = before_cut_off(now)
    assert jobs.remind_missing(before_cut_off(now, 16)) == 0
    assert jobs.remind_missing(at) == 5

    assert texts(cast, "teacher2", at) == ["还有15分钟截止，三(2)班未报。"]
    assert texts(cast, "teacher", at) == []
    assert jobs.remind_missing(before_cut_off(now, 5)) == 0


def test_withdrawn_report_is_missing_again_and_a_waived_group_is_not(cast, now, slots):
    report(cast, now)
    group = cast.school.classes[0].id
    withdrawn = Check(new_id(now), cast.school.id, group, now.date(), "MORNING", base_version=1, is_withdrawn=True)
    services.submit_one(actor=cast.actor("teacher", now), now=now, check=withdrawn)
    services.waive_slots(
        actor=cast.actor("doctor", now), now=now, group_id=cast.school.classes[1].id, day=now.date(),
        sessions=["MORNING"], reason="秋游",
    )  # fmt: skip

    at = before_cut_off(now)
    jobs.remind_missing(at)
    assert texts(cast, "teacher", at) == ["还有15分钟截止，三(1)班未报。"]
    assert texts(cast, "teacher2", at) == []


def test_county_with_an_earlier_cut_off_is_reminded_earlier_and_the_others_in_time(cast, now):
    for key, value in (("checks.morning.due", "09:00"), ("checks.reminder_minutes", 30)):
        policies.set_value(
            actor=cast.actor("county", now), now=now, unit_id=430_102, key=key, value=value, starts_on=now.date()
        )
    services.open_slots(actor=JOB, now=now, day=now.date())
    early = now.replace(hour=8, minute=30)
    jobs.remind_missing(early)

    assert texts(cast, "teacher", early) == ["还有30分钟截止，三(1)班未报。"]
    assert texts(cast, "foreign", early) == []
    jobs.remind_missing(before_cut_off(now))
    assert texts(cast, "foreign", now) == ["还有15分钟截止，一(1)班未报。"]


def test_report_takes_its_reminders_off_the_badge(cast, now, slots):
    jobs.remind_missing(before_cut_off(now))
    report(cast, before_cut_off(now, 10))
    dispatch.dispatch(now=before_cut_off(now, 9))

    assert notices.count_unread(cast.users["teacher"]) == 0
    assert notices.count_unread(cast.users["teacher2"]) == 1


def test_reminder_leads_to_the_page_and_ends_with_the_cut_off(cast, now, slots):
    jobs.remind_missing(before_cut_off(now))

    row = Notice.objects.get(recipient_id=cast.users["teacher"])
    assert row.url == f"/checks/{cast.school.classes[0].id}/2026-11-23/morning/"
    assert row.expires_at == now.replace(hour=10, minute=30)


def test_nobody_is_reminded_on_a_day_off(cast, now):
    sunday = before_cut_off(now - dt.timedelta(days=1))
    services.open_slots(actor=JOB, now=sunday, day=sunday.date())
    jobs.remind_missing(sunday)

    assert texts(cast, "teacher", sunday) == []


def test_whole_tree_is_reminded_in_a_fixed_number_of_statements(cast, now, slots, django_assert_max_num_queries):
    at = before_cut_off(now)
    with django_assert_max_num_queries(20):
        jobs.remind_missing(at)
