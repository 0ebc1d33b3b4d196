"""Counties put side by side: what is no county's own excess is found over the city."""

import numpy as np

from sizao.detect.linelist.queries import GROUP_ORDER
from sizao.detect.signals.queries import AREA_SCAN
from sizao.detect.statistics.queries import CountyTotals, excesses, join_counties
from sizao.detect.statistics.tests.counties import CITY, COUNTIES, DAYS, PROVINCE, SECOND, city_of, totals
from sizao.epi.detection.county_days import COUNTY, SCHOOL


def test_counties_lie_side_by_side_on_all_days_of_any(now):
    found = totals(now, more={})
    short = found[COUNTIES[1]]
    found[COUNTIES[1]] = CountyTotals(short.dates[5:], short.counts[:, 5:], short.reached[5:])

    series = city_of(found)

    assert series.days.counts.shape == (2, DAYS, len(COUNTIES)) and series.dates[-1] == now.date()
    assert np.isnan(series.days.counts[:, :5, 1]).all() and not np.isnan(series.days.counts[:, 5:, 1]).any()
    assert (series.days.enrolled > 0).all()
    assert series.place_of(COUNTY, 0) == (CITY, CITY) and series.place_of(SCHOOL, 2)[1] == COUNTIES[2]


def test_slow_excess_over_all_counties_is_the_citys(now):
    found = excesses.find_excesses(city_of(totals(now, more=dict.fromkeys(COUNTIES, 1.6))), 1.0)

    assert found is not None
    (one,) = found
    assert (one.scope, one.unit_id, one.label, one.finding.detector) == ("CITY", CITY, GROUP_ORDER[SECOND], AREA_SCAN)
    assert {part[0] for part in one.parts} == set(COUNTIES)


def test_excess_of_one_county_is_left_to_that_county_and_quiet_stays_quiet(now):
    assert excesses.find_excesses(city_of(totals(now, more={COUNTIES[2]: 4.0})), 1.0) == []
    assert excesses.find_excesses(city_of(totals(now, more={})), 1.0) == []


def test_false_alarms_over_areas_are_rare(now):
    rng, alarms = np.random.default_rng(11), 0
    dates = totals(now, more={})[COUNTIES[0]].dates
    for _ in range(60):
        drawn = {one: CountyTotals(dates, rng.poisson(6.0, (2, DAYS)) * 1.0, np.full(DAYS, 4e3)) for one in COUNTIES}
        alarms += len(excesses.find_excesses(city_of(drawn), 1.0) or ())

    assert alarms <= 1


def test_province_takes_its_cities_as_parts_and_one_part_is_no_area(now):
    found = totals(now, more={})
    parts = dict(zip(COUNTIES, (430_100, 430_100, 430_200, 430_200, 430_300), strict=True))
    series = join_counties(PROVINCE, "PROVINCE", found, parts)

    assert series is not None and series.place_of(SCHOOL, 1) == (430_200, 430_200)
    assert join_counties(PROVINCE, "PROVINCE", found, dict.fromkeys(COUNTIES, 430_100)) is None
    assert join_counties(CITY, "CITY", {COUNTIES[0]: found[COUNTIES[0]]}, {COUNTIES[0]: COUNTIES[0]}) is None


def test_too_short_a_past_is_not_judged(now):
    short = {
        one: CountyTotals(found.dates[-20:], found.counts[:, -20:], found.reached[-20:])
        for one, found in totals(now, more={}).items()
    }

    assert excesses.find_excesses(city_of(short), 1.0) is None
