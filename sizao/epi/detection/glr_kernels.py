"""The loops behind likelihood-ratio charts: series by series, day by day, change by change."""

import numpy as np

from sizao.epi.detection import kernels

# Steps end when they are this small on the log scale: what is left of the evidence is its square.
SMALL_STEP, MOST_STEPS = 1e-7, 60
INTERCEPT, EPIDEMIC, EPIDEMIC_OF_R, INTERCEPT_OF_R = 0, 1, 2, 3
# Where R's search for a share begins, with and without dispersion, and ends.
R_SHARE, R_FACTOR, R_STEP, R_STEPS = 0.5, np.exp(0.5), 1e-6, 2000


@kernels.compiled
def chart_lr(given, start, rules, span, out):
    """Add up the log-likelihood ratio of a known factor; anew after an alarm."""
    values, mean, alphas = given
    log_factor, limit, is_restarting = rules
    score, upper = out
    factor = np.exp(log_factor)
    for one in range(*span):
        total, alpha = 0.0, alphas[one]
        for day in range(mean.shape[0]):
            y, m = values[start + day, one], mean[day, one]
            if alpha > 0:
                shift = np.log((1 + alpha * m) / (1 + alpha * m * factor))
                slope, fixed = log_factor + shift, shift / alpha
            else:
                slope, fixed = log_factor, (1 - factor) * m
            upper[day, one] = max(0.0, (limit - total - fixed) / slope)
            if np.isnan(y):
                score[day, one] = np.nan
                continue
            total = max(0.0, total + slope * y + fixed)
            score[day, one] = total
            if total > limit and is_restarting:
                total = 0.0


@kernels.compiled
def chart_glr(given, start, rules, span, out):
    """Take the strongest evidence of all days a change may have begun; anew after an alarm."""
    values, mean, alphas = given
    limit, is_restarting, is_cases = rules[0], rules[4], rules[5]
    score, upper = out
    days = mean.shape[0]
    y, before = np.empty(days), np.empty(days)
    for one in range(*span):
        for day in range(days):
            y[day] = values[start + day, one]
            before[day] = values[start + day - 1, one] if start + day > 0 else 0.0
        if rules[6] == EPIDEMIC_OF_R:
            before[0] = 0.0
        m = mean[:, one].copy()
        begin = 0
        for day in range(days):
            if is_cases:
                upper[day, one] = _cases((y, before, m), alphas[one], rules, (begin, day))
            if np.isnan(y[day]):
                continue
            found = _evidence((y, before, m), alphas[one], rules, (begin, day))
            score[day, one] = found
            if found >= limit and is_restarting:
                begin = day + 1


@kernels.compiled
def _evidence(given, alpha, rules, span):
    if rules[6] == EPIDEMIC:
        return _epidemic(given, rules, span)
    if rules[6] == EPIDEMIC_OF_R:
        return _epidemic_of_r(given, alpha, rules, span)
    if rules[6] == INTERCEPT_OF_R and alpha > 0:
        return _negbin_of_r(given, alpha, rules, span)
    return _negbin(given, alpha, rules, span) if alpha > 0 else _poisson(given, rules, span)


@kernels.compiled
def _cases(given, alpha, rules, span):
    """Find the least count of the last day that reaches the limit, by doubling and halving."""
    y, before, m = given
    day = span[1]
    tried = y.copy()
    low, high = -1.0, 1.0
    while True:
        tried[day] = high
        if _evidence((tried, before, m), alpha, rules, span) >= rules[0] or high > 1e15:
            break
        low, high = high, high * 2
    while high - low > 1:
        tried[day] = np.floor((low + high) / 2)
        if _evidence((tried, before, m), alpha, rules, span) >= rules[0]:
            high = tried[day]
        else:
            low = tried[day]
    return high


@kernels.compiled
def _poisson(given, rules, span):
    y, _, m = given
    sign, window, least = rules[1], rules[2], rules[3]
    begin, day = span
    best, counted, expected = 0.0, 0.0, 0.0
    for change in range(day, max(begin, day - window) - 1, -1):
        if not np.isnan(y[change]):
            counted += y[change]
            expected += m[change]
        off = counted - expected
        # log(x) <= x - 1 bounds what this change can give: most need no logarithm.
        if day - change + 1 < least or off * sign <= 0 or off * off <= best * expected:
            continue
        found = expected - counted + (counted * np.log(counted / expected) if counted > 0 else 0.0)
        best = max(best, found)
    return best


@kernels.compiled
def _negbin(given, alpha, rules, span):
    """Fit the factor of each change by Newton's steps from the one that fits the sums."""
    y, _, m = given
    sign, window, least = rules[1], rules[2], rules[3]
    begin, day = span
    best, counted, expected, slope = 0.0, 0.0, 0.0, 0.0
    for change in range(day, max(begin, day - window) - 1, -1):
        if not np.isnan(y[change]):
            counted += y[change]
            expected += m[change]
            slope += (y[change] - m[change]) / (1 + alpha * m[change])
        if day - change + 1 < least or slope * sign <= 0:
            continue
        factor = counted / expected if counted > 0 else 1e-300
        best = max(best, _negbin_ratio((y, m), alpha, (change, day), factor, best))
    return best


@kernels.compiled
def _negbin_ratio(given, alpha, span, factor, best):
    """Find the evidence of one change; 0 when a bound shows that it is not above `best`."""
    y, m = given
    change, day = span
    for _ in range(MOST_STEPS):
        if factor <= 1e-300:
            break
        slope, bend = 0.0, 0.0
        for i in range(change, day + 1):
            if not np.isnan(y[i]):
                grown = 1 + alpha * m[i] * factor
                slope += (y[i] - m[i] * factor) / grown
                bend += (1 + alpha * y[i]) * m[i] * factor / (grown * grown)
        step = min(max(slope / bend, -2.0), 2.0)
        factor *= np.exp(step)
        if abs(step) < SMALL_STEP:
            break
    total, log_factor, bound = 0.0, np.log(factor), 0.0
    for i in range(change, day + 1):
        if not np.isnan(y[i]):
            # log(a / b) <= 2 (a - b) / (a + b) while a <= b: a division is cheaper than a logarithm.
            now, then = 1 + alpha * m[i], 1 + alpha * m[i] * factor
            bound += y[i] * log_factor + (y[i] + 1 / alpha) * 2 * (now - then) / (now + then)
    if factor >= 1 and bound <= best:
        return 0.0
    for i in range(change, day + 1):
        if not np.isnan(y[i]):
            shift = np.log((1 + alpha * m[i]) / (1 + alpha * m[i] * factor))
            total += (y[i] * log_factor if y[i] > 0 else 0.0) + (y[i] + 1 / alpha) * shift
    return total


@kernels.compiled
def _epidemic(given, rules, span):
    """Fit the share of yesterday's count that each change would add."""
    y, before, m = given
    window, least = rules[2], rules[3]
    begin, day = span
    best, slope, share = 0.0, 0.0, 0.0
    for change in range(day, max(begin, day - window) - 1, -1):
        if not np.isnan(y[change]) and not np.isnan(before[change]):
            slope += before[change] * (y[change] / m[change] - 1)
        if day - change + 1 < least or slope <= 0:
            continue
        found, share = _epidemic_ratio(given, (change, day), share)
        best = max(best, found)
    return best


@kernels.compiled
def _epidemic_ratio(given, span, share):
    y, before, m = given
    change, day = span
    for _ in range(MOST_STEPS):
        slope, bend = 0.0, 0.0
        for i in range(change, day + 1):
            if not np.isnan(y[i]) and not np.isnan(before[i]) and before[i] > 0:
                grown = m[i] + share * before[i]
                slope += before[i] * (y[i] / grown - 1)
                bend += y[i] * (before[i] / grown) ** 2
        # The slope falls ever more slowly, so steps from the left never pass the goal; back to the left otherwise.
        step = slope / bend if bend > 0 else -share
        share = share + step if share + step > 0 else share / 8
        if abs(step) < SMALL_STEP * (1 + share):
            break
    total = 0.0
    for i in range(change, day + 1):
        if not np.isnan(y[i]) and not np.isnan(before[i]) and before[i] > 0:
            total += (y[i] * np.log1p(share * before[i] / m[i]) if y[i] > 0 else 0.0) - share * before[i]
    return total, share


@kernels.compiled
def _epidemic_of_r(given, alpha, rules, span):
    """Search each change's share from where the search of the change before it ended, oldest first, as R does."""
    y, before, m = given
    begin, day = span
    best = 0.0
    share = R_FACTOR if alpha > 0 else R_SHARE
    for change in range(max(begin, day - rules[2]), day - rules[3] + 2):
        share = _share_of_r((y[change : day + 1], before[change : day + 1], m[change : day + 1]), alpha, share)
        total = 0.0
        for i in range(change, day + 1):
            raised = m[i] + share * before[i]
            total += y[i] * np.log(raised / m[i])
            total -= (
                (y[i] + 1 / alpha) * np.log((1 + alpha * raised) / (1 + alpha * m[i])) if alpha > 0 else raised - m[i]
            )
        if total > best:
            best = total
    return best


@kernels.compiled
def _negbin_of_r(given, alpha, rules, span):
    """Search each change's factor from where the search of the change before it ended; lost once, it stays lost."""
    y, before, m = given
    sign = rules[1]
    begin, day = span
    best, factor = 0.0, R_FACTOR
    for change in range(max(begin, day - rules[2]), day - rules[3] + 2):
        part = y[change : day + 1], before[change : day + 1], m[change : day + 1]
        factor = _share_of_r(part, alpha, factor)
        used = np.log(factor)
        used = used if used * sign > 0 and np.isfinite(used) else 0.0
        factor = np.exp(used)
        total = 0.0
        for i in range(change, day + 1):
            shift = np.log((1 + alpha * m[i]) / (1 + alpha * m[i] * np.exp(used)))
            total += y[i] * used + (y[i] + 1 / alpha) * shift
        if total > best:
            best = total
    return best


@kernels.compiled
def _share_of_r(given, alpha, share):
    y, before, m = given
    for _ in range(R_STEPS):
        slope, bend = 0.0, 0.0
        for i in range(len(y)):
            if alpha > 0:
                raised = m[i] * share
                slope += (y[i] - raised) / (1 + alpha * raised)
                bend -= raised * (1 + alpha * y[i]) / (1 + alpha * raised) ** 2
            else:
                raised = m[i] + share * before[i]
                slope += share * before[i] * (y[i] / raised - 1)
                bend += share * before[i] * (y[i] * m[i] / raised**2 - 1)
        following = share * np.exp(-slope / bend)
        is_settled = abs(following - share) < R_STEP
        share = following
        if is_settled or not np.isfinite(share):
            break
    return share
