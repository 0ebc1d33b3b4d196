"""Judge an area by its own past, and name the units that stand out."""

import dataclasses
from collections.abc import Iterable

from sizao.detect.linelist.queries import GROUP_ORDER
from sizao.detect.signals.queries import AREA_SCAN, Excess
from sizao.detect.statistics.queries.series import AreaSeries
from sizao.epi.detection.county_days import COUNTY, CountyOptions, Finding, can_judge

MOST_PARTS = 20


def find_excesses(series: AreaSeries, per_1000: float) -> list[Excess] | None:
    """Judge a county with its schools, grades and classes, or the whole of an area above; None with too little history.

    per_1000: false alarms borne in 1,000 days of a unit and syndrome.
    """
    if not can_judge(series.days):
        return None
    from sizao.epi.detection.county import judge_county  # Compiled: loaded when something is judged.

    found: Iterable[Finding] = judge_county(series.days, CountyOptions(per_1000=per_1000, seed=series.area_id))
    if series.scopes[COUNTY] != "COUNTY":
        # What one part explains is found by that part's own judgement.
        found = [dataclasses.replace(one, detector=AREA_SCAN) for one in found if one.level == COUNTY]
    return [_locate(one, series) for one in found]


def _locate(one: Finding, series: AreaSeries) -> Excess:
    parts = [
        [series.place_of(one.level + 1, unit)[1], count, round(expected, 3)]
        for unit, count, expected in one.parts[:MOST_PARTS]
        if count
    ]
    owner, unit = series.place_of(one.level, one.unit)
    return Excess(one, owner, unit, series.scopes[one.level], GROUP_ORDER[one.syndrome], parts)
