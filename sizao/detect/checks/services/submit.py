"""The submit path: the only function that writes checks."""

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import replace

from sizao.core import clock, grouped
from sizao.core.actor import Actor
from sizao.core.errors import Invalid, SizaoError
from sizao.core.usecase import use_case
from sizao.detect.checks.rules import Check, problems_of_check
from sizao.detect.checks.services.packing import Command, Receipt, pack, read
from sizao.detect.checks.services.statement import STATEMENT


def _keys(command: Command) -> tuple:
    check = command.check
    return (check.school_id, check.id), (check.school_id, check.group_id, check.day, check.session)


def _order(command: Command) -> tuple:
    check = command.check
    return check.school_id, check.group_id, check.day, check.session


PATH = grouped.Path(
    name="checks.submit",
    statement=STATEMENT,
    pack=pack,
    read=read,
    keys=_keys,
    order=_order,
    school=lambda command: command.check.school_id,
)

# Reports that come in a file are under a right of their own: who keeps the platform may send them and read none.
FILED_PATH = replace(PATH, name="checks.file", pack=functools.partial(pack, permission="checks.send_file"))


@use_case("checks.check.submitted", permission="checks.submit", commit="grouped")
def submit_check(*, actor: Actor, now: dt.datetime, checks: Sequence[Check]) -> list[Receipt | SizaoError]:
    """Write reports of groups; durable when this returns.

    returns: for each check its receipt, or the error that says why it was refused; the others stand.
    raises: Invalid when any check is wrong in itself: then nothing of the list is written.
    """
    actor.require("checks.submit")
    return _write(PATH, actor, now, checks)


@use_case("checks.check.filed", permission="checks.send_file", commit="grouped")
def submit_filed(*, actor: Actor, now: dt.datetime, checks: Sequence[Check]) -> list[Receipt | SizaoError]:
    """Write reports that came in a file, as `submit_check` does.

    returns, raises: as `submit_check`.
    """
    actor.require("checks.send_file")
    return _write(FILED_PATH, actor, now, checks)


def _write(path: grouped.Path, actor: Actor, now: dt.datetime, checks: Sequence[Check]) -> list[Receipt | SizaoError]:
    today = clock.school_date(now)
    many = len(checks) > 1
    problems = [
        problem
        for row, check in enumerate(checks, start=1)
        for problem in problems_of_check(check, today=today, row=row if many else None)
    ]
    if problems:
        raise Invalid(problems)
    return grouped.run_many(path, [Command(actor, now, check) for check in checks])


def submit_one(*, actor: Actor, now: dt.datetime, check: Check) -> Receipt:
    """Write one report.

    raises: Invalid, NotVisible or the refusal by its name.
    """
    (outcome,) = submit_check(actor=actor, now=now, checks=[check])
    if isinstance(outcome, SizaoError):
        raise outcome
    return outcome


@use_case("checks.check.planned", permission="checks.open", commit="grouped")
def submit_planned(
    *, actor: Actor, now: dt.datetime, planned: Sequence[tuple[Actor, dt.datetime, Check]]
) -> list[Receipt | SizaoError]:
    """Write reports of many senders, each with its own moment, through the same path: replays and demos.

    returns: as `submit_check`. raises: Forbidden for anyone but the machine, Invalid.
    """
    actor.require("checks.open")
    problems = [
        problem
        for row, (_sender, at, check) in enumerate(planned, start=1)
        for problem in problems_of_check(check, today=clock.school_date(at), row=row)
    ]
    if problems:
        raise Invalid(problems)
    return grouped.run_many(PATH, [Command(sender, at, check) for sender, at, check in planned])
