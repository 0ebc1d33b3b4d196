"""Terms and local days of a unit and all below it."""

import datetime as dt
from collections.abc import Sequence

from sizao.core import usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.usecase import use_case
from sizao.registry.policies import queries
from sizao.registry.policies.models import CalendarDay, Term
from sizao.registry.policies.rules import DayKind


@use_case("policies.term.set", permission="policies.set", on="unit_id")
def add_term(*, actor: Actor, now: dt.datetime, unit_id: int, name: str, starts_on: dt.date, ends_on: dt.date) -> Term:
    """Add a term [starts_on, ends_on) for a unit and all below it.

    raises: Invalid when it ends before it starts or overlaps another term of the unit.
    """
    queries.check_term(unit_id, name, starts_on, ends_on)
    term = Term.objects.create(unit_id=unit_id, name=name.strip(), starts_on=starts_on, ends_on=ends_on)
    usecase.touch(school_id=unit_by_id(unit_id).key, kind="policies.term", id=term.id)
    return term


@use_case("policies.term.changed", permission="policies.set", on="unit_id")
def change_term(
    *, actor: Actor, now: dt.datetime, unit_id: int, term_id: int, name: str, starts_on: dt.date, ends_on: dt.date
) -> Term:
    """Change a term of a unit.

    raises: NotVisible; Invalid when it ends before it starts or overlaps another term of the unit.
    """
    term = queries.get_term(unit_id, term_id)
    queries.check_term(unit_id, name, starts_on, ends_on, besides=term.id)
    term.name, term.starts_on, term.ends_on = name.strip(), starts_on, ends_on
    term.save(update_fields=["name", "starts_on", "ends_on"])
    fields = ("name", "starts_on", "ends_on")
    usecase.touch(school_id=unit_by_id(unit_id).key, kind="policies.term", id=term.id, fields=fields)
    return term


@use_case("policies.term.removed", permission="policies.set", on="unit_id")
def remove_term(*, actor: Actor, now: dt.datetime, unit_id: int, term_id: int) -> None:
    """Remove a term of a unit; without any own term the level above decides.

    raises: NotVisible.
    """
    term = queries.get_term(unit_id, term_id)
    usecase.touch(school_id=unit_by_id(unit_id).key, kind="policies.term", id=term.id)
    term.delete()


@use_case("policies.day.set", permission="policies.set", on="unit_id")
def set_days(*, actor: Actor, now: dt.datetime, unit_id: int, days: Sequence[dt.date], kind: str, reason: str) -> None:
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
        rows, update_conflicts=True, unique_fields=["unit", "day"],
        update_fields=["kind", "reason", "set_by", "set_at"],
    )  # fmt: skip
    usecase.touch(school_id=unit_by_id(unit_id).key, kind="policies.day", id=unit_id, fields=("kind",))


@use_case("policies.day.removed", permission="policies.set", on="unit_id")
def remove_days(*, actor: Actor, now: dt.datetime, unit_id: int, days: Sequence[dt.date]) -> None:
    """Take back days that a unit made to differ; then the level above and the week decide.

    raises: Invalid when none of the days was set by the unit.
    """
    rows = CalendarDay.objects.whole_tree(reason="days of this very unit").filter(unit_id=unit_id, day__in=list(days))
    if not rows.delete()[0]:
        raise Invalid([FieldProblem("day", "本单位没有设这一天")])
    usecase.touch(school_id=unit_by_id(unit_id).key, kind="policies.day", id=unit_id, fields=("kind",))
