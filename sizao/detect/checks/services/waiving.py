"""Waive slots (免报) of a group that is away, and take the waiver back."""

import datetime as dt
from collections.abc import Sequence

from django.db import connection

from sizao.core import usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid, SizaoError
from sizao.core.usecase import use_case
from sizao.detect.checks.services.statement import DELTA_COLUMNS


class NothingToWaive(SizaoError):
    """No slot of this group can be waived: none is open, or all were reported."""

    code = "nothing_to_waive"
    message = "没有可免报的时段，已上报的不能免报"
    http_status = 409


# Locks the slots, leaves out those with a standing report, and keeps the roll-up's difference in the same statement.
WAIVE = f"""
WITH target AS MATERIALIZED (
  SELECT s.school_id, s.group_id, s.session FROM checks_slot s
  WHERE s.school_id = %(school)s AND s.day = %(day)s AND s.group_id = %(group)s AND s.session = ANY(%(sessions)s)
    AND (s.waived_at IS NULL) = %(waive)s
    AND NOT coalesce((SELECT NOT h.is_withdrawn FROM checks_healthcheck h
      WHERE h.school_id = s.school_id AND h.day = s.day AND h.group_id = s.group_id AND h.session = s.session
      ORDER BY h.version DESC LIMIT 1), false)
  FOR UPDATE
),
changed AS (
  UPDATE checks_slot s SET waived_at = %(at)s, waived_by = %(by)s, waived_reason = %(reason)s
  FROM target t
  WHERE s.school_id = t.school_id AND s.day = %(day)s AND s.group_id = t.group_id AND s.session = t.session
  RETURNING s.session, s.county_id, s.city_id, s.province_id
)
INSERT INTO checks_delta ({DELTA_COLUMNS})
SELECT %(school)s, gen_random_uuid(), %(day)s, session, county_id, city_id, province_id, 0, %(step)s, 0,
  0, 0, 0, 0, 0, 0
FROM changed RETURNING session
"""


@use_case("checks.slot.waived", permission="checks.waive", on="group_id")
def waive_slots(
    *, actor: Actor, now: dt.datetime, group_id: int, day: dt.date, sessions: Sequence[str], reason: str
) -> list[str]:
    """Waive open sessions of a group that is on an excursion, closed, or away.

    returns: the sessions waived. raises: Invalid without a reason, NothingToWaive.
    """
    if not reason.strip():
        raise Invalid([FieldProblem("reason", "写明免报原因")])
    return _change(actor, now, group_id, day, sessions, reason.strip(), waive=True)


@use_case("checks.slot.unwaived", permission="checks.waive", on="group_id")
def unwaive_slots(*, actor: Actor, now: dt.datetime, group_id: int, day: dt.date, sessions: Sequence[str]) -> list[str]:
    """Take a waiver back: the sessions are due again.

    raises: NothingToWaive.
    """
    return _change(actor, now, group_id, day, sessions, "", waive=False)


def _change(
    actor: Actor, now: dt.datetime, group_id: int, day: dt.date, sessions: Sequence[str], reason: str, *, waive: bool
) -> list[str]:
    school_id = unit_by_id(group_id).key
    values = {
        "school": school_id, "day": day, "group": group_id, "sessions": list(sessions), "waive": waive,
        "at": now if waive else None, "by": actor.user_id if waive else None, "reason": reason,
        "step": 1 if waive else -1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(WAIVE, values)
        changed = [row[0] for row in cursor.fetchall()]
    if not changed:
        raise NothingToWaive()
    usecase.touch(school_id=school_id, kind="checks.slot", id=group_id, fields=("waived_at",), purpose=reason)
    return changed
