"""Write an import as one transaction, and take it back within a day."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from sizao.core import clock, privacy, usecase
from sizao.core.actor import Actor
from sizao.core.changesets.statements import no_nested_loops
from sizao.core.errors import FieldProblem, SizaoError
from sizao.core.privacy import mask_name
from sizao.core.usecase import use_case
from sizao.core.work import progress
from sizao.registry.imports.models import Changeset, RowKind
from sizao.registry.imports.services.changesets import (
    COMMIT_WORK,
    SHORT_ROWS,
    SQL,
    NotChecked,
    forget_file,
    locked,
    start_long,
    values_of,
)
from sizao.registry.imports.services.importing import KIND
from sizao.registry.roster.facts import PersonLeft, PersonMoved

UNDO_HOURS = 24
SHOWN = 20
STEPS = (
    "plan", "add_people", "change_people", "let_go", "close_memberships", "open_memberships", "remember_guardians",
    "change_guardians", "add_guardians", "remember_after", "release_identities", "claim_added", "claim_identities",
    "record",
)  # fmt: skip
UNDO_STEPS = (
    "drop_guardians", "restore_guardians", "drop_memberships", "reopen_memberships", "release_identities",
    "drop_people", "restore_people", "claim_identities",
)  # fmt: skip
TOUCHED = {
    "GONE": "已不在名册中",
    "PERSON": "后来改过",
    "PLACE": "后来转过班",
    "GUARDIAN": "后来改过监护人",
}


class RosterChanged(SizaoError):
    """Between check and commit someone changed people that the file names."""

    code = "roster_changed"
    message = "名册在校验后变过，重新校验后再写入"
    http_status = 409


class NothingToWrite(SizaoError):
    """No row would change anything."""

    code = "roster_nothing_to_write"
    message = "没有要写入的内容"
    http_status = 422


class UndoTooLate(SizaoError):
    """The day in which an import can be taken back is over."""

    code = "roster_undo_too_late"
    message = "写入已超过{hours}小时，不能撤回"
    http_status = 409


class UndoRefused(SizaoError):
    """People of the import were changed since; `problems` names them with the reason."""

    code = "roster_undo_refused"
    message = "写入后有人改过这些学生，不能整批撤回，逐人修改"
    http_status = 409


class UndoInUse(SizaoError):
    """People that the import added stand in other records already."""

    code = "roster_undo_in_use"
    message = "新增的学生已有晨检等记录，不能撤回，可办理离校"
    http_status = 409


@use_case("imports.import.committed", permission="roster.edit", on="school_id")
def commit_import(*, actor: Actor, now: dt.datetime, school_id: int, changeset_id: uuid.UUID) -> dict[str, int]:
    """Write all rows that are neither refused nor undecided, all or none, in a fixed number of statements.

    A long import is handed to the worker, which calls this again.
    returns: number of people by kind of change; nothing yet for a long one.
    raises: RosterChanged, NotChecked, NothingToWrite, MoveRefused.
    """
    changeset = locked(actor, school_id, changeset_id)
    if changeset.state == "CHECKED" and not progress.is_told() and sum(changeset.counts.values()) > SHORT_ROWS:
        start_long(COMMIT_WORK, changeset, actor=actor, now=now)
        usecase.touch(school_id=school_id, kind=KIND, id=changeset_id)
        return {}
    changeset.move("commit", actor=actor, now=now)
    values = {**values_of(changeset), **_recorded(actor, now, "roster.person.imported")}
    try:
        with transaction.atomic(), no_nested_loops():
            _refuse_stale(changeset, values)
            progress.stage(1, total=len(STEPS))
            for place, step in enumerate(STEPS, start=1):
                found = SQL.run("commit", step, values)
                if step == "claim_added" and found != [(0,)]:
                    _refuse_taken(values)
                progress.advance(place)
    except IntegrityError as failure:
        raise RosterChanged() from failure
    written = dict(SQL.run("commit", "written", values))
    if not written:
        raise NothingToWrite()
    _announce(changeset, values)
    SQL.run("commit", "clear_staged", values)
    changeset.counts = {**changeset.counts, "written": written}
    changeset.undo_until = now + dt.timedelta(hours=UNDO_HOURS)
    changeset.save(update_fields=["counts", "undo_until"])
    forget_file(changeset, actor=actor, now=now)
    usecase.touch(school_id=school_id, kind=KIND, id=changeset_id)
    return written


def _recorded(actor: Actor, now: dt.datetime, action: str) -> dict[str, object]:
    """Give the parameters of the audit's rows."""
    return {
        "now": now,
        "today": clock.school_date(now),
        "user": actor.user_id,
        "role": actor.system_job or actor.role,
        "action": action,
    }


def _refuse_stale(changeset: Changeset, values: dict[str, object]) -> None:
    """Refuse what would come out otherwise than was shown; the roster as it was shown needs no second comparison.

    Numbers that other schools have claimed since are then found when they are claimed, under one key.
    """
    SQL.run("commit", "one_at_a_time", values)
    SQL.run("commit", "lock", values)
    counted = dict(SQL.run("check", "counts", values))
    if counted != changeset.counts:
        raise NotChecked()
    ((seen, _),) = SQL.run("check", "roster_seen", values)
    if seen == changeset.roster_seen and privacy.hash_key_count() == 1:
        return
    ((stale,),) = SQL.run("check", "stale", values)
    ((gone,),) = SQL.run("commit", "gone", values)
    if stale or gone:
        raise RosterChanged()


def _refuse_taken(values: dict[str, object]) -> None:
    """Look closer when numbers of new people were held by someone (`claim_added` gives how many)."""
    ((taken,),) = SQL.run("commit", "taken", values)
    if taken:
        raise RosterChanged()


def _announce(changeset: Changeset, values: dict[str, object], *, is_undone: bool = False) -> None:
    """Tell later steps who moved and who left; an undo tells the way back."""
    school, day = changeset.school_id, changeset.effective_on
    # Who was added is told by nobody: those who count people count them anew each morning.
    values = {**values, "unsaid": "" if is_undone else RowKind.ADDED.value}
    for kind, person, source, target in SQL.run("commit", "to_announce", values):
        if is_undone:
            source, target = target, source
        is_there = kind in (RowKind.MOVED, RowKind.RETURNED if not is_undone else RowKind.LEAVING)
        if is_there:
            usecase.announce(PersonMoved(school, person, source, target, day))
        elif kind == RowKind.LEAVING or is_undone:
            usecase.announce(PersonLeft(school, person, source, day))


@use_case("imports.import.reverted", permission="roster.edit", on="school_id")
def undo_import(*, actor: Actor, now: dt.datetime, school_id: int, changeset_id: uuid.UUID) -> None:
    """Put everything back as it was before an import, within a day and while nobody has built on it.

    raises: UndoTooLate, UndoRefused with the people changed since, UndoInUse, MoveRefused.
    """
    changeset = locked(actor, school_id, changeset_id)
    changeset.move("undo", actor=actor, now=now)
    if now > changeset.undo_until:
        raise UndoTooLate(hours=UNDO_HOURS)
    values = {**values_of(changeset), **_recorded(actor, now, "roster.person.restored"), "most": SHOWN}
    with no_nested_loops():
        touched = SQL.run("undo", "touched_since", values)
    if touched:
        raise UndoRefused(
            problems=[
                FieldProblem("person", TOUCHED[what], row=row, value=mask_name(name)) for row, name, what in touched
            ]
        )
    _announce(changeset, values, is_undone=True)
    try:
        with transaction.atomic(), no_nested_loops():
            SQL.run("undo", "record", values)
            SQL.run_all("undo", UNDO_STEPS, values)
    except IntegrityError as failure:
        raise UndoInUse() from failure
    SQL.run("undo", "forget", values)
    usecase.touch(school_id=school_id, kind=KIND, id=changeset_id)
