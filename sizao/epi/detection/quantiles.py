"""Tails and quantiles of counts, safe for any mean: scipy's negative-binomial quantile ends the process at huge ones."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

# Beyond these a negative binomial is a normal, or a Poisson, distribution to more digits than a float holds.
NORMAL_MEAN, POISSON_SIZE = 1e9, 1e12
SMALLEST_SIZE = 1e-9


def nb_quantile(prob: ArrayLike, mean: ArrayLike, size: ArrayLike) -> NDArray[np.float64]:
    """Find the smallest count that is not exceeded with chance `prob`.

    mean, size: of a negative binomial with variance mean + mean²/size; an infinite size is a Poisson distribution.
    returns: counts as floats; nan where the mean or size is, inf where the mean is infinite.
    """
    p, mu, k = (np.asarray(one, dtype=np.float64) for one in np.broadcast_arrays(prob, mean, size))
    # A size of next to nothing is all mass at zero; below the smallest believed the quantile is its quantile.
    k = np.where(k < SMALLEST_SIZE, SMALLEST_SIZE, k)
    result = np.full(mu.shape, np.nan)
    known = ~(np.isnan(mu) | np.isnan(k) | np.isnan(p))
    huge = known & (mu > NORMAL_MEAN)
    poisson = known & ~huge & (k > POISSON_SIZE)
    rest = known & ~huge & ~poisson
    with np.errstate(over="ignore", invalid="ignore"):
        spread = np.sqrt(mu[huge] + mu[huge] * (mu[huge] / k[huge]))
        result[huge] = np.where(np.isinf(mu[huge]), np.inf, np.ceil(mu[huge] + special.ndtri(p[huge]) * spread))
    result[poisson] = stats.poisson.ppf(p[poisson], mu[poisson])
    result[rest] = stats.nbinom.ppf(p[rest], k[rest], k[rest] / (k[rest] + mu[rest]))
    return np.maximum(result, 0.0)


def nb_tail(counts: ArrayLike, mean: ArrayLike, size: ArrayLike) -> NDArray[np.float64]:
    """Chance of a count at least as large; nan where the count, the mean or the size is."""
    y, mu, k = (np.asarray(one, dtype=np.float64) for one in np.broadcast_arrays(counts, mean, size))
    poisson = k > POISSON_SIZE
    with np.errstate(invalid="ignore", over="ignore"):
        share = np.where(np.isinf(mu), 1.0, mu / (np.where(poisson, 1.0, k) + mu))
        tail = special.betainc(np.maximum(y, 1.0), np.where(poisson, 1.0, k), share)
        tail = np.where(poisson, special.gammainc(np.maximum(y, 1.0), mu), tail)
    tail = np.where(y <= 0, 1.0, tail)
    return np.where(np.isnan(y) | np.isnan(mu) | np.isnan(k), np.nan, tail)


def nb_mid_p(counts: ArrayLike, mean: ArrayLike, size: ArrayLike) -> NDArray[np.float64]:
    """Chance of a larger count, and half the chance of the same: uniform on average, so fit for a false discovery rate."""
    y = np.asarray(counts, dtype=np.float64)
    return (nb_tail(y, mean, size) + nb_tail(y + 1, mean, size)) / 2
