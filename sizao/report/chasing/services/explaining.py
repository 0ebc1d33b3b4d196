"""Keep why a group has not reported."""

import datetime as dt

from django.db import connection

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.notify import services as notify
from sizao.core.usecase import use_case
from sizao.report.chasing.queries.missing import missing_of
from sizao.report.chasing.rules import NothingMissing, Reason
from sizao.report.chasing.services.telling import ASKED, about_group

LONGEST_NOTE = 100

KEEP = """
INSERT INTO chasing_reason (school_id, day, group_id, session, reason, note, given_at, given_by, county_id, city_id,
  province_id)
SELECT school_id, day, group_id, session, %(reason)s, %(note)s, %(now)s, %(by)s, county_id, city_id, province_id
FROM checks_slot WHERE school_id = %(school)s AND day = %(day)s AND group_id = %(group)s AND session = %(session)s
ON CONFLICT (school_id, day, group_id, session) DO UPDATE SET reason = excluded.reason, note = excluded.note,
  given_at = excluded.given_at, given_by = excluded.given_by
"""


@use_case("chasing.reason.given", permission="chasing.explain", on="group_id")
def give_reason(
    *, actor: Actor, now: dt.datetime, group_id: int, day: dt.date, session: str, reason: str, note: str = ""
) -> str:
    """Say why a group has not reported; said again, the latest word holds. It stays missing all the same.

    returns: the reason's code. raises: Invalid, NothingMissing when no report is owed, NotVisible, Forbidden.
    """
    group = unit_by_id(group_id)
    if reason not in Reason.values():
        raise Invalid([FieldProblem("reason", "选一个原因", value=reason)])
    owed = {one.session for one in missing_of({group_id: group.key}, day, now)}
    if session not in owed:
        raise NothingMissing()
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {
            "reason": reason, "note": " ".join(note.split())[:LONGEST_NOTE], "now": now, "by": actor.user_id,
            "school": group.key, "day": day, "group": group_id, "session": session,
        })  # fmt: skip
    usecase.touch(school_id=group.key, kind="chasing.reason", id=f"{group_id}/{day}/{session}", fields=("reason",))
    done = notify.Done(group.key, clock.school_date(now), about_group(group_id, day, session))
    notify.settle_many([done], templates=[ASKED], now=now)
    return reason
