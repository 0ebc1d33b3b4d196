"""From a saved report to a signal with its clock: raised once, updated, revoked, and told to the right people."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.notify.models import Notice
from sizao.detect.checks import services as checks
from sizao.detect.signals import services
from sizao.detect.signals.models import Memory, Step
from sizao.detect.signals.tests.reporting import signals
from tests.reporting import deliver, report

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
HOUR = dt.timedelta(hours=1)
FEVER = ("FEVER",)


@pytest.fixture(autouse=True)
def slots(cast, now):
    checks.open_slots(actor=JOB, now=now, day=now.date())


def rules() -> list[tuple[str, str]]:
    return [(one.rule, one.state) for one in signals()]


def test_two_alike_raise_nothing(cast, now):
    report(cast, now, {1: FEVER, 2: FEVER})

    assert signals() == []


def test_three_alike_in_a_class_raise_a_signal_with_its_clock(cast, now):
    report(cast, now, {1: FEVER, 2: FEVER, 3: FEVER})

    (row,) = [one for one in signals() if one.rule == "SIG-CLASSDORM-1D3"]
    assert (row.case_count, row.group_id, row.labels) == (3, cast.school.classes[0].id, ["F"])
    assert (row.detected_at, row.deadline) == (now, now + 24 * HOUR)
    assert row.state == "NEW" and row.state_due_at == row.deadline and row.county_id is not None


def test_three_unlike_raise_nothing(cast, now):
    report(cast, now, {1: FEVER, 2: ("RASH",), 3: ("VOMITING",)})

    assert signals() == []


def test_judging_again_changes_nothing(cast, now):
    report(cast, now, {1: FEVER, 2: FEVER, 3: FEVER})
    before = [(one.id, one.latest_count, one.state) for one in signals()]
    services.judge_schools(actor=JOB, now=now + HOUR, schools=[cast.school.id])

    assert [(one.id, one.latest_count, one.state) for one in signals()] == before


def test_more_cases_join_the_open_signal(cast, now):
    report(cast, now, {1: FEVER, 2: FEVER, 3: FEVER})
    report(cast, now + HOUR, {1: FEVER, 2: FEVER, 3: FEVER, 4: FEVER}, base_version=1)

    (row,) = [one for one in signals() if one.rule == "SIG-CLASSDORM-1D3"]
    assert (row.case_count, row.latest_count) == (3, 4)
    assert row.deadline == now + 24 * HOUR
    assert [one.step for one in Step.objects.whole_tree(reason="test")] == ["UPDATE"]


def test_correction_below_the_threshold_revokes_and_keeps_it(cast, now):
    report(cast, now, {1: FEVER, 2: FEVER, 3: FEVER})
    report(cast, now + HOUR, {1: FEVER, 2: FEVER}, base_version=1)

    assert ("SIG-CLASSDORM-1D3", "REVOKED") in rules()


def test_deadline_counts_from_the_saving_of_the_report_not_from_its_judgement(cast, now):
    built = cast.school.classes[0]
    from sizao.core.ids import new_id
    from sizao.detect.checks.queries import Check, Entry

    entries = tuple(Entry(built.people[number], symptoms=FEVER) for number in (1, 2, 3))
    check = Check(new_id(now), cast.school.id, built.id, now.date(), "MORNING", entries=entries)
    checks.submit_one(actor=cast.actor("teacher", now), now=now, check=check)
    deliver(now + HOUR)

    (row,) = [one for one in signals() if one.rule == "SIG-CLASSDORM-1D3"]
    assert (row.detected_at, row.visible_at) == (now, now + HOUR)


def test_school_and_county_are_told_without_a_name(cast, now):
    report(cast, now, {1: FEVER, 2: FEVER, 3: FEVER})

    told = Notice.objects.filter(kind="signals.raised")
    recipients = set(told.values_list("recipient_id", flat=True))
    assert {cast.users[who] for who in ("doctor", "principal", "county")} & recipients
    assert cast.users["neighbor"] not in recipients
    assert all(set(one.params) == {"unit", "kind", "count", "day", "due"} for one in told)


def test_whom_a_signal_counts_stands_behind_the_wall(cast, now):
    report(cast, now, {1: FEVER, 2: FEVER, 3: FEVER})

    assert Memory.objects.visible_to(cast.actor("county", now)).count() == 0
    assert Memory.objects.visible_to(cast.actor("doctor", now)).count() == len(signals())


def test_neighbor_sees_no_signal(cast, now):
    from sizao.detect.signals import queries

    report(cast, now, {1: FEVER, 2: FEVER, 3: FEVER})

    assert queries.list_signals(cast.actor("neighbor", now)).count() == 0
    assert queries.list_signals(cast.actor("other_county", now)).count() == 0
    assert queries.list_signals(cast.actor("county", now)).count() == len(signals())
