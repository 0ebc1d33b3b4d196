"""The return of one unit: its window, its figures as known now, its signed versions."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import reduce

from django.db import connection

from sizao.core import clock, scope
from sizao.core.actor import AREA_COLUMNS, OFFICES, Actor, UnitRef, unit_by_id
from sizao.core.errors import NotVisible
from sizao.registry.changes import queries as changes
from sizao.registry.orgs import queries as orgs
from sizao.registry.places import queries as places
from sizao.registry.policies import queries as policies
from sizao.report.daily.models import DailyReturn
from sizao.report.daily.rules import FIGURES, Figures, Window

# A holiday is no longer than this; an older return says nothing about where this one begins.
OLDEST_RETURN_DAYS = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """What a return would hold if it were signed now.

    missing: groups (at a school) or units (at an office) that were due and have not been heard from.
    found_later: reports that came in late for an earlier window.
    """

    unit: UnitRef
    day: dt.date
    window: Window
    figures: Figures
    by_session: dict[str, Figures]
    missing: tuple[tuple[int, str], ...]
    found_later: int = 0


def get_unit(
    actor: Actor,
    unit_id: int,
    permission: str = "daily.view",
    *,
    day: dt.date | None = None,
    now: dt.datetime | None = None,
) -> UnitRef:
    """Give a unit that hands in returns: a school or an office.

    day, now: a past day's records are asked for where the unit stood then: after a move they stay with the old county.
    raises: NotVisible, Forbidden.
    """
    is_past = day is not None and now is not None and day < clock.school_date(now)
    unit = changes.unit_on(unit_id, day) if is_past else unit_by_id(unit_id)
    if unit.level not in OFFICES and unit.school_id != unit.id:
        raise NotVisible()
    actor.require(permission, unit)
    return unit


def window_of(actor: Actor, unit: UnitRef, day: dt.date) -> Window:
    """Give what a unit's return of a day covers: from the cut-off of its return before to this day's.

    A return that was prepared keeps its window; before that it is computed from the policies in force.
    """
    row = find_return(actor, unit=unit, day=day)
    if row is not None:
        return Window(row.covers_from, row.covers_to)
    level = unit.level.lower() if unit.level in OFFICES else "school"
    key = f"returns.cutoff.{level}"
    before = day - dt.timedelta(days=1)
    start = previous_cutoffs([unit.id], day).get(unit.id)
    return Window(
        start or clock.at(before, policies.get_plan(unit.id, before).values[key]),
        clock.at(day, policies.get_plan(unit.id, day).values[key]),
    )


def previous_cutoffs(unit_ids: list[int], day: dt.date) -> dict[int, dt.datetime]:
    """Give the cut-off of each unit's latest return before a day: after a weekend that is Friday's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (school_id) school_id, covers_to FROM daily_return"
            " WHERE school_id = ANY(%s) AND day < %s AND day >= %s ORDER BY school_id, day DESC, version DESC",
            [unit_ids, day, day - dt.timedelta(days=OLDEST_RETURN_DAYS)],
        )
        return dict(cursor.fetchall())


# One pass over a school's slots due in the window and the versions that hold for them; and, beside them, reports that
# came in since the previous window closed for slots due before it.
SCHOOL = """
WITH due AS MATERIALIZED (
  SELECT day, group_id, session, enrolled, waived_at FROM checks_slot
  WHERE school_id = %(school)s AND day >= %(first)s AND day <= %(day)s AND due_at >= %(start)s AND due_at < %(end)s
),
current AS MATERIALIZED (
  SELECT DISTINCT ON (h.day, h.group_id, h.session) h.* FROM checks_healthcheck h
  WHERE h.school_id = %(school)s AND h.day >= %(oldest)s AND h.day <= %(day)s AND h.submitted_at <= %(now)s
  ORDER BY h.day, h.group_id, h.session, h.version DESC
),
counted AS MATERIALIZED (
  SELECT c.*, d.group_id IS NULL AS is_extra FROM current c
  LEFT JOIN due d ON d.day = c.day AND d.group_id = c.group_id AND d.session = c.session
  WHERE NOT c.is_withdrawn AND (d.group_id IS NOT NULL
    OR (c.submitted_at >= %(start)s AND (c.session = 'OBSERVATION' OR EXISTS (
      SELECT 1 FROM checks_slot s WHERE s.school_id = %(school)s AND s.day = c.day AND s.group_id = c.group_id
        AND s.session = c.session AND s.due_at < %(start)s))))
),
person AS (
  SELECT c.session, c.is_extra, e.person_id, bool_or(e.kind = 'ILL') AS ill, bool_or(e.presence = 'ABSENT') AS absent,
    bool_or(e.kind = 'ILL' AND e.presence = 'ABSENT') AS absent_ill
  FROM counted c JOIN checks_checkentry e ON e.school_id = %(school)s AND e.day = c.day AND e.check_id = c.id
  GROUP BY 1, 2, 3
)
SELECT g.session,
  (SELECT count(*) FROM due d WHERE d.session = g.session OR g.session = 'DAY'),
  (SELECT count(*) FROM due d WHERE d.waived_at IS NOT NULL AND (d.session = g.session OR g.session = 'DAY')),
  (SELECT count(*) FROM counted c WHERE NOT is_extra AND (c.session = g.session OR g.session = 'DAY')),
  (SELECT count(*) FROM counted c WHERE NOT is_extra AND c.ill = 0 AND (c.session = g.session OR g.session = 'DAY')),
  (SELECT count(*) FROM counted c WHERE NOT is_extra AND c.is_late AND (c.session = g.session OR g.session = 'DAY')),
  (SELECT coalesce(sum(e), 0) FROM (SELECT max(c.enrolled) AS e FROM counted c
     WHERE NOT is_extra AND (c.session = g.session OR g.session = 'DAY') GROUP BY c.group_id) x),
  (SELECT count(DISTINCT person_id) FROM person p WHERE p.absent AND (p.session = g.session OR g.session = 'DAY')),
  (SELECT count(DISTINCT person_id) FROM person p WHERE p.absent_ill AND (p.session = g.session OR g.session = 'DAY')),
  (SELECT count(DISTINCT person_id) FROM person p WHERE p.ill AND (p.session = g.session OR g.session = 'DAY')),
  (SELECT count(*) FROM counted c WHERE is_extra AND (c.session = g.session OR g.session = 'DAY')),
  (SELECT coalesce(array_agg(d.group_id ORDER BY d.group_id), '{}') FROM due d
     WHERE d.waived_at IS NULL AND d.session = g.session AND NOT EXISTS (
       SELECT 1 FROM counted c WHERE c.day = d.day AND c.group_id = d.group_id AND c.session = d.session))
FROM unnest(ARRAY['DAY', 'MORNING', 'NOON', 'EVENING', 'OBSERVATION']) AS g(session)
"""
OLDEST_LATE_DAYS = 14


def draft_return(actor: Actor, *, unit: UnitRef, day: dt.date, now: dt.datetime) -> Draft:
    """Derive a unit's return as known at `now`; nobody types a figure.

    raises: NotVisible, Forbidden.
    """
    actor.require("daily.view", unit)
    window = window_of(actor, unit, day)
    if unit.level in OFFICES:
        return _draft_office(actor, unit, day, window)
    return _draft_school(unit, day, window, now)


def _draft_school(unit: UnitRef, day: dt.date, window: Window, now: dt.datetime) -> Draft:
    values = {
        "school": unit.id, "day": day, "first": window.start.date(), "start": window.start, "end": window.end,
        "now": now, "oldest": day - dt.timedelta(days=OLDEST_LATE_DAYS),
    }  # fmt: skip
    counted = scope.open_school(unit.id, reason="persons are counted, none is shown")
    with counted, connection.cursor() as cursor:
        cursor.execute(SCHOOL, values)
        rows = {row[0]: row for row in cursor.fetchall()}
    figures = {session: Figures(**dict(zip(FIGURES, row[1:10], strict=True))) for session, row in rows.items()}
    whole = rows["DAY"]
    missing = places.with_buildings([(group, session) for session, row in rows.items() for group in row[11]])
    by_session = {session: one for session, one in figures.items() if session != "DAY" and (one.expected or one.ill)}
    groups = len({group for group, _ in missing})
    total = orgs.count_groups(unit.id) + places.count_buildings(unit.id)
    return Draft(unit, day, window, figures["DAY"].with_units(total, total - groups), by_session, missing, whole[10])


def _draft_office(actor: Actor, unit: UnitRef, day: dt.date, window: Window) -> Draft:
    subs = list_sub_returns(actor, unit=unit, day=day)
    signed = [one for one in subs if one.signed_at is not None]
    figures = reduce(Figures.plus, [figures_of(one) for one in signed], Figures()).with_units(len(subs), len(signed))
    sessions: dict[str, Figures] = {}
    for one in signed:
        for session, values in one.by_session.items():
            sessions[session] = sessions.get(session, Figures()).plus(Figures(**values))
    missing = tuple((one.school_id, "RETURN") for one in subs if one.signed_at is None)
    return Draft(unit, day, window, figures, sessions, missing)


def figures_of(row: DailyReturn) -> Figures:
    """Read the figures that were signed."""
    return Figures(**row.figures)


def as_json(figures: Figures) -> dict[str, int]:
    """Write figures as they are kept in a signed return."""
    return asdict(figures)


def list_versions(actor: Actor, *, unit: UnitRef, day: dt.date) -> list[DailyReturn]:
    """List all versions of a unit's return, latest first."""
    rows = DailyReturn.objects.visible_to(actor).filter(school_id=unit.id, day=day)
    return list(rows.order_by("-version"))


def find_return(actor: Actor, *, unit: UnitRef, day: dt.date) -> DailyReturn | None:
    """Find the version of a unit's return that holds, None when none was prepared."""
    return next(iter(list_versions(actor, unit=unit, day=day)), None)


def find_signed_before(actor: Actor, *, unit: UnitRef, day: dt.date) -> DailyReturn | None:
    """Find the latest signed return of a unit before a day: what today's figures are compared with."""
    rows = DailyReturn.objects.visible_to(actor).filter(school_id=unit.id, day__lt=day, signed_at__isnull=False)
    return rows.filter(day__gte=day - dt.timedelta(days=OLDEST_RETURN_DAYS)).order_by("-day", "-version").first()


def list_sub_returns(actor: Actor, *, unit: UnitRef, day: dt.date) -> list[DailyReturn]:
    """List the returns that an office receives: of the units whose next office it is, one version each."""
    below = DailyReturn.objects.visible_to(actor).filter(day=day, **{AREA_COLUMNS[unit.level]: unit.id})
    rows = below.exclude(school_id=unit.id)
    latest: dict[int, DailyReturn] = {}
    for row in rows.order_by("version"):
        latest[row.school_id] = row
    direct = _direct_levels(unit.level)
    return [row for row in latest.values() if _goes_to(row, unit, direct)]


def _direct_levels(level: str) -> tuple[str, ...]:
    return {"COUNTY": ("SCHOOL",), "CITY": ("COUNTY", "SCHOOL"), "PROVINCE": ("CITY", "COUNTY", "SCHOOL")}[level]


def _goes_to(row: DailyReturn, unit: UnitRef, direct: tuple[str, ...]) -> bool:
    """Tell whether the next existing office above a return's unit is this one: a level may be absent."""
    if row.level not in direct:
        return False
    if unit.level == "COUNTY":
        return True
    above = {"SCHOOL": (row.county_id, row.city_id, row.province_id), "COUNTY": (row.city_id, row.province_id),
             "CITY": (row.province_id,)}[row.level]  # fmt: skip
    return next((office for office in above if office is not None), None) == unit.id


def list_levels(actor: Actor, *, unit: UnitRef, day: dt.date) -> list[tuple[str, str, DailyReturn | None]]:
    """Give the chain of levels from this unit up: (level, name, the return that holds); names only, no figures."""
    ids = [int(part) for part in unit.territory_path.strip("/").split("/")]
    lines = orgs.list_lines(ids)
    chain = [lines[one] for one in ids if one in lines]
    rows = DailyReturn.objects.whole_tree(reason="who above has signed is shown to those below, without figures")
    latest: dict[int, DailyReturn] = {}
    for row in rows.filter(school_id__in=ids, day=day).order_by("version"):
        latest[row.school_id] = row
    return [(line.level, line.short_name, latest.get(line.id)) for line in reversed(chain)]


def schools_expected(day: dt.date) -> set[int]:
    """Tell which schools expect any report on a day; for the job that prepares returns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT school_id FROM checks_slot WHERE day = %s", [day])
        return {row[0] for row in cursor.fetchall()}


def windows_of(units: list, day: dt.date) -> dict[int, Window]:
    """Give the window of many units by the plans of two days, without a query per unit.

    units: rows with id, level and territory_path.
    """
    before = day - dt.timedelta(days=1)
    plans = {one: sorted(policies.list_plans(one), key=lambda plan: -len(plan.prefix)) for one in (before, day)}

    def cutoff(unit: UnitRef, of: dt.date) -> dt.datetime:
        level = unit.level.lower() if unit.level in OFFICES else "school"
        plan = next(one for one in plans[of] if unit.territory_path.startswith(one.prefix))
        return clock.at(of, plan.values[f"returns.cutoff.{level}"])

    starts = previous_cutoffs([unit.id for unit in units], day)
    return {unit.id: Window(starts.get(unit.id) or cutoff(unit, before), cutoff(unit, day)) for unit in units}


def day_begun(unit_ids: Sequence[int], day: dt.date) -> str:
    """Say why a change of units may not begin on a day: sessions are open or returns are there; its rows know where
    units stood. For `changes.use_obstacles`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM checks_slot WHERE school_id = ANY(%s) AND day >= %s LIMIT 1", [list(unit_ids), day]
        )
        if cursor.fetchone():
            return "这一天的上报时段已经打开"
    rows = DailyReturn.objects.whole_tree(reason="whether returns of the day exist, before units are changed")
    return "这一天的日报告已经在报" if rows.filter(school_id__in=unit_ids, day__gte=day).exists() else ""
