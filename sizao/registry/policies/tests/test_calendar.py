"""School days, days of boarders, and the table of national days."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.registry.policies import rules
from sizao.registry.policies.rules import DayKind

TABLE = Path(__file__).parent.parent / "data/holidays.csv"
PROVINCE, COUNTY, SCHOOL = 43, 430102, 10000007
AUTUMN = (PROVINCE, dt.date(2026, 9, 1), dt.date(2027, 1, 23))
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))


@pytest.fixture(scope="module")
def national():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {dt.date.fromisoformat(row["day"]): row["kind"] for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("day", "kind", "is_school_day", "boarders_present", "from_unit_id"),
    [
        ("2026-11-23", DayKind.SCHOOL_DAY, True, True, PROVINCE),
        ("2026-11-28", DayKind.WEEKEND, False, True, None),
        ("2026-10-01", DayKind.HOLIDAY, False, False, None),
        ("2026-10-03", DayKind.HOLIDAY, False, False, None),
        ("2026-10-10", DayKind.MAKE_UP, True, True, None),
        ("2026-08-31", DayKind.VACATION, False, False, PROVINCE),
        ("2026-02-28", DayKind.VACATION, False, False, PROVINCE),
        ("2027-01-22", DayKind.SCHOOL_DAY, True, True, PROVINCE),
        ("2027-01-23", DayKind.VACATION, False, False, PROVINCE),
    ],
)
def test_day_follows_term_then_nation_then_week(national, day, kind, is_school_day, boarders_present, from_unit_id):
    verdict = rules.resolve_day(dt.date.fromisoformat(day), national, [AUTUMN], [])

    assert (verdict.kind, verdict.is_school_day) == (kind, is_school_day)
    assert (verdict.boarders_present, verdict.from_unit_id) == (boarders_present, from_unit_id)


def test_the_school_s_own_terms_replace_those_above():
    own = (SCHOOL, dt.date(2026, 9, 7), dt.date(2027, 1, 16))

    verdict = rules.resolve_day(dt.date(2026, 9, 1), {}, [AUTUMN, own], [])

    assert (verdict.kind, verdict.from_unit_id) == (DayKind.VACATION, SCHOOL)


def test_without_any_term_weekdays_count_as_school_days_and_say_so():
    verdict = rules.resolve_day(dt.date(2026, 7, 20), {}, [], [])

    assert verdict.is_school_day
    assert verdict.reason == "尚未设置学期，按上课日处理"


def test_after_the_last_term_the_reason_asks_for_the_next():
    before = rules.resolve_day(dt.date(2026, 8, 20), {}, [AUTUMN], [])
    after = rules.resolve_day(dt.date(2027, 3, 1), {}, [AUTUMN], [])

    assert before.reason == "不在学期内"
    assert after.reason == "最后一个学期已结束，补录下一学期"


def test_a_local_day_wins_over_holiday_and_vacation_and_keeps_its_reason():
    overrides = [(COUNTY, dt.date(2026, 10, 1), DayKind.LOCAL_ON, "补课")]

    verdict = rules.resolve_day(dt.date(2026, 10, 1), {dt.date(2026, 10, 1): DayKind.HOLIDAY}, [AUTUMN], overrides)

    assert (verdict.kind, verdict.is_school_day, verdict.from_unit_id) == (DayKind.LOCAL_ON, True, COUNTY)
    assert verdict.reason == "补课"


def test_the_nearest_unit_s_local_day_wins():
    day = dt.date(2026, 11, 23)
    overrides = [
        (PROVINCE, day, DayKind.LOCAL_OFF, "台风"),
        (SCHOOL, day, DayKind.LOCAL_ON, ""),
        (SCHOOL, dt.date(2026, 11, 24), DayKind.LOCAL_OFF, "运动会"),
    ]

    verdict = rules.resolve_day(day, {}, [AUTUMN], overrides)

    assert (verdict.kind, verdict.from_unit_id, verdict.reason) == (DayKind.LOCAL_ON, SCHOOL, "本地上课日")
    assert not rules.resolve_day(day, {}, [AUTUMN], overrides[:1]).boarders_present


@given(
    DAYS,
    st.lists(st.tuples(DAYS, DAYS), max_size=3),
    st.dictionaries(DAYS, st.sampled_from(["HOLIDAY", "MAKE_UP"])),
)
def test_boarders_are_there_on_every_school_day(day, periods, national):
    terms = [(SCHOOL, min(p), max(p)) for p in periods]

    verdict = rules.resolve_day(day, national, terms, [])

    assert verdict.boarders_present or not verdict.is_school_day
    assert verdict.reason


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (dt.date(2026, 9, 30), ()),
        (dt.date(2026, 10, 1), (2027,)),
        (dt.date(2027, 1, 1), (2027,)),
        (dt.date(2027, 10, 1), (2027, 2028)),
    ],
)
def test_missing_year_is_warned_about_from_october(national, today, missing):
    assert rules.missing_years({day.year for day in national}, today) == missing


def test_table_of_national_days_is_whole(national):
    years = Counter(day.year for day in national)

    assert sorted(years) == list(range(2020, 2027))
    assert min(years.values()) > 25
    assert set(national.values()) == {DayKind.HOLIDAY, DayKind.MAKE_UP}
    assert all(day.weekday() >= 5 for day, kind in national.items() if kind == DayKind.MAKE_UP)
