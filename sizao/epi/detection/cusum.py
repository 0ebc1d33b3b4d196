"""CUSUM charts of counts: what goes beyond the expected count is added up until it reaches a limit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sizao.epi.detection import kernels, regression
from sizao.epi.detection.counts import Counts, check_option, read_beside, read_counts
from sizao.epi.detection.results import Detection
from sizao.epi.detection.transforms import TRANSFORMS, from_normal, to_normal

RESETS = ("none", "alarm", "half")


@dataclass(frozen=True, slots=True)
class CusumOptions:
    """How a chart judges.

    reference: what is taken off each day's value (k). limit: the sum at which it alarms (h).
    transform: one of `TRANSFORMS`; `rossi` suits Poisson counts.
    alpha: of the variance mean + alpha mean², for the two negative-binomial transforms.
    reset: what an alarm does to the sum: "none" lets it go on, "alarm" sets it to 0, "half" to half the limit.
    variant: "surveillance" gives R's values: its rounded table for `anscombeNegBin`, its `upper`.

    source: ROSSI-1999
    """

    reference: float = 1.04
    limit: float = 2.26
    transform: str = "rossi"
    alpha: float = 0.1
    reset: str = "none"
    variant: str | None = None

    def __post_init__(self) -> None:
        check_option(self.reference >= 0, "reference", self.reference, "not negative")
        check_option(self.limit > 0, "limit", self.limit, "above 0")
        check_option(self.transform in TRANSFORMS, "transform", self.transform, "one of " + ", ".join(TRANSFORMS))
        check_option(self.alpha > 0, "alpha", self.alpha, "above 0")
        check_option(self.reset in RESETS, "reset", self.reset, "one of " + ", ".join(RESETS))
        check_option(self.variant in (None, "surveillance"), "variant", self.variant, "surveillance or None")

    @property
    def is_table(self) -> bool:
        """Whether R's values are wanted."""
        return self.variant == "surveillance"

    @property
    def is_late(self) -> bool:
        """Whether R's limit is not a count but what is left of the sum's limit after the day."""
        return self.is_table and self.transform == "anscombeNegBin"


@dataclass(frozen=True, slots=True, eq=False)
class CusumResult(Detection):
    """A chart; `score` is the sum, `upper` the count at which the day alarms."""

    @property
    def is_judged(self) -> NDArray:
        """Tell which days could be judged."""
        return ~np.isnan(self.score)


def cusum(
    counts: ArrayLike, *, first: int, mean: ArrayLike | str = "mean", frequency: float = 52, **options: object
) -> CusumResult:
    """Chart counts against a mean.

    counts: int or float array (days,) or (days, series); a missing day leaves the sum as it is.
    first: the first judged day, counted from 0, from the end when negative.
    mean: "mean" of the days before `first`; "glm", a Poisson regression on one harmonic of the year of `frequency` days
    fitted before `first`; or the expected counts, a number, (judged days,) or (judged days, series).
    options: the fields of `CusumOptions`.
    returns: nan throughout for a series whose mean is 0: nothing can be measured against it.
    raises: EpiError of counts, TooFewDays, WrongOption.
    source: ROSSI-1999
    """
    how = CusumOptions(**options)  # type: ignore[arg-type]
    given = read_counts(counts)
    start = given.start(first, 1)
    observed = np.asarray(given.values[start:], dtype=np.float64)
    expected = _expected(given, start, mean, frequency)
    score, previous = np.empty(observed.shape), np.empty(observed.shape)
    upper = np.empty(observed.shape)

    def judge(begin: int, end: int) -> None:
        part = slice(None), slice(begin, end)
        z = to_normal(observed[part], expected[part], how.transform, how.alpha, is_table=how.is_table)
        rules = how.reference, how.limit, RESETS.index(how.reset), not how.is_table
        _add_up(z, rules, score[part], previous[part])
        needed = how.limit - (previous[part], score[part])[how.is_late] + how.reference * (not how.is_late)
        make = _surveillance_upper if how.is_table else from_normal
        upper[part] = make(needed, expected[part], how.transform, how.alpha)

    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        kernels.for_blocks(judge, given.series)
        alarm = score >= how.limit
    arrays = (observed, expected, upper, score, alarm)
    return CusumResult(np.arange(start, given.days), *(given.shaped(one) for one in arrays))


def _expected(given: Counts, start: int, mean: ArrayLike | str, frequency: float) -> NDArray[np.float64]:
    judged = Counts(given.values[start:], given.is_single)
    if not isinstance(mean, str):
        return read_beside("mean", mean, judged)
    check_option(mean in ("mean", "glm"), "mean", mean, "mean, glm or expected counts")
    past = np.ascontiguousarray(given.values[:start], dtype=np.float64)
    if mean == "mean":
        known = (~np.isnan(past)).sum(axis=0)
        with np.errstate(invalid="ignore"):
            found = np.nansum(past, axis=0) / known
        return np.ascontiguousarray(np.broadcast_to(found, judged.values.shape))
    design = regression.harmonics(np.arange(1, given.days + 1), frequency, pairs=1, is_trend=False)
    fitted = regression.fit(past, design[:start])
    return regression.predict(design[start:], fitted.coefficients)


def _surveillance_upper(z: NDArray, m: NDArray, kind: str, alpha: float) -> NDArray:
    """Give `upper` as R does: whole counts for `standard`, another sign of a power for `anscombe2nd`."""
    if kind == "standard":
        found = np.ceil(from_normal(z, m, kind, alpha))
    elif kind == "rossi":
        found = (np.sqrt(4 * m + 2 * z * np.sqrt(m)) - np.sqrt(m)) ** 2
    elif kind == "anscombe2nd":
        found = np.maximum(m ** (2 / 3) - m ** (1 / 3) / 9 + 2 / 3 * z * m ** (1 / 6), 0.0) ** 1.5
    else:
        found = z if kind == "anscombeNegBin" else from_normal(z, m, kind, alpha)
    return np.where(found > 0, found, 0.0)


@kernels.compiled
def _add_up(z, rules, score, previous):
    reference, limit, reset, is_skipping = rules
    days, series = z.shape
    totals = np.zeros(series)
    for day in range(days):
        for one in range(series):
            previous[day, one] = totals[one]
            value = z[day, one]
            if np.isnan(value) and is_skipping:
                score[day, one] = np.nan
                continue
            total = totals[one] + value - reference
            total = 0.0 if total < 0 else total
            score[day, one] = total
            if total >= limit and reset > 0:
                total = 0.0 if reset == 1 else limit / 2
            totals[one] = total
