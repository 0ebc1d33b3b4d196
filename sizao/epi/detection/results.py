"""Results: frozen dataclasses of arrays that share their leading axes, as frame or picture by one mechanism."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sizao.epi.detection.counts import WrongShape, read_days

if TYPE_CHECKING:
    import polars
    from matplotlib.axes import Axes


def labels(days: ArrayLike | None, length: int) -> NDArray:
    """Label the days of a result: by the dates given, checked, or else by their index."""
    return np.arange(length) if days is None else read_days(days, length)


class Result:
    """Give a frozen dataclass of arrays its two faces.

    AXES names the leading axes, COLUMNS their columns in a frame; the field of the same name as an axis, if there is
    one, holds its labels. A field that has all axes becomes a column; for a single series the last axis is left out.
    BARS, LINES, BAND and MARKS name the fields that a picture shows as bars, lines, a band and points; fields that a
    result does not hold are left out.
    """

    AXES: ClassVar[tuple[str, ...]] = ("days", "series")
    COLUMNS: ClassVar[tuple[str, ...]] = ("day", "series")
    BARS: ClassVar[str] = "observed"
    LINES: ClassVar[tuple[str, ...]] = ("expected", "upper")
    BAND: ClassVar[tuple[str, str]] = ("lower", "upper")
    MARKS: ClassVar[str] = "alarm"

    def _arrays(self) -> dict[str, NDArray]:
        values = {one.name: getattr(self, one.name) for one in fields(self)}  # type: ignore[arg-type]
        arrays = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
        most = max((value.ndim for name, value in arrays.items() if name not in self.AXES), default=1)
        shape = next(value.shape for name, value in arrays.items() if name not in self.AXES and value.ndim == most)
        return {name: value for name, value in arrays.items() if name not in self.AXES and value.shape == shape}

    def to_frame(self, *, days: ArrayLike | None = None, series: Sequence | None = None) -> "polars.DataFrame":
        """Write one row for each day and series, in the order of the days.

        days: labels of the days of the result, dates for instance; series: names of the series.
        """
        import polars

        arrays = self._arrays()
        shape = next(iter(arrays.values())).shape
        given: dict[str, Any] = {self.AXES[0]: days, self.AXES[1]: series} if len(self.AXES) > 1 else {"days": days}
        columns = {}
        for axis, length in enumerate(shape):
            name = self.AXES[axis]
            said = given.get(name) if given.get(name) is not None else getattr(self, name, None)
            said = np.arange(length) if said is None else np.asarray(said)
            if len(said) != length:
                raise WrongShape(name=name, shape=said.shape)
            spread = [1] * len(shape)
            spread[axis] = length
            columns[self.COLUMNS[axis]] = np.broadcast_to(said.reshape(spread), shape).ravel()
        return polars.DataFrame(columns | {name: value.ravel() for name, value in arrays.items()})

    def plot(self, series: int = 0, *, days: ArrayLike | None = None, ax: "Axes | None" = None) -> "Axes":
        """Draw one series: what was observed as bars, what was expected and the limit as lines, alarms as points."""
        import matplotlib.pyplot as plt

        ax = plt.subplots()[1] if ax is None else ax
        arrays = {name: value if value.ndim == 1 else value[:, series] for name, value in self._arrays().items()}
        at = getattr(self, self.AXES[0], None) if days is None else np.asarray(days)
        at = np.arange(len(next(iter(arrays.values())))) if at is None else at
        if self.BARS in arrays:
            ax.bar(at, arrays[self.BARS], color="0.75", label=self.BARS)
        if self.BAND[0] in arrays and self.BAND[1] in arrays:
            ax.fill_between(at, arrays[self.BAND[0]], arrays[self.BAND[1]], alpha=0.2)
        for name in self.LINES:
            if name in arrays:
                ax.plot(at, arrays[name], label=name)
        if self.MARKS in arrays and self.BARS in arrays:
            marked = arrays[self.MARKS].astype(bool)
            ax.plot(at[marked], arrays[self.BARS][marked], "o", color="tab:red", label=self.MARKS)
        ax.set_xlabel(self.AXES[0])
        ax.legend()
        return ax


@dataclass(frozen=True, slots=True, eq=False)
class Detection(Result):
    """What a detector says of each judged day; axes (days, series), or (days,) for a single series.

    days: index of each judged day in the input, or its date when dates were given.
    observed: the counts of the judged days, nan where missing.
    expected: the count without an outbreak.
    upper: the limit; nan where a day cannot be judged.
    score: how far beyond what is expected, on the method's own scale.
    alarm: whether the limit was exceeded; False where a day cannot be judged, see `is_judged`.
    """

    days: NDArray
    observed: NDArray
    expected: NDArray
    upper: NDArray
    score: NDArray
    alarm: NDArray

    @property
    def is_judged(self) -> NDArray:
        """Tell which days could be judged."""
        return ~(np.isnan(self.upper) | np.isnan(self.observed))
