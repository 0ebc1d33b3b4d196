"""Judging saves in one class: windows, joining, revoking, closing."""

import datetime as dt

import pytest

from sizao.epi.thresholds import (
    Change,
    Citation,
    Condition,
    Confidence,
    Counted,
    Deadline,
    History,
    Kind,
    Record,
    Rule,
    RuleBook,
    School,
    Scope,
    Status,
    Window,
    WindowKind,
    play,
    signal_from_json,
    to_json,
)

SCHOOLS = {"s": School("s", "primary", {"3-1": 40})}
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def moment(day: int, hour: int = 8, minute: int = 0) -> dt.datetime:
    return dt.datetime(2027, 3, day, hour, minute, tzinfo=SHANGHAI)


def class_rule(name: str, days: int, persons: int, order: int) -> Rule:
    return Rule(
        id=name,
        kind=Kind.REPORT_SIGNAL,
        scope=Scope.CLASS_OR_DORM,
        settings=frozenset({"primary"}),
        text="",
        text_en="",
        cited=Citation("RPT2006"),
        confidence=Confidence.VERIFIED_SECONDARY,
        state="in_force",
        pack="national",
        window=Window(WindowKind.DAYS, days, follows_day_mode=days == 1),
        condition=Condition(Counted.SIMILAR, at_least=persons),
        deadline=Deadline(24, "detected_at", is_official=True),
        family="CLASSDORM",
        order=order,
    )


BOOK = RuleBook((class_rule("ONE-DAY", 1, 3, 0), class_rule("THREE-DAYS", 3, 5, 1)))


def ill(person: str, day: int, *, groups: str = "G", saved: dt.datetime | None = None, **more: object) -> Record:
    at = saved or moment(day, 8, ord(person[-1]) % 60)
    values = {"class_group": "3-1"} | more
    return Record(person, 1, "s", moment(day, 7), at, groups=frozenset(groups), **values)


def fired(records: list[Record]) -> list[tuple[str, tuple[str, ...], int]]:
    steps = play(BOOK, History(SCHOOLS, records))
    return [(one.rule, one.groups, one.count) for step in steps for one in step.outcome.fired]


def test_three_alike_on_one_day_fire_and_two_do_not():
    assert fired([ill("a", 1), ill("b", 1)]) == []
    assert fired([ill("a", 1), ill("b", 1), ill("c", 1)]) == [("ONE-DAY", ("G",), 3)]


def test_staff_do_not_count_in_a_class():
    assert fired([ill("a", 1), ill("b", 1), ill("c", 1, is_staff=True)]) == []


def test_room_counts_pupils_of_several_classes():
    records = [ill(name, 1, class_group=f"3-{name}", dorm="101") for name in "abc"]

    steps = play(BOOK, History(SCHOOLS, records))

    assert [(one.unit.scope, one.unit.id) for one in steps[-1].outcome.fired] == [(Scope.DORM, "101")]


@pytest.mark.parametrize("status", [Status.EXCLUDED, Status.WITHDRAWN])
def test_leaving_case_revokes_and_a_later_crossing_opens_a_new_event(status):
    left = ill("a", 1, changes=(Change(moment(1, 12), status),))
    late = ill("d", 1, saved=moment(2))

    steps = play(BOOK, History(SCHOOLS, [left, ill("b", 1), ill("c", 1), late]))

    assert [step.at for step in steps if step.outcome.revocations] == [moment(1, 12)]
    first, second = steps[-1].outcome.signals
    assert (first.is_standing, second.is_standing) == (False, True)
    assert (second.opens_event, second.event == first.event, second.detected_at) == (True, False, moment(2))


def test_signal_survives_json():
    (signal,) = play(BOOK, History(SCHOOLS, [ill("a", 1), ill("b", 1), ill("c", 1)]))[-1].outcome.signals

    assert signal_from_json(to_json(signal)) == signal
