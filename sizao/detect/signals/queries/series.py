"""What a statistic found, as it is handed in, and the days in which its signal was seen."""

from dataclasses import dataclass

from sizao.detect.signals.models import Series, Signal
from sizao.epi.detection.county_days import Finding

# Found over a whole city or province, not by the scan of one county.
AREA_SCAN = "AREA-SCAN"


@dataclass(frozen=True, slots=True, eq=False)
class Excess:
    """A finding with the unit it lies in. school_id: its school, or the area itself; label: the syndrome group.

    parts: `[unit, count, expected]` one level down, most excess first.
    """

    finding: Finding
    school_id: int
    unit_id: int
    scope: str
    label: str
    parts: list[list[float]]

    @property
    def place(self) -> tuple[str, str, str]:
        """What tells one excess from another."""
        return self.scope, str(self.unit_id), self.label


def find_series(signal: Signal) -> Series | None:
    """Give what a statistical signal was seen in; the caller has read the signal in scope."""
    rows = Series.objects.whole_tree(reason="counts of a signal that the reader may see")
    return rows.filter(school_id=signal.school_id, id=signal.id).first()
