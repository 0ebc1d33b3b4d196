"""The log-linear quasi-Poisson regression of one series on a season of levels and a trend.

Every level has its own intercept and all share a slope, so least squares needs no matrix: means by level, then one
ratio. What R's glm keeps from its last step (weights, leverages, spreads of coefficients) is kept from the last step.
source: R-GLM
"""

import numpy as np

from sizao.epi.detection import kernels

TOLERANCE, MOST_STEPS, HALVINGS = 1e-8, 25, 30
LEAST_MEAN = 2.220446049250313e-16


@kernels.compiled
def start(points):
    """Make the working arrays for so many points."""
    return np.empty((7, points))


@kernels.compiled
def fit(data, season, prior, is_trend, work):
    """Repeat weighted least squares until the deviance settles.

    data: (counts, offsets) of the known points. season: (level, time) of each. prior: their weights.
    work: rows 0 mean, 1 weight of the last step, 2 eta, 3 working value, 4 eta of the step before.
    returns: (converged, slope, spread of time, intercept, mean of time and weight of level 0, terms).
    """
    y, offset = data
    levels, time = season
    points, number = len(y), levels.max() + 1
    mu, eta, earlier = work[0], work[2], work[4]
    sums = np.empty((3, number))
    old = 0.0
    for i in range(points):
        mu[i] = y[i] + 0.1
        eta[i] = np.log(mu[i])
        old += prior[i] * _deviance(y[i], mu[i], eta[i])
    converged, slope, intercept, spread = False, 0.0, 0.0, 0.0
    for _ in range(MOST_STEPS):
        slope, spread = _least_squares(data, season, prior, (work, sums), is_trend)
        for i in range(points):
            earlier[i] = eta[i]
            level = levels[i]
            eta[i] = sums[2, level] + slope * (time[i] - sums[1, level]) + offset[i]
        new = _means(y, prior, work)
        for _ in range(HALVINGS):
            if np.isfinite(new):
                break
            for i in range(points):
                eta[i] = (eta[i] + earlier[i]) / 2
            new = _means(y, prior, work)
        if abs(new - old) / (abs(new) + 0.1) < TOLERANCE:
            converged = True
            break
        old = new
    intercept = sums[2, 0]
    terms = 1 if is_trend and spread > 0 else 0
    for level in range(number):
        terms += 1 if sums[0, level] > 0 else 0
    return converged, slope, spread, (intercept, sums[1, 0], sums[0, 0]), terms, sums


@kernels.compiled
def _deviance(y, mu, log_mu):
    return 2 * ((y * (np.log(y) - log_mu) if y > 0 else 0.0) - (y - mu))


@kernels.compiled
def _means(y, prior, work):
    mu, eta = work[0], work[2]
    total = 0.0
    for i in range(len(y)):
        mu[i] = max(np.exp(eta[i]), LEAST_MEAN)
        # The logarithm of the count is kept in row 5: it is the same at every step.
        total += (
            prior[i] * 2 * ((y[i] * (work[5, i] - max(eta[i], np.log(LEAST_MEAN))) if y[i] > 0 else 0.0) - y[i] + mu[i])
        )
    return total


@kernels.compiled
def _least_squares(data, season, prior, room, is_trend):
    """Solve one step; leaves weight, mean of time and intercept of each level in `sums`."""
    y, offset = data
    levels, time = season
    work, sums = room
    mu, weight, eta, working = work[0], work[1], work[2], work[3]
    sums[:] = 0.0
    for i in range(len(y)):
        weight[i] = prior[i] * mu[i]
        working[i] = eta[i] - offset[i] + (y[i] - mu[i]) / mu[i]
        sums[0, levels[i]] += weight[i]
        sums[1, levels[i]] += weight[i] * time[i]
        sums[2, levels[i]] += weight[i] * working[i]
    for level in range(sums.shape[1]):
        if sums[0, level] > 0:
            sums[1, level] /= sums[0, level]
            sums[2, level] /= sums[0, level]
    slope, spread, shared = 0.0, 0.0, 0.0
    if is_trend:
        for i in range(len(y)):
            off = time[i] - sums[1, levels[i]]
            spread += weight[i] * off * off
            shared += weight[i] * off * (working[i] - sums[2, levels[i]])
        slope = shared / spread if spread > 0 else 0.0
    return slope, spread


@kernels.compiled
def scatter(y, work, weights, terms):
    """Estimate the dispersion from working residuals with these weights."""
    mu = work[0]
    total = 0.0
    for i in range(len(y)):
        off = (y[i] - mu[i]) / mu[i]
        total += weights[i] * off * off
    return total / (len(y) - terms)


@kernels.compiled
def outbreak_weights(y, season, found, rules, room):
    """Write the weights that take the force from past outbreaks into `prior`, by Anscombe's residuals."""
    levels, time = season
    work, prior = room
    spread, sums, is_trend = found
    phi, threshold = rules
    mu, weight, residual = work[0], work[1], work[6]
    total = 0.0
    for i in range(len(y)):
        level = levels[i]
        off = time[i] - sums[1, level]
        leverage = weight[i] / sums[0, level]
        if is_trend and spread > 0:
            leverage += weight[i] * off * off / spread
        raised = np.cbrt(y[i]) ** 2 / np.cbrt(np.sqrt(mu[i])) - np.sqrt(mu[i])
        residual[i] = 1.5 * raised / np.sqrt(phi * (1 - leverage))
        total += 1 / residual[i] ** 2 if residual[i] > threshold else 1.0
    for i in range(len(y)):
        share = len(y) / total
        prior[i] = share / residual[i] ** 2 if residual[i] > threshold else share
