"""Read what stands: the versions that hold for groups and days, and whose word about a person counts."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection

from sizao.detect.checks.queries.group import Current
from sizao.detect.checks.rules import AbsenceReason, Entry, Presence, Session

# Later sessions outweigh earlier ones. The first two speak of everyone in the group, the others of those they list.
ORDER = (Session.OBSERVATION, Session.EVENING, Session.NOON, Session.MORNING)
SPEAKS_OF_ALL = (Session.MORNING, Session.NOON)


@dataclass(frozen=True, slots=True)
class Place:
    """A group on a day."""

    school_id: int
    group_id: int
    day: dt.date


@dataclass(frozen=True, slots=True)
class Held:
    """A version that holds: its id and number, and what it says of those who are not simply present and well."""

    check_id: uuid.UUID
    version: int
    said: dict[uuid.UUID, tuple[str, str]] = field(default_factory=dict)


SAID = """
WITH place AS MATERIALIZED (
  SELECT DISTINCT * FROM unnest(%(schools)s::bigint[], %(groups)s::bigint[], %(days)s::date[])
    AS p(school_id, group_id, day)
),
current AS MATERIALIZED (
  SELECT DISTINCT ON (h.school_id, h.day, h.group_id, h.session) h.school_id, h.group_id, h.day, h.session, h.id,
    h.version, h.is_withdrawn
  FROM checks_healthcheck h JOIN place p ON p.school_id = h.school_id AND p.day = h.day AND p.group_id = h.group_id
  WHERE h.day = ANY(%(days)s::date[])
  ORDER BY h.school_id, h.day, h.group_id, h.session, h.version DESC
)
SELECT c.school_id, c.group_id, c.day, c.session, c.id, c.version, e.person_id, e.presence, e.absence_reason
FROM current c LEFT JOIN checks_checkentry e
  ON e.school_id = c.school_id AND e.day = c.day AND e.check_id = c.id AND e.day = ANY(%(days)s::date[])
WHERE NOT c.is_withdrawn
"""


def list_held(places: Collection[Place]) -> dict[Place, dict[str, Held]]:
    """Give the versions that hold for groups and days, by session, in one query; withdrawn ones are absent."""
    if not places:
        return {}
    values = {
        "schools": [place.school_id for place in places],
        "groups": [place.group_id for place in places],
        "days": [place.day for place in places],
    }
    held: dict[Place, dict[str, Held]] = {}
    with connection.cursor() as cursor:
        cursor.execute(SAID, values)
        for school_id, group_id, day, session, check_id, version, person_id, presence, reason in cursor.fetchall():
            sessions = held.setdefault(Place(school_id, group_id, day), {})
            check = sessions.setdefault(session, Held(check_id, version))
            if person_id is not None:
                check.said[person_id] = (presence, reason)
    return held


def speaking_session(sessions: dict[str, Held], person_id: uuid.UUID) -> str | None:
    """Give the session whose word about a person counts, None when no report of the day stands."""
    for session in ORDER:
        if session in sessions and (session in SPEAKS_OF_ALL or person_id in sessions[session].said):
            return session
    return None


def is_pending(sessions: dict[str, Held], person_id: uuid.UUID) -> bool:
    """Tell whether the day's latest word about a person is: absent, cause not yet known."""
    session = speaking_session(sessions, person_id)
    said = sessions[session].said.get(person_id) if session else None
    return said is not None and said == (Presence.ABSENT, AbsenceReason.PENDING)


def corrected_in(
    person_id: uuid.UUID, versions: Iterable[Current], said: Mapping[uuid.UUID, Mapping[uuid.UUID, Entry]]
) -> int:
    """Tell which correction brought a person's entry as it holds now, 0 when the first version already had it.

    versions: of one group, day and session, ascending. said: entries by check and person.
    """
    before: Entry | None = None
    changed = 0
    for one in versions:
        entry = None if one.is_withdrawn else said.get(one.id, {}).get(person_id)
        if entry != before:
            changed = one.version
        before = entry
    return changed if changed > 1 else 0
