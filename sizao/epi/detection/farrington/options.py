"""How the Farrington methods judge."""

from dataclasses import dataclass

from sizao.epi.detection.counts import check_option

POWERS = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}
LIMITS = ("delta", "nbPlugin", "muan")


@dataclass(frozen=True, slots=True)
class FarringtonOptions:
    """How the flexible method judges; the defaults are those of R's package.

    years: past years looked at (b). window: points to each side of the same time (w).
    blocks: levels of the season, 1 for the windows alone; 10 takes the whole year (noPeriods).
    excluded: points left out just before the judged one; None is `window`; 26 weeks in Noufaily's version.
    is_reweighted: past outbreaks count less. weights_threshold: residuals above it do (2.58; 1 in the first version).
    is_trend: a trend may be fitted. trend_p: and is kept when its p-value is below this; 1 keeps it always.
    alpha: chance of a false alarm at one point, one-sided.
    limit: how the limit is made: "delta" from a power transform, "nbPlugin" from a negative binomial, "muan" the same
    with a mean at its own upper limit. power: "2/3", "1/2" or "none", of delta.
    least_cases: (cases, points): fewer cases in the last points give no alarm.
    compat: "surveillance" repeats what R's package computes; None takes the estimated dispersion for the spread of the
    mean, a score on one scale, and a mean learned from the number of points where no past point had a case.

    source: NOUFAILY-2013
    """

    years: int = 5
    window: int = 3
    blocks: int = 1
    excluded: int | None = None
    is_reweighted: bool = True
    weights_threshold: float = 2.58
    is_trend: bool = True
    trend_p: float = 0.05
    alpha: float = 0.05
    limit: str = "delta"
    power: str = "2/3"
    least_cases: tuple[int, int] = (5, 4)
    compat: str | None = None

    def __post_init__(self) -> None:
        check_option(self.years >= 1, "years", self.years, "at least 1")
        check_option(self.window >= 0, "window", self.window, "not negative")
        check_option(self.blocks >= 1, "blocks", self.blocks, "at least 1")
        check_option(self.excluded is None or self.excluded >= 0, "excluded", self.excluded, "not negative")
        check_option(self.weights_threshold > 0, "weights_threshold", self.weights_threshold, "above 0")
        check_option(0 < self.trend_p <= 1, "trend_p", self.trend_p, "above 0, at most 1")
        check_option(0 < self.alpha < 1, "alpha", self.alpha, "between 0 and 1")
        check_option(self.limit in LIMITS, "limit", self.limit, "one of " + ", ".join(LIMITS))
        check_option(self.power in POWERS, "power", self.power, "one of " + ", ".join(POWERS))
        check_option(len(self.least_cases) == 2 and self.least_cases[1] >= 1, "least_cases", self.least_cases, "a pair")
        check_option(self.compat in (None, "surveillance"), "compat", self.compat, "surveillance or None")

    @property
    def is_compat(self) -> bool:
        """Whether R's values are wanted."""
        return self.compat == "surveillance"

    @property
    def left_out(self) -> int:
        """Points left out just before the judged one."""
        return self.window if self.excluded is None else self.excluded


NOUFAILY = FarringtonOptions(blocks=10, excluded=26, trend_p=1.0, alpha=0.005, limit="nbPlugin")
