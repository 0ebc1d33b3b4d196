"""The one statement behind `submit_check`: right, check, entries, answers, deltas, audit, outbox, for a whole batch.

Nothing else in the code base writes checks. Each row gets a verdict; a refused row writes nothing and stops no other.
"""

from sizao.core import facts
from sizao.core.audit import services as audit
from sizao.detect.checks.rules import LATE_ENTRY_DAYS
from sizao.registry.places.queries import FIRST_NUMBER

# Column and type of each array that describes one check; `packing.pack` fills them in this order.
CHECK_COLUMNS = (
    ("idx", "int"),
    ("id", "uuid"),
    ("school_id", "bigint"),
    ("group_id", "bigint"),
    ("day", "date"),
    ("session", "text"),
    ("base_version", "int"),
    ("absent", "int"),
    ("absent_ill", "int"),
    ("ill", "int"),
    ("reason", "text"),
    ("source", "text"),
    ("device_at", "timestamptz"),
    ("digest", "bytea"),
    ("is_withdrawn", "boolean"),
    ("user_id", "bigint"),
    ("role", "text"),
    ("is_system", "boolean"),
    ("at", "timestamptz"),
    ("today", "date"),
    # One key for what is written once a check: its difference, its audit entry, its fact.
    ("written_id", "uuid"),
)
ENTRY_COLUMNS = (
    ("idx", "int"),
    ("id", "uuid"),
    ("person_id", "uuid"),
    ("kind", "text"),
    ("presence", "text"),
    ("absence_reason", "text"),
    ("symptoms", "text"),
    ("temperature_celsius", "numeric"),
    ("temperature_site", "text"),
    ("onset_date", "date"),
    ("severe_signs", "text"),
    ("note", "text"),
    ("seen_doctor", "boolean"),
    ("diagnosis", "text"),
    ("shared_meal", "boolean"),
)
ANSWER_COLUMNS = (("idx", "int"), ("person_id", "uuid"), ("answer", "text"))
# What every writer of differences fills: the submit path, the opening of slots, waivers.
DELTA_COLUMNS = (
    "school_id, id, day, session, county_id, city_id, province_id, expected, waived, reported, zero, late, enrolled,"
    " absent, absent_ill, ill"
)
# How long a client's id is remembered against reuse on another day.
KEY_MEMORY_DAYS = 62


def _unnest(columns: tuple[tuple[str, str], ...], alias: str) -> str:
    arrays = ", ".join(f"%s::{kind}[]" for _, kind in columns)
    names = ", ".join(name for name, _ in columns)
    return f"unnest({arrays}) AS {alias}({names})"


# A group is a unit, or a room that stands on the paths of the unit that runs it: the same posts reach both.
# A school that has moved since keeps its day where it stood then.
_STOOD = ", ".join(
    f"CASE WHEN s.school_id IS NULL THEN u.{area} ELSE s.{area} END AS {area}"
    for area in ("county_id", "city_id", "province_id")
)

STATEMENT = f"""
WITH input AS MATERIALIZED (SELECT * FROM {_unnest(CHECK_COLUMNS, "i")}),
entry AS MATERIALIZED (SELECT * FROM {_unnest(ENTRY_COLUMNS, "e")}),
answer AS MATERIALIZED (SELECT * FROM {_unnest(ANSWER_COLUMNS, "a")}),
looked AS MATERIALIZED (
  SELECT i.*, u.level, room.unit_id IS NOT NULL AS is_room, {_STOOD},
         s.enrolled, s.opens_at, s.due_at, s.waived_at, s.group_kind AS slot_kind, s.boarders_only,
         prior.version AS prior_version, prior.is_withdrawn AS prior_withdrawn,
         prior.absent AS prior_absent, prior.absent_ill AS prior_absent_ill, prior.ill AS prior_ill,
         prior.enrolled AS prior_enrolled,
         same.day AS same_day, same.digest AS same_digest, same.version AS same_version,
         u.id IS NOT NULL AND (i.is_system OR EXISTS (
           SELECT 1 FROM accounts_grant g JOIN orgs_unit gu ON gu.id = g.unit_id
           WHERE g.user_id = i.user_id AND g.role = ANY(%s::text[]) AND g.revoked_at IS NULL
             AND g.starts_on <= i.today AND (g.until IS NULL OR g.until > i.today)
             AND starts_with(u.territory_path, gu.territory_path))) AS is_allowed
  FROM input i
  LEFT JOIN LATERAL (
    SELECT p.unit_id FROM places_place p
    WHERE i.group_id >= {FIRST_NUMBER} AND p.school_id = i.school_id AND p.number = i.group_id) room ON true
  LEFT JOIN orgs_unit u ON u.id = coalesce(room.unit_id, i.group_id) AND u.school_id = i.school_id
  LEFT JOIN checks_slot s ON s.school_id = i.school_id AND s.day = i.day AND s.group_id = i.group_id
       AND s.session = i.session
  LEFT JOIN LATERAL (
    SELECT version, is_withdrawn, absent, absent_ill, ill, enrolled FROM checks_healthcheck h
    WHERE h.school_id = i.school_id AND h.day = i.day AND h.group_id = i.group_id AND h.session = i.session
    ORDER BY version DESC LIMIT 1) prior ON true
  LEFT JOIN LATERAL (
    SELECT day, digest, version FROM checks_healthcheck h
    WHERE h.school_id = i.school_id AND h.id = i.id AND h.day > i.today - {KEY_MEMORY_DAYS} AND h.day <= i.today
    LIMIT 1) same ON true
),
-- Whoever was not in the group: asked once for all, not once a report.
stranger AS MATERIALIZED (
  SELECT DISTINCT e.idx FROM entry e JOIN looked l ON l.idx = e.idx LEFT JOIN roster_membership m
    ON m.school_id = l.school_id AND m.person_id = e.person_id AND m.group_id = l.group_id
       AND m.starts_on <= l.day AND (m.ends_on IS NULL OR m.ends_on > l.day)
  WHERE l.is_allowed AND m.id IS NULL
),
judged AS MATERIALIZED (
  SELECT l.*, CASE
    WHEN NOT l.is_allowed THEN 'NOT_VISIBLE'
    WHEN l.same_day = l.day AND l.same_digest = l.digest THEN 'AGAIN'
    WHEN l.same_day IS NOT NULL THEN 'KEY_REUSED'
    WHEN l.day < l.today - {LATE_ENTRY_DAYS} OR l.day > l.today THEN 'CLOSED'
    WHEN l.session <> 'OBSERVATION' AND l.opens_at IS NULL THEN 'NO_SLOT'
    WHEN l.waived_at IS NOT NULL THEN 'WAIVED'
    WHEN l.at < l.opens_at THEN 'NOT_OPEN'
    WHEN coalesce(l.prior_version, 0) <> l.base_version THEN 'CONFLICT'
    WHEN l.is_withdrawn AND (l.prior_version IS NULL OR l.prior_withdrawn) THEN 'NOTHING_TO_WITHDRAW'
    WHEN l.is_withdrawn AND l.at >= l.due_at THEN 'TOO_LATE_TO_WITHDRAW'
    WHEN l.prior_version > 0 AND NOT l.prior_withdrawn AND l.reason = '' AND l.at >= l.due_at THEN 'NO_REASON'
    WHEN l.absent > coalesce(l.enrolled, l.absent) THEN 'TOO_MANY'
    WHEN NOT l.is_withdrawn AND (l.prior_version IS NULL OR l.prior_withdrawn) AND EXISTS (
      SELECT 1 FROM checks_personquestion q
      WHERE q.school_id = l.school_id AND q.group_id = l.group_id AND q.answered_at IS NULL
        AND l.session <> 'OBSERVATION' AND q.asked_on <= l.day
        AND EXISTS (SELECT 1 FROM roster_membership m
             WHERE m.school_id = q.school_id AND m.person_id = q.person_id AND m.group_id = q.group_id
               AND m.starts_on <= l.day AND (m.ends_on IS NULL OR m.ends_on > l.day))
        AND (NOT l.boarders_only OR EXISTS (SELECT 1 FROM roster_person p
             WHERE p.school_id = q.school_id AND p.id = q.person_id AND p.is_boarder)
           AND NOT (l.session = 'EVENING' AND EXISTS (SELECT 1 FROM roster_membership d
             WHERE d.school_id = q.school_id AND d.person_id = q.person_id AND d.group_kind = 'ROOM'
               AND d.starts_on <= l.day AND (d.ends_on IS NULL OR d.ends_on > l.day))))
        AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.idx = l.idx AND a.person_id = q.person_id)) THEN 'QUESTIONS'
    WHEN l.idx IN (SELECT idx FROM stranger) THEN 'UNKNOWN_PERSON'
    ELSE 'WRITTEN' END AS verdict
  FROM looked l
),
good AS MATERIALIZED (
  SELECT j.*, coalesce(j.prior_version, 0) + 1 AS version,
         coalesce(j.enrolled, j.prior_enrolled, j.absent) AS frozen,
         coalesce(j.slot_kind, CASE WHEN j.is_room THEN 'ROOM' WHEN j.level = 'DEPARTMENT' THEN 'DEPARTMENT'
           ELSE 'CLASS' END) AS kind,
         coalesce((j.prior_version IS NULL OR j.prior_withdrawn) AND NOT j.is_withdrawn AND j.at >= j.due_at, false)
           AS is_late,
         (NOT j.is_withdrawn)::int AS counts,
         (j.prior_version IS NOT NULL AND NOT j.prior_withdrawn)::int AS counted
  FROM judged j WHERE j.verdict = 'WRITTEN'
),
written AS (
  INSERT INTO checks_healthcheck (school_id, day, id, group_id, group_kind, session, version, enrolled, absent,
    absent_ill, ill, is_late, submitted_at, submitted_by, submitted_role, device_at, source, reason, digest,
    is_withdrawn, county_id, city_id, province_id)
  SELECT school_id, day, id, group_id, kind, session, version, frozen, absent, absent_ill, ill, is_late, at, user_id,
    role, device_at, source, reason, digest, is_withdrawn, county_id, city_id, province_id FROM good
  ON CONFLICT DO NOTHING
  RETURNING school_id, id
),
done AS MATERIALIZED (SELECT g.* FROM good g JOIN written w ON w.school_id = g.school_id AND w.id = g.id),
entries AS (
  INSERT INTO checks_checkentry (school_id, day, id, check_id, group_id, person_id, kind, presence, absence_reason,
    symptoms, temperature_celsius, temperature_site, onset_date, severe_signs, note, seen_doctor, diagnosis,
    shared_meal)
  SELECT d.school_id, d.day, e.id, d.id, d.group_id, e.person_id, e.kind, e.presence, e.absence_reason,
    string_to_array(e.symptoms, ','), e.temperature_celsius, e.temperature_site, e.onset_date,
    string_to_array(e.severe_signs, ','), e.note, e.seen_doctor, e.diagnosis, e.shared_meal
  FROM entry e JOIN done d ON d.idx = e.idx
),
given AS MATERIALIZED (
  SELECT d.school_id, d.group_id, a.person_id, a.answer, d.at, d.user_id FROM answer a JOIN done d ON d.idx = a.idx
),
answered AS (
  UPDATE checks_personquestion q SET answer = g.answer, answered_at = g.at, answered_by = g.user_id FROM given g
  WHERE q.school_id = g.school_id AND q.group_id = g.group_id AND q.person_id = g.person_id
    AND q.answered_at IS NULL
),
pending AS MATERIALIZED (
  SELECT idx, jsonb_agg(person_id) AS people FROM entry WHERE absence_reason = 'PENDING' GROUP BY idx
),
recovered AS MATERIALIZED (
  SELECT idx, jsonb_agg(person_id) AS people FROM answer WHERE answer = 'RECOVERED' GROUP BY idx
),
delta AS (
  INSERT INTO checks_delta ({DELTA_COLUMNS})
  SELECT school_id, written_id, day, session, county_id, city_id, province_id, 0, 0, counts - counted,
    counts * (ill = 0)::int - counted * (coalesce(prior_ill, 0) = 0)::int,
    is_late::int,
    counts * frozen - counted * coalesce(prior_enrolled, 0),
    counts * absent - counted * coalesce(prior_absent, 0),
    counts * absent_ill - counted * coalesce(prior_absent_ill, 0),
    counts * ill - counted * coalesce(prior_ill, 0)
  FROM done
),
audited AS (
  INSERT INTO audit_entry ({audit.COLUMNS})
  SELECT school_id, today, written_id, at, user_id, role,
    CASE WHEN is_withdrawn THEN 'checks.check.withdrawn' WHEN version > 1 THEN 'checks.check.corrected'
         ELSE 'checks.check.submitted' END,
    'checks.check', id::text, '{{}}', reason FROM done
),
announced AS (
  INSERT INTO core_outbox ({facts.COLUMNS})
  SELECT d.school_id, d.today, d.written_id, 'checks.CheckSubmitted', jsonb_build_object(
      'school_id', d.school_id, 'check_id', d.id, 'group_id', d.group_id, 'group_kind', d.kind, 'day', d.day,
      'session', d.session, 'version', d.version, 'ill', d.ill, 'absent', d.absent, 'is_late', d.is_late,
      'is_withdrawn', d.is_withdrawn, 'pending', coalesce(p.people, '[]'),
      'recovered', coalesce(r.people, '[]')),
    d.at, d.at, 0, '' FROM done d LEFT JOIN pending p ON p.idx = d.idx LEFT JOIN recovered r ON r.idx = d.idx
)
SELECT j.idx, CASE WHEN j.verdict = 'WRITTEN' AND d.idx IS NULL THEN 'CONFLICT' ELSE j.verdict END,
       coalesce(d.version, CASE WHEN j.verdict = 'AGAIN' THEN j.same_version ELSE j.prior_version END, 0),
       coalesce(d.is_late, false), coalesce(d.frozen, j.enrolled, 0), j.opens_at, j.due_at
FROM judged j LEFT JOIN done d ON d.idx = j.idx ORDER BY j.idx
"""
