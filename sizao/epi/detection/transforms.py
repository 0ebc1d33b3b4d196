"""Turn counts into values that are nearly normal around an expected count, and back into the count of a limit."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import hyp2f1

TRANSFORMS = ("standard", "rossi", "anscombe", "anscombe2nd", "pearsonNegBin", "anscombeNegBin", "none")
# R's table of the integral behind `anscombeNegBin`: to hundredths up to 10, lines between whole numbers up to 100.
TABLE_FINE, TABLE_END = 10.0, 100.0


def to_normal(counts: NDArray, mean: NDArray, kind: str, alpha: float, *, is_table: bool = False) -> NDArray:
    """Transform counts around a mean.

    alpha: of the negative binomial's variance mean + alpha mean².
    is_table: take the integral of `anscombeNegBin` from a table as R does, not exactly.
    source: ROSSI-1999
    """
    y, m = counts, mean
    if kind == "standard":
        return (y - m) / np.sqrt(m)
    if kind == "rossi":
        return (y - 3 * m + 2 * np.sqrt(y * m)) / (2 * np.sqrt(m))
    if kind == "anscombe":
        return 1.5 * (y ** (2 / 3) - m ** (2 / 3)) / m ** (1 / 6)
    if kind == "anscombe2nd":
        return (y ** (2 / 3) - (m ** (2 / 3) - m ** (-1 / 3) / 9)) / (2 / 3 * m ** (1 / 6))
    if kind == "pearsonNegBin":
        return (y - m) / np.sqrt(m + alpha * m * m)
    if kind == "none":
        return y - m
    integral = _table_integral if is_table else _integral
    return (integral(y, alpha) - integral(m, alpha)) / (m + alpha * m * m) ** (1 / 6)


def _integral(t: NDArray, alpha: float) -> NDArray:
    """Integrate the variance to the power -1/3 from 0 to t."""
    return 1.5 * t ** (2 / 3) * hyp2f1(1 / 3, 2 / 3, 5 / 3, -alpha * t)


def _table_integral(t: NDArray, alpha: float) -> NDArray:
    scaled = np.asarray(alpha * t, dtype=np.float64)
    tabulated = lambda x: hyp2f1(1 / 3, 2 / 3, 5 / 3, -x)  # noqa: E731
    below = np.floor(scaled)
    coarse = tabulated(below) + (scaled - below) * (tabulated(below + 1) - tabulated(below))
    listed = np.where(scaled <= TABLE_FINE, tabulated(np.round(scaled, 2)), coarse)
    return np.where(scaled > TABLE_END, np.nan, 1.5 * t ** (2 / 3) * listed)


def from_normal(values: NDArray, mean: NDArray, kind: str, alpha: float) -> NDArray:
    """Find the count whose transform is `values`, at least 0."""
    z, m = values, mean
    if kind == "standard":
        found = m + z * np.sqrt(m)
    elif kind == "rossi":
        found = np.maximum(np.sqrt(np.maximum(4 * m + 2 * z * np.sqrt(m), 0)) - np.sqrt(m), 0) ** 2
    elif kind == "anscombe":
        found = np.maximum(m ** (2 / 3) + 2 / 3 * z * m ** (1 / 6), 0) ** 1.5
    elif kind == "anscombe2nd":
        found = np.maximum(m ** (2 / 3) - m ** (-1 / 3) / 9 + 2 / 3 * z * m ** (1 / 6), 0) ** 1.5
    elif kind == "pearsonNegBin":
        found = m + z * np.sqrt(m + alpha * m * m)
    elif kind == "none":
        found = m + z
    else:
        found = _integral_inverse(_integral(m, alpha) + z * (m + alpha * m * m) ** (1 / 6), alpha)
    return np.maximum(found, 0.0)


def _integral_inverse(goal: NDArray, alpha: float) -> NDArray:
    """Invert the integral by Newton's steps on its concave curve, from below; it grows without end."""
    wanted = np.maximum(goal, 0.0)
    t = (wanted / 1.5) ** 1.5
    for _ in range(100):
        step = (wanted - _integral(t, alpha)) * np.cbrt(t + alpha * t * t)
        t = np.maximum(t + step, t / 2)
        if not (np.abs(step) > 1e-12 * (t + 1)).any():
            break
    return t
