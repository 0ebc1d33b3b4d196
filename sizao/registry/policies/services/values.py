"""Set values and take them back; an upper level sets, a lower one tightens."""

import datetime as dt

from django.db.models import Q

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.usecase import use_case
from sizao.registry.policies import queries
from sizao.registry.policies.models import PolicyValue
from sizao.registry.policies.rules import get_key, read_value, write_value


@use_case("policies.value.set", permission="policies.set", on="unit_id")
def set_value(
    *, actor: Actor, now: dt.datetime, unit_id: int, key: str, value: object, starts_on: dt.date, reason: str = ""
) -> PolicyValue:
    """Set one value for a unit and all below it, from a day on.

    raises: UnknownPolicy, BadPolicyValue, LooserThanAbove, SlotNeverOpen, ClosesBelow; Invalid when the day is past.
    """
    known = get_key(key)
    wanted = read_value(known, value)
    if starts_on < clock.school_date(now):
        raise Invalid([FieldProblem("starts_on", "不能早于今天", value=str(starts_on))])
    unit = unit_by_id(unit_id)
    queries.check_change(unit, known, wanted, starts_on)
    row, _ = PolicyValue.objects.whole_tree(reason="the value of this very unit").update_or_create(
        unit_id=unit_id,
        key=key,
        starts_on=starts_on,
        defaults={
            "value": write_value(known, wanted), "until": None, "reason": reason.strip(), "set_by": actor.user_id,
            "set_at": now,
        },
    )  # fmt: skip
    usecase.touch(school_id=unit.key, kind="policies.value", id=row.id, fields=(key,))
    return row


@use_case("policies.value.withdrawn", permission="policies.set", on="unit_id")
def reset_value(*, actor: Actor, now: dt.datetime, unit_id: int, key: str, from_day: dt.date) -> None:
    """Take back what a unit has set for a key, from a later day on; then the level above decides again.

    raises: UnknownPolicy, SlotNeverOpen, ClosesBelow; Invalid when the day is not to come or nothing is set then.
    """
    known, unit = get_key(key), unit_by_id(unit_id)
    if from_day <= clock.school_date(now):
        raise Invalid([FieldProblem("from_day", "从明天或以后取消", value=str(from_day))])
    rows = PolicyValue.objects.whole_tree(reason="the values of this very unit").filter(unit_id=unit_id, key=known.key)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=from_day))
    planned = list(rows.filter(starts_on__gte=from_day).values_list("id", flat=True))
    running = list(rows.filter(starts_on__lt=from_day).values_list("id", flat=True))
    if not planned and not running:
        raise Invalid([FieldProblem("from_day", "那天起本单位没有设定", value=str(from_day))])
    queries.check_change(unit, known, None, from_day)
    rows.filter(id__in=running).update(until=from_day)
    rows.filter(id__in=planned).delete()
    touched = [Touch(unit.key, "policies.value", str(one), (key, "until")) for one in running + planned]
    usecase.touch_many(touched)
