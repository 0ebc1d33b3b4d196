"""What holds for a unit on a day, every value with who set it; and setting one."""

import datetime as dt
from typing import Annotated, Any

import pydantic
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic_core import PydanticCustomError

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.http import signed_in
from sizao.core.rest import Day, Given, UnitId, text
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries, services
from sizao.registry.policies.rules import PolicyKey, Resolved, write_value

WRITTEN = {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "array", "items": {"type": "string"}}]}
# A time of day "10:30", a whole number, or a list of codes; which one depends on the key.
Written = Annotated[Any, pydantic.WithJsonSchema(WRITTEN)]
LONGEST_VALUE = 200


def _short(value: Any) -> Any:
    """Refuse what no policy can hold before it is said back in an answer."""
    if len(repr(value)) > LONGEST_VALUE:
        raise PydanticCustomError("string_too_long", "too long", {"max_length": LONGEST_VALUE})
    return value


class Origin(Schema):
    """Who set a value; both null for the national default."""

    unit_id: int | None
    unit_name: str | None
    value: Written


class Refused(Origin):
    """A value that does not count, because it loosens what stands above it."""

    reason: str


class PolicyValue(Schema):
    """A value that holds, with where it comes from; `path` is all that was set, from the province down."""

    key: str
    label: str
    kind: str
    tighter: str
    unit: str
    value: Written
    source: str
    set_by: Origin
    path: list[Origin]
    refused: list[Refused]


class DayVerdict(Schema):
    """What the day is for the unit."""

    is_school_day: bool
    boarders_present: bool
    kind: str
    from_unit_id: int | None
    reason: str


class DayPlan(Schema):
    """What holds for one unit on one day."""

    unit_id: int
    day: dt.date
    verdict: DayVerdict
    values: list[PolicyValue]


class NewValue(Given):
    """A value to set from a day on (today unless said otherwise)."""

    value: Annotated[Written, pydantic.AfterValidator(_short)]
    starts_on: Day | None = None
    reason: text(200) = ""


class SetValue(Schema):
    """A value that was set for a unit and all below it."""

    unit_id: int
    key: str
    value: Written
    starts_on: dt.date
    until: dt.date | None
    reason: str


router = Router()


@router.get("/plans/{unit_id}/{day}", response=DayPlan, summary=_("某日的规则与日历"))
def get_plan(request: HttpRequest, unit_id: UnitId, day: Day) -> dict[str, Any]:
    """Read what a day is for a unit and every value that holds, with who set it and what was refused on the way."""
    signed_in(request).require("policies.view", unit_by_id(unit_id))
    resolved = queries.list_resolved(unit_id, day)
    names = orgs.list_lines({one.unit_id for value in resolved for one in value.path})
    verdict = queries.get_plan(unit_id, day).verdict
    return {
        "unit_id": unit_id, "day": day, "values": [_value(one, names) for one in resolved],
        "verdict": {
            "is_school_day": verdict.is_school_day, "boarders_present": verdict.boarders_present,
            "kind": verdict.kind, "from_unit_id": verdict.from_unit_id, "reason": gettext(verdict.reason),
        },
    }  # fmt: skip


def _value(found: Resolved, names: dict[int, orgs.UnitLine]) -> dict[str, Any]:
    key = found.key
    return {
        "key": key.key, "label": gettext(key.label), "kind": key.kind, "tighter": key.tighter,
        "unit": gettext(key.unit) if key.unit else "", "value": write_value(key, found.value), "source": key.source,
        "set_by": _origin(key, found.from_unit_id, found.value, names),
        "path": [_origin(key, one.unit_id, one.value, names) for one in found.path],
        "refused": [
            {**_origin(key, one.unit_id, one.value, names), "reason": one.error.text(gettext)} for one in found.refused
        ],
    }  # fmt: skip


def _origin(key: PolicyKey, unit_id: int | None, value: Any, names: dict[int, orgs.UnitLine]) -> dict[str, Any]:
    line = names.get(unit_id) if unit_id is not None else None
    return {"unit_id": unit_id, "unit_name": line.name if line else None, "value": write_value(key, value)}


@router.put("/values/{unit_id}/{key}", response=SetValue, summary=_("设置规则的值"))
def set_value(request: HttpRequest, unit_id: UnitId, key: str, sent: NewValue) -> dict[str, Any]:
    """Set one value for a unit and all below it; a lower unit may only tighten what stands above."""
    now = clock.now()
    row = services.set_value(
        actor=signed_in(request), now=now, unit_id=unit_id, key=key, value=sent.value,
        starts_on=sent.starts_on or clock.school_date(now), reason=sent.reason,
    )  # fmt: skip
    return {
        "unit_id": unit_id, "key": row.key, "value": row.value, "starts_on": row.starts_on, "until": row.until,
        "reason": row.reason,
    }  # fmt: skip
