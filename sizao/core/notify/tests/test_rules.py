"""Quiet hours and retries."""

import datetime as dt

import pytest

from sizao.core.notify import rules

ZONE = dt.timezone(dt.timedelta(hours=8))


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "rings"),
    [
        (at(23, 6, 30), at(23, 7)), (at(23, 7), at(23, 7)), (at(23, 20, 59), at(23, 20, 59)), (at(23, 21), at(24, 7)),
        (at(23, 23, 59), at(24, 7)), (at(24, 0), at(24, 7)),
    ],
)  # fmt: skip
def test_nothing_rings_between_nine_at_night_and_seven(moment, rings):
    assert rules.deliver_from(moment, is_urgent=False) == rings


def test_running_legal_clock_rings_at_any_hour():
    assert rules.deliver_from(at(23, 3), is_urgent=True) == at(23, 3)


def test_each_failure_waits_longer_until_the_message_is_given_up():
    waits = [rules.next_try(at(23, 8), tries) for tries in range(1, 7)]

    assert waits[:-1] == sorted(waits[:-1])
    assert waits[-1] is None
