"""Log-linear regression of counts, all series at once: Poisson or negative binomial, one design matrix for all."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sizao.epi.detection import kernels

# As R's glm: when the deviance has settled, and how often at most.
# source: R-GLM
TOLERANCE, MOST_STEPS = 1e-8, 25
MOST_ROUNDS = 50
AS_R = -1.0
R_THETA_STEP, R_ROUNDS = 2.220446049250313e-16**0.25, 25
SMALLEST_DISPERSION, LARGEST_DISPERSION = 1e-8, 1e8


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Fitted regressions.

    coefficients: (terms, series). mean: (days, series) fitted. dispersion: (series,) alpha of the variance
    mean + alpha mean². converged: (series,).
    """

    coefficients: NDArray
    mean: NDArray
    dispersion: NDArray
    converged: NDArray


def harmonics(days: NDArray, frequency: float, *, pairs: int, is_trend: bool) -> NDArray:
    """Write the design matrix (days, terms): one, the day, and pairs of sine and cosine of the year."""
    angle = 2 * np.pi * np.asarray(days, dtype=np.float64) / frequency
    terms = [np.ones(len(days))] + ([np.asarray(days, dtype=np.float64)] if is_trend else [])
    for pair in range(1, pairs + 1):
        terms += [np.sin(pair * angle), np.cos(pair * angle)]
    return np.ascontiguousarray(np.stack(terms, axis=1))


def fit(values: NDArray, design: NDArray, *, dispersion: float | None = 0.0) -> Fit:
    """Fit log(mean) = design @ coefficients to each series; missing days are left out.

    values: float array (days, series). design: (days, terms).
    dispersion: alpha, 0 is Poisson, None is estimated by maximum likelihood for each series; `AS_R` ends where the
    steps of R's glm.nb end, which is elsewhere when counts spread no more than Poisson.
    source: R-GLM
    """
    days, series = values.shape
    # Columns on one scale: the day's number would swamp the others.
    scale = np.maximum(np.abs(design).max(axis=0), 1e-300)
    scaled = np.ascontiguousarray(design / scale)
    result = Fit(
        np.empty((design.shape[1], series)), np.empty((days, series)), np.empty(series), np.empty(series, bool)
    )
    out = result.coefficients, result.mean, result.dispersion, result.converged
    given = np.nan if dispersion is None else float(dispersion)
    kernels.for_blocks(lambda begin, end: _fit_all(values, scaled, given, (begin, end), out), series)
    result.coefficients[:] = result.coefficients / scale[:, None]
    return result


def predict(design: NDArray, coefficients: NDArray) -> NDArray:
    """Work out the means, (days, series), term by term: a product of matrices would round by the number of series."""
    total = np.zeros((design.shape[0], coefficients.shape[1]))
    for term in range(design.shape[1]):
        total += design[:, term, None] * coefficients[term]
    return np.exp(total)


@kernels.compiled
def _fit_all(values, design, given, span, out):
    coefficients, mean, dispersion, converged = out
    terms = design.shape[1]
    for one in range(*span):
        y = values[:, one].copy()
        beta, mu = np.zeros(terms), np.where(np.isnan(y), 1.0, y + 0.1)
        alpha = 0.0 if np.isnan(given) else max(given, 0.0)
        settled = _steps(y, design, alpha, beta, mu)
        if np.isnan(given):
            for _ in range(MOST_ROUNDS):
                before = alpha
                alpha = _dispersion(y, mu)
                settled = _steps(y, design, alpha, beta, mu)
                if abs(alpha - before) <= 1e-10 * (alpha + SMALLEST_DISPERSION):
                    break
        elif given < 0:
            alpha, settled = _alternate_as_r(y, design, beta, mu)
        coefficients[:, one], mean[:, one] = beta, mu
        dispersion[one], converged[one] = alpha, settled


@kernels.compiled
def _deviance(y, mu, alpha):
    total = 0.0
    for day in range(len(y)):
        if np.isnan(y[day]):
            continue
        part = y[day] * np.log(y[day] / mu[day]) if y[day] > 0 else 0.0
        if alpha > 0:
            part -= (y[day] + 1 / alpha) * np.log((1 + alpha * y[day]) / (1 + alpha * mu[day]))
        else:
            part -= y[day] - mu[day]
        total += 2 * part
    return total


@kernels.compiled
def _steps(y, design, alpha, beta, mu):
    """Repeat weighted least squares from the means in `mu` until the deviance settles; writes `beta` and `mu`."""
    days, terms = design.shape
    eta = np.log(mu)
    old = _deviance(y, mu, alpha)
    for _ in range(MOST_STEPS):
        gram, right = np.zeros((terms, terms)), np.zeros(terms)
        for day in range(days):
            if np.isnan(y[day]):
                continue
            weight = mu[day] / (1 + alpha * mu[day])
            work = eta[day] + (y[day] - mu[day]) / mu[day]
            for i in range(terms):
                scaled = weight * design[day, i]
                right[i] += scaled * work
                for j in range(i + 1):
                    gram[i, j] += scaled * design[day, j]
        if not _solve(gram, right):
            return False
        beta[:] = right
        for day in range(days):
            total = 0.0
            for i in range(terms):
                total += design[day, i] * beta[i]
            eta[day] = total
            mu[day] = max(np.exp(total), 2.220446049250313e-16)
        new = _deviance(y, mu, alpha)
        if abs(new - old) / (abs(new) + 0.1) < TOLERANCE:
            return True
        old = new
    return False


@kernels.compiled
def _solve(gram, right):
    """Solve in place by Cholesky; False when columns depend on each other."""
    terms = len(right)
    for i in range(terms):
        for j in range(i + 1):
            total = gram[i, j]
            for k in range(j):
                total -= gram[i, k] * gram[j, k]
            if i == j:
                if not total > 1e-13 * gram[i, i]:
                    return False
                gram[i, i] = np.sqrt(total)
            else:
                gram[i, j] = total / gram[j, j]
    for i in range(terms):
        for k in range(i):
            right[i] -= gram[i, k] * right[k]
        right[i] /= gram[i, i]
    for i in range(terms - 1, -1, -1):
        for k in range(i + 1, terms):
            right[i] -= gram[k, i] * right[k]
        right[i] /= gram[i, i]
    return True


@kernels.compiled
def _slope(y, mu, alpha):
    """Differentiate the log-likelihood by alpha: sums of whole steps instead of digamma functions."""
    total = 0.0
    for day in range(len(y)):
        if np.isnan(y[day]):
            continue
        grown = 1 + alpha * mu[day]
        small = alpha * mu[day] < 1e-4
        # log(1 + x)/x² - 1/(x(1+x)) by its series where it would cancel.
        x = alpha * mu[day]
        change = 0.5 - 2 * x / 3 + 0.75 * x * x if small else np.log1p(x) / (x * x) - 1 / (x * grown)
        total += change * mu[day] * mu[day] - y[day] * mu[day] / grown
        for step in range(int(y[day])):
            total += step / (1 + alpha * step)
    return total


@kernels.compiled
def _dispersion(y, mu):
    """Find the alpha where the slope is zero by halving on the log scale; 0 when counts spread no more than Poisson."""
    if _slope(y, mu, 1e-12) <= 0:
        return 0.0
    low, high = np.log(SMALLEST_DISPERSION), np.log(LARGEST_DISPERSION)
    for _ in range(200):
        middle = (low + high) / 2
        if _slope(y, mu, np.exp(middle)) > 0:
            low = middle
        else:
            high = middle
        if high - low < 1e-13:
            break
    return np.exp((low + high) / 2)


@kernels.compiled
def _alternate_as_r(y, design, beta, mu):
    """Alternate between coefficients and theta (1/alpha) until the likelihood settles, 25 times at most."""
    known = 0
    for value in y:
        known += not np.isnan(value)
    theta = _theta_as_r(y, mu)
    likelihood = _likelihood(y, mu, theta)
    earlier = likelihood + 2 * np.sqrt(2 * max(1, known - len(beta)))
    change, settled = 1.0, False
    for _ in range(R_ROUNDS):
        if abs(earlier - likelihood) / np.sqrt(2 * max(1, known - len(beta))) + abs(change) <= TOLERANCE:
            break
        settled = _steps(y, design, 1 / theta, beta, mu)
        before = theta
        theta = _theta_as_r(y, mu)
        change = before - theta
        earlier, likelihood = likelihood, _likelihood(y, mu, theta)
    return 1 / theta, settled


@kernels.compiled
def _theta_as_r(y, mu):
    """Take Newton's steps for theta from a moment estimate, 25 at most."""
    known, squares = 0, 0.0
    for day in range(len(y)):
        if not np.isnan(y[day]):
            known += 1
            squares += (y[day] / mu[day] - 1) ** 2
    theta = known / squares
    for _ in range(R_ROUNDS - 1):
        theta = abs(theta)
        score, bend = 0.0, 0.0
        for day in range(len(y)):
            if np.isnan(y[day]):
                continue
            both = mu[day] + theta
            score += np.log(theta) + 1 - np.log(both) - (y[day] + theta) / both
            bend += -1 / theta + 2 / both - (y[day] + theta) / both**2
            for step in range(int(y[day])):
                score += 1 / (theta + step)
                bend += 1 / (theta + step) ** 2
        change = score / bend
        theta += change
        if abs(change) <= R_THETA_STEP:
            break
    return max(theta, SMALLEST_DISPERSION)


@kernels.compiled
def _likelihood(y, mu, theta):
    total = 0.0
    for day in range(len(y)):
        if not np.isnan(y[day]):
            both = theta + mu[day]
            total += math.lgamma(theta + y[day]) - math.lgamma(theta) - math.lgamma(y[day] + 1)
            total += theta * np.log(theta) + (y[day] * np.log(mu[day]) if y[day] > 0 else 0.0)
            total -= (theta + y[day]) * np.log(both)
    return total
