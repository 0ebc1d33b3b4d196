"""Endemic–epidemic model: this week's cases are part echo of last week's, part a steady source with trend and season.

mu_t = exp(ar) y_{t-1} + exp(a + b t + sum of harmonics), y_t Poisson or negative binomial, variance mu (1 + psi mu).
Axes: `(weeks,)` for one series, `(weeks, terms)` for the design.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln, polygamma

from sizao.epi.errors import EpiError

_SMALLEST = 1e-12


class SeriesTooShort(EpiError):
    """Fewer weeks than the model has coefficients to find."""

    code = "endemic_too_short"
    message = "序列只有 {weeks} 周可用，模型有 {terms} 个系数，至少要 {needed} 周。"
    english = "Only {weeks} usable weeks for {terms} coefficients: at least {needed} are needed."


class CountsRefused(EpiError):
    """Values that are no counts."""

    code = "endemic_counts"
    message = "第 {week} 周的值 {value} 不是例数。"
    english = "The value {value} of week {week} is not a count from 0 on."


class NotConverged(EpiError):
    """The likelihood has no maximum that could be found."""

    code = "endemic_not_converged"
    message = "模型没有收敛：{reason}。可减少谐波或改用不含自回归的模型。"
    english = "The model did not converge ({reason}); try fewer harmonics or no autoregression."


@dataclass(frozen=True, slots=True)
class EndemicEpidemic:
    """The fitted model: coefficients with standard errors, and what it expects of each week but the first.

    names: `ar.1` (log of the echo), `end.1`, `end.t`, harmonics, `overdisp` (psi). first: index of the first fitted
    week.
    epidemic, endemic: float arrays (weeks - 1,), the two parts of `fitted`.
    """

    names: tuple[str, ...]
    coef: NDArray
    se: NDArray
    covariance: NDArray
    loglik: float
    epidemic: NDArray
    endemic: NDArray
    first: int = 1

    @property
    def fitted(self) -> NDArray:
        """Expected counts."""
        return self.epidemic + self.endemic

    @property
    def aic(self) -> float:
        """Akaike's criterion, for choosing harmonics."""
        return 2 * len(self.coef) - 2 * self.loglik

    def interval(self, level: float = 0.95) -> NDArray:
        """Give Wald intervals: float array (coefficients, 2)."""
        from scipy.special import ndtri

        width = float(ndtri(0.5 + level / 2))
        return np.stack([self.coef - width * self.se, self.coef + width * self.se], axis=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the model is made of. period: weeks of a year; harmonics: pairs of sine and cosine."""

    period: float = 52
    harmonics: int = 1
    autoregressive: bool = True
    trend: bool = True
    negative_binomial: bool = True


def fit_endemic_epidemic(counts: ArrayLike, terms: Terms | None = None) -> EndemicEpidemic:
    """Fit the model to one series by maximum likelihood.

    counts: (weeks,), oldest first; nan weeks and the weeks after them are left out of the likelihood.
    raises: CountsRefused, SeriesTooShort, NotConverged.
    source: HELD-2005, PAUL-2011
    """
    terms = terms or Terms()
    observed = _read(counts)
    echo, spread = terms.autoregressive, terms.negative_binomial
    design, names = _design(observed.size, terms)
    now, before, design = observed[1:], observed[:-1], design[1:]
    used = ~(np.isnan(now) | np.isnan(before))
    size = design.shape[1] + echo + spread
    if used.sum() < size + 2:
        raise SeriesTooShort(weeks=int(used.sum()), terms=size, needed=size + 2)
    model = _Likelihood(now[used], before[used], design[used], echo, spread)
    found = model.maximize()
    covariance = _invert(model.information(found))
    coef, jacobian = found.copy(), np.ones(size)
    if spread:
        coef[-1] = jacobian[-1] = np.exp(found[-1])
    covariance = covariance * np.outer(jacobian, jacobian)
    labels = (("ar.1",) if echo else ()) + names + (("overdisp",) if spread else ())
    epidemic, endemic = _Likelihood(now, before, design, echo, spread).parts(found)
    se = np.sqrt(np.diag(covariance))
    return EndemicEpidemic(labels, coef, se, covariance, model.loglik(found), epidemic, endemic)


def _read(counts: ArrayLike) -> NDArray:
    observed = np.asarray(counts, dtype=float).ravel()
    wrong = np.flatnonzero((observed < 0) | np.isinf(observed))
    if wrong.size:
        raise CountsRefused(index=(int(wrong[0]),), week=int(wrong[0]), value=observed[wrong[0]])
    return observed


def _design(weeks: int, terms: Terms) -> tuple[NDArray, tuple[str, ...]]:
    week = np.arange(weeks, dtype=float)
    columns, names = [np.ones(weeks)], ["end.1"]
    if terms.trend:
        columns.append(week)
        names.append("end.t")
    for number in range(1, terms.harmonics + 1):
        angle = 2 * np.pi * number * week / terms.period
        columns += [np.sin(angle), np.cos(angle)]
        names += [f"end.{wave}({2 * number} * pi * t/{terms.period:g})" for wave in ("sin", "cos")]
    return np.stack(columns, axis=1), tuple(names)


@dataclass(frozen=True)
class _Likelihood:
    """Log-likelihood with its first two derivatives; the last parameter is log psi when negative binomial."""

    now: NDArray
    before: NDArray
    design: NDArray
    echo: bool
    spread: bool

    def parts(self, theta: NDArray) -> tuple[NDArray, NDArray]:
        last = theta[int(self.echo) : int(self.echo) + self.design.shape[1]]
        endemic = np.exp(np.clip(self.design @ last, -50, 50))
        epidemic = np.exp(np.clip(theta[0], -50, 50)) * self.before if self.echo else np.zeros_like(endemic)
        return epidemic, endemic

    def loglik(self, theta: NDArray) -> float:
        mu = np.maximum(sum(self.parts(theta)), _SMALLEST)
        constant = -gammaln(self.now + 1)
        if not self.spread:
            return float((self.now * np.log(mu) - mu + constant).sum())
        size = np.exp(-np.clip(theta[-1], -25, 25))
        value = gammaln(self.now + size) - gammaln(size) + constant
        value += size * np.log(size / (size + mu)) + self.now * np.log(mu / (size + mu))
        return float(value.sum())

    def _slopes(self, theta: NDArray) -> tuple[NDArray, NDArray]:
        """Derivatives of mu by each parameter, (weeks, parameters), and mu itself."""
        epidemic, endemic = self.parts(theta)
        columns = [epidemic[:, None]] if self.echo else []
        return np.concatenate([*columns, endemic[:, None] * self.design], axis=1), np.maximum(
            epidemic + endemic, _SMALLEST
        )

    def score(self, theta: NDArray) -> NDArray:
        slopes, mu = self._slopes(theta)
        if not self.spread:
            return ((self.now / mu - 1)[:, None] * slopes).sum(axis=0)
        size = np.exp(-np.clip(theta[-1], -25, 25))
        weight = self.now / mu - (self.now + size) / (size + mu)
        by_size = digamma(self.now + size) - digamma(size) + np.log(size / (size + mu)) + 1
        by_size -= (size + self.now) / (size + mu)
        return np.append((weight[:, None] * slopes).sum(axis=0), -size * by_size.sum())

    def information(self, theta: NDArray) -> NDArray:
        """Observed information: minus the second derivatives."""
        slopes, mu = self._slopes(theta)
        _epidemic, endemic = self.parts(theta)
        size = np.exp(-np.clip(theta[-1], -25, 25)) if self.spread else np.inf
        first = self.now / mu - ((self.now + size) / (size + mu) if self.spread else 1.0)
        second = -self.now / mu**2 + ((self.now + size) / (size + mu) ** 2 if self.spread else 0.0)
        out = -np.einsum("t,ti,tj->ij", second, slopes, slopes)
        own = int(self.echo)
        if self.echo:
            out[0, 0] -= (first * slopes[:, 0]).sum()
        out[own:, own:] -= np.einsum("t,ti,tj->ij", first * endemic, self.design, self.design)
        if not self.spread:
            return out
        return self._add_size(out, slopes, mu, size)

    def _add_size(self, out: NDArray, slopes: NDArray, mu: NDArray, size: float) -> NDArray:
        cross = (self.now - mu) / (size + mu) ** 2
        by_size = digamma(self.now + size) - digamma(size) + np.log(size / (size + mu)) + 1
        by_size -= (size + self.now) / (size + mu)
        curve = polygamma(1, self.now + size) - polygamma(1, size) + 1 / size - 1 / (size + mu)
        curve -= (mu - self.now) / (size + mu) ** 2
        side = (cross[:, None] * slopes).sum(axis=0) * size
        corner = -(size**2 * curve.sum() + size * by_size.sum())
        return np.block([[out, side[:, None]], [side[None, :], np.array([[corner]])]])

    def start(self) -> NDArray:
        level = np.log(max(self.now.mean(), 0.1))
        head = [-1.0] if self.echo else []
        body = [level - (0.5 if self.echo else 0.0), *[0.0] * (self.design.shape[1] - 1)]
        return np.array([*head, *body, *([np.log(0.5)] if self.spread else [])])

    def maximize(self) -> NDArray:
        """Climb with scaled steps first, then with Newton's until nothing changes."""
        scale = 1.0 / np.maximum(np.sqrt((self.design**2).mean(axis=0)), _SMALLEST)
        steps = np.concatenate([[1.0] * self.echo, scale, [1.0] * self.spread])
        rough = minimize(
            lambda x: -self.loglik(x * steps), self.start() / steps, jac=lambda x: -self.score(x * steps) * steps,
            method="BFGS", options={"maxiter": 500, "gtol": 1e-6},
        )  # fmt: skip
        theta = rough.x * steps
        for _ in range(50):
            change = _solve(self.information(theta), self.score(theta))
            share = 1.0
            while share > 1e-6 and not self.loglik(theta + share * change) >= self.loglik(theta) - 1e-12:
                share /= 2
            theta = theta + share * change
            if np.max(np.abs(change) * np.concatenate([[1.0] * self.echo, 1 / scale, [1.0] * self.spread])) < 1e-9:
                return theta
        raise NotConverged(reason="50 Newton steps")


def _solve(information: NDArray, score: NDArray) -> NDArray:
    try:
        return np.linalg.solve(information, score)
    except np.linalg.LinAlgError as error:
        raise NotConverged(reason="singular information") from error


def _invert(information: NDArray) -> NDArray:
    try:
        covariance = np.linalg.inv(information)
    except np.linalg.LinAlgError as error:
        raise NotConverged(reason="singular information") from error
    if (np.diag(covariance) <= 0).any():
        raise NotConverged(reason="the likelihood is flat: a coefficient runs to its limit")
    return covariance
