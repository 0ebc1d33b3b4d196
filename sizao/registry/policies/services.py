"""Set values, terms and local days; an upper level sets, a lower one tightens."""

import csv
import datetime as dt
from collections.abc import Sequence
from importlib import resources

from sizao.core import usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.usecase import use_case
from sizao.registry.policies import queries
from sizao.registry.policies.models import CalendarDay, NationalDay, PolicyValue, Term
from sizao.registry.policies.rules import (
    DayKind,
    check_tighter,
    check_window,
    get_key,
    read_value,
    write_value,
)


@use_case("policies.value.set", permission="policies.set", on="unit_id")
def set_value(
    *, actor: Actor, now: dt.datetime, unit_id: int, key: str, value: object, starts_on: dt.date, reason: str = ""
) -> PolicyValue:
    """Set one value for a unit and all below it, from a day on.

    raises: UnknownPolicy, BadPolicyValue, LooserThanAbove, SlotNeverOpen, Invalid.
    """
    known = get_key(key)
    wanted = read_value(known, value)
    upper = queries.resolved_above(unit_id, key, starts_on)
    if upper.from_unit_id is not None or known.is_binding:
        check_tighter(known, upper.value, wanted)
    _refuse_closed_window(unit_id, key, wanted, starts_on)
    row, _ = PolicyValue.objects.whole_tree(reason="the value of this very unit").update_or_create(
        unit_id=unit_id,
        key=key,
        starts_on=starts_on,
        defaults={
            "value": write_value(known, wanted), "reason": reason, "set_by": actor.user_id, "set_at": now,
        },
    )  # fmt: skip
    usecase.touch(school_id=unit_by_id(unit_id).key, kind="policies.value", id=row.id, fields=(key,))
    return row


def _refuse_closed_window(unit_id: int, key: str, wanted: object, day: dt.date) -> None:
    """Refuse a session that would be due before it opens; `checks.morning.opens` and `.due` belong together."""
    stem, _, edge = key.rpartition(".")
    if edge not in ("opens", "due"):
        return
    values = queries.get_plan(unit_id, day).values | {key: wanted}
    check_window(values[f"{stem}.opens"], values[f"{stem}.due"])


@use_case("policies.term.set", permission="policies.set", on="unit_id")
def add_term(
    *, actor: Actor, now: dt.datetime, unit_id: int, name: str, starts_on: dt.date, ends_on: dt.date
) -> Term:
    """Add a term [starts_on, ends_on) for a unit and all below it.

    raises: Invalid when it ends before it starts or overlaps another term of the unit.
    """
    if ends_on <= starts_on:
        raise Invalid([FieldProblem("ends_on", "结束要晚于开始", value=str(ends_on))])
    own = Term.objects.whole_tree(reason="terms of this very unit").filter(unit_id=unit_id)
    if own.filter(starts_on__lt=ends_on, ends_on__gt=starts_on).exists():
        raise Invalid([FieldProblem("starts_on", "和已有的学期重叠", value=str(starts_on))])
    term = Term.objects.create(unit_id=unit_id, name=name, starts_on=starts_on, ends_on=ends_on)
    usecase.touch(school_id=unit_by_id(unit_id).key, kind="policies.term", id=term.id)
    return term


@use_case("policies.day.set", permission="policies.set", on="unit_id")
def set_days(
    *, actor: Actor, now: dt.datetime, unit_id: int, days: Sequence[dt.date], kind: str, reason: str
) -> None:
    """Make days off (LOCAL_OFF) or on (LOCAL_ON) for a unit and all below it.

    raises: Invalid when the kind is neither or no reason is given.
    """
    if kind not in (DayKind.LOCAL_OFF, DayKind.LOCAL_ON):
        raise Invalid([FieldProblem("kind", "选停课或上课", value=kind)])
    if not reason.strip():
        raise Invalid([FieldProblem("reason", "写明原因")])
    rows = [
        CalendarDay(unit_id=unit_id, day=day, kind=kind, reason=reason.strip(), set_by=actor.user_id, set_at=now)
        for day in days
    ]
    CalendarDay.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["unit", "day"],
        update_fields=["kind", "reason", "set_by", "set_at"],
    )
    usecase.touch(school_id=unit_by_id(unit_id).key, kind="policies.day", id=unit_id, fields=("kind",))


@use_case("policies.national_days.seeded", permission="policies.set")
def seed_national_days(*, actor: Actor, now: dt.datetime) -> int:
    """Load the national holidays and make-up days that came with this version.

    returns: number of days known afterwards.
    """
    text = resources.files("sizao.registry.policies").joinpath("data/holidays.csv").read_text("utf-8")
    rows = [
        NationalDay(
            day=dt.date.fromisoformat(row["day"]), kind=row["kind"], name=row["name"], source=row["source"]
        )
        for row in csv.DictReader(text.splitlines())
    ]
    NationalDay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day"], update_fields=["kind", "name", "source"]
    )
    usecase.touch(school_id=usecase.COUNTRY, kind="policies.national_days", id="CN")
    return len(rows)
