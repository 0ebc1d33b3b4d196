"""What may be asked and answered, and what touches an area at risk."""

import datetime as dt

import pytest

from sizao.detect.journeys.rules import (
    NewAnswer,
    NewCollection,
    NewStay,
    NewTrip,
    problems_of_answer,
    problems_of_collection,
)
from sizao.detect.journeys.rules.risks import NewRisk, Touch, problems_of_risk, stem, touch

TODAY = dt.date(2027, 1, 20)
KNOWN = {"430181", "430100", "110105", "430102"}


def day(offset: int) -> dt.date:
    return TODAY + dt.timedelta(days=offset)


def fields(problems) -> list[str]:
    return [one.field for one in problems]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"kind": "TRIP"}, ["kind"]),
        ({"name": ""}, ["name"]),
        ({"ends_on": day(5)}, ["latest_day"]),
        ({"ends_on": day(150), "return_on": day(150)}, ["latest_day"]),
        ({"return_on": day(20)}, ["return_on"]),
        ({"starts_on": day(-40), "ends_on": day(-20), "return_on": day(-5)}, ["return_on"]),
        ({"return_on": day(300)}, ["return_on"]),
    ],
)
def test_collection(changes, wrong):
    values = {"kind": "HOLIDAY", "name": "寒假", "starts_on": day(5), "ends_on": day(30), "return_on": day(30)}

    assert fields(problems_of_collection(NewCollection(**{**values, **changes}), today=TODAY)) == wrong


def stay(**changes) -> NewStay:
    return NewStay(**{"area_code": "430181", "starts_on": day(5), "ends_on": day(9), **changes})


def trip(**changes) -> NewTrip:
    values = {"from_code": "430102", "to_code": "430181", "left_on": day(5), "arrived_on": day(5), "means": "TRAIN"}
    return NewTrip(**{**values, **changes})


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (NewAnswer("LOCAL"), []),
        (NewAnswer(""), ["whereabouts"]),
        (NewAnswer("LOCAL", (stay(),)), ["whereabouts"]),
        (NewAnswer("AWAY"), ["area"]),
        (NewAnswer("AWAY", (stay(),), (trip(),)), []),
        (NewAnswer("AWAY", (stay(area_code="999999"),)), ["area"]),
        (NewAnswer("AWAY", (stay(area_code=""),)), ["place"]),
        (NewAnswer("AWAY", (stay(area_code="", place="日本"),)), []),
        (NewAnswer("AWAY", (stay(street_code="4301"),)), ["street_code"]),
        (NewAnswer("AWAY", (stay(street_code="430102001"),)), ["street_code"]),
        (NewAnswer("AWAY", (stay(street_code="430181001002"),)), []),
        (NewAnswer("AWAY", (stay(area_code="430100", street_code="430181001"),)), []),
        (NewAnswer("AWAY", (stay(ends_on=day(5)),)), ["latest_day"]),
        (NewAnswer("AWAY", (stay(starts_on=day(-60)),)), ["starts_on"]),
        (NewAnswer("AWAY", (stay(),), (trip(means="FOOT"),)), ["means"]),
        (NewAnswer("AWAY", (stay(),), (trip(arrived_on=day(4)),)), ["arrived_on"]),
    ],
)
def test_answer(answer, wrong):
    found = problems_of_answer(answer, first=day(0), return_on=day(30), is_known=KNOWN.__contains__)

    assert fields(found) == wrong


@pytest.mark.parametrize(
    ("code", "cut"),
    [("430000", "43"), ("430100", "4301"), ("430181", "430181"), ("430102001", "430102001"),
     ("430102001000", "430102001"), ("430102001002", "430102001002"), ("", "")],
)  # fmt: skip
def test_stem(code, cut):
    assert stem(code) == cut


@pytest.mark.parametrize(
    ("places", "days", "area", "found"),
    [
        (("430181",), (-8, -3), "430181", Touch(day(-3), True)),
        (("430181",), (-8, -3), "430100", Touch(day(-3), True)),
        (("430181",), (-8, -3), "430181001", Touch(day(-3), False)),
        (("4301",), (-8, -3), "430181", Touch(day(-3), False)),
        (("430181001002",), (-8, -3), "430181001", Touch(day(-3), True)),
        (("430102",), (-8, -3), "430181", None),
        (("",), (-8, -3), "430181", None),
        (("430102", "430181"), (-8, -8), "430181", Touch(day(-8), True)),
        (("430181",), (-40, -15), "430181", None),
        (("430181",), (-40, -14), "430181", Touch(day(-14), True)),
        (("430181",), (2, 5), "430181", None),
        (("430181",), (-2, 5), "430181", Touch(day(0), True)),
    ],
)
def test_touch(places, days, area, found):
    at_risk = NewRisk(area, "HIGH", "公告", day(-30))

    assert touch(places, (day(days[0]), day(days[1])), at_risk, window=(day(-14), TODAY)) == found


def test_only_the_days_of_the_risk_count():
    at_risk = NewRisk("430181", "HIGH", "公告", day(-6), day(-4))

    assert touch(("430181",), (day(-9), day(-1)), at_risk, window=(day(-14), TODAY)) == Touch(day(-5), True)
    assert touch(("430181",), (day(-4), day(-1)), at_risk, window=(day(-14), TODAY)) is None


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []), ({"code": "999999"}, ["code"]), ({"code": "4301"}, ["code"]), ({"code": "430181001"}, []),
        ({"level": "RED"}, ["level"]), ({"source": ""}, ["source"]), ({"starts_on": day(-90)}, ["starts_on"]),
        ({"ends_on": day(-3)}, ["latest_day"]), ({"ends_on": day(400)}, ["latest_day"]),
    ],
)  # fmt: skip
def test_risk(changes, wrong):
    values = {"code": "430181", "level": "HIGH", "source": "公告", "starts_on": day(-3), **changes}

    assert fields(problems_of_risk(NewRisk(**values), today=TODAY, is_known=KNOWN.__contains__)) == wrong
