"""Levels, their days, and what they cost."""

import datetime as dt
import itertools

import pytest

from sizao.core.burden.roles import Cell, burden_of
from sizao.registry.levels import queries, rules
from sizao.registry.levels.rules import Level, Line, Span
from sizao.registry.orgs.queries import ClassCount

SECONDS = {"MORNING": 30.0, "NOON": 30.0, "EVENING": 30.0}
MONDAY = dt.date(2026, 11, 23)


def day(ahead: int) -> dt.date:
    return MONDAY + dt.timedelta(days=ahead)


@pytest.mark.parametrize(("level", "upper", "weaker"), [("IV", "III", True), ("III", "III", False), ("I", "II", False)])
def test_a_smaller_numeral_is_stricter(level, upper, weaker):
    assert rules.is_weaker(level, upper) is weaker


@pytest.mark.parametrize(
    ("first", "end", "field"),
    [(-1, 5, "starts_on"), (0, 0, "ends_on"), (3, 2, "ends_on"), (0, rules.LONGEST_DAYS + 1, "ends_on")],
)
def test_days_that_cannot_be_are_named(first, end, field):
    (problem,) = rules.period_problems(day(first), day(end), today=MONDAY)

    assert problem.field == field


def test_good_days_have_no_problem():
    assert rules.period_problems(day(0), day(rules.LONGEST_DAYS), today=MONDAY) == []


def test_weaker_than_above_is_refused_with_unit_and_days():
    above = [Span(1, "长沙市", "II", day(0), day(10))]

    with pytest.raises(rules.WeakerThanAbove, match="“长沙市”2026-11-23至2026-12-02是II级，下级不能定为更宽的III级"):
        rules.check_beside("III", day(9), day(20), above=above, own=[])
    rules.check_beside("II", day(0), day(5), above=above, own=[])
    rules.check_beside("IV", day(10), day(20), above=above, own=[])


def test_own_levels_do_not_overlap():
    own = [Span(1, "芙蓉区", "IV", day(0), day(10))]

    with pytest.raises(rules.LevelsOverlap):
        rules.check_beside("III", day(9), day(12), above=[], own=own)
    rules.check_beside("III", day(10), day(12), above=[], own=own)


def test_line_survives_being_kept():
    line = Line("checks.sessions.boarder", ["NOON"], stages=("PRIMARY",), boarding=("B",))

    assert rules.line_from(line.as_json()) == line


def test_each_built_in_bundle_asks_at_least_what_the_weaker_one_asks():
    by_level = {bundle.level: {line.key: line.value for line in bundle.lines} for bundle in queries.built_in()}
    order = Level.values()

    for strict, weak in itertools.pairwise(order):
        for key, value in by_level[weak].items():
            asked = by_level[strict][key]
            assert asked <= value if isinstance(value, int) else set(asked) >= set(value), (strict, key)


def _values(sessions: set[str], temperature: set[str]) -> dict[str, object]:
    return {"checks.sessions.day_pupil": sessions, "checks.sessions.kindergarten": sessions,
            "checks.sessions.boarder": sessions, "checks.temperature_sessions": temperature, "gate.measures": set(),
            "duty.measures": set(), "checklists.items": set()}  # fmt: skip


def test_every_built_in_bundle_has_a_name_that_is_translated():
    assert {bundle.name for bundle in queries.built_in()} == set(rules.NAMES)


def test_burden_counts_sessions_a_class_and_temperatures_a_pupil():
    before, after = _values({"MORNING"}, set()), _values({"MORNING", "NOON"}, {"NOON"})
    cell = Cell(ClassCount(0, False, False, 2, 10, 400), before, after)

    (teacher,) = burden_of([cell], rules.DUTIES, SECONDS)

    assert (teacher.role, teacher.people) == ("HOMEROOM_TEACHER", 10)
    assert (teacher.each_before, teacher.each_after) == (30, 60 + 40 * 4)


def test_what_changes_nothing_costs_nothing():
    values = _values({"MORNING"}, {"MORNING"})

    assert burden_of([Cell(ClassCount(0, False, True, 1, 5, 200), values, values)], rules.DUTIES, SECONDS) == []
