"""An excess that no county explains: found over the city, told its office, decided there."""

import datetime as dt

import pytest

from sizao.core.notify.models import Notice
from sizao.detect.signals.models import Series, Signal
from sizao.detect.signals.rules import Origin
from sizao.detect.statistics import jobs
from sizao.detect.statistics.tests.counties import CITY, COUNTIES, PROVINCE, totals
from tests.reporting import deliver


@pytest.fixture
def of_city(now, db) -> Signal:
    assert jobs.judge_above(totals(now, more=dict.fromkeys(COUNTIES, 1.6)), now) == 1
    deliver(now)
    return Signal.objects.whole_tree(reason="test").get(origin=Origin.STATISTIC)


def _page(row: Signal) -> str:
    return f"/signals/{row.school_id}~{row.id}/"


def test_citys_signal_is_told_its_office_and_kept_under_it(of_city, cast, now):
    assert (of_city.school_id, of_city.city_id, of_city.county_id, of_city.province_id) == (CITY, CITY, None, PROVINCE)
    told = Notice.objects.filter(kind="signals.raised_without_clock")
    assert set(told.values_list("recipient_id", flat=True)) == {cast.users["city"]}
    assert len(Series.objects.whole_tree(reason="test").get(id=of_city.id).parts) == len(COUNTIES)
    assert jobs.judge_above(totals(now, more=dict.fromkeys(COUNTIES, 1.6)), now) == 0


def test_citys_signal_is_seen_by_city_and_province_alone(of_city, signed_in):
    page = signed_in("city").get(_page(of_city)).content.decode()
    for word in ("长沙市", "跨县扫描", "芙蓉区"):
        assert word in page, word
    assert "长沙市 全市" not in page
    assert "长沙市" in signed_in("city").get("/signals/").content.decode()
    assert signed_in("province").get(_page(of_city)).status_code == 200
    for who in ("county", "doctor", "principal", "other_city", "teacher", "guardian"):
        assert signed_in(who).get(_page(of_city)).status_code == 404, who
        assert signed_in(who).post(f"{_page(of_city)}confirm/", {"reason": "x"}).status_code == 404, who


def test_city_officer_decides_about_the_citys_signal(of_city, signed_in):
    assert "核实" in signed_in("city").get(_page(of_city)).content.decode()
    answer = signed_in("city").post(f"{_page(of_city)}dismiss/", {"because": "KNOWN_CAUSE", "reason": "流感季开始"})

    assert answer.status_code == 303
    assert Signal.objects.whole_tree(reason="test").get(id=of_city.id).state == "DISMISSED"


def test_citys_signal_closes_when_the_excess_is_gone_and_not_by_its_counties(of_city, now):
    later = now + dt.timedelta(days=9)
    jobs.judge_above(totals(later, more={}), later)

    row = Signal.objects.whole_tree(reason="test").get(id=of_city.id)
    assert row.state == "REVOKED" and row.closed_at == later
