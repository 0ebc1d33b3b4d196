"""What is given of a county and what is found in it; light to load, as pages and tables name it too.

Axes: `(syndromes, days, classes)`, `(days, classes)`, `(classes,)`; school days only, oldest first.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sizao.epi.detection.scans.tree import Tree

COUNTY, SCHOOL, GRADE, CLASS = range(4)
SCAN, CHANNEL = "TREE-SCAN", "CLASS-CHANNEL"
# A class of its own is judged from so many known days on. source: PROJECT
LEAST_CLASS_DAYS = 10


@dataclass(frozen=True, slots=True, eq=False)
class CountyDays:
    """What is known of a county.

    counts: float (syndromes, days, classes), new illnesses, nan where nobody reported. enrolled: float (days, classes),
    above zero. weekdays: int (days,). back: bool (days,), first days after others off. schools, grades: int (classes,),
    rising and nested: the classes of a grade, the grades of a school stand side by side.
    """

    counts: NDArray
    enrolled: NDArray
    weekdays: NDArray
    back: NDArray
    schools: NDArray
    grades: NDArray

    @property
    def tree(self) -> "Tree":
        """The county over schools, grades and classes."""
        from sizao.epi.detection.scans.tree import Tree

        return Tree.of([np.zeros(self.schools.size), self.schools, self.grades])


@dataclass(frozen=True, slots=True)
class CountyOptions:
    """How a county is judged.

    per_1000: false alarms borne in 1,000 days of one unit and syndrome; more is more sensitive. least_days: known days
    before the window without which nothing is said. q: share of false ones among classes shown by the class channel.

    source: PROJECT
    """

    per_1000: float = 1.0
    window: int = 14
    baseline_days: int = 40
    least_days: int = 15
    q: float = 0.05
    replicates: int = 999
    seed: int = 0

    @property
    def class_threshold(self) -> float:
        """Log likelihood ratio of a class: each e-fold of false alarms borne is one less than at 1 in 1,000."""
        from sizao.epi.detection.classes import ClassOptions

        return ClassOptions().threshold - float(np.log(self.per_1000))


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """A unit's days: count (nan without any report), expected and upper limit among those that reported, and these."""

    count: NDArray
    expected: NDArray
    upper: NDArray
    reported: NDArray
    enrolled: NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """An excess: in which syndrome, on which level, which unit of that level, over how many last days."""

    syndrome: int
    level: int
    unit: int
    detector: str
    span: int
    count: int
    expected: float
    p_value: float
    series: Series
    # Units one level down with their count and what was expected, most excess first.
    parts: tuple[tuple[int, int, float], ...]


def can_judge(days: CountyDays, options: CountyOptions | None = None) -> bool:
    """Tell whether there is enough history, and a report of the last day."""
    how = options or CountyOptions()
    if not days.counts.size:
        return False
    known = ~np.isnan(days.counts).all(axis=(0, 2))
    return bool(known[-1] and known[: -how.window].sum() >= how.least_days)
