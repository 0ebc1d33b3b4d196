"""The detectors by name, for the command line, the evaluation and the benchmarks, with what each asks of a series."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sizao.epi.detection import classes, combined, cusum, ears, farrington, historic, predictive
from sizao.epi.detection.results import Detection
from sizao.epi.errors import EpiError


class UnknownMethod(EpiError):
    """A name that no detector has."""

    code = "unknown_method"
    message = "没有“{name}”这种方法，可用：{known}。"
    english = "There is no method {name!r}; known are {known}."


@dataclass(frozen=True, slots=True)
class Named:
    """A detector. run: called with (times, series) counts and the first judged index or None; says: when to use it.

    borrows: called with the parents too, where series of one parent lend each other what they know.
    """

    run: Callable[[NDArray, int | None], Detection]
    says: str
    borrows: Callable[[NDArray, int | None, NDArray], Detection] | None = None

    def judge(self, counts: NDArray, first: int | None, parents: NDArray) -> Detection:
        """Judge all series, with what their parents lend where the method borrows."""
        return self.run(counts, first) if self.borrows is None else self.borrows(counts, first, parents)


def _farrington(alpha: float, **options: Any) -> Callable[[NDArray, int | None], Detection]:
    def run(counts: NDArray, first: int | None) -> Detection:
        return farrington.farrington_flexible(counts, first=first, alpha=alpha, **options)

    return run


def _bayes(number: int) -> Callable[[NDArray, int | None], Detection]:
    return lambda counts, first: historic.bayes(counts, historic.BAYES[number], first=first)


NOUFAILY: dict[str, Any] = {"blocks": 10, "excluded": 26, "trend_p": 1.0, "limit": "nbPlugin"}

METHODS: dict[str, Named] = {
    "combined": Named(
        lambda counts, first: combined.detect_combined(counts, first=first),
        "weekly counts of a school and above, five years: the default",
    ),
    "classes": Named(
        lambda counts, first: classes.detect_classes(counts, first=first),
        "daily counts of classes, school days only: the default",
        lambda counts, first, parents: classes.detect_classes(counts, parents, first=first),
    ),
    "predictive": Named(
        lambda counts, first: predictive.pooled_predictive(counts, first=first),
        "daily counts from the second day on, however sparse",
        lambda counts, first, parents: predictive.pooled_predictive(counts, parents, first=first),
    ),
    "ears_c1": Named(lambda counts, first: ears.ears_c1(counts, first=first), "daily counts, a week of history"),
    "ears_c2": Named(lambda counts, first: ears.ears_c2(counts, first=first), "the same with two days left out"),
    "ears_c3": Named(lambda counts, first: ears.ears_c3(counts, first=first), "three days of C2 added up"),
    "farrington": Named(_farrington(0.01), "weekly counts, five years: R's defaults"),
    "farrington_noufaily": Named(_farrington(0.01, **NOUFAILY), "weekly counts, five years: the whole year is used"),
    "bayes1": Named(_bayes(0), "six weeks or days just before"),
    "bayes2": Named(_bayes(1), "six just before, and around the same time last year"),
    "cusum": Named(
        lambda counts, first: cusum.cusum(counts, first=first or len(counts) // 2),
        "small lasting changes, steady counts",
    ),
}


def find_method(name: str) -> Named:
    """Find a detector by name.

    raises: UnknownMethod.
    """
    if name not in METHODS:
        raise UnknownMethod(name=name, known=", ".join(METHODS))
    return METHODS[name]


def alarms_of(name: str) -> Callable[[NDArray, int], NDArray]:
    """Give a detector as `evaluate` takes it: alarms from counts and the first judged index."""
    run = find_method(name).run
    return lambda counts, first: np.asarray(run(counts, first).alarm)
