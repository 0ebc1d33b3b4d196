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

from sizao.core.columns import read_columns
from sizao.detect.checks.queries import Session
from sizao.detect.linelist.queries import GROUP_ORDER
from sizao.detect.linelist.queries import SILENT_DAYS as ILLNESS_SILENT_DAYS
from sizao.detect.signals.models import Series, Signal
from sizao.epi.detection.county_days import CLASS, COUNTY, GRADE, SCHOOL, CountyDays
from sizao.epi.thresholds import Scope

SCOPES = {COUNTY: "COUNTY", SCHOOL: Scope.INSTITUTION.value, GRADE: Scope.GRADE.value, CLASS: Scope.CLASS.value}

# What was due and what came, row by row: putting them together is done in arrays, where it costs a fraction of what the
# database needs. Reports are found by school, as their table has no order by county.
SLOTS = """
SELECT school_id, group_id, (day - %(first)s)::bigint, enrolled::bigint, (waived_at IS NULL)::int::bigint
FROM checks_slot
WHERE county_id = %(county)s AND day >= %(first)s AND day <= %(until)s AND group_kind = 'CLASS'
  AND NOT boarders_only AND enrolled > 0
"""
REPORTS = """
SELECT group_id, (day - %(first)s)::bigint, coalesce(array_position(%(sessions)s::text[], session::text), 0)::bigint,
  version * 2::bigint + (NOT is_withdrawn)::int
FROM checks_healthcheck
WHERE school_id = ANY(%(schools)s) AND county_id = %(county)s AND day >= %(first)s AND day <= %(until)s
  AND group_kind = 'CLASS'
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
    """Read a county's school days; None when `until` is none there. Four queries whatever its size.

    Classes that have no slot on the last day are left out: they do not exist any more, or are at home.
    """
    values: dict[str, object] = {"county": county_id, "first": first, "until": until}
    slots = read_columns(SLOTS, values, ("school", "group", "day", "enrolled", "is_due"))
    if not slots.size or slots["day"].max() != (until - first).days:
        return None
    sessions = [value for value, _ in Session.pairs()]
    values |= {"schools": np.unique(slots["school"]).tolist(), "sessions": sessions}
    reports = read_columns(REPORTS, values, ("group", "day", "session", "standing"))
    present = _present(slots)
    values |= {"schools": np.unique(present[:, 0]).tolist()}
    values |= {"before": first - dt.timedelta(days=ILLNESS_SILENT_DAYS + 1)}
    with connection.cursor() as cursor:
        cursor.execute(ILLNESSES, values)
        ill = cursor.fetchall()
    axis = np.unique(slots["day"])
    enrolled, is_known = _reached(slots, reports, axis, present[:, 2])
    counts = _fill(enrolled, is_known, ill, (axis, present[:, 2]))
    dates = tuple(first + dt.timedelta(days=int(one)) for one in axis)
    weekdays = np.array([day.weekday() for day in dates])
    # A Monday after a plain weekend is like other Mondays; longer breaks are not.
    back = np.append(False, np.diff(axis) > 3)
    numbers = [np.unique(column, return_index=True, return_inverse=True) for column in (present[:, 0], present[:, 1])]
    school, grade = (np.argsort(np.argsort(begins))[inverse] for _, begins, inverse in numbers)
    days = CountyDays(counts, enrolled, weekdays, back, school, grade)
    return CountySeries(
        county_id, dates, days, present[:, 0], present[:, 1], present[:, 2], len(slots) + len(reports) + len(ill)
    )  # fmt: skip


def _present(slots: NDArray) -> NDArray:
    """List school, grade and class of the last day, in their order; a class without a grade stands for itself there."""
    latest = slots[slots["day"] == slots["day"].max()]
    classes, at = np.unique(latest["group"], return_index=True)
    parents = read_columns(PARENTS, {"classes": classes.tolist()}, ("id", "parent"))
    parents = parents[np.argsort(parents["id"])]
    known, schools = np.isin(classes, parents["id"]), latest["school"][at]
    classes, schools = classes[known], schools[known]
    grades = np.where(parents["parent"] > 0, parents["parent"], schools)
    found = np.stack([schools, grades, classes], axis=1).astype(np.int64)
    return found[np.lexsort((found[:, 2], found[:, 1], found[:, 0]))]


def _columns_of(ids: NDArray, classes: NDArray) -> NDArray:
    """Find the column of each class; -1 for those that are not there any more."""
    order = np.argsort(classes)
    at = np.minimum(np.searchsorted(classes[order], ids), len(classes) - 1)
    return np.where(classes[order][at] == ids, order[at], -1)


def _reached(slots: NDArray, reports: NDArray, axis: NDArray, classes: NDArray) -> tuple[NDArray, NDArray]:
    """Give who was enrolled, (days, classes), known on all days; and where a report stands that was due.

    A report stands where its latest version of any session was not withdrawn.
    """
    shape = len(axis), len(classes)
    column, row = _columns_of(slots["group"], classes), np.searchsorted(axis, slots["day"])
    cell = (row * shape[1] + column)[column >= 0]
    enrolled, is_due = np.zeros(shape), np.zeros(shape, bool)
    np.maximum.at(enrolled.ravel(), cell, slots["enrolled"][column >= 0])
    is_due.ravel()[cell[slots["is_due"][column >= 0] > 0]] = True
    usual = enrolled.max(axis=0)
    column, row = _columns_of(reports["group"], classes), np.searchsorted(axis, reports["day"])
    kept = (column >= 0) & (row < shape[0])
    kept[kept] = axis[row[kept]] == reports["day"][kept]
    most = int(reports["session"].max(initial=0)) + 1
    standing = np.zeros((shape[0] * shape[1], most), np.int64)
    at = (row * shape[1] + column)[kept] * most + reports["session"][kept]
    np.maximum.at(standing.ravel(), at, reports["standing"][kept])
    is_held = (standing % 2 == 1).any(axis=1).reshape(shape)
    return np.where(enrolled > 0, enrolled, usual), is_held & is_due & (enrolled > 0)


def _fill(enrolled: NDArray, is_known: NDArray, ill: list[tuple], places: tuple[NDArray, NDArray]) -> NDArray:
    """Spread illnesses over (groups, days, classes): nan where nobody reported and nobody was named."""
    axis, classes = places
    counts = np.full((len(GROUP_ORDER), *enrolled.shape), np.nan)
    counts[:, is_known] = 0
    if ill:
        at = _columns_of(np.array([one[0] for one in ill], dtype=np.int64), classes)
        # What is registered on a day off belongs to the next school day.
        when = np.searchsorted(axis, [one[1] for one in ill])
        letters = np.array([GROUP_ORDER.find(one[2]) for one in ill])
        inside = (at >= 0) & (when < len(axis)) & (letters >= 0)
        cells = letters[inside], when[inside], at[inside]
        np.add.at(counts, cells, np.array([one[3] for one in ill])[inside])
    return np.minimum(counts, enrolled)


def find_series(signal: Signal) -> Series | None:
    """Give what a statistical signal was seen in; the caller has read the signal in scope."""
    rows = Series.objects.whole_tree(reason="counts of a signal that the reader may see")
    return rows.filter(school_id=signal.school_id, id=signal.id).first()
