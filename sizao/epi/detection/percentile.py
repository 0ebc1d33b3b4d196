"""The improved moving percentile (改进的移动百分位数法): the last days against the same days of past years, ranked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sizao.epi.detection.counts import WrongShape, check_option, read_counts
from sizao.epi.detection.results import Detection


@dataclass(frozen=True, slots=True)
class PercentileOptions:
    """How past periods are gathered and ranked.

    span_days: days in a period, summed. years: past years. shifts: periods before and after the same time of each year.
    frequency: days in a year. percentile: of the past periods, that the current one must exceed.
    least_cases: fewer in the current period are no alarm.

    source: YANG-2011
    """

    span_days: int = 7
    years: int = 3
    shifts: int = 2
    frequency: int = 365
    percentile: float = 80.0
    least_cases: int = 2

    def __post_init__(self) -> None:
        check_option(self.span_days >= 1, "span_days", self.span_days, "at least 1")
        check_option(self.years >= 1, "years", self.years, "at least 1")
        check_option(self.shifts >= 0, "shifts", self.shifts, "not negative")
        check_option(0 < self.percentile <= 100, "percentile", self.percentile, "above 0, at most 100")
        reach = self.span_days * (self.shifts + 1)
        check_option(self.frequency > reach, "frequency", self.frequency, "more days than the periods around one time")

    @property
    def offsets(self) -> NDArray[np.int64]:
        """How far before the judged day the past periods end."""
        around = self.span_days * np.arange(-self.shifts, self.shifts + 1)
        return np.add.outer(self.frequency * np.arange(1, self.years + 1), around).ravel()


def moving_percentile(
    counts: ArrayLike, *, outbreaks: ArrayLike | None = None, first: int | None = None, **options: object
) -> Detection:
    """Rank the cases of the last days among those of the same time in past years, past outbreaks left out.

    counts: int or float array (days,) or (days, series); a period with a missing day is missing.
    outbreaks: bool of the same shape, days of known outbreaks: periods with one are left out of the past, which is
    the improvement on the moving percentile.
    first: the first judged day, counted from 0, from the end when negative; None is the first with all past years.
    options: the fields of `PercentileOptions`.
    returns: `observed` and `upper` are sums of a period, `expected` the median, `score` the share of periods below.
    raises: EpiError of counts, TooFewDays, WrongShape, WrongOption.
    source: YANG-2011
    """
    how = PercentileOptions(**options)  # type: ignore[arg-type]
    given = read_counts(counts)
    start = given.start(first, int(how.offsets.max()) + how.span_days - 1)
    current = _sums(given.floats(), how.span_days)
    past = current.copy()
    if outbreaks is not None:
        marked = np.asarray(outbreaks, dtype=bool)
        if marked.size != given.values.size or marked.shape[0] != given.days:
            raise WrongShape(name="outbreaks", shape=marked.shape)
        past[_sums(marked.reshape(given.values.shape).astype(np.float64), how.span_days) > 0] = np.nan
    observed = current[start:]
    upper, expected, score = (np.full(observed.shape, np.nan) for _ in range(3))
    for row, day in enumerate(range(start, given.days)):
        before = past[day - how.offsets]
        known = (~np.isnan(before)).sum(axis=0)
        some = known > 0
        upper[row, some] = np.nanpercentile(before[:, some], how.percentile, axis=0)
        expected[row, some] = np.nanmedian(before[:, some], axis=0)
        score[row, some] = (before[:, some] < observed[row, some]).sum(axis=0) / known[some]
    alarm = (observed > upper) & (observed >= how.least_cases)
    arrays = observed, expected, upper, score, alarm
    return Detection(np.arange(start, given.days), *(given.shaped(one) for one in arrays))


def _sums(values: NDArray, span: int) -> NDArray:
    """Sum each day with the days before it; missing at the beginning."""
    result = np.full(values.shape, np.nan)
    for lag in range(span):
        part = values[lag : len(values) - span + 1 + lag]
        result[span - 1 :] = part if lag == 0 else result[span - 1 :] + part
    return result
