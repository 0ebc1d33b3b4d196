"""The hourly and the nightly look: every county, then the cities and provinces they make up."""

import datetime as dt
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from sizao.core import clock
from sizao.core.actor import AREA_COLUMNS, Actor
from sizao.detect.signals import services as signals
from sizao.detect.statistics import queries
from sizao.detect.statistics.rules import HISTORY_DAYS, PER_1000
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies

JOB = Actor.system("statistics")
# The areas above a county, and of which parts each is put together.
ABOVE = {"CITY": "COUNTY", "PROVINCE": "CITY"}
# One reads while another is judged.
AT_NIGHT = 2
log = logging.getLogger("sizao.statistics")


def judge_all(now: dt.datetime, *, at_once: int = 1) -> int:
    """Judge area by area what has been reported so far; one that fails stops no other.

    at_once: counties judged at the same moment, each over a connection of its own; the results are the same.
    returns: number of signals raised, joined or closed.
    """
    counties = orgs.list_county_ids()
    if at_once > 1:
        with ThreadPoolExecutor(at_once) as pool:
            found = list(pool.map(lambda one: _beside_others(one, now), counties))
    else:
        found = [_judge_county(one, now) for one in counties]
    totals = {county_id: one for county_id, (one, _) in zip(counties, found, strict=True) if one is not None}
    return sum(changed for _, changed in found) + judge_above(totals, now)


def judge_night(now: dt.datetime) -> int:
    """Judge the whole day when nobody waits for the machine."""
    return judge_all(now, at_once=AT_NIGHT)


def _beside_others(county_id: int, now: dt.datetime) -> tuple[queries.CountyTotals | None, int]:
    try:
        return _judge_county(county_id, now)
    finally:
        connection.close()


def _judge_county(county_id: int, now: dt.datetime) -> tuple[queries.CountyTotals | None, int]:
    totals = None
    try:
        series = read_county(county_id, now)
        if series is not None:
            totals = queries.total(series)
            return totals, judge(series, now)
    except Exception:
        log.exception("statistics of county %s failed", county_id)
    return totals, 0


def judge_above(totals: Mapping[int, queries.CountyTotals], now: dt.datetime) -> int:
    """Judge the cities and provinces of counties that have school today."""
    changed, areas = 0, orgs.list_areas(totals)
    for level, part in ABOVE.items():
        members: dict[int, dict[int, int]] = {}
        for county_id, above in areas.items():
            own = {**above, AREA_COLUMNS["COUNTY"]: county_id}
            area_id, part_id = own[AREA_COLUMNS[level]], own[AREA_COLUMNS[part]]
            if area_id is not None:
                members.setdefault(area_id, {})[county_id] = county_id if part_id is None else part_id
        for area_id, parts in members.items():
            try:
                series = queries.join_counties(area_id, level, totals, parts)
                changed += judge(series, now) if series is not None else 0
            except Exception:
                log.exception("statistics of area %s failed", area_id)
    return changed


def read_county(county_id: int, now: dt.datetime) -> queries.AreaSeries | None:
    """Read a county's past up to today; None when today is no school day there."""
    today = clock.school_date(now)
    return queries.read_county(county_id, first=today - dt.timedelta(days=HISTORY_DAYS), until=today)


def judge(series: queries.AreaSeries, now: dt.datetime) -> int:
    """Judge one area and keep what was found; nothing with too little history.

    returns: number of signals raised, joined or closed.
    """
    per_1000 = policies.get_resolved(series.area_id, PER_1000, clock.school_date(now)).value
    found = queries.find_excesses(series, float(per_1000))
    if found is None:
        return 0
    return signals.record_statistics(actor=JOB, now=now, area_id=series.area_id, found=found, dates=series.dates)
