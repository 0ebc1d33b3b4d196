"""Tell whoever answers for a place of what was found there, and whoever found it of what was done."""

import datetime as dt
from collections.abc import Sequence

from sizao.core import clock
from sizao.core.converters import Key
from sizao.core.notify import services as notify
from sizao.core.notify.services import About, Message, Person, role_at
from sizao.core.notify.templates import Param, Template
from sizao.oversee.inspections import queries
from sizao.oversee.inspections.facts import FindingMoved
from sizao.oversee.inspections.models import Finding

ASSIGNED = Template(
    "inspections.assigned", "场所检查发现{count}个问题，最早{day}前整改，附照片。",
    {"count": Param.COUNT, "day": Param.DAY},
)  # fmt: skip
RECTIFIED = Template("inspections.rectified", "{count}个场所问题已整改，等您复查。", {"count": Param.COUNT})
TEMPLATES = (ASSIGNED, RECTIFIED)


def tell(facts: Sequence[FindingMoved], *, now: dt.datetime) -> None:
    """Tell owners of what waits for them, and finders of what waits for their review."""
    states = {(one.school_id, one.finding_id): one.state for one in facts}
    rows = [one for one in queries.list_by_key(states) if states[one.school_id, one.id] == one.state]
    notify.send_many([one for row in rows if (one := _message(row))], now=now)


def _message(row: Finding) -> Message | None:
    about = About(f"inspections.finding:{row.id}", f"/inspections/findings/{Key(row.school_id, row.id)}/")
    if row.state == "ASSIGNED" and row.state_due_at is not None:
        parts = {"count": 1, "day": clock.school_date(row.state_due_at)}
        return Message(ASSIGNED, _owners(row), about, parts)
    if row.state == "RECTIFIED" and row.found_by:
        return Message(RECTIFIED, (Person(row.found_by, row.school_id),), about, {"count": 1})
    return None


def _owners(row: Finding) -> tuple[notify.Address, ...]:
    if row.owner_user_id:
        return (Person(row.owner_user_id, row.school_id),)
    role = row.owner_role or "SCHOOL_LEADER"
    return tuple(role_at(unit, role) for unit in dict.fromkeys((row.unit_id, row.school_id)))
