"""Statistical signals: raised without a clock, joined, silenced, closed; beside the rule's, never instead of it."""

import datetime as dt

import numpy as np
import pytest

from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.notify.models import Notice
from sizao.detect.checks import services as checks
from sizao.detect.signals import queries, services
from sizao.detect.signals.models import Series, Signal, Step
from sizao.detect.signals.rules import Origin
from sizao.detect.signals.tests.reporting import signals
from sizao.detect.statistics import queries as statistics
from sizao.epi.detection import county
from sizao.epi.detection.county_days import CHANNEL, CLASS, COUNTY, SCAN, SCHOOL, Finding
from sizao.epi.detection.county_days import Series as Days
from tests.reporting import deliver, report

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
AREA = 430_102
FEVER, FEVER_NUMBER = ("FEVER",), 0
DAY = dt.timedelta(days=1)


class Night:
    """Runs the job with findings that are given, over the days that the county really has."""

    def __init__(self, patch) -> None:
        self.found: list[tuple[int, int, int]] = []
        patch.setattr("sizao.detect.statistics.queries.excesses.can_judge", lambda days: True)
        patch.setattr(county, "judge_county", self.judge)

    def judge(self, days, options) -> list[Finding]:
        """Give the findings as (level, unit, count)."""
        length = len(days.weekdays)
        full = np.full(length, 40.0)
        return [
            Finding(
                FEVER_NUMBER, level, unit, CHANNEL if level == CLASS else SCAN, 1, count, 1.5, 0.0004,
                Days(np.full(length, float(count)), np.full(length, 1.5), np.full(length, 4.0), full, full),
                ((0, count, 1.5),) if level != CLASS else (),
            )
            for level, unit, count in self.found
        ]  # fmt: skip

    def run(self, at: dt.datetime, *found: tuple[int, int, int]) -> int:
        """Open the day's slots, judge, tell."""
        self.found = list(found)
        checks.open_slots(actor=JOB, now=at, day=at.date())
        series = statistics.read_county(AREA, first=at.date() - 60 * DAY, until=at.date())
        changed = 0
        if series is not None and (excesses := statistics.find_excesses(series, 1.0)) is not None:
            changed = services.record_statistics(
                actor=JOB, now=at, area_id=AREA, found=excesses, dates=series.dates
            )  # fmt: skip
        deliver(at)
        return changed


@pytest.fixture
def night(monkeypatch):
    return Night(monkeypatch)


def raised() -> list[Signal]:
    return [one for one in signals() if one.origin == Origin.STATISTIC]


def page_of(row: Signal) -> str:
    return f"/signals/{Key(row.school_id, row.id)}/"


def school_days(start: dt.datetime, count: int) -> list[dt.datetime]:
    found, at = [], start
    while len(found) < count:
        at += DAY
        if at.weekday() < 5:
            found.append(at)
    return found


def test_statistic_has_no_clock_and_is_told_without_ringing(cast, now, night):
    night.run(now, (CLASS, 0, 5))

    (row,) = raised()
    assert (row.unit_scope, row.group_id, row.labels) == ("CLASS", cast.school.classes[0].id, ["F"])
    assert (row.rule, row.kind, row.state) == (CHANNEL, "STATISTIC", "NEW")
    assert row.deadline is None and row.state_due_at is None and row.event_deadline is None
    told = set(Notice.objects.filter(kind="signals.raised_without_clock").values_list("recipient_id", flat=True))
    assert {cast.users["doctor"], cast.users["county"]} <= told and cast.users["neighbor_principal"] not in told
    assert not Notice.objects.filter(kind="signals.raised").exists()


def test_repeat_joins_and_the_same_run_again_changes_nothing(now, night):
    night.run(now, (SCHOOL, 0, 9))

    assert night.run(now, (SCHOOL, 0, 9)) == 0
    assert night.run(now + dt.timedelta(hours=1), (SCHOOL, 0, 12)) == 1

    (row,) = raised()
    assert (row.case_count, row.latest_count) == (9, 12)
    assert [one.case_count for one in Step.objects.whole_tree(reason="test")] == [12]
    assert Series.objects.whole_tree(reason="test").count() == 1


def test_statistic_joins_the_open_rule_signal_of_its_class_and_tells_nobody_again(cast, now, night, signed_in):
    checks.open_slots(actor=JOB, now=now, day=now.date())
    report(cast, now, {1: FEVER, 2: FEVER, 3: FEVER})
    before = Notice.objects.count()
    night.run(now, (CLASS, 0, 5))

    rule = next(one for one in signals() if one.rule == "SIG-CLASSDORM-1D3")
    (row,) = raised()
    assert row.event == rule.event and row.deadline is None
    assert Notice.objects.count() == before
    assert page_of(row) in signed_in("doctor").get(page_of(rule)).content.decode()


def test_another_class_or_another_group_is_no_part_of_the_rule_signal(cast, now, night):
    checks.open_slots(actor=JOB, now=now, day=now.date())
    report(cast, now, {1: ("RASH",), 2: ("RASH",), 3: ("RASH",)})
    night.run(now, (CLASS, 0, 5), (CLASS, 1, 5))

    assert not {one.event for one in raised()} & {one.event for one in signals() if one.origin == Origin.RULE}


def test_dismissing_the_statistic_leaves_the_rule_signal_open(cast, now, night, signed_in):
    checks.open_slots(actor=JOB, now=now, day=now.date())
    report(cast, now, {1: FEVER, 2: FEVER, 3: FEVER})
    night.run(now, (CLASS, 0, 5))
    (row,) = raised()
    signed_in("doctor").post(f"{page_of(row)}dismiss/", {"because": "FALSE_ALARM", "reason": "运动后体温高"})

    rule = next(one for one in signals() if one.rule == "SIG-CLASSDORM-1D3")
    assert raised()[0].state == "DISMISSED" and (rule.state, rule.closed_at) == ("NEW", None)


def test_dismissed_excess_is_silent_for_a_week_then_raised_again(cast, now, night):
    night.run(now, (SCHOOL, 0, 9))
    (row,) = raised()
    services.dismiss_signal(
        actor=cast.actor("doctor", now), now=now, school_id=row.school_id, signal_id=row.id, because="KNOWN_CAUSE",
        reason="运动会后感冒",
    )  # fmt: skip
    for at in school_days(now, 4):
        night.run(at, (SCHOOL, 0, 9))
    assert len(raised()) == 1

    night.run(now + 8 * DAY, (SCHOOL, 0, 9))
    assert [one.state for one in raised()] == ["DISMISSED", "NEW"]


def test_excess_that_is_gone_closes_by_itself_unless_somebody_acted(cast, now, night):
    night.run(now, (SCHOOL, 0, 9), (CLASS, 3, 5))
    mine, other = sorted(raised(), key=lambda one: one.unit_scope == "CLASS")
    services.begin_verification(
        actor=cast.actor("doctor", now), now=now, school_id=mine.school_id, signal_id=mine.id
    )  # fmt: skip
    days = school_days(now, 5)
    for at in days[:4]:
        night.run(at)
    assert {one.state for one in raised()} == {"VERIFYING", "NEW"}

    night.run(days[4])
    states = {one.id: one.state for one in raised()}
    assert (states[mine.id], states[other.id]) == ("VERIFYING", "REVOKED")
    assert "自动撤销" in next(one for one in raised() if one.id == other.id).history()[0].reason


@pytest.fixture
def of_county(now, night):
    night.run(now, (COUNTY, 0, 30))
    (row,) = raised()
    return row


def test_county_signal_is_the_offices_own(of_county, signed_in):
    page = signed_in("county").get(page_of(of_county)).content.decode()
    assert "芙蓉区 全县" not in page and "30人" in page and "平时约" in page and "育英小学" in page
    assert signed_in("city").get(page_of(of_county)).status_code == 200
    assert signed_in("city").post(f"{page_of(of_county)}confirm/", {"reason": "x"}).status_code == 403

    for who in ("doctor", "principal", "neighbor_principal", "other_county", "other_city", "teacher", "guardian"):
        assert signed_in(who).get(page_of(of_county)).status_code == 404, who
        assert signed_in(who).post(f"{page_of(of_county)}confirm/", {"reason": "x"}).status_code == 404, who


def test_county_officer_decides_about_it(of_county, signed_in):
    answer = signed_in("county").post(f"{page_of(of_county)}confirm/", {"reason": "各校核对过，同一种咳嗽"})

    assert answer.status_code == 303 and raised()[0].state == "CONFIRMED"


def test_page_of_a_statistic_speaks_english_too(of_county, signed_in):
    browser = signed_in("county")
    browser.post("/me/display/", {"language": "en"})
    page = browser.get(page_of(of_county)).content.decode()

    assert "What this method cannot say" in page and "平时" not in page


def test_school_signal_is_seen_by_school_and_county_alone(now, night, signed_in):
    night.run(now, (SCHOOL, 0, 9))
    (row,) = raised()

    for who in ("doctor", "principal", "county", "province"):
        assert signed_in(who).get(page_of(row)).status_code == 200, who
    for who in ("neighbor_principal", "other_county", "teacher", "guardian"):
        assert signed_in(who).get(page_of(row)).status_code == 404, who


def test_rules_come_before_statistics_in_lists(cast, now, night):
    night.run(now, (SCHOOL, 0, 9))
    report(cast, now, {1: FEVER, 2: FEVER, 3: FEVER})

    origins = [one.origin for one in queries.list_signals(cast.actor("county", now))]
    assert origins == sorted(origins) and set(origins) == {"RULE", "STATISTIC"}


def test_page_of_a_statistic_costs_the_same_however_many_days_and_parts(
    of_county, signed_in, django_assert_max_num_queries
):
    browser = signed_in("county")

    with django_assert_max_num_queries(13):
        browser.get(page_of(of_county))
