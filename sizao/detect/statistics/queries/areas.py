"""A city or a province out of its counties: each county is one leaf, counted among those who reported there."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sizao.detect.statistics.queries.series import AreaSeries
from sizao.epi.detection.county_days import CLASS, COUNTY, GRADE, SCHOOL, CountyDays
from sizao.epi.detection.gathering import day_kinds


@dataclass(frozen=True, slots=True, eq=False)
class CountyTotals:
    """What a county's classes said together, kept while the machine goes on to the next county.

    counts: float (syndromes, days), nan where nobody reported. reached: float (days,), enrolled of classes that did.
    """

    dates: tuple[dt.date, ...]
    counts: NDArray
    reached: NDArray


def total(series: AreaSeries) -> CountyTotals:
    """Add up a county's classes day by day."""
    is_known = ~np.isnan(series.days.counts[0])
    reached = np.where(is_known, series.days.enrolled, 0.0).sum(axis=1)
    counts = np.where(reached > 0, np.nansum(series.days.counts, axis=2), np.nan)
    return CountyTotals(series.dates, counts, reached)


def join_counties(
    area_id: int, level: str, counties: Mapping[int, CountyTotals], parts: Mapping[int, int]
) -> AreaSeries | None:
    """Put counties side by side, those of a part (a province's city; a city's county is its own) together.

    parts: of each county of the area. Days are those on which any county has school; None below two parts.
    """
    ids = sorted((part, county) for county, part in parts.items() if county in counties)
    if len({part for part, _ in ids}) < 2:
        return None
    dates = sorted({day for _, county in ids for day in counties[county].dates})
    at = {day: number for number, day in enumerate(dates)}
    shape = len(dates), len(ids)
    syndromes = len(counties[ids[0][1]].counts)
    counts, enrolled = np.full((syndromes, *shape), np.nan), np.zeros(shape)
    for column, (_, county) in enumerate(ids):
        found = counties[county]
        rows = [at[day] for day in found.dates]
        counts[:, rows, column], enrolled[rows, column] = found.counts, found.reached
    # Where nobody reported the number is not used, but must be one.
    enrolled = np.where(enrolled > 0, enrolled, np.maximum(enrolled.max(axis=0), 1.0))
    of_part = np.unique([part for part, _ in ids], return_inverse=True)[1]
    days = CountyDays(counts, enrolled, *day_kinds(dates), of_part, np.arange(len(ids)))
    part_ids, county_ids = (np.array(column, dtype=np.int64) for column in zip(*ids, strict=True))
    scopes = {COUNTY: level, SCHOOL: "CITY" if level == "PROVINCE" else "COUNTY", GRADE: "COUNTY", CLASS: "COUNTY"}
    return AreaSeries(area_id, tuple(dates), days, (part_ids, county_ids, county_ids), scopes, len(ids) * len(dates))
