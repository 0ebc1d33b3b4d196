"""Counts of a county by class, school day and syndrome group, from line list and slots; for the machine.

An illness counts once in each of its groups, on the school day whose report (or registration) first named it with
that group: by that day the report is known to have come, which an onset never is. A class that did not report is
unknown, not zero, whoever else named its pupils. Excluded and withdrawn cases do not count.
"""

import datetime as dt

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from sizao.core.columns import read_columns
from sizao.detect.linelist.queries import GROUP_ORDER
from sizao.detect.linelist.queries import SILENT_DAYS as ILLNESS_SILENT_DAYS
from sizao.detect.statistics.queries.series import SCHOOLS, AreaSeries
from sizao.epi.detection.county_days import CountyDays
from sizao.epi.detection.gathering import BITS, WORDS, day_kinds, gather, spread_days

# An illness goes on after so long a silence.
AROUND = dt.timedelta(days=ILLNESS_SILENT_DAYS + 1)

# Days travel as bits of two numbers: a class is one row, not one a day.
LOW, HIGH = (
    f"coalesce(bit_or(1::bigint << (day - %(first)s - {word * BITS})) FILTER (WHERE day - %(first)s BETWEEN "
    f"{word * BITS} AND {word * BITS + BITS - 1} AND {{kept}}), 0)"
    for word in range(WORDS)
)
# What was due, by how many were enrolled: all days, and those not waived.
SLOTS = f"""
SELECT school_id, group_id, enrolled::bigint, {LOW.format(kept="true")}, {HIGH.format(kept="true")},
  {LOW.format(kept="waived_at IS NULL")}, {HIGH.format(kept="waived_at IS NULL")}
FROM checks_slot
WHERE county_id = %(county)s AND day >= %(first)s AND day <= %(until)s AND group_kind = 'CLASS'
  AND NOT boarders_only AND enrolled > 0
GROUP BY 1, 2, 3
"""
# Reports are found by school, as their table has no order by county.
REPORTED = "school_id = ANY(%(schools)s) AND day >= %(first)s AND day <= %(until)s AND group_kind = 'CLASS'"
REPORTS = f"""
SELECT group_id, {LOW.format(kept="NOT is_withdrawn")}, {HIGH.format(kept="NOT is_withdrawn")},
  bool_or(is_withdrawn)::int::bigint
FROM checks_healthcheck WHERE {REPORTED} GROUP BY 1
"""
# Where something was withdrawn, the latest version of each session says whether a report stands.
STANDING = f"""
SELECT group_id, {LOW.format(kept="true")}, {HIGH.format(kept="true")} FROM (
  SELECT DISTINCT ON (school_id, day, group_id, session) group_id, day, is_withdrawn FROM checks_healthcheck
  WHERE {REPORTED} AND group_id = ANY(%(groups)s)
  ORDER BY school_id, day, group_id, session, version DESC) latest
WHERE NOT is_withdrawn GROUP BY 1
"""
PARENTS = "SELECT id, coalesce(parent_id, 0) FROM orgs_unit WHERE id = ANY(%(classes)s)"
ILLNESSES = """
SELECT class_id, day - %(first)s, letter, count(*) FROM (
  SELECT r.school_id, r.person_id, r.episode, letter, min(r.day) AS day,
    (array_agg(r.class_id ORDER BY r.day, r.recorded_at))[1] AS class_id
  FROM linelist_record r CROSS JOIN LATERAL regexp_split_to_table(r.groups, '') AS letter
  WHERE r.school_id = ANY(%(schools)s) AND r.day >= %(before)s AND r.day <= %(until)s AND r.withdrawn_at IS NULL
    AND r.groups <> '' AND NOT r.is_staff AND NOT EXISTS (
      SELECT 1 FROM (
        SELECT DISTINCT ON (c.person_id, c.episode) c.status FROM linelist_change c
        WHERE c.school_id = r.school_id AND c.person_id = r.person_id AND c.episode = r.episode
        ORDER BY c.person_id, c.episode, c.changed_at DESC, c.id DESC) latest
      WHERE latest.status = 'EXCLUDED')
  GROUP BY 1, 2, 3, 4) first_named
WHERE day >= %(first)s AND class_id IS NOT NULL GROUP BY 1, 2, 3
"""


def read_county(county_id: int, *, first: dt.date, until: dt.date) -> AreaSeries | None:
    """Read a county's school days; None when `until` is none there. Four queries whatever its size, five when a report
    was withdrawn.

    Classes that have no slot on the last day are left out: they do not exist any more, or are at home.
    """
    values: dict[str, object] = {"county": county_id, "first": first, "until": until}
    slots = read_columns(SLOTS, values, ("school", "group", "enrolled", "low", "high", "due_low", "due_high"))
    was_open = spread_days(slots["low"], slots["high"])
    axis = np.flatnonzero(was_open.any(axis=0))
    if not axis.size or axis[-1] != (until - first).days:
        return None
    present = _present(slots[was_open[:, axis[-1]]])
    values |= {"schools": np.unique(slots["school"]).tolist(), "before": first - AROUND}
    reports = _read_reports(values)
    values |= {"schools": np.unique(present[:, 0]).tolist()}
    with connection.cursor() as cursor:
        cursor.execute(ILLNESSES, values)
        ill = cursor.fetchall()
    named = [(class_id, day, GROUP_ORDER.find(letter), count) for class_id, day, letter, count in ill]
    counts, enrolled = gather(slots, reports, named, (len(GROUP_ORDER), axis, present[:, 2]))
    dates = tuple(first + dt.timedelta(days=int(one)) for one in axis)
    numbers = [np.unique(column, return_index=True, return_inverse=True) for column in (present[:, 0], present[:, 1])]
    school, grade = (np.argsort(np.argsort(begins))[inverse] for _, begins, inverse in numbers)
    days = CountyDays(counts, enrolled, *day_kinds(dates), school, grade)
    rows = int(was_open.sum()) + int(spread_days(reports["low"], reports["high"]).sum()) + len(ill)
    return AreaSeries(county_id, dates, days, (present[:, 0], present[:, 1], present[:, 2]), SCHOOLS, rows)


def _read_reports(values: dict[str, object]) -> NDArray:
    """Read on which days a report of a class stands: its latest version of any session was not withdrawn."""
    reports = read_columns(REPORTS, values, ("group", "low", "high", "is_withdrawn"))
    changed = reports["is_withdrawn"] > 0
    if not changed.any():
        return reports[["group", "low", "high"]]
    standing = read_columns(
        STANDING, {**values, "groups": reports["group"][changed].tolist()}, ("group", "low", "high")
    )
    return np.concatenate([reports[~changed][["group", "low", "high"]], standing])


def _present(latest: NDArray) -> NDArray:
    """List school, grade and class of the last day, in their order; a class without a grade stands for itself there.

    latest: the slots of that day.
    """
    classes, at = np.unique(latest["group"], return_index=True)
    parents = read_columns(PARENTS, {"classes": classes.tolist()}, ("id", "parent"))
    parents = parents[np.argsort(parents["id"])]
    known, schools = np.isin(classes, parents["id"]), latest["school"][at]
    classes, schools = classes[known], schools[known]
    grades = np.where(parents["parent"] > 0, parents["parent"], schools)
    found = np.stack([schools, grades, classes], axis=1).astype(np.int64)
    return found[np.lexsort((found[:, 2], found[:, 1], found[:, 0]))]
