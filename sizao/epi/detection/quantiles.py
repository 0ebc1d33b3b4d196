"""Tails and quantiles of counts, safe for any mean: scipy's own quantile ends the process at huge ones."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

# Beyond these a negative binomial is a normal, or a Poisson, distribution to more digits than a float holds.
NORMAL_MEAN, POISSON_SIZE = 1e9, 1e12
SMALLEST_SIZE = 1e-9
FUZZ, MOST_HALVINGS = 1e-14, 200


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
        spread = mu[huge] * np.sqrt(1 / mu[huge] + 1 / k[huge])
        result[huge] = np.where(np.isinf(mu[huge]), np.inf, np.ceil(mu[huge] + special.ndtri(p[huge]) * spread))
    result[poisson] = _search(p[poisson], mu[poisson], None)
    result[rest] = _search(p[rest], mu[rest], k[rest])
    return np.maximum(result, 0.0)


def _search(prob: NDArray, mean: NDArray, size: NDArray | None) -> NDArray[np.float64]:
    """Double from a normal's quantile until the count is not exceeded often enough, then halve."""
    goal = prob * (1 - FUZZ)
    spread = np.sqrt(mean if size is None else mean + mean * (mean / size))
    low = np.full(prob.shape, -1.0)
    high = np.maximum(np.ceil(mean + special.ndtri(prob) * spread), 0.0)
    for _ in range(MOST_HALVINGS):
        short = _below(high, mean, size) < goal
        if not short.any():
            break
        low = np.where(short, high, low)
        high = np.where(short, high * 2 + 1, high)
    for _ in range(MOST_HALVINGS):
        middle = np.floor((low + high) / 2)
        apart = (high - low > 1) & (middle > low) & (middle < high)
        if not apart.any():
            break
        enough = _below(middle, mean, size) >= goal
        high = np.where(apart & enough, middle, high)
        low = np.where(apart & ~enough, middle, low)
    return high


def _below(counts: NDArray, mean: NDArray, size: NDArray | None) -> NDArray[np.float64]:
    """Chance of a count that is not larger; nan of the special functions counts as certain."""
    with np.errstate(invalid="ignore", over="ignore", under="ignore"):
        if size is None:
            found = special.gammaincc(counts + 1, mean)
        else:
            found = special.betainc(size, counts + 1, size / (size + mean))
    return np.where(np.isnan(found), 1.0, found)


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
    """Chance of a larger count, and half the chance of the same: uniform on average, as false discovery rates want."""
    y = np.asarray(counts, dtype=np.float64)
    return (nb_tail(y, mean, size) + nb_tail(y + 1, mean, size)) / 2
