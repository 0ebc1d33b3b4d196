"""Read the counts of registers, without persons: the summary (汇总表) of a school and the month of one class."""

import calendar
import datetime as dt
from dataclasses import dataclass, field

from django.db import connection

from sizao.core.actor import Actor, UnitRef, units_by_id
from sizao.core.errors import NotVisible
from sizao.detect.checks.models import HealthCheck, Slot
from sizao.detect.checks.queries.group import CURRENT_FIELDS, Current, state_of
from sizao.detect.checks.queries.registers import (
    GROUP_LEVELS,
    SESSION_ORDER,
    get_register_unit,
    narrow,
    school_name,
)
from sizao.detect.checks.rules import SlotState
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs

# The form counts today and the three days that end today. source: HNFORM
RECENT_DAYS = 3

HELD = """
WITH held AS MATERIALIZED (
  SELECT DISTINCT ON (h.group_id, h.day, h.session) h.group_id, h.day, h.session, h.id, h.is_withdrawn
  FROM checks_healthcheck h
  WHERE h.school_id = %(school)s AND h.day >= %(first)s AND h.day <= %(latest)s
    AND (%(group)s::bigint IS NULL OR h.group_id = %(group)s)
  ORDER BY h.group_id, h.day, h.session, h.version DESC
)
"""
# Persons are counted once, however many sessions name them.
RECENT_SYMPTOMS = f"""{HELD}
SELECT h.group_id, s.code, count(DISTINCT e.person_id) FILTER (WHERE h.day = %(latest)s AND h.session = %(session)s),
  count(DISTINCT e.person_id)
FROM held h
JOIN checks_checkentry e ON e.school_id = %(school)s AND e.day = h.day AND e.check_id = h.id
  AND e.day >= %(first)s AND e.day <= %(latest)s
CROSS JOIN LATERAL unnest(e.symptoms) AS s(code)
WHERE NOT h.is_withdrawn GROUP BY 1, 2
"""
MONTH_SYMPTOMS = f"""{HELD}
SELECT h.day, h.session, s.code, count(DISTINCT e.person_id)
FROM held h
JOIN checks_checkentry e ON e.school_id = %(school)s AND e.day = h.day AND e.check_id = h.id
  AND e.day >= %(first)s AND e.day <= %(latest)s
CROSS JOIN LATERAL unnest(e.symptoms) AS s(code)
WHERE NOT h.is_withdrawn GROUP BY 1, 2, 3
"""
# Reports that stand in the days, and due ones that do not: a count over missing reports is no count of all.
RECENT_REPORTS = f"""{HELD}
SELECT group_id, count(*) FILTER (WHERE is_held), count(*) FILTER (WHERE NOT is_held) FROM (
  SELECT group_id, true AS is_held FROM held WHERE NOT is_withdrawn
  UNION ALL
  SELECT s.group_id, false FROM checks_slot s
  WHERE s.school_id = %(school)s AND s.day >= %(first)s AND s.day <= %(latest)s AND s.waived_at IS NULL
    AND s.due_at <= %(now)s AND NOT EXISTS (
      SELECT 1 FROM held h WHERE NOT h.is_withdrawn AND h.day = s.day AND h.group_id = s.group_id
        AND h.session = s.session)
) reports GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """A session of a group in numbers; `absent_ill` and `check` are None where no report stands."""

    session: str
    day: dt.date
    slot: Slot | None
    check: Current | None
    absent_ill: int | None
    state: SlotState | None
    reporter: str = ""
    symptoms: dict[str, int] = field(default_factory=dict)

    @property
    def enrolled(self) -> int:
        return self.check.enrolled if self.check else self.slot.enrolled


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One group of the summary: the session shown, and the three days that end with it.

    recent: None where no report stands in the three days. gaps: due reports of these days that are missing.
    """

    group: orgs.UnitLine
    grade: str
    counted: Counted
    recent: dict[str, int] | None
    gaps: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary of a school's session, group by group; totals hold reporting groups only."""

    unit: UnitRef
    day: dt.date
    session: str
    lines: tuple[SummaryLine, ...]
    sessions: tuple[str, ...]

    @property
    def expected(self) -> int:
        return sum(line.counted.state is not SlotState.WAIVED for line in self.lines)

    @property
    def reported(self) -> tuple[SummaryLine, ...]:
        return tuple(line for line in self.lines if line.counted.check)

    def total(self, code: str) -> int:
        """Count persons with a symptom today."""
        return sum(line.counted.symptoms.get(code, 0) for line in self.reported)

    def recent_total(self, code: str) -> int | None:
        """Count persons with a symptom in the three days, None where nobody reported."""
        known = [line.recent for line in self.lines if line.recent is not None]
        return sum(one.get(code, 0) for one in known) if known else None


@dataclass(frozen=True, slots=True)
class Month:
    """All sessions of one group in one month, oldest first, with what was counted."""

    unit: UnitRef
    school: str
    first: dt.date
    rows: tuple[Counted, ...]


FIELDS = (*CURRENT_FIELDS, "day", "absent_ill")


def _held(actor: Actor, where: dict) -> dict[tuple, tuple[Current, int]]:
    """Give the versions that hold by group, day and session, each with its sickness absences."""
    rows = HealthCheck.objects.visible_to(actor).filter(**where).order_by("version").values_list(*FIELDS)
    latest = {(row[1], row[-2], row[2]): (Current(*row[:-2]), row[-1]) for row in rows}
    return {key: one for key, one in latest.items() if not one[0].is_withdrawn}


def _run(sql: str, values: dict) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def get_summary(actor: Actor, *, school_id: int, day: dt.date, session: str, now: dt.datetime) -> Summary:
    """Read the summary of one session of a school; ten queries whatever the number of classes.

    raises: NotVisible, Forbidden. source: HNFORM
    """
    unit = get_register_unit(school_id)
    if unit.id != unit.school_id:
        raise NotVisible()
    actor.require("checks.summary", unit)
    where = {"school_id": unit.id, "day": day}
    slots = {(one.group_id, one.session): one for one in Slot.objects.visible_to(actor).filter(**where)}
    held = {(group, kind): one for (group, _day, kind), one in _held(actor, where).items()}
    wanted = {group for group, kind in slots.keys() | held.keys() if kind == session}
    first = day - dt.timedelta(days=RECENT_DAYS - 1)
    values = {"school": unit.id, "group": None, "first": first, "latest": day, "session": session, "now": now}
    today: dict[int, dict[str, int]] = {}
    recent: dict[int, dict[str, int]] = {}
    for group, code, in_session, in_days in _run(RECENT_SYMPTOMS, values):
        today.setdefault(group, {})[code] = in_session
        recent.setdefault(group, {})[code] = in_days
    reports = {group: (came, gaps) for group, came, gaps in _run(RECENT_REPORTS, values)}
    names = accounts.names_of({one.submitted_by for one, _ill in held.values() if one.submitted_by})
    found, grades = _named(wanted)
    lines = []
    for group in wanted:
        slot, (check, absent_ill) = slots.get((group, session)), held.get((group, session), (None, None))
        reporter = names.get(check.submitted_by, "") if check else ""
        counted = Counted(
            session, day, slot, check, absent_ill, state_of(slot, check, now), reporter, today.get(group, {})
        )
        came, gaps = reports.get(group, (0, 0))
        lines.append(SummaryLine(found[group], grades[group], counted, recent.get(group, {}) if came else None, gaps))
    ordered = tuple(sorted(lines, key=lambda line: (line.group.position, line.group.id)))
    kinds = {kind for _group, kind in slots.keys() | held.keys()}
    return Summary(unit, day, session, ordered, tuple(kind for kind in SESSION_ORDER if kind in kinds))


def _named(groups: set[int]) -> tuple[dict[int, orgs.UnitLine], dict[int, str]]:
    """Give the lines of groups and the names of their grades, in two queries."""
    chains = {one.id: [int(part) for part in one.authority_path.strip("/").split("/")]
              for one in units_by_id(groups).values()}  # fmt: skip
    lines = orgs.list_lines({part for chain in chains.values() for part in chain} | groups)
    grades = {
        group: next((lines[part].name for part in chains.get(group, ()) if _is_grade(lines.get(part))), "")
        for group in groups
    }
    return lines, grades


def _is_grade(line: orgs.UnitLine | None) -> bool:
    return line is not None and line.level == "GRADE"


def get_month(actor: Actor, *, unit_id: int, year: int, month: int, now: dt.datetime) -> Month:
    """Read one class's or department's month in numbers; seven queries.

    raises: NotVisible, Forbidden.
    """
    unit = get_register_unit(unit_id)
    if unit.level not in GROUP_LEVELS or not (1 <= month <= 12 and 2000 <= year <= 2200):
        raise NotVisible()
    if not actor.may("checks.summary", unit):
        actor.require("checks.registers", unit)
    first = dt.date(year, month, 1)
    latest = first.replace(day=calendar.monthrange(year, month)[1])
    where = {**narrow(unit), "day__gte": first, "day__lte": latest}
    slots = {(one.day, one.session): one for one in Slot.objects.visible_to(actor).filter(**where)}
    held = {(day, kind): one for (_group, day, kind), one in _held(actor, where).items()}
    values = {"school": unit.key, "group": unit.id, "first": first, "latest": latest}
    symptoms: dict[tuple, dict[str, int]] = {}
    for day, kind, code, count in _run(MONTH_SYMPTOMS, values):
        symptoms.setdefault((day, kind), {})[code] = count
    names = accounts.names_of({one.submitted_by for one, _ill in held.values() if one.submitted_by})
    rows = []
    for key in sorted(slots.keys() | held.keys(), key=lambda key: (key[0], SESSION_ORDER.index(key[1]))):
        slot, (check, absent_ill) = slots.get(key), held.get(key, (None, None))
        reporter = names.get(check.submitted_by, "") if check else ""
        state = state_of(slot, check, now)
        rows.append(Counted(key[1], key[0], slot, check, absent_ill, state, reporter, symptoms.get(key, {})))
    return Month(unit, school_name(unit), first, tuple(rows))
