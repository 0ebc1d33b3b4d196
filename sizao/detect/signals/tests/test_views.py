"""Pages of the signals: verified or dismissed by those who may, with names only for the school."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.detect.checks import services as checks
from sizao.detect.signals.tests.reporting import signals
from tests.reporting import report

pytestmark = pytest.mark.django_db
FEVER = ("FEVER",)


@pytest.fixture
def raised(cast, now):
    checks.open_slots(actor=Actor.system("test"), now=now, day=now.date())
    report(cast, now, {1: FEVER, 2: FEVER, 3: FEVER})
    return next(one for one in signals() if one.rule == "SIG-CLASSDORM-1D3")


def page_of(row) -> str:
    return f"/signals/{Key(row.school_id, row.id)}/"


def text_of(answer) -> str:
    return answer.content.decode()


def name_of(cast, number: int) -> str:
    return cast.school.plan.groups[0].people[number].name


def test_doctor_sees_why_whom_and_until_when(cast, raised, signed_in):
    page = text_of(signed_in("doctor").get(page_of(raised)))

    assert "1天内3人发热，达到报告信号" in page and "SIG-CLASSDORM-1D3" in page
    assert "门槛3" in page and name_of(cast, 1) in page


def test_county_sees_counts_and_no_name(cast, raised, signed_in):
    page = text_of(signed_in("county").get(page_of(raised)))

    assert "计入3人" in page and name_of(cast, 1) not in page


def test_signal_stands_on_the_first_page_of_school_and_county(raised, signed_in):
    for who in ("doctor", "principal", "county"):
        assert page_of(raised) in text_of(signed_in(who).get("/today/")), who


@pytest.mark.parametrize("who", ["doctor", "county"])
def test_verified_signal_becomes_an_alert(raised, signed_in, who):
    browser = signed_in(who)
    browser.post(f"{page_of(raised)}verify/")
    answer = browser.post(f"{page_of(raised)}confirm/", {"reason": "电话核对，3人均发热"})

    assert answer.status_code == 303
    assert [one.state for one in signals() if one.id == raised.id] == ["CONFIRMED"]


def test_clock_goes_on_while_someone_verifies(raised, signed_in):
    signed_in("doctor").post(f"{page_of(raised)}verify/")

    (row,) = [one for one in signals() if one.id == raised.id]
    assert (row.state, row.state_due_at) == ("VERIFYING", raised.deadline)


def test_confirming_without_a_word_stays_in_the_form(raised, signed_in):
    answer = signed_in("doctor").post(f"{page_of(raised)}confirm/", {"reason": ""})

    assert answer.status_code == 422 and "写明怎样核实的" in text_of(answer)


def test_dismissed_signal_keeps_its_reason_and_closes_its_event(cast, raised, now, signed_in):
    browser = signed_in("doctor")
    browser.post(f"{page_of(raised)}dismiss/", {"because": "FALSE_ALARM", "reason": "运动后体温高"})

    (row,) = [one for one in signals() if one.id == raised.id]
    assert row.state == "DISMISSED" and row.closed_at is not None
    assert "误报: 运动后体温高" in text_of(browser.get(page_of(raised)))


def test_case_after_a_dismissal_opens_another_event(cast, raised, now, signed_in):
    signed_in("doctor").post(f"{page_of(raised)}dismiss/", {"because": "FALSE_ALARM", "reason": "运动后体温高"})
    later = now + dt.timedelta(minutes=30)
    report(cast, later, dict.fromkeys(range(1, 7), FEVER), base_version=1)

    open_ones = [one for one in signals() if one.state == "NEW"]
    assert open_ones and all(one.event != raised.event for one in open_ones)


def test_decided_signal_cannot_be_confirmed_again(raised, signed_in):
    browser = signed_in("doctor")
    browser.post(f"{page_of(raised)}confirm/", {"reason": "核对过"})

    assert browser.post(f"{page_of(raised)}confirm/", {"reason": "再核对"}).status_code in (409, 422)


def test_report_that_went_out_is_noted(raised, signed_in):
    browser = signed_in("doctor")
    answer = browser.post(f"{page_of(raised)}report/", {"to": ["county_cdc"]})

    assert answer.status_code == 303
    assert "已报县级疾控机构" in text_of(browser.get(page_of(raised)))


@pytest.mark.parametrize("who", ["neighbor", "other_county", "teacher", "guardian"])
def test_others_do_not_know_that_it_exists(raised, signed_in, who):
    browser = signed_in(who)

    assert browser.get(page_of(raised)).status_code == 404
    assert browser.post(f"{page_of(raised)}confirm/", {"reason": "x"}).status_code == 404


def test_leader_above_the_county_sees_but_does_not_decide(raised, signed_in):
    browser = signed_in("city")

    assert browser.get(page_of(raised)).status_code == 200
    assert browser.post(f"{page_of(raised)}confirm/", {"reason": "x"}).status_code == 403


def test_empty_list_says_when_something_would_appear(cast, signed_in):
    assert "没有信号" in text_of(signed_in("county").get("/signals/"))


def test_list_costs_the_same_whatever_its_length(raised, signed_in, django_assert_max_num_queries):
    browser = signed_in("county")

    with django_assert_max_num_queries(11):
        browser.get("/signals/?show=all")
