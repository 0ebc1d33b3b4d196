"""What the national set asks, and what a school may make of it; no database."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from sizao.epi import packs
from sizao.prepare.hygiene.rules import (
    Line,
    Numbers,
    Setting,
    WeakerThanSource,
    check_tighter,
    defaults,
    is_due,
    plan_of,
    problems_of_setting,
)

MONDAY = dt.date(2026, 11, 23)
ROOM = uuid.UUID(int=7)
OWN = Setting(
    uuid.UUID(int=1), "SURFACE", "DORM_ROOM", None, "DISINFECTION", "", "", Numbers(2, 30, 500), (), MONDAY, None
)


def numbers_of(lines: list[Line], code: str) -> Numbers:
    return next(one.numbers for one in lines if one.code == code)


def test_national_numbers_are_those_of_the_rules():
    found = defaults()

    assert found["SURFACE"].numbers == Numbers(1, 30, 250) and found["SURFACE"].most_mg_per_l == 500
    assert found["VENT"].numbers == Numbers(3, 30, None) and found["VENT"].least == Numbers(2, 30, None)
    assert found["TOILET"].numbers.mg_per_l == packs.get("DIS-TOILET").params["mg_per_l"]
    assert found["TABLEWARE"].numbers.minutes == packs.get("DIS-TABLEWARE").params["boil_minutes"]


def test_every_national_line_names_a_rule_in_force_or_says_that_it_is_ours():
    for one in defaults().values():
        assert one.source == "PROJECT" or packs.get(one.source).is_on_by_default


@pytest.mark.parametrize(("kind", "codes"), [
    ("DORM_ROOM", ["VENT", "SURFACE", "SWEEP"]), ("CANTEEN", ["VENT", "SURFACE", "TABLEWARE", "SWEEP"]),
    ("BUILDING", ["SURFACE", "TOILET"]), ("GATE", ["SURFACE"]), ("FLOOR", []), ("CAMPUS", []),
])  # fmt: skip
def test_each_kind_of_place_has_its_lines(kind, codes):
    assert [one.code for one in plan_of(kind, None, [])] == codes


def test_setting_for_the_place_goes_before_the_one_for_its_kind():
    mine = replace(OWN, id=uuid.UUID(int=2), place_kind="", place_id=ROOM, numbers=Numbers(4, 40, 400))

    assert numbers_of(plan_of("DORM_ROOM", ROOM, [mine, OWN]), "SURFACE") == Numbers(4, 40, 400)
    assert numbers_of(plan_of("DORM_ROOM", uuid.UUID(int=8), [mine, OWN]), "SURFACE") == Numbers(2, 30, 500)
    assert numbers_of(plan_of("LIBRARY", None, [mine, OWN]), "SURFACE") == Numbers(1, 30, 250)


def test_plan_is_never_read_below_the_text():
    weak = replace(OWN, numbers=Numbers(None, 5, 100))

    assert numbers_of(plan_of("DORM_ROOM", None, [weak]), "SURFACE") == Numbers(1, 30, 250)


@pytest.mark.parametrize(("code", "numbers", "is_taken"), [
    ("SURFACE", Numbers(1, 30, 250), True), ("SURFACE", Numbers(2, 45, 500), True),
    ("SURFACE", Numbers(1, 30, 249), False), ("SURFACE", Numbers(1, 29, 500), False),
    ("SURFACE", Numbers(None, 30, 250), False), ("VENT", Numbers(2, 30), True), ("VENT", Numbers(1, 30), False),
    ("VENT", Numbers(3, 20), False), ("TABLEWARE", Numbers(None, 20), True), ("TABLEWARE", Numbers(None, 14), False),
])  # fmt: skip
def test_school_may_only_go_beyond_the_text(code, numbers, is_taken):
    if is_taken:
        check_tighter(defaults()[code], numbers, text="text")
    else:
        with pytest.raises(WeakerThanSource):
            check_tighter(defaults()[code], numbers, text="text")


def test_own_line_is_due_on_its_weekdays_whatever_the_calendar_says():
    friday = Line("a", "AIR", "空气消毒", Numbers(), weekdays=(5,))
    daily = Line("b", "CLEANING", "擦窗", Numbers(1))

    assert is_due([friday, daily], MONDAY, is_school_day=True) == [daily]
    assert is_due([friday, daily], MONDAY + dt.timedelta(days=4), is_school_day=False) == [friday]
    assert is_due([friday, daily], MONDAY + dt.timedelta(days=4), is_school_day=True) == [friday, daily]


@pytest.mark.parametrize(("change", "field"), [
    ({"work": "WASH"}, "work"), ({"what": ""}, "what"), ({"what": "门" * 61}, "what"), ({"agent": "氯" * 31}, "agent"),
    ({"numbers": Numbers(0)}, "times"), ({"numbers": Numbers(1, 481)}, "minutes"),
    ({"numbers": Numbers(1, 1, 10_001)}, "mg_per_l"), ({"weekdays": (8,)}, "weekdays"),
])  # fmt: skip
def test_line_that_makes_no_sense_is_refused_by_field(change, field):
    good = {"work": "AIR", "what": "空气", "agent": "", "numbers": Numbers(1, 30, 10_000), "weekdays": (1, 7)}

    assert problems_of_setting(**good) == []
    assert [one.field for one in problems_of_setting(**{**good, **change})] == [field]
