"""Nowcasts: what is still to come is recovered; refusals name the row."""

import datetime as dt

import numpy as np
import pytest

from sizao.epi.detection import reporting
from sizao.epi.detection.nowcast import METHODS, Expected, nowcast

START = dt.date(2026, 9, 1)
SHARES = np.array([0.1, 0.3, 0.3, 0.2, 0.1])


def _lines(mean: float, days: int, seed: int) -> tuple[list[dt.date], list[dt.date], np.ndarray]:
    """Draw onsets with reports delayed by up to four days; also the true counts."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(mean, days)
    onset = [START + dt.timedelta(days=int(day)) for day in np.repeat(np.arange(days), counts)]
    delays = rng.choice(5, size=len(onset), p=SHARES)
    return onset, [day + dt.timedelta(days=int(wait)) for day, wait in zip(onset, delays, strict=True)], counts


@pytest.mark.parametrize("method", ["trunc", "lawless"])
def test_final_counts_are_recovered_on_average(method):
    errors, covered = [], []
    for seed in range(40):
        onset, reported, counts = _lines(40, 30, seed)
        now = START + dt.timedelta(days=29)
        found = nowcast(reporting.reporting_triangle(onset, reported, now=now, max_delay=4), method=method)
        true = counts[-4:]
        errors.append((found.point - true)[:3])
        covered.append((found.lower <= true) & (true <= found.upper))

    assert np.abs(np.mean(errors)) < 2.0
    assert np.mean(covered) > 0.9


def test_counting_reports_as_complete_underestimates_in_a_rising_outbreak():
    rng = np.random.default_rng(3)
    counts = np.floor(5 * 1.15 ** np.arange(25)).astype(int)
    onset = [START + dt.timedelta(days=int(day)) for day in np.repeat(np.arange(25), counts)]
    reported = [day + dt.timedelta(days=int(rng.choice(5, p=SHARES))) for day in onset]
    triangle = reporting.reporting_triangle(onset, reported, now=START + dt.timedelta(days=24), max_delay=4)

    assert (nowcast(triangle, method="notrunc").point[-3:] < nowcast(triangle, method="trunc").point[-3:]).all()


@pytest.mark.parametrize("method", METHODS)
def test_band_holds_the_point_and_what_is_known(method):
    onset, reported, _ = _lines(10, 20, 7)
    triangle = reporting.reporting_triangle(onset, reported, now=START + dt.timedelta(days=19), max_delay=4)

    found = nowcast(triangle, method=method, prior=Expected(10, 200))

    upper = np.nan_to_num(found.upper, nan=np.inf)
    assert (found.observed <= found.lower).all() and (found.lower <= found.point).all()
    assert (found.point <= upper).all()


def test_two_runs_give_the_same_digits():
    onset, reported, _ = _lines(10, 20, 8)
    triangle = reporting.reporting_triangle(onset, reported, now=START + dt.timedelta(days=19), max_delay=4)

    assert np.array_equal(nowcast(triangle).probabilities, nowcast(triangle).probabilities)


def test_report_before_onset_is_named_by_its_row():
    with pytest.raises(reporting.ReportBeforeOnset, match="Row 2"):
        reporting.reporting_triangle(
            [START, START], [START, START - dt.timedelta(days=1)], now=START, max_delay=3
        )  # fmt: skip


def test_unknown_method_and_empty_list_are_refused():
    with pytest.raises(reporting.TriangleRefused, match="nothing is reported"):
        reporting.reporting_triangle([], [], now=START, max_delay=3)
    with pytest.raises(reporting.TriangleRefused, match="unknown method"):
        nowcast(reporting.reporting_triangle([START], [START], now=START, max_delay=3), method="guess")


def test_what_is_reported_after_now_is_not_used():
    later = START + dt.timedelta(days=9)
    triangle = reporting.reporting_triangle([START, START], [START, later], now=START, max_delay=3)

    assert triangle.counts.sum() == 1
