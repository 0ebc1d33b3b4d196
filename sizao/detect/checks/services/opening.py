"""Open slots: freeze who is expected to report, how many they are, and what is asked of them."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.usecase import use_case
from sizao.detect.checks.rules import Session
from sizao.detect.checks.services.statement import DELTA_COLUMNS
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies

SESSIONS = (Session.MORNING, Session.NOON, Session.EVENING)
# How far back the follow-up question looks for the group's latest report.
FOLLOW_UP_DAYS = 14


@dataclass(frozen=True, slots=True)
class Opening:
    """One session of one day under one path; `who` is ALL, BOARDERS or NONE, per kind of school.

    kinds: the kinds of school it is for, between blanks; empty for those that no other opening of the path names.
    has_rooms: the boarders are looked at room by room.
    """

    prefix: str
    kinds: str
    session: str
    who: str
    who_kindergarten: str
    has_rooms: bool
    opens_at: dt.datetime
    due_at: dt.datetime


INSERT = f"""
WITH plan AS MATERIALIZED (
  SELECT * FROM unnest(%(prefix)s::text[], %(kinds)s::text[], %(who)s::text[], %(who_kindergarten)s::text[],
    %(opens_at)s::timestamptz[], %(due_at)s::timestamptz[]) AS p(prefix, kinds, who, who_kindergarten, opens_at, due_at)
),
grp AS MATERIALIZED (
  SELECT u.id, u.school_id, u.level, u.county_id, u.city_id, u.province_id, u.declared_size, u.has_boarders,
         p.opens_at, p.due_at,
         CASE WHEN u.stage = 'KINDERGARTEN' THEN p.who_kindergarten ELSE p.who END AS who
  FROM orgs_unit u JOIN orgs_unit s ON s.id = u.school_id CROSS JOIN LATERAL (
    SELECT * FROM plan WHERE starts_with(u.territory_path, plan.prefix)
      AND (plan.kinds = '' OR position(' ' || {orgs.KIND_SQL} || ' ' IN plan.kinds) > 0)
    ORDER BY length(plan.prefix) DESC, plan.kinds <> '' DESC LIMIT 1) p
  WHERE u.level IN ('CLASS', 'DEPARTMENT') AND u.valid_from <= %(day)s AND (u.valid_to IS NULL OR u.valid_to > %(day)s)
    AND starts_with(u.territory_path, %(under)s) AND p.opens_at <= %(now)s
),
housed AS MATERIALIZED (
  SELECT school_id, person_id FROM roster_membership
  WHERE %(session)s = 'EVENING' AND group_kind = 'ROOM' AND starts_on <= %(day)s
    AND (ends_on IS NULL OR ends_on > %(day)s)
),
size AS MATERIALIZED (
  SELECT m.school_id, m.group_id, count(*) AS all_people,
    count(*) FILTER (WHERE r.is_boarder AND d.person_id IS NULL) AS boarders
  FROM roster_membership m JOIN roster_person r ON r.school_id = m.school_id AND r.id = m.person_id
  LEFT JOIN housed d ON d.school_id = m.school_id AND d.person_id = m.person_id
  WHERE m.starts_on <= %(day)s AND (m.ends_on IS NULL OR m.ends_on > %(day)s)
    AND m.group_kind IN ('CLASS', 'DEPARTMENT')
  GROUP BY 1, 2
),
made AS (
  INSERT INTO checks_slot (school_id, day, group_id, session, group_kind, enrolled, boarders_only, opens_at,
    due_at, county_id, city_id, province_id, waived_reason)
  SELECT g.school_id, %(day)s, g.id, %(session)s, g.level,
    CASE WHEN g.who = 'ALL' OR g.level = 'DEPARTMENT' THEN coalesce(s.all_people, g.declared_size, 0)
         ELSE coalesce(s.boarders, 0) END,
    g.who = 'BOARDERS' AND g.level = 'CLASS', g.opens_at, g.due_at, g.county_id, g.city_id, g.province_id, ''
  FROM grp g LEFT JOIN size s ON s.school_id = g.school_id AND s.group_id = g.id
  WHERE CASE g.who
    WHEN 'ALL' THEN coalesce(s.all_people, g.declared_size, 0) > 0
    WHEN 'BOARDERS' THEN (g.level = 'CLASS' AND s.boarders > 0)
      OR (g.level = 'DEPARTMENT' AND g.has_boarders AND s.all_people > 0)
    ELSE false END
  ON CONFLICT DO NOTHING
  RETURNING school_id, group_id, county_id, city_id, province_id
),
delta AS (
  INSERT INTO checks_delta ({DELTA_COLUMNS})
  SELECT school_id, gen_random_uuid(), %(day)s, %(session)s, min(county_id), min(city_id), min(province_id),
    count(*), 0, 0, 0, 0, 0, 0, 0, 0 FROM made GROUP BY school_id
)
SELECT count(*) FROM made
"""

# Rooms where someone lives; who has a room is looked at there and not by the class.
INSERT_ROOMS = f"""
WITH plan AS MATERIALIZED (
  SELECT * FROM unnest(%(prefix)s::text[], %(kinds)s::text[], %(has_rooms)s::boolean[], %(opens_at)s::timestamptz[],
    %(due_at)s::timestamptz[]) AS p(prefix, kinds, has_rooms, opens_at, due_at)
),
room AS MATERIALIZED (
  SELECT r.number, r.school_id, s.county_id, s.city_id, s.province_id, p.opens_at, p.due_at
  FROM places_place r JOIN orgs_unit s ON s.id = r.school_id CROSS JOIN LATERAL (
    SELECT * FROM plan WHERE starts_with(s.territory_path, plan.prefix)
      AND (plan.kinds = '' OR position(' ' || {orgs.KIND_SQL} || ' ' IN plan.kinds) > 0)
    ORDER BY length(plan.prefix) DESC, plan.kinds <> '' DESC LIMIT 1) p
  WHERE r.kind = 'DORM_ROOM' AND r.valid_from <= %(day)s AND (r.valid_to IS NULL OR r.valid_to > %(day)s)
    AND starts_with(s.territory_path, %(under)s) AND p.opens_at <= %(now)s AND p.has_rooms
),
size AS MATERIALIZED (
  SELECT school_id, group_id, count(*) AS people FROM roster_membership
  WHERE group_kind = 'ROOM' AND starts_on <= %(day)s AND (ends_on IS NULL OR ends_on > %(day)s) GROUP BY 1, 2
),
made AS (
  INSERT INTO checks_slot (school_id, day, group_id, session, group_kind, enrolled, boarders_only, opens_at,
    due_at, county_id, city_id, province_id, waived_reason)
  SELECT r.school_id, %(day)s, r.number, %(session)s, 'ROOM', z.people, false, r.opens_at, r.due_at, r.county_id,
    r.city_id, r.province_id, ''
  FROM room r JOIN size z ON z.school_id = r.school_id AND z.group_id = r.number
  ON CONFLICT DO NOTHING RETURNING school_id, group_id, county_id, city_id, province_id
),
delta AS (
  INSERT INTO checks_delta ({DELTA_COLUMNS})
  SELECT school_id, gen_random_uuid(), %(day)s, %(session)s, min(county_id), min(city_id), min(province_id),
    count(*), 0, 0, 0, 0, 0, 0, 0, 0 FROM made GROUP BY school_id
)
SELECT count(*) FROM made
"""

# The person's latest state: the group's last session before the day, and what was observed beside it that day; in the
# morning also what the keeper of their room said the evening before.
ASK = """
WITH grp AS MATERIALIZED (
  SELECT DISTINCT school_id, group_id FROM checks_slot
  WHERE day = %(day)s AND session = %(session)s AND opens_at <= %(now)s
),
latest AS MATERIALIZED (
  SELECT h.school_id, h.group_id, max(h.day) AS day FROM checks_healthcheck h JOIN grp USING (school_id, group_id)
  WHERE h.day < %(day)s AND h.day >= %(since)s GROUP BY 1, 2
),
current AS MATERIALIZED (
  SELECT DISTINCT ON (h.school_id, h.group_id, h.session) h.school_id, h.group_id, h.day, h.id, h.session,
         h.is_withdrawn, h.submitted_at
  FROM checks_healthcheck h JOIN latest USING (school_id, group_id, day)
  WHERE h.day >= %(since)s
  ORDER BY h.school_id, h.group_id, h.session, h.version DESC
),
last_said AS (
  SELECT school_id, group_id, day, id FROM (
    SELECT c.*, row_number() OVER (PARTITION BY school_id, group_id, session = 'OBSERVATION'
      ORDER BY array_position(ARRAY['MORNING','NOON','EVENING','OBSERVATION'], session::text) DESC) AS rank
    FROM current c WHERE NOT is_withdrawn) r WHERE rank = 1
),
room AS MATERIALIZED (
  SELECT DISTINCT ON (h.school_id, h.group_id) h.school_id, h.group_id, h.day, h.id, h.is_withdrawn
  FROM checks_healthcheck h
  WHERE %(session)s = 'MORNING' AND h.group_kind = 'ROOM' AND h.day < %(day)s AND h.day >= %(since)s
    AND h.session = 'EVENING'
  ORDER BY h.school_id, h.group_id, h.day DESC, h.version DESC
),
said AS (
  SELECT e.school_id, e.group_id, e.person_id, e.presence, e.absence_reason, e.symptoms, e.id
  FROM checks_checkentry e JOIN last_said l ON l.school_id = e.school_id AND l.day = e.day AND l.id = e.check_id
  WHERE e.day >= %(since)s
  UNION ALL
  SELECT e.school_id, m.group_id, e.person_id, e.presence, e.absence_reason, e.symptoms, e.id
  FROM room r JOIN checks_checkentry e ON e.school_id = r.school_id AND e.day = r.day AND e.check_id = r.id
  JOIN roster_membership m ON m.school_id = e.school_id AND m.person_id = e.person_id AND m.group_kind = 'CLASS'
    AND m.starts_on <= %(day)s AND (m.ends_on IS NULL OR m.ends_on > %(day)s)
  JOIN grp g ON g.school_id = m.school_id AND g.group_id = m.group_id
  LEFT JOIN latest t ON t.school_id = m.school_id AND t.group_id = m.group_id
  WHERE NOT r.is_withdrawn AND e.day >= %(since)s AND r.day >= coalesce(t.day, r.day)
)
INSERT INTO checks_personquestion (school_id, id, group_id, person_id, kind, asked_on, asked_at, hint, answer)
SELECT DISTINCT ON (e.school_id, e.person_id) e.school_id, gen_random_uuid(), e.group_id, e.person_id, 'FOLLOW_UP',
  %(day)s::date, %(now)s, e.presence || '|' || e.absence_reason || '|' || array_to_string(e.symptoms, ','), ''
FROM said e
WHERE e.presence <> 'ARRIVED_LATE'
  AND NOT EXISTS (SELECT 1 FROM checks_healthcheck h WHERE h.school_id = e.school_id AND h.day = %(day)s
                  AND h.group_id = e.group_id)
ORDER BY e.school_id, e.person_id, e.id DESC
ON CONFLICT DO NOTHING
"""


def _who(plan: policies.Plan, session: str, kind: str) -> str:
    """Tell who is checked: everyone, boarders only, or nobody."""
    values, verdict = plan.values, plan.verdict
    if verdict.is_school_day:
        if session in values[f"checks.sessions.{kind}"]:
            return "ALL"
        return "BOARDERS" if kind == "day_pupil" and session in values["checks.sessions.boarder"] else "NONE"
    if verdict.boarders_present and kind == "day_pupil" and session in values["checks.sessions.boarder_weekend"]:
        return "BOARDERS"
    return "NONE"


def _has_rooms(plan: policies.Plan, session: str) -> bool:
    """Tell whether boarders are looked at in their rooms: in the evening, on days when they are at school."""
    values, verdict = plan.values, plan.verdict
    if session != Session.EVENING:
        return False
    if verdict.is_school_day:
        return session in values["checks.sessions.boarder"]
    return bool(verdict.boarders_present) and session in values["checks.sessions.boarder_weekend"]


def _openings(day: dt.date, session: str) -> list[Opening]:
    stem = f"checks.{session.lower()}"
    return [
        Opening(
            plan.prefix,
            orgs.kinds_text(plan.kinds),
            session,
            _who(plan, session, "day_pupil"),
            _who(plan, session, "kindergarten"),
            _has_rooms(plan, session),
            clock.at(day, plan.values[f"{stem}.opens"]),
            clock.at(day, plan.values[f"{stem}.due"]),
        )
        for plan in policies.list_kind_plans(day)
    ]


@use_case("checks.slots.opened", permission="checks.open")
def open_slots(*, actor: Actor, now: dt.datetime, day: dt.date, under: str = "/") -> int:
    """Make the slots of a day whose opening time has come; runs again and again, each slot is made once.

    under: territory path to open for, "/" for all. returns: number of slots made.
    """
    made = 0
    for session in SESSIONS:
        openings = _openings(day, session)
        if not any(one.opens_at <= now for one in openings):
            continue
        made += _insert(openings, day, session, now, under)
    usecase.touch(school_id=usecase.COUNTRY, kind="checks.slots", id=day)
    return made


def _insert(openings: list[Opening], day: dt.date, session: str, now: dt.datetime, under: str) -> int:
    values = {
        "day": day,
        "session": session,
        "now": now,
        "under": under,
        "since": day - dt.timedelta(days=FOLLOW_UP_DAYS),
        "prefix": [one.prefix for one in openings],
        "kinds": [one.kinds for one in openings],
        "who": [one.who for one in openings],
        "who_kindergarten": [one.who_kindergarten for one in openings],
        "has_rooms": [one.has_rooms for one in openings],
        "opens_at": [one.opens_at for one in openings],
        "due_at": [one.due_at for one in openings],
    }
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        (made,) = cursor.fetchone()
        if session == Session.EVENING:
            cursor.execute(INSERT_ROOMS, values)
            made += cursor.fetchone()[0]
        if made and session != Session.NOON:
            cursor.execute(ASK, values)
    return made
