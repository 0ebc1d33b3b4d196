"""Columns of classes become arrays of days."""

import datetime as dt

import numpy as np

from sizao.epi.detection.gathering import BITS, WORDS, day_kinds, gather, spread_days

SLOT = [(name, np.int64) for name in ("group", "enrolled", "low", "high", "due_low", "due_high")]
REPORT = [(name, np.int64) for name in ("group", "low", "high")]
AXIS, CLASSES = np.array([0, 1, 70]), np.array([30, 10, 20])


def days(*numbers: int) -> tuple[int, int]:
    """Hold days in two numbers."""
    low, high = (sum(1 << (day % BITS) for day in numbers if day // BITS == word) for word in range(WORDS))
    return low, high


def slot(group: int, enrolled: int, open_days: tuple[int, ...], due: tuple[int, ...] | None = None) -> tuple:
    return (group, enrolled, *days(*open_days), *days(*(open_days if due is None else due)))


def gathered(slots: list[tuple], reports: list[tuple], ill: list[tuple[int, int, int, int]]):
    found = np.array(slots, SLOT), np.array([(group, *days(*when)) for group, when in reports], REPORT)
    return gather(*found, ill, (2, AXIS, CLASSES))


def test_days_come_back_from_both_numbers_to_the_last_bit():
    given = (0, 1, BITS - 1, BITS, WORDS * BITS - 1)
    low, high = (np.array([one], dtype=np.int64) for one in days(*given))

    assert np.flatnonzero(spread_days(low, high)[0]).tolist() == list(given)
    assert spread_days(low[:0], high[:0]).shape == (0, WORDS * BITS)


def test_classes_keep_the_order_asked_for_and_silence_is_not_zero():
    slots = [slot(10, 40, (0, 1, 70)), slot(20, 41, (0, 1)), slot(20, 44, (70,)), slot(30, 30, (0, 1, 70))]

    counts, enrolled = gathered(slots, [(10, (0, 70)), (20, (0, 1, 70))], [(20, 70, 1, 3)])

    assert enrolled.tolist() == [[30, 40, 41], [30, 40, 41], [30, 40, 44]]
    assert np.isnan(counts[:, :, 0]).all(), "class 30 never reported"
    assert np.array_equal(counts[1, :, 1], [0, np.nan, 0], equal_nan=True)
    assert counts[1, :, 2].tolist() == [0, 0, 3] and counts[0, :, 2].tolist() == [0, 0, 0]


def test_waived_days_are_unknown_though_reported_and_so_are_days_without_a_slot():
    slots = [slot(10, 40, (0, 1), due=(1,)), slot(20, 41, (70,))]

    counts, enrolled = gathered(slots, [(10, (0, 1, 70))], [])

    assert np.array_equal(counts[0, :, 1], [np.nan, 0, np.nan], equal_nan=True)
    assert enrolled[:, 1].tolist() == [40, 40, 40] and enrolled[:, 2].tolist() == [41, 41, 41]


def test_illness_of_a_day_off_counts_on_the_next_school_day_and_never_above_the_class():
    counts, _ = gathered(
        [slot(10, 5, (0, 1, 70))], [(10, (0, 1, 70))], [(10, 30, 0, 2), (10, 1, 0, 9), (10, 71, 0, 1), (99, 0, 0, 1)]
    )

    assert counts[0, :, 1].tolist() == [0, 5, 2]


def test_who_is_named_where_nobody_reported_stays_unknown():
    counts, _ = gathered([slot(10, 40, (0, 1, 70))], [(10, (0,))], [(10, 1, 0, 2)])

    assert np.array_equal(counts[0, :, 1], [0, np.nan, np.nan], equal_nan=True)


def test_two_slots_of_a_day_count_all_who_were_enrolled():
    counts, enrolled = gathered([slot(10, 38, (0, 1, 70)), slot(10, 40, (1,))], [(10, (0,))], [])

    assert enrolled[:, 1].tolist() == [38, 40, 38] and np.isnan(counts[:, 1, 1]).all()


def test_first_day_after_a_break_is_marked_and_a_plain_weekend_is_none():
    friday = dt.date(2026, 9, 25)
    weekdays, back = day_kinds([friday, friday + dt.timedelta(days=3), friday + dt.timedelta(days=13)])

    assert weekdays.tolist() == [4, 0, 3] and back.tolist() == [False, False, True]
