"""From a fitted mean and its spread to a limit, a score and a chance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sizao.epi.detection.farrington.options import POWERS, FarringtonOptions
from sizao.epi.detection.quantiles import nb_quantile, nb_tail


@dataclass(frozen=True, slots=True, eq=False)
class Mean:
    """The expected count of a judged point: its logarithm, the spread of that, and the dispersion of counts."""

    eta: NDArray
    spread: NDArray
    phi: NDArray


def limits(observed: NDArray, mean: Mean, options: FarringtonOptions, tail: float) -> tuple[NDArray, NDArray, NDArray]:
    """Work out limit, score and p-value; tail: the chance above the limit."""
    mu = np.exp(mean.eta)
    if options.limit == "delta":
        upper, chance = power_limit(observed, mean, POWERS[options.power], tail)
    else:
        sigmas = -float(ndtri(tail)) if options.limit == "muan" else 0.0
        center = np.exp(mean.eta + sigmas * mean.spread)
        if options.is_compat:
            center = np.where(np.isinf(center), np.nan, center)
        with np.errstate(divide="ignore"):
            size = np.where(mean.phi > 1, center / (mean.phi - 1), np.inf)
        upper = nb_quantile(1 - tail, center, size)
        chance = nb_tail(observed, center, size)
    # R measures these scores from the logarithm of the mean.
    base = mean.eta if options.is_compat and options.limit != "delta" else mu
    return upper, (observed - base) / (upper - base), chance


def power_limit(observed: NDArray, mean: Mean, power: float, tail: float) -> tuple[NDArray, NDArray]:
    """Take the limit where a power of the count is normal; both directions of a prediction are in `tau`."""
    mu = np.exp(mean.eta)
    tau = mean.phi + (mean.spread * mu) ** 2 / mu
    wide = power * mu ** (power - 0.5) * np.sqrt(tau)
    sigmas = -float(ndtri(tail))
    upper = np.maximum(mu**power + sigmas * wide, 0.0) ** (1 / power)
    return upper, 1 - ndtr((observed**power - mu**power) / wide)
