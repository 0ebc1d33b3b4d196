"""Counts of a county by class, school day and syndrome group, from line list and slots; for the machine.

An illness counts once in each of its groups, on the school day whose report (or registration) first named it with
that group: by that day the report is known to have come, which an onset never is. A class that did not report is
unknown, not zero, whoever else named its pupils. Excluded and withdrawn cases do not count.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from sizao.detect.linelist.queries import GROUP_ORDER
from sizao.detect.linelist.queries import SILENT_DAYS as ILLNESS_SILENT_DAYS
from sizao.detect.signals.models import Series, Signal
from sizao.epi.detection.county import CLASS, COUNTY, GRADE, SCHOOL, CountyDays
from sizao.epi.thresholds import Scope

SCOPES = {COUNTY: "COUNTY", SCHOOL: Scope.INSTITUTION.value, GRADE: Scope.GRADE.value, CLASS: Scope.CLASS.value}

# Classes of the county day by day: who was enrolled, and whether any report of the day stands. Slots and reports are
# put together and grouped: a join of the two is a nested loop wherever the planner's figures are old.
REPORTS = """
WITH said AS (
  SELECT school_id, group_id, day, enrolled, waived_at IS NOT NULL AS is_waived, false AS is_held FROM checks_slot
  WHERE county_id = %(county)s AND day >= %(first)s AND day <= %(until)s AND group_kind = 'CLASS'
    AND NOT boarders_only AND enrolled > 0
  UNION ALL
  SELECT school_id, group_id, day, NULL, NULL, NOT is_withdrawn FROM (
    SELECT DISTINCT ON (h.school_id, h.day, h.group_id, h.session) h.school_id, h.day, h.group_id, h.is_withdrawn
    FROM checks_healthcheck h
    WHERE h.county_id = %(county)s AND h.day >= %(first)s AND h.day <= %(until)s AND h.group_kind = 'CLASS'
    ORDER BY h.school_id, h.day, h.group_id, h.session, h.version DESC) latest
), days AS MATERIALIZED (
  SELECT school_id, group_id, day, max(enrolled) AS enrolled, bool_or(is_held) AND NOT bool_and(is_waived) AS is_known
  FROM said GROUP BY 1, 2, 3 HAVING max(enrolled) IS NOT NULL
)
SELECT d.school_id, coalesce(u.parent_id, d.school_id), d.group_id, d.day - %(first)s, d.enrolled, d.is_known
FROM days d JOIN orgs_unit u ON u.id = d.group_id
"""
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


@dataclass(frozen=True, slots=True, eq=False)
class CountySeries:
    """A county as the detectors take it, and which unit each number is. rows: read from the database."""

    county_id: int
    dates: tuple[dt.date, ...]
    days: CountyDays
    school_ids: NDArray
    grade_ids: NDArray
    class_ids: NDArray
    rows: int

    def place_of(self, level: int, unit: int) -> tuple[int, int]:
        """Give owner (school, or the county itself) and unit id of a number of a level."""
        if level == COUNTY:
            return self.county_id, self.county_id
        ids = {SCHOOL: self.school_ids, GRADE: self.grade_ids, CLASS: self.class_ids}[level]
        leaf = self.days.tree.starts[level][unit]
        return int(self.school_ids[leaf]), int(ids[leaf])


def read_county(county_id: int, *, first: dt.date, until: dt.date) -> CountySeries | None:
    """Read a county's school days; None when `until` is none there. Two queries whatever its size.

    Classes that have no slot on the last day are left out: they do not exist any more, or are at home.
    """
    values = {"county": county_id, "first": first, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(REPORTS, values)
        due = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 6)
        if not due.size or due[:, 3].max() != (until - first).days:
            return None
        present = due[due[:, 3] == due[:, 3].max()]
        present = present[np.lexsort((present[:, 2], present[:, 1], present[:, 0]))]
        before = first - dt.timedelta(days=ILLNESS_SILENT_DAYS + 1)
        schools = [int(one) for one in np.unique(present[:, 0])]
        cursor.execute(ILLNESSES, {**values, "before": before, "schools": schools})
        ill = cursor.fetchall()
    axis = np.unique(due[:, 3])
    counts, enrolled = _fill(due, ill, axis, present[:, 2])
    dates = tuple(first + dt.timedelta(days=int(one)) for one in axis)
    weekdays = np.array([day.weekday() for day in dates])
    # A Monday after a plain weekend is like other Mondays; longer breaks are not.
    back = np.append(False, np.diff(axis) > 3)
    numbers = [np.unique(column, return_index=True, return_inverse=True) for column in (present[:, 0], present[:, 1])]
    school, grade = (np.argsort(np.argsort(begins))[inverse] for _, begins, inverse in numbers)
    days = CountyDays(counts, enrolled, weekdays, back, school, grade)
    return CountySeries(
        county_id, dates, days, present[:, 0], present[:, 1], present[:, 2], len(due) + len(ill)
    )  # fmt: skip


def _fill(due: NDArray, ill: list[tuple], axis: NDArray, classes: NDArray) -> tuple[NDArray, NDArray]:
    """Spread rows over (groups, days, classes): nan where nobody reported; who is enrolled is known on all days."""
    order = np.argsort(classes)

    def column_of(ids: NDArray) -> NDArray:
        at = np.minimum(np.searchsorted(classes[order], ids), len(classes) - 1)
        return np.where(classes[order][at] == ids, order[at], -1)

    column, row = column_of(due[:, 2]), np.searchsorted(axis, due[:, 3])
    kept = column >= 0
    enrolled = np.full((len(axis), len(classes)), np.nan)
    enrolled[row[kept], column[kept]] = due[kept, 4]
    usual = np.nanmax(enrolled, axis=0)
    enrolled = np.where(np.isnan(enrolled), usual, enrolled)
    counts = np.full((len(GROUP_ORDER), *enrolled.shape), np.nan)
    came = kept & (due[:, 5] > 0)
    counts[:, row[came], column[came]] = 0
    if ill:
        at = column_of(np.array([one[0] for one in ill], dtype=np.int64))
        # What is registered on a day off belongs to the next school day.
        when = np.searchsorted(axis, [one[1] for one in ill])
        letters = np.array([GROUP_ORDER.find(one[2]) for one in ill])
        inside = (at >= 0) & (when < len(axis)) & (letters >= 0)
        cells = letters[inside], when[inside], at[inside]
        np.add.at(counts, cells, np.array([one[3] for one in ill])[inside])
    return np.minimum(counts, enrolled), enrolled


def find_series(signal: Signal) -> Series | None:
    """Give what a statistical signal was seen in; the caller has read the signal in scope."""
    rows = Series.objects.whole_tree(reason="counts of a signal that the reader may see")
    return rows.filter(school_id=signal.school_id, id=signal.id).first()
