"""Lists of national days as authorities publish them."""

import datetime as dt

import pytest

from sizao.registry.policies import rules
from sizao.registry.policies.rules import DayKind, NationalRow

NEW_YEAR = dt.date(2027, 1, 1)


def parse(*rows):
    return rules.parse_national(enumerate(rows, start=1))


@pytest.mark.parametrize(
    "written",
    ["2027-01-01", "2027/1/1", "2027年1月1日", "2027.1.1", NEW_YEAR, dt.datetime.combine(NEW_YEAR, dt.time())],
)
def test_dates_are_read_as_people_write_them(written):
    assert parse([written, "放假", "元旦"]) == ([NationalRow(NEW_YEAR, DayKind.HOLIDAY, "元旦")], [])


@pytest.mark.parametrize("written", ["上班", "MAKE_UP", "补班", "班", "调休上班"])
def test_make_up_days_are_read_as_people_write_them(written):
    (row,), problems = parse(["2027-01-02", written])

    assert (row.kind, row.name, problems) == (DayKind.MAKE_UP, "", [])


def test_titles_are_left_out_and_days_put_in_order():
    rows, problems = parse(["日期", "类型", "名称"], ["2027-01-02", "放假", "元旦"], ["2027-01-01", "放假", "元旦"])

    assert [row.day.day for row in rows] == [1, 2] and problems == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["元旦", "放假", "元旦"], "日期写成2027-01-01"),
        (["2027-02-30", "放假", "元旦"], "日期写成2027-01-01"),
        (["1927-01-01", "放假", "元旦"], "年份不对"),
        (["2027-01-01", "春游", "元旦"], "类型填放假或上班"),
        (["2027-01-01", "上班", ""], "上班日应在周末，这天是平日"),
        (["2027-01-01", "放假", ""], "填节日名称"),
        ([], "日期写成2027-01-01"),
    ],
)
def test_bad_row_is_named_with_its_number_and_reason(row, reason):
    rows, (problem,) = parse(["2027-01-03", "放假", "元旦"], row)

    assert (problem.row, problem.reason, len(rows)) == (2, reason, 1)


def test_a_day_stands_once():
    _rows, (problem,) = parse(["2027-01-01", "放假", "元旦"], ["2027/1/1", "放假", "元旦"])

    assert problem.reason == "日期重复"


@pytest.mark.parametrize(
    ("key", "level", "stage", "expected"),
    [
        ("returns.cutoff.county", "COUNTY", "", True),
        ("returns.cutoff.county", "SCHOOL", "PRIMARY", False),
        ("returns.cutoff.city", "COUNTY", "", False),
        ("checks.morning.due", "CLASS", "PRIMARY", True),
        ("checks.sessions.kindergarten", "SCHOOL", "KINDERGARTEN", True),
        ("checks.sessions.kindergarten", "SCHOOL", "PRIMARY", False),
        ("checks.sessions.day_pupil", "SCHOOL", "KINDERGARTEN", False),
        ("checks.sessions.kindergarten", "COUNTY", "", True),
    ],
)
def test_units_are_shown_what_concerns_them(key, level, stage, expected):
    assert rules.concerns(rules.get_key(key), level, stage) is expected


def test_every_key_is_in_one_group_and_has_a_basis_in_words():
    starts = [start for _title, group in rules.GROUPS for start in group]

    for key in rules.NATIONAL.values():
        assert sum(key.key.startswith(start) for start in starts) == 1, key.key
        assert rules.basis_of(key)[0] != key.source
