"""What a unit would count without an outbreak: shrunken log-linear regression that past outbreaks hardly move.

Axes: `(times, series)` for counts, `(times, terms)` for the design that all series share.
"""

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

from sizao.epi.detection import kernels

_ROUNDS, _STEPS = 3, 12


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """How far coefficients may go from zero, and which weeks count less.

    trend_sd: of the change of the log mean over the whole history. season_sd: of the first pair of harmonics; the
    second
    pair has half of it. cut: standardized residuals above it count less, by their square, so that outbreaks of the past
    do not hide those of today. source: NOUFAILY-2013
    guard: times left out before the judged one. history: times fitted. period: times in a year.
    kinship_sd, kinship_weeks: how far children may leave their parent's trend and season, and how many weeks of data
    their siblings' dispersion counts for.
    """

    trend_sd: float = 1.0
    season_sd: float = 0.7
    cut: float = 2.3
    guard: int = 2
    history: int = 260
    period: float = 52.0
    harmonics: int = 2
    kinship_sd: float = 0.1
    kinship_weeks: float = 520.0


def design_of(times: NDArray, options: Shrinkage) -> tuple[NDArray, NDArray]:
    """Make the columns level, trend, harmonics for times counted back from the judged one (0, -1, …).

    returns: design (times, terms), and the precision (terms,) of each coefficient's prior; the level is free.
    """
    columns, precision = [np.ones(times.size), times / options.history], [0.0, options.trend_sd**-2]
    for number in range(1, options.harmonics + 1):
        angle = 2 * np.pi * number * times / options.period
        columns += [np.cos(angle), np.sin(angle)]
        precision += [(options.season_sd / number) ** -2] * 2
    return np.stack(columns, axis=1), np.array(precision)


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _solve_in_place(matrix, right):
    """Cholesky solve of a small system; the factor stays in `matrix`."""
    terms = right.size
    for i in range(terms):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= matrix[i, k] * matrix[j, k]
            matrix[i, j] = np.sqrt(max(total, 1e-12)) if i == j else total / matrix[j, j]
    for i in range(terms):
        for k in range(i):
            right[i] -= matrix[i, k] * right[k]
        right[i] /= matrix[i, i]
    for i in range(terms - 1, -1, -1):
        for k in range(i + 1, terms):
            right[i] -= matrix[k, i] * right[k]
        right[i] /= matrix[i, i]


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _climb(data, prior, beta, room):
    """Newton steps of the penalized quasi-likelihood; `mu` and `matrix` (its factor) are left at the maximum."""
    y, design, weight = data
    penalty, center = prior
    mu, matrix, right = room
    times, terms = design.shape
    for _step in range(_STEPS):
        matrix[:] = 0.0
        right[:] = 0.0
        for t in range(times):
            eta = 0.0
            for j in range(terms):
                eta += design[t, j] * beta[j]
            mu[t] = np.exp(min(max(eta, -20.0), 20.0))
            if weight[t] > 0:
                pull, hold = weight[t] * (y[t] - mu[t]), weight[t] * mu[t]
                for j in range(terms):
                    right[j] += pull * design[t, j]
                    scaled = hold * design[t, j]
                    for k in range(j + 1):
                        matrix[j, k] += scaled * design[t, k]
        for j in range(terms):
            right[j] -= penalty[j] * (beta[j] - center[j])
            matrix[j, j] += penalty[j] + 1e-9
        _solve_in_place(matrix, right)
        largest = 0.0
        for j in range(terms):
            change = min(max(right[j], -3.0), 3.0)
            beta[j] += change
            largest = max(largest, abs(change))
        if largest < 1e-5:
            break


@nb.njit(cache=True, nogil=True, error_model="numpy")
def _reweigh(y, mu, phi, cut, weight):
    """Give weeks whose Anscombe residual is above `cut` less weight; returns the new dispersion."""
    total, pearson = 0.0, 0.0
    for t in range(y.size):
        if np.isnan(y[t]):
            continue
        residual = 1.5 * (y[t] ** (2 / 3) * mu[t] ** (-1 / 6) - np.sqrt(mu[t])) / np.sqrt(phi)
        weight[t] = 1.0 if residual <= cut else (cut / residual) ** 2
        total += weight[t]
        pearson += weight[t] * (y[t] - mu[t]) ** 2 / mu[t]
    return total, pearson


@nb.njit(cache=True, nogil=True, error_model="numpy")
def fit_series(y, rows, prior, cut, out):
    """Fit one series; rows: those of the design that are fitted, and those to predict.

    out: takes the means of the latter, then phi, the variance of eta at the first of them, and the coefficients.
    """
    design, at = rows
    precision, center = prior
    times, terms = design.shape
    beta, mu = center.copy(), np.empty(times)
    matrix, right = np.empty((terms, terms)), np.empty(terms)
    weight = np.where(np.isnan(y), 0.0, 1.0)
    level = 0.0
    for t in range(times):
        eta = 0.0
        for j in range(1, terms):
            eta += design[t, j] * beta[j]
        level += np.exp(eta) * weight[t]
    beta[0] = np.log((np.nansum(y) + 0.5) / (level + 1.0))
    phi = 1.0
    for _round in range(_ROUNDS):
        _climb((y, design, weight), (precision * phi, center), beta, (mu, matrix, right))
        total, pearson = _reweigh(y, mu, phi, cut, weight)
        phi = max(1.0, pearson / max(total - terms, 1.0))
    for row in range(at.shape[0]):
        eta = 0.0
        for j in range(terms):
            eta += at[row, j] * beta[j]
        out[row] = np.exp(min(max(eta, -20.0), 20.0))
    out[at.shape[0]] = phi
    variance = 0.0
    for i in range(terms):
        right[i] = at[0, i]
    for i in range(terms):
        for k in range(i):
            right[i] -= matrix[i, k] * right[k]
        right[i] /= matrix[i, i]
        variance += right[i] ** 2
    out[at.shape[0] + 1] = phi * variance
    out[at.shape[0] + 2 :] = beta


@nb.njit(cache=True, nogil=True, error_model="numpy")
def fit_block(values, span, rows, prior, out):
    """Fit series span[0] to span[1] of (times, series); each is computed alone, so blocks do not matter."""
    precision, centers, cut = prior
    column = np.empty(values.shape[0])
    for s in range(span[0], span[1]):
        for t in range(values.shape[0]):
            column[t] = values[t, s]
        fit_series(column, rows, (precision, centers[s]), cut, out[s])


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of the judged time and those just before it, seen from before them.

    mean: (steps back, series), the judged time first. phi: (series,) variance over mean of single counts. variance: of
    the log mean, from estimation. coefficients: (series, terms).
    """

    mean: NDArray
    phi: NDArray
    variance: NDArray
    coefficients: NDArray


def expect(history: NDArray, steps: int, options: Shrinkage, parents: NDArray | None = None) -> Expectation:
    """Fit all series to `history`, which ends `options.guard` times before the judged one, and look ahead.

    history: float (times, series), nan where missing. steps: how many times back from the judged one are wanted.
    parents: (series,) number of the unit above; its children borrow trend and season from their sum, and part of phi.
    """
    times = np.arange(-history.shape[0] - options.guard + 1, -options.guard + 1, dtype=float)
    design, precision = design_of(times, options)
    rows = design, design_of(-np.arange(steps, dtype=float), options)[0]
    if parents is None:
        return _fit(history, rows, precision, np.zeros((history.shape[1], design.shape[1])), options)
    _, group = np.unique(parents, return_inverse=True)
    sums = np.zeros((history.shape[0], group.max() + 1))
    np.add.at(sums.T, group, np.nan_to_num(history.T))
    above = _fit(sums, rows, precision, np.zeros((sums.shape[1], design.shape[1])), options)
    tight = np.append(0.0, np.full(design.shape[1] - 1, options.kinship_sd**-2.0))
    own = _fit(history, rows, tight, above.coefficients[group], options)
    return Expectation(
        own.mean, _pool(own.phi, group, options.kinship_weeks, history.shape[0]), own.variance, own.coefficients
    )


def _pool(phi: NDArray, group: NDArray, weight: float, times: int) -> NDArray:
    """Pull each dispersion towards the middle of its siblings'."""
    middle = np.bincount(group, phi) / np.bincount(group)
    return (phi * times + middle[group] * weight) / (times + weight)


def _fit(
    history: NDArray, rows: tuple[NDArray, NDArray], precision: NDArray, centers: NDArray, options: Shrinkage
) -> Expectation:
    design, at = rows
    steps = at.shape[0]
    out = np.empty((history.shape[1], steps + 2 + design.shape[1]))
    values = np.ascontiguousarray(history, dtype=float)

    def judge(begin: int, end: int) -> None:
        fit_block(values, (begin, end), (design, at), (precision, centers, options.cut), out)

    kernels.for_blocks(judge, history.shape[1])
    return Expectation(
        out[:, :steps].T.copy(), out[:, steps].copy(), out[:, steps + 1].copy(), out[:, steps + 2 :].copy()
    )
