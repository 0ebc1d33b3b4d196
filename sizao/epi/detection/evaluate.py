"""How good a detector is where the outbreaks are known: false alarms, detection, delay.

Axes: `(times, series)`, judged times only.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from sizao.epi.detection.counts import WrongShape
from sizao.epi.detection.scenarios import Scenarios

# Answers alarms (times judged, series) for counts and the index of the first judged time.
Detector = Callable[[NDArray, int], NDArray]


@dataclass(frozen=True, slots=True)
class Quality:
    """Measures of a detector, shares from 0 to 1; nan where there is nothing to measure.

    fpr: alarms among judged times without an outbreak series. pod: outbreaks with an alarm from their first to their
    last
    time; pod_first: in the first. sensitivity, specificity, ppv, npv, f1: over times, pooled. delay: times from start
    to
    the first alarm, among those found. false_per_1000: false alarms per 1,000 series-times. weighted: share of outbreak
    cases that fall at or after the first alarm.
    """

    series: int
    fpr: float
    pod: float
    pod_first: float
    sensitivity: float
    specificity: float
    ppv: float
    npv: float
    f1: float
    delay: float
    false_per_1000: float
    weighted: float

    def to_dict(self) -> dict[str, float]:
        """Give its fields by name."""
        return asdict(self)


def measure(quiet_alarms: NDArray, alarms: NDArray, outbreak: NDArray) -> Quality:
    """Measure alarms raised without (quiet_alarms) and with an outbreak, whose cases are `outbreak`; all (times,
    series).

    source: BEDUBOURG-2017
    """
    if not quiet_alarms.shape == alarms.shape == outbreak.shape:
        raise WrongShape(name="alarms", shape=alarms.shape)
    quiet, raised, ill = quiet_alarms.astype(bool), alarms.astype(bool), outbreak > 0
    there = ill.any(axis=0)
    times = np.arange(ill.shape[0])[:, None]
    first = np.argmax(ill, axis=0)
    last = ill.shape[0] - 1 - np.argmax(ill[::-1], axis=0)
    hit = raised & (times >= first) & (times <= last) & there
    found = hit.any(axis=0)
    start = np.argmax(hit, axis=0)
    hits, false = (raised & ill).sum(), (raised & ~ill).sum()
    missed, still = (~raised & ill).sum(), (~raised & ~ill).sum()
    late = np.where(times >= start, outbreak, 0)[:, found].sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        return Quality(
            series=int(ill.shape[1]),
            fpr=float(quiet.mean()),
            pod=_share(found[there].sum(), there.sum()),
            pod_first=_share(hit[first, np.arange(ill.shape[1])][there].sum(), there.sum()),
            sensitivity=_share(hits, hits + missed),
            specificity=_share(still, still + false),
            ppv=_share(hits, hits + false),
            npv=_share(still, still + missed),
            f1=_share(2 * hits, 2 * hits + false + missed),
            delay=float((start - first)[found].mean()) if found.any() else float("nan"),
            false_per_1000=1000.0 * float(quiet.mean()),
            weighted=_share(late, outbreak.sum()),
        )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def evaluate(detector: Detector, cases: Scenarios) -> Quality:
    """Run a detector on series without and with their outbreak, and measure it."""
    quiet = np.asarray(detector(cases.quiet, cases.judged))
    raised = np.asarray(detector(cases.counts, cases.judged))
    return measure(quiet, raised, cases.outbreak[cases.judged :])
