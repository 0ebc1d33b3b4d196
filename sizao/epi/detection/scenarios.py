"""Made-up series whose outbreaks are known: the 42 weekly scenarios of the literature, and school classes day by day.

Axes: `(weeks, series)`, `(days, series)`. Everything is drawn from the seed given, series by series.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# theta, beta, gamma1, gamma2, phi of each base. source: NOUFAILY-2013
BASES = (
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)
WEEKS, FIRST_BASELINE, FIRST_JUDGED = 624, 312, 575
PAST_SIZES = (0, 2, 3, 5, 10)
PAST_OUTBREAKS = 4
SPREAD = 0.5


@dataclass(frozen=True, slots=True)
class Scenarios:
    """Series with known outbreaks.

    quiet: int array (weeks, series), with past outbreaks but none to be found. counts: the same with the one to be
    found.
    outbreak: cases of that one, (weeks, series). scenario, size: (series,), which scenario and how large (k2).
    judged: index of the first judged week.
    """

    quiet: NDArray
    counts: NDArray
    outbreak: NDArray
    scenario: NDArray
    size: NDArray
    judged: int


def list_scenarios() -> list[tuple[float, float, float, float, float, int]]:
    """List the 42 scenarios: theta, beta, gamma1, gamma2, phi, harmonics."""
    return [
        (theta, beta * trend, gamma1, gamma2, phi, harmonics)
        for theta, beta, gamma1, gamma2, phi in BASES
        for trend in (1, 0)
        for harmonics in (0, 1, 2)
    ]


def draw_weekly(replicates: int, *, seed: int) -> Scenarios:
    """Draw the 42 scenarios, each `replicates` times: past outbreaks of size 0, 2, 3, 5, 10 in turn, current ones 1
    to 10.

    An outbreak of size k has Poisson(k standard deviations) cases, at least one, spread over weeks by a lognormal
    delay.
    source: NOUFAILY-2013, BEDUBOURG-2017
    """
    parts = [
        _draw_series(parameters, number * replicates + replicate, replicate, seed)
        for number, parameters in enumerate(list_scenarios())
        for replicate in range(replicates)
    ]
    quiet, outbreak, size = (np.stack([part[at] for part in parts], axis=-1) for at in range(3))
    scenario = np.repeat(np.arange(42), replicates)
    return Scenarios(quiet, quiet + outbreak, outbreak, scenario, size, FIRST_JUDGED)


def _draw_series(
    parameters: tuple[float, float, float, float, float, int], number: int, replicate: int, seed: int
) -> tuple[NDArray, NDArray, int]:
    rng = np.random.default_rng([seed, number])
    mean, phi = weekly_mean(parameters), parameters[4]
    base = rng.poisson(mean) if phi == 1 else rng.negative_binomial(mean / (phi - 1), 1 / phi)
    spread = np.sqrt(phi * mean)
    past, current = (
        PAST_SIZES[(replicate // 2 + number // 7) % len(PAST_SIZES)],
        1 + (3 * (number - replicate) + replicate) % 10,
    )
    for start in rng.integers(FIRST_BASELINE, FIRST_JUDGED, PAST_OUTBREAKS if past else 0):
        base = base + _place(rng, start, past * spread[start], WEEKS)
    start = int(rng.integers(FIRST_JUDGED, WEEKS))
    return base, _place(rng, start, current * spread[start], WEEKS), current


def weekly_mean(parameters: tuple[float, float, float, float, float, int]) -> NDArray:
    """Give the expected counts of a scenario, without outbreaks: float array (weeks,)."""
    theta, beta, gamma1, gamma2, _phi, harmonics = parameters
    week = np.arange(1, WEEKS + 1)
    angles = [2 * np.pi * number * week / 52 for number in range(1, harmonics + 1)]
    return np.exp(theta + beta * week + sum(gamma1 * np.cos(at) + gamma2 * np.sin(at) for at in angles))


def _place(rng: np.random.Generator, start: int, expected: float, weeks: int) -> NDArray:
    """Spread the cases of an outbreak over weeks; those after the end are cut."""
    cases = max(int(rng.poisson(expected)), 1)
    at = start + np.floor(rng.lognormal(0, SPREAD, cases)).astype(int)
    # What begins in the last weeks may lie behind the end but for this: one case is in its first week.
    at[0] = start if at.min() >= weeks else at[0]
    return np.bincount(at[at < weeks], minlength=weeks)


DAYS_A_WEEK, DAILY_DAYS, DAILY_JUDGED = 5, 160, 100
# Monday's children are reported more often. source: NOUFAILY-2019
WEEKDAY_FACTORS = (1.5, 1.1, 1.0, 0.9, 1.1)


def draw_daily(schools: int, *, classes: int = 12, seed: int) -> Scenarios:
    """Draw classes of schools over 160 school days; one in three has an outbreak in the last 60.

    Rates differ by school and class, Mondays stand out, a season moves all by half; outbreaks have 3 to 12 cases whose
    onsets spread over a lognormal delay of days. `scenario` is the school; `size` the cases, 0 without outbreak.
    source: NOUFAILY-2019, PROJECT
    """
    parts = [_draw_school(school, classes, seed) for school in range(schools)]
    quiet, outbreak = (np.concatenate([part[at] for part in parts], axis=1) for at in range(2))
    size = outbreak.sum(axis=0)
    return Scenarios(quiet, quiet + outbreak, outbreak, np.repeat(np.arange(schools), classes), size, DAILY_JUDGED)


def _draw_school(school: int, classes: int, seed: int) -> tuple[NDArray, NDArray]:
    rng = np.random.default_rng([seed, school])
    day = np.arange(DAILY_DAYS)
    factor = np.array(WEEKDAY_FACTORS)[day % DAYS_A_WEEK] / np.mean(WEEKDAY_FACTORS)
    factor = factor * (1 + 0.5 * np.sin(2 * np.pi * day / 200 + rng.uniform(0, 2 * np.pi)))
    rate = 0.15 * rng.gamma(4, 1 / 4) * rng.gamma(6, 1 / 6, classes)
    quiet = rng.poisson(factor[:, None] * rate)
    outbreak = np.zeros_like(quiet)
    for one in range(classes):
        if one % 3 == 0:
            start, cases = int(rng.integers(DAILY_JUDGED, DAILY_DAYS - 8)), int(rng.integers(3, 13))
            onset = start + np.floor(rng.lognormal(0.6, 0.6, cases)).astype(int)
            outbreak[:, one] = np.bincount(np.minimum(onset, DAILY_DAYS - 1), minlength=DAILY_DAYS)
    return quiet, outbreak
