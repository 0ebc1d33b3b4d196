"""Corners of the conventions: moved pupils, unknown sizes, nested groups, all ways of leaving, declared events."""

import dataclasses
import datetime as dt

import pytest

from sizao.epi import packs
from sizao.epi.thresholds import (
    Change,
    Declaration,
    Diagnosis,
    History,
    Record,
    RuleBook,
    School,
    Settings,
    Status,
    due_on,
    judge,
    play,
    staff_needs,
)
from sizao.epi.thresholds.counting import LineList
from sizao.epi.thresholds.judging import IncompleteLineList
from sizao.epi.thresholds.lines import SHANGHAI

DAY = dt.datetime(2027, 3, 6, 8, tzinfo=SHANGHAI)


def ill(person: str, days: int = 0, **more: object) -> Record:
    saved = DAY + dt.timedelta(days=days, minutes=ord(person[-1]))
    values = {"class_group": "1", "groups": frozenset("R")} | more
    return Record(person, 1, "s", saved.date(), saved, **values)


def named(person: str, disease: str, days: int = 0, status: Status = Status.CLINICAL, **more: object) -> Record:
    one = ill(person, days, **more)
    return dataclasses.replace(one, diagnosis=Diagnosis(disease, status, one.recorded_at))


def fired(records, *rules: str, kind: str = "primary", sizes=None, **more):
    book = RuleBook(tuple(packs.get(rule) for rule in rules), more.pop("settings", Settings()))
    schools = {"s": School("s", kind, {"1": 10} if sizes is None else sizes)}
    steps = play(book, History(schools, records, **more))
    return [one for step in steps for one in step.outcome.fired]


def test_exactly_thirty_percent_counts_and_an_unknown_size_never_does():
    flu = {"groups": frozenset("FQ"), "temperature_celsius": 38.0}
    three = [ill(name, **flu) for name in "abc"]

    assert [one.count for one in fired(three, "CLOSE-ILI-CLASS-PREV30")] == [3]
    assert fired(three, "CLOSE-ILI-CLASS-PREV30", sizes={"1": None}) == []
    assert fired(three, "CLOSE-ILI-CLASS-PREV30", sizes={"1": 11}) == []


def test_class_of_one_is_all_ill_with_one():
    assert (
        len(
            fired(
                [ill("a", groups=frozenset("FQ"), temperature_celsius=39.0)], "CLOSE-ILI-CLASS-PREV30", sizes={"1": 1}
            )
        )
        == 1
    )


def test_recovery_takes_no_suspension_back():
    flu = {"groups": frozenset("FQ"), "temperature_celsius": 38.0, "recovered_at": DAY + dt.timedelta(hours=9)}
    book = RuleBook((packs.get("CLOSE-ILI-CLASS-PREV30"),))
    steps = play(book, History({"s": School("s", "primary", {"1": 10})}, [ill(name, **flu) for name in "abc"]))

    assert not any(step.outcome.revocations for step in steps)


def test_pupil_who_moved_counts_where_the_illness_was_first_saved():
    moved = dataclasses.replace(ill("a"), class_group="2", recorded_at=DAY + dt.timedelta(hours=20))

    assert [one.unit.id for one in fired([ill("a"), ill("b"), ill("c"), moved], "SIG-CLASSDORM-1D3")] == ["1"]


def test_room_of_two_classes_counts_and_neither_class_does():
    records = [ill("a", dorm="r"), ill("b", dorm="r", class_group="2"), ill("c", dorm="r", class_group="3")]

    assert [(one.unit.scope, one.unit.id) for one in fired(records, "SIG-CLASSDORM-1D3")] == [("DORM", "r")]


def test_contained_group_is_the_same_hit_and_an_overlapping_one_is_another():
    both = frozenset("FR")
    nested = [ill("a", groups=both), ill("b", groups=both), ill("c", groups=both), ill("d", groups=frozenset("R"))]
    crossing = [ill("a", groups=frozenset("F")), ill("b", groups=both), ill("c", groups=both), ill("d")]
    together = {"recorded_at": DAY}

    one = fired([dataclasses.replace(record, **together) for record in nested], "SIG-CLASSDORM-1D3")
    two = fired([dataclasses.replace(record, **together) for record in crossing], "SIG-CLASSDORM-1D3")

    assert [hit.groups for hit in one] == [("R", "F")]
    assert [hit.groups for hit in two] == [("F",), ("R",)]


def test_shared_meal_counts_like_a_shared_symptom():
    records = [ill(name, groups=frozenset(group), exposure="lunch") for name, group in zip("abc", "FRG", strict=True)]

    assert [one.groups for one in fired(records, "SIG-CLASSDORM-1D3")] == [("exposure:lunch",)]


def test_second_illness_counts_one_person_once():
    again = dataclasses.replace(ill("a"), episode=2)

    assert fired([ill("a"), again, ill("b")], "SIG-CLASSDORM-1D3") == []


def test_two_campuses_under_one_school_code_are_one_institution_and_apart_where_the_rule_says_so():
    dengue = {"kind": "primary", "sizes": {"1": 10, "2": 10}}
    there = named("d", "dengue", campus="south", class_group="2")
    two_and_one = [named("a", "dengue", campus="north"), named("b", "dengue", campus="north"), there]

    assert fired(two_and_one, "HUZ-DENG-3", **dengue) == []
    third = named("e", "dengue", campus="north")
    assert [one.count for one in fired([*two_and_one, third], "HUZ-DENG-3", **dengue)] == [3]


def test_onset_in_the_future_counts_on_the_day_of_the_record_and_is_doubted():
    late = [dataclasses.replace(ill(name), onset=(DAY + dt.timedelta(days=3)).date()) for name in "abc"]

    (hit,) = fired(late, "SIG-CLASSDORM-1D3")

    assert hit.crossing_date == DAY.date()
    assert "ONSET_IN_FUTURE" in [reason.code for reason in hit.reasons]


def test_onset_a_year_ago_counts_a_year_ago():
    old = dataclasses.replace(ill("c"), onset=DAY.date().replace(year=2026))

    assert fired([ill("a"), ill("b"), old], "SIG-CLASSDORM-1D3") == []


@pytest.mark.parametrize(
    "change",
    [Change(DAY.replace(hour=12), Status.CLINICAL, "varicella"), Change(DAY.replace(hour=12), Status.EXCLUDED)],
)
def test_case_that_became_another_disease_revokes(change: Change):
    records = [named("a", "hfmd", changes=(change,)), named("b", "hfmd")]
    book = RuleBook((packs.get("CLU-HFMD-CLASS-2"),))

    steps = play(book, History({"s": School("s", "primary", {"1": 10})}, records))

    assert [one.at for step in steps for one in step.outcome.revocations] == [change.at]


def test_ten_at_once_are_an_outbreak_and_no_cluster():
    together = DAY + dt.timedelta(hours=3)
    records = [dataclasses.replace(named(name, "hfmd"), recorded_at=together) for name in "abcdefghij"]

    hits = fired(records, "CLU-HFMD-UNIT-5", "OUT-HFMD-UNIT-10", kind="kindergarten")

    assert [one.rule for one in hits] == ["OUT-HFMD-UNIT-10"]


def test_suspected_norovirus_does_not_count_where_the_rule_asks_for_better():
    cases = [named(name, "norovirus", status=Status.SUSPECTED) for name in "abcdefghij"]

    assert fired(cases, "HUZ-NORO-10") == []
    assert len(fired([named(name, "norovirus") for name in "abcdefghij"], "HUZ-NORO-10")) == 1


def test_unknown_cause_fires_only_when_declared():
    declared = Declaration("GROUP_UNKNOWN", "s", ("a", "b"), DAY.date(), DAY + dt.timedelta(days=1))

    assert fired([ill("a"), ill("b")], "SIG-GROUP-UNKNOWN-24H") == []
    (hit,) = fired([ill("a"), ill("b")], "SIG-GROUP-UNKNOWN-24H", declarations=(declared,))
    assert (hit.persons, hit.detected_at) == (("a", "b"), declared.at)


def test_signal_whose_cases_are_not_given_cannot_be_judged():
    book = RuleBook((packs.get("SIG-CLASSDORM-1D3"),))
    (signal,) = fired([ill("a"), ill("b"), ill("c")], "SIG-CLASSDORM-1D3")

    with pytest.raises(IncompleteLineList):
        judge(book, LineList({"s": School("s", "primary", {})}, {}), [signal], now=DAY)


@pytest.mark.parametrize(
    ("kind", "students", "needed"),
    [("primary", 600, 1), ("primary", 601, 2), ("kindergarten", 151, 2), ("university", 900, None)],
)
def test_staff_ratio_counts_a_begun_group_as_one(kind: str, students: int, needed: int | None):
    found = [one.needed for one in staff_needs(packs.catalog(), kind, students)]

    assert found == ([] if needed is None else [needed])


def test_weekly_duty_ends_with_its_week_and_monthly_with_its_month():
    due = {one.rule: one.due_at for one in due_on(packs.catalog(), "primary", dt.date(2027, 2, 10))}

    assert due["RTN-WEEKLY-SELFCHECK"] == dt.datetime(2027, 2, 15, tzinfo=SHANGHAI)
    assert due["RTN-MONTHLY-SUPERVISION"] == dt.datetime(2027, 3, 1, tzinfo=SHANGHAI)
