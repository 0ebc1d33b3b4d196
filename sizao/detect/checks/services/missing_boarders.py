"""Tell the homeroom teacher and the leader at once that boarders are not back (未归): numbers, no names."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import connection
from django.urls import reverse

from sizao.core.converters import Key
from sizao.core.notify import services as notify
from sizao.core.notify.services import About, Message, role_at
from sizao.core.notify.templates import Param, Template

NOT_BACK = Template(
    "checks.not_back", "{groups}住宿生{count}人晚检未归，和宿管核实。",
    {"groups": Param.GROUPS, "count": Param.COUNT}, is_urgent=True,
)  # fmt: skip
TOLD_AT_SCHOOL = ("SCHOOL_LEADER", "EPIDEMIC_REPORTER")

COUNT = """
SELECT e.school_id, e.day, b.id, b.name, m.group_id, u.short_name, count(*)
FROM unnest(%s::bigint[], %s::date[], %s::uuid[]) AS k(school_id, day, check_id)
JOIN checks_checkentry e ON e.school_id = k.school_id AND e.day = k.day AND e.check_id = k.check_id
  AND e.absence_reason = 'NOT_BACK' AND e.day = ANY(%s::date[])
JOIN places_place r ON r.school_id = e.school_id AND r.number = e.group_id
JOIN places_place b ON b.school_id = r.school_id AND b.id = r.building_id
JOIN roster_membership m ON m.school_id = e.school_id AND m.person_id = e.person_id AND m.group_kind = 'CLASS'
  AND m.starts_on <= e.day AND (m.ends_on IS NULL OR m.ends_on > e.day)
JOIN orgs_unit u ON u.id = m.group_id
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 3, 5
"""


def tell(checks: Sequence[tuple[int, dt.date, uuid.UUID]], *, now: dt.datetime) -> int:
    """Tell about the boarders whom these reports of rooms name as not back, class by class; one query.

    checks: school, day and id of each. returns: number of notices written.
    """
    if not checks:
        return 0
    columns = [list(column) for column in zip(*checks, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [*columns, columns[1]])
        rows = cursor.fetchall()
    messages = []
    for school_id, day, building_id, building, class_id, class_name, count in rows:
        page = reverse("checks:dorm", args=[Key(school_id, building_id), day])
        about = About(f"not-back:{class_id}:{day.isoformat()}", page)
        params = {"groups": (class_name,), "count": count}
        messages.append(Message(NOT_BACK, (role_at(class_id, "HOMEROOM_TEACHER"),), About(about.id, ""), params))
        params = {"groups": (building,), "count": count}
        whole = About(f"not-back:{building_id}:{day.isoformat()}", page)
        messages.append(Message(NOT_BACK, (role_at(school_id, *TOLD_AT_SCHOOL),), whole, params))
    return notify.send_many(messages, now=now)
