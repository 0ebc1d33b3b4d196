"""Counties of a city with drawn counts."""

import datetime as dt

import numpy as np

from sizao.detect.statistics.queries import CountyTotals, join_counties

CITY, PROVINCE, DAYS, WINDOW = 430_100, 430_000, 60, 14
COUNTIES = (430_102, 430_103, 430_104, 430_105, 430_111)
SECOND = 1


def totals(
    now: dt.datetime, *, more: dict[int, float], usual: float = 6.0, counties=COUNTIES
) -> dict[int, CountyTotals]:
    """Draw two syndromes of counties; `more` multiplies the second one's last days. School days up to today."""
    rng, dates, day = np.random.default_rng(3), [], now.date()
    while len(dates) < DAYS:
        if day.weekday() < 5:
            dates.append(day)
        day -= dt.timedelta(days=1)
    found = {}
    for county in counties:
        mean = np.full((2, DAYS), usual)
        mean[SECOND, -WINDOW // 2 :] *= more.get(county, 1.0)
        found[county] = CountyTotals(tuple(dates[::-1]), rng.poisson(mean).astype(float), np.full(DAYS, 4000.0))
    return found


def city_of(found: dict[int, CountyTotals]):
    series = join_counties(CITY, "CITY", found, {one: one for one in found})
    assert series is not None
    return series
