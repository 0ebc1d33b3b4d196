"""An area as the detectors take it: its days, and which unit each of their numbers is."""

import datetime as dt
from dataclasses import dataclass

from numpy.typing import NDArray

from sizao.epi.detection.county_days import CLASS, COUNTY, GRADE, SCHOOL, CountyDays
from sizao.epi.thresholds import Scope

# What the levels of the detectors' tree are in a county; above it, all but the whole are cities and counties.
SCHOOLS = {COUNTY: "COUNTY", SCHOOL: Scope.INSTITUTION.value, GRADE: Scope.GRADE.value, CLASS: Scope.CLASS.value}


@dataclass(frozen=True, slots=True, eq=False)
class AreaSeries:
    """A county, or an area above it. ids: of the schools, grades and classes of each leaf; rows: read for it.

    scopes: what the levels are. Above a county, leaves are counties, and all but the whole is somebody else's to find.
    """

    area_id: int
    dates: tuple[dt.date, ...]
    days: CountyDays
    ids: tuple[NDArray, NDArray, NDArray]
    scopes: dict[int, str]
    rows: int

    def place_of(self, level: int, unit: int) -> tuple[int, int]:
        """Give owner (school, or the area itself) and unit id of a number of a level."""
        if level == COUNTY:
            return self.area_id, self.area_id
        leaf = self.days.tree.starts[level][unit]
        return int(self.ids[0][leaf]), int(self.ids[level - SCHOOL][leaf])

    @property
    def school_ids(self) -> NDArray:
        """The school of each leaf."""
        return self.ids[0]

    @property
    def class_ids(self) -> NDArray:
        """The unit of each leaf."""
        return self.ids[2]
