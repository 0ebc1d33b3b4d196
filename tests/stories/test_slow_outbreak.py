"""A slow outbreak all over a county that no rule of a class catches: found by the scan, named at the county."""

import datetime as dt

import numpy as np
import pytest

from sizao.core import clock
from sizao.core.converters import Key
from sizao.core.notify.models import Notice
from sizao.detect.signals.models import Signal
from sizao.detect.signals.rules import Origin
from sizao.detect.statistics import jobs
from sizao.detect.statistics.tests import county
from tests.reporting import deliver

pytestmark = pytest.mark.django_db
QUIET_DAYS, DAYS = 32, 10


def signals(origin: Origin) -> list[Signal]:
    return list(Signal.objects.whole_tree(reason="test").filter(origin=origin).order_by("detected_at"))


def test_slow_outbreak_is_found_and_named_at_the_county(now, monkeypatch):
    """1. A month as usual. 2. Ten days of a little more in every class. 3. The hourly job. 4. The officer's page."""
    place = county.build(now, schools=6, classes=3)
    usual, more = county.drawn(0.04), county.drawn(0.16, seed=9)
    at = place.live(QUIET_DAYS, usual)
    assert jobs.judge_all(at) == 0

    at = place.live(DAYS, lambda number, day: usual(number, day) + more(number, day)) + dt.timedelta(minutes=25)
    jobs.judge_all(at)
    deliver(at)

    assert [one.rule for one in signals(Origin.RULE) if "Q" in one.labels and one.unit_scope == "CLASS"] == []
    (found,) = signals(Origin.STATISTIC)
    assert (found.unit_scope, found.unit_code, found.labels) == ("COUNTY", str(county.COUNTY), ["Q"])
    assert found.deadline is None and found.state_due_at is None
    told = Notice.objects.filter(kind="signals.raised_without_clock", about=f"signals.signal:{found.id}")
    assert set(told.values_list("recipient_id", flat=True)) == {place.users["officer"]}

    monkeypatch.setattr("sizao.core.clock.now", lambda: at)
    browser = place.browser("officer", at)
    listed = browser.get("/signals/").content.decode()
    page = browser.get(f"/signals/{Key(found.school_id, found.id)}/").content.decode()
    assert "统计" in listed and "多于平时" in listed
    assert "平时约" in page and "说不出是什么病" in page and "第1小学" in page
    assert clock.school_date(at).isoformat() in page and np.isfinite(found.case_count)
