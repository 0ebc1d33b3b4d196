"""Many reports that stand or fall together: a gate's or a terminal's whole morning."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.errors import FieldProblem, Invalid, NotVisible, SizaoError
from sizao.core.usecase import use_case
from sizao.detect.checks.rules import Check, problems_of_check
from sizao.detect.checks.services import packing
from sizao.detect.checks.services.packing import Receipt
from sizao.detect.checks.services.submit import submit_check, submit_filed

# The field that a refusal of the database is about.
FIELDS: dict[type[SizaoError], str] = {
    NotVisible: "group_id",
    packing.KeyReused: "id",
    packing.SlotClosed: "day",
    packing.NoSlot: "session",
    packing.SlotWaived: "session",
    packing.SlotNotOpen: "session",
    packing.VersionConflict: "base_version",
    packing.NothingToWithdraw: "is_withdrawn",
    packing.TooLateToWithdraw: "is_withdrawn",
    packing.ReasonMissing: "reason",
    packing.TooManyAbsent: "entries",
    packing.QuestionsOpen: "recovered",
    packing.UnknownPerson: "entries",
}


@use_case("checks.checks.sent", permission="checks.submit", commit="grouped")
def submit_all(
    *, actor: Actor, now: dt.datetime, checks: Mapping[int, Check], problems: Sequence[FieldProblem] = ()
) -> list[Receipt]:
    """Write all reports or none, durable when this returns.

    checks: by row, from 1. problems: what is already known to be wrong with other rows.
    returns: receipts in the order of the rows; one that had come before is a repeat and no error.
    raises: Forbidden; Invalid with row, field and reason of everything wrong, also with what the database refuses.
    """
    actor.require("checks.submit")
    return _send(submit_check, actor, now, checks, problems)


@use_case("checks.file.sent", permission="checks.send_file", commit="grouped")
def submit_file(
    *,
    actor: Actor,
    now: dt.datetime,
    checks: Mapping[int, Check],
    problems: Sequence[FieldProblem] = (),
    is_trial: bool = False,
) -> list[Receipt]:
    """Write all reports of a file or none, as `submit_all` does, under the right to send files.

    is_trial: judge everything as the database would, and write nothing.
    returns, raises: as `submit_all`.
    """
    actor.require("checks.send_file")
    return _send(submit_filed, actor, now, checks, problems, is_trial=is_trial)


def _send(
    write: Callable[..., list[Receipt | SizaoError]],
    actor: Actor,
    now: dt.datetime,
    checks: Mapping[int, Check],
    problems: Sequence[FieldProblem],
    *,
    is_trial: bool = False,
) -> list[Receipt]:
    found = [*problems, *_repeated(checks)]
    today = clock.school_date(now)
    for row, check in checks.items():
        found += problems_of_check(check, today=today, row=row)
    wrong = {one.row for one in found}
    right = {row: check for row, check in checks.items() if row not in wrong}
    # Nobody's scope is open here: the statement itself asks for the right to each row, for all schools at once.
    with transaction.atomic():
        outcomes = write(actor=actor, now=now, checks=list(right.values())) if right else []
        for (row, check), outcome in zip(right.items(), outcomes, strict=True):
            if isinstance(outcome, SizaoError):
                found.append(_problem(row, check, outcome))
        if found:
            raise Invalid(sorted(found, key=lambda one: one.row or 0))
        if is_trial:
            transaction.set_rollback(True)
    return [outcome for outcome in outcomes if isinstance(outcome, Receipt)]


def _repeated(checks: Mapping[int, Check]) -> list[FieldProblem]:
    """Find rows that report a group's session a second time under another id."""
    first: dict[tuple, tuple[int, Check]] = {}
    found = []
    for row, check in checks.items():
        place = (check.school_id, check.group_id, check.day, check.session)
        known_row, known = first.setdefault(place, (row, check))
        if known.id != check.id:
            found.append(FieldProblem("group_id", "和第{first}行是同一个班的同一时段", {"first": known_row}, row))
    return found


def _problem(row: int, check: Check, refusal: SizaoError) -> FieldProblem:
    field = FIELDS.get(type(refusal), "id")
    value = getattr(check, field)
    shown = "" if isinstance(value, tuple) else str(value)[:80]
    return FieldProblem(field, refusal.message, refusal.params, row, shown)
