"""How the classes and schools of one county reported over some weeks, against each other; for the machine."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection

from sizao.epi import quality
from sizao.oversee.quality.rules import (
    BURST_DAYS,
    BURST_GROUPS,
    BURST_SECONDS,
    FEWEST_READINGS,
    FEWEST_REPORTS,
    REMINDED_MINUTES,
    SCRIPT_SPREAD_SECONDS,
    Kind,
)

WEEKDAYS = 5
REPORTS = """
SELECT h.school_id, h.group_id, count(*), sum(h.ill), sum(h.enrolled),
  count(*) FILTER (WHERE h.submitted_at > s.due_at - make_interval(mins => %(minutes)s)),
  min(t.second), max(t.second),
  sum(h.ill) FILTER (WHERE extract(isodow FROM h.day) = 1), sum(h.ill) FILTER (WHERE extract(isodow FROM h.day) = 2),
  sum(h.ill) FILTER (WHERE extract(isodow FROM h.day) = 3), sum(h.ill) FILTER (WHERE extract(isodow FROM h.day) = 4),
  sum(h.ill) FILTER (WHERE extract(isodow FROM h.day) = 5)
FROM checks_healthcheck h
JOIN checks_slot s ON s.school_id = h.school_id AND s.day = h.day AND s.group_id = h.group_id
  AND s.session = h.session AND s.day >= %(first)s AND s.day < %(until)s
CROSS JOIN LATERAL (SELECT extract(epoch FROM (h.submitted_at AT TIME ZONE 'Asia/Shanghai')::time)::int AS second) t
WHERE h.county_id = %(county)s AND h.day >= %(first)s AND h.day < %(until)s AND h.session = 'MORNING'
  AND h.version = 1 AND h.group_kind = 'CLASS' AND h.source NOT IN ('IMPORT', 'DEPUTY')
GROUP BY 1, 2
"""
BURSTS = """
SELECT school_id, count(*), max(groups) FROM (
  SELECT h.school_id, h.day, h.submitted_by, count(DISTINCT h.group_id) AS groups
  FROM checks_healthcheck h
  WHERE h.county_id = %(county)s AND h.day >= %(first)s AND h.day < %(until)s AND h.session = 'MORNING'
    AND h.version = 1 AND h.group_kind = 'CLASS' AND h.source IN ('WEB', 'API') AND h.submitted_by IS NOT NULL
    AND h.submitted_role <> 'INTEGRATION'
  GROUP BY 1, 2, 3, floor(extract(epoch FROM h.submitted_at) / %(seconds)s)
  HAVING count(DISTINCT h.group_id) >= %(groups)s) burst
GROUP BY 1 HAVING count(DISTINCT day) >= %(days)s
"""
READINGS = """
SELECT h.school_id, e.temperature_celsius, count(*)
FROM checks_healthcheck h
JOIN checks_checkentry e ON e.school_id = h.school_id AND e.day = h.day AND e.check_id = h.id
  AND e.day >= %(first)s AND e.day < %(until)s
WHERE h.county_id = %(county)s AND h.day >= %(first)s AND h.day < %(until)s AND h.version = 1
  AND e.temperature_celsius IS NOT NULL
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Something unlike the surroundings: a question to be put. numbers: what its sentence names."""

    kind: str
    school_id: int
    unit_id: int
    probability: float
    numbers: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class _Group:
    school_id: int
    group_id: int
    reports: int
    ill: int
    persons: int
    reminded: int
    first_second: int
    last_second: int
    by_weekday: tuple[int, ...]


def find_patterns(county_id: int, *, first: dt.date, until: dt.date) -> list[Found]:
    """Find the classes and schools of a county whose reports stand out over [first, until). Three queries."""
    values = {
        "county": county_id, "first": first, "until": until, "minutes": REMINDED_MINUTES, "seconds": BURST_SECONDS,
        "groups": BURST_GROUPS, "days": BURST_DAYS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(REPORTS, values)
        groups = [_Group(*row[:8], tuple(one or 0 for one in row[8:])) for row in cursor.fetchall()]
        cursor.execute(BURSTS, values)
        bursts = cursor.fetchall()
        cursor.execute(READINGS, values)
        readings = cursor.fetchall()
    enough = [one for one in groups if one.reports >= FEWEST_REPORTS]
    return [
        *_silent(enough), *_scripted(enough), *_reminded(enough), *_uneven(enough), *_repeated(readings),
        *(
            Found(Kind.BURST, school_id, school_id, 0.0, {"days": days, "groups": most, "seconds": BURST_SECONDS})
            for school_id, days, most in bursts
        ),
    ]  # fmt: skip


def _silent(groups: list[_Group]) -> list[Found]:
    """Classes against the rest of the county, and whole schools against the other schools."""
    schools = defaultdict(list)
    for one in groups:
        schools[one.school_id].append(one)
    ill, persons = sum(one.ill for one in groups), sum(one.persons for one in groups)
    units: list[tuple[int, int, int, int, int]] = []
    for school_id, own in schools.items():
        if sum(one.ill for one in own) == 0:
            units.append((school_id, school_id, 0, sum(one.persons for one in own), sum(one.reports for one in own)))
        else:
            units += [(school_id, one.group_id, one.ill, one.persons, one.reports) for one in own]
    if not units:
        return []
    expected = np.array([
        unit[3] * (ill - unit[2]) / (persons - unit[3]) if persons > unit[3] else 0.0 for unit in units
    ])  # fmt: skip
    chance = quality.silence_probability(expected)
    looked_at = np.where([unit[2] == 0 for unit in units], chance, 1.0)
    picked = quality.rare(looked_at)
    return [
        Found(
            Kind.SILENCE, unit[0], unit[1], float(looked_at[place]),
            {"reports": unit[4], "expected": round(float(expected[place]), 1), "chance": float(looked_at[place])},
        )
        for place, unit in enumerate(units)
        if picked[place]
    ]  # fmt: skip


def _scripted(groups: list[_Group]) -> list[Found]:
    """Reports within the same few seconds every day: a hand does not do that."""
    return [
        Found(
            Kind.SCRIPT, one.school_id, one.group_id, 0.0,
            {
                "reports": one.reports, "clock": f"{one.first_second // 3600:02}:{one.first_second % 3600 // 60:02}",
                "spread": one.last_second - one.first_second,
            },
        )
        for one in groups
        if one.last_second - one.first_second <= SCRIPT_SPREAD_SECONDS
    ]  # fmt: skip


def _reminded(groups: list[_Group]) -> list[Found]:
    if not groups:
        return []
    late, total = sum(one.reminded for one in groups), sum(one.reports for one in groups)
    share = late / total
    chance = quality.excess_probability(
        [one.reminded for one in groups], [one.reports for one in groups], min(max(share, 0.01), 0.99)
    )
    picked = quality.rare(chance)
    return [
        Found(
            Kind.REMINDED, one.school_id, one.group_id, float(chance[place]),
            {"reports": one.reports, "late": one.reminded, "share": round(share, 3)},
        )
        for place, one in enumerate(groups)
        if picked[place] and one.reminded * 10 >= one.reports * 9
    ]  # fmt: skip


def _uneven(groups: list[_Group]) -> list[Found]:
    """Schools whose ill fall on some weekdays alone."""
    cases: dict[int, np.ndarray] = defaultdict(lambda: np.zeros(WEEKDAYS))
    for one in groups:
        cases[one.school_id] += np.array(one.by_weekday)
    schools = list(cases)
    if not schools:
        return []
    matrix = np.array([cases[one] for one in schools])
    whole = matrix.sum(axis=0)
    if whole.sum() == 0:
        return []
    shares = whole / whole.sum()
    chance = quality.weekday_probability(matrix, shares)
    picked = quality.rare(chance)
    return [
        Found(
            Kind.WEEKDAY, school, school, float(chance[place]),
            {
                "cases": int(matrix[place].sum()), "most": int(matrix[place].max()),
                "weekday": int(matrix[place].argmax()), "share": round(float(shares[matrix[place].argmax()]), 3),
            },
        )
        for place, school in enumerate(schools)
        if picked[place]
    ]  # fmt: skip


def _repeated(readings: Iterable[tuple[int, Any, int]]) -> list[Found]:
    """Schools where one temperature stands far more often than elsewhere."""
    by_school: dict[int, Counter] = defaultdict(Counter)
    whole: Counter = Counter()
    for school_id, celsius, count in readings:
        by_school[school_id][celsius] += count
        whole[celsius] += count
    rows = []
    for school_id, counts in by_school.items():
        total = sum(counts.values())
        if total >= FEWEST_READINGS:
            value, top = counts.most_common(1)[0]
            others = sum(whole.values()) - total
            share = (whole[value] - top + 1) / (others + 10)
            rows.append((school_id, value, top, total, min(share, 0.99)))
    if not rows:
        return []
    chance = quality.excess_probability(
        [row[2] for row in rows], [row[3] for row in rows], np.array([row[4] for row in rows])
    )
    picked = quality.rare(chance)
    return [
        Found(
            Kind.TEMPERATURE, row[0], row[0], float(chance[place]),
            {"readings": row[3], "repeated": row[2], "value": str(row[1]), "share": round(row[4], 3)},
        )
        for place, row in enumerate(rows)
        if picked[place]
    ]  # fmt: skip
