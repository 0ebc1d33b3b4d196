"""The job goes area by area; one that fails stops no other."""

import datetime as dt
import threading

import pytest

from sizao.core import clock
from sizao.detect.checks import services as checks
from sizao.detect.statistics import jobs
from sizao.epi.detection import county
from sizao.registry.policies import services as policies

pytestmark = pytest.mark.django_db
AREA, DAY = 430_102, dt.timedelta(days=1)


def test_job_goes_on_when_a_county_fails(monkeypatch, now):
    checks.open_slots(actor=jobs.JOB, now=now, day=now.date())
    judged = []

    def judge(series, at):
        judged.append(series.area_id)
        if series.area_id == AREA:
            raise RuntimeError("broken")
        return 1

    monkeypatch.setattr(jobs, "judge", judge)

    assert jobs.judge_all(now) == len(judged) - 1
    assert {AREA, 430_103} <= set(judged) and judged[-1] in (430_000, 430_100)


def test_at_night_counties_are_judged_beside_each_other_and_each_once(monkeypatch, now):
    judged, threads = [], set()
    monkeypatch.setattr(jobs.orgs, "list_county_ids", lambda: list(range(20)))
    monkeypatch.setattr(jobs, "judge_above", lambda totals, at: 100)
    both = threading.Barrier(2, timeout=20)

    def one(county_id, at):
        if county_id < 2:
            both.wait()
        judged.append(county_id)
        threads.add(threading.get_ident())
        return None, county_id

    monkeypatch.setattr(jobs, "_judge_county", one)

    assert jobs.judge_night(now) == sum(range(20)) + 100
    assert sorted(judged) == list(range(20)) and len(threads) == 2


def test_day_off_judges_nothing(now, monkeypatch):
    monkeypatch.setattr(jobs, "judge", lambda series, at: 1)

    assert jobs.judge_all(now + dt.timedelta(days=6)) == 0


def test_policy_of_an_area_is_asked(cast, now, monkeypatch):
    asked = []
    monkeypatch.setattr("sizao.detect.statistics.queries.excesses.can_judge", lambda days: True)
    monkeypatch.setattr(county, "judge_county", lambda days, options: asked.append(options.per_1000) or [])
    policies.set_value(
        actor=cast.actor("county", now), now=now, unit_id=AREA, key="signals.statistic.max_per_1000", value=5,
        starts_on=clock.school_date(now) + DAY, reason="流感季更灵敏",
    )  # fmt: skip
    for at in (now, now + DAY):
        checks.open_slots(actor=jobs.JOB, now=at, day=at.date())
        series = jobs.read_county(AREA, at)
        assert series is not None and jobs.judge(series, at) == 0

    assert asked == [1.0, 5.0]
