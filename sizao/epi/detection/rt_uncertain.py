"""Rt when the serial interval itself is uncertain: a mixture over plausible intervals, without random numbers."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc, gammaincinv
from scipy.stats import norm

from sizao.epi.detection import rt, serial

_BISECTIONS = 60


@dataclass(frozen=True, slots=True)
class UncertainInterval:
    """What is believed of a serial interval: mean and sd, each a normal cut at its limits, in days.

    points: how many plausible intervals stand for it.
    """

    mean: float
    mean_sd: float
    mean_limits: tuple[float, float]
    sd: float
    sd_sd: float
    sd_limits: tuple[float, float]
    points: int = 256

    def spread(self) -> list[tuple[float, float]]:
        """Give pairs (mean, sd) of equal weight, by a low-discrepancy sequence; sd above mean is left out."""
        steps = np.arange(1, 4 * self.points + 1)
        first = (0.5 + steps * 0.7548776662466927) % 1.0
        second = (0.5 + steps * 0.5698402909980532) % 1.0
        means = _cut_normal(first, self.mean, self.mean_sd, self.mean_limits)
        sds = _cut_normal(second, self.sd, self.sd_sd, self.sd_limits)
        kept = (sds < means) & (means > serial.SHIFT_DAYS)
        if not kept.any():
            raise serial.SerialIntervalRefused(mean=self.mean, sd=self.sd)
        return list(zip(means[kept].tolist(), sds[kept].tolist(), strict=True))[: self.points]


def estimate_rt_uncertain(
    incidence: ArrayLike,
    interval: UncertainInterval,
    *,
    imported: ArrayLike | None = None,
    windows: tuple[ArrayLike, ArrayLike] | int = 7,
    options: rt.RtOptions | None = None,
) -> rt.Rt:
    """Estimate Rt averaged over plausible serial intervals: wider bands than with one interval taken as true.

    incidence: (days, series) or (days,). Each plausible interval gives an exact posterior; the result is their mixture,
    so two runs give the same digits. A window has an estimate where it has one under every interval.
    source: CORI-2013
    """
    options = options or rt.RtOptions()
    cases = np.asarray(incidence, dtype=float)
    runs = [
        rt.estimate_rt(
            cases,
            serial.discretize_serial_interval(mean, sd, length=cases.shape[0]),
            imported=imported,
            windows=windows,
            options=replace(options, levels=()),
        )
        for mean, sd in interval.spread()
    ]
    first = runs[0]
    means = np.stack([run.mean for run in runs])
    sd = np.sqrt(np.mean([run.sd**2 for run in runs], axis=0) + means.var(axis=0))
    shape = options.gamma[0] + first.cases
    quantiles = np.stack([_mixture_quantile(shape, means / shape, level) for level in options.levels])
    reason = np.max([run.reason for run in runs], axis=0)
    reason[np.any([run.reason == rt.TOO_EARLY for run in runs], axis=0)] = rt.TOO_EARLY
    si_mean, si_sd = (float(np.mean([getattr(run, name) for run in runs])) for name in ("si_mean", "si_sd"))
    return rt.Rt(
        first.start, first.end, means.mean(axis=0), sd, quantiles, options.levels, first.cases, reason, si_mean, si_sd
    )


def _cut_normal(share: NDArray, mean: float, sd: float, limits: tuple[float, float]) -> NDArray:
    low, high = norm.cdf((np.asarray(limits) - mean) / sd)
    return mean + sd * norm.ppf(low + share * (high - low))


def _mixture_quantile(shape: NDArray, scales: NDArray, level: float) -> NDArray:
    """Invert the mixture of gammas by bisection between its smallest and largest part."""
    unit = gammaincinv(shape, level)
    low, high = unit * scales.min(axis=0), unit * scales.max(axis=0)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        above = gammainc(shape, middle / scales).mean(axis=0) > level
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2
