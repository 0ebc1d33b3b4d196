"""Write audit entries: one statement for any number, from Python or inside another statement."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.ids import new_id


@dataclass(frozen=True, slots=True)
class Touch:
    """An object that a use case changed or showed; `fields` are names, never values."""

    school_id: int
    kind: str
    id: str
    fields: tuple[str, ...] = ()
    purpose: str = ""


# Shared with the grouped submit path: the same columns in the same order.
COLUMNS = "school_id, day, id, at, user_id, role, action, object_kind, object_id, fields, purpose"

INSERT = f"""
INSERT INTO audit_entry ({COLUMNS})
SELECT school_id, %s::date, id, %s::timestamptz, %s::bigint, %s::text, %s::text, kind, object_id,
       string_to_array(fields, ','), purpose
FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])
     AS t(school_id, id, kind, object_id, fields, purpose)
"""


def record_many(touched: Sequence[Touch], *, action: str, actor: Actor, now: dt.datetime) -> None:
    """Append one entry per touched object inside the open transaction, in one statement."""
    if not touched:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [
                clock.school_date(now),
                now,
                actor.user_id,
                actor.system_job or actor.role,
                action,
                [one.school_id for one in touched],
                [new_id(now) for _ in touched],
                [one.kind for one in touched],
                [one.id for one in touched],
                [",".join(one.fields) for one in touched],
                [one.purpose for one in touched],
            ],
        )
