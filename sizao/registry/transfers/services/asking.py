"""Ask another school to take a pupil; accept, refuse, withdraw."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sizao.core import clock, looped, scope, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Forbidden, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.registry.accounts import services as accounts
from sizao.registry.roster import queries as roster
from sizao.registry.roster import services as roster_services
from sizao.registry.roster.services import NewPlace
from sizao.registry.transfers import queries
from sizao.registry.transfers.facts import TransferStepped
from sizao.registry.transfers.models import DECIDE_HOURS, Transfer

KIND = "roster.transfer"
JOB = Actor.system("guardians follow their children")
PURPOSE = "转学"


@dataclass(frozen=True, slots=True)
class ComingPupil:
    """A pupil as the receiving school may see them before deciding."""

    name: str
    sex: str
    birth_date: dt.date | None
    student_number: str
    from_school: str


@use_case("transfers.transfer.requested", permission="roster.edit", on="school_id")
def request_transfer(*, actor: Actor, now: dt.datetime, school_id: int, person_id: uuid.UUID, to_school_id: int) -> Key:
    """Ask another school to take a pupil; nothing changes until it does.

    raises: Invalid, NotVisible.
    """
    pupil = roster.lock_pupil(actor, "roster.edit", school_id=school_id, person_id=person_id)
    target = unit_by_id(to_school_id)
    if pupil is None or target.school_id != target.id:
        raise NotVisible()
    problems = [] if pupil.is_present else [FieldProblem("person_id", "已经离校")]
    if to_school_id == school_id:
        problems.append(FieldProblem("to_school", "校内换班用“转班”"))
    if queries.find_open_transfer(school_id, person_id) is not None:
        problems.append(FieldProblem("to_school", "已经在办转学，先撤回"))
    if problems:
        raise Invalid(problems)
    row = Transfer(
        school_id=to_school_id, id=new_id(now), from_school_id=school_id, person_id=person_id,
        from_group_id=pupil.group_id, asked_by=actor.user_id, asked_at=now,
    )  # fmt: skip
    looped.start_many([row], actor=actor, now=now)
    row.state_due_at = now + dt.timedelta(hours=DECIDE_HOURS)
    row.save(force_insert=True)
    _record(row)
    return Key(row.school_id, row.id)


@use_case("transfers.transfer.shown", permission=None)
def show_transfer(*, actor: Actor, now: dt.datetime, key: Key) -> ComingPupil:
    """Show the receiving school who wants to come; a look at another school's pupil, so it is written down.

    raises: NotVisible.
    """
    row, _decides = queries.get_transfer(actor, key)
    with scope.open_schools([row.from_school_id], reason="the receiving school sees whom it is asked to take"):
        pupil = roster.describe_pupil(row.from_school_id, row.person_id)
    usecase.touch(school_id=row.from_school_id, kind="roster.person", id=row.person_id, purpose=PURPOSE)
    return ComingPupil(
        pupil.name, pupil.sex, pupil.birth_date, pupil.student_number, unit_by_id(row.from_school_id).name
    )


@use_case("transfers.transfer.accepted", permission=None)
def accept_transfer(*, actor: Actor, now: dt.datetime, key: Key, group_id: int, moved_on: dt.date) -> None:
    """Take a pupil into a class from a day on: closed in the old school, opened here, guardians follow.

    raises: NotVisible, Forbidden for the school that asked, MoveRefused, Invalid.
    """
    row = _decided(actor, key)
    row.move("accept", actor=actor, now=now)
    row.to_group_id, row.moved_on = group_id, moved_on
    row.save(update_fields=["to_group_id", "moved_on"])
    roster_services.relocate_people(
        actor=actor, now=now, from_school_id=row.from_school_id, to_school_id=row.school_id, moved_on=moved_on,
        places=[NewPlace(row.person_id, group_id)],
    )  # fmt: skip
    ids = roster.list_guardian_accounts(row.school_id, row.person_id)
    if ids:
        accounts.copy_posts(
            actor=JOB, now=now, units={row.from_school_id: row.school_id}, from_day=clock.school_date(now),
            reason=PURPOSE, only=["GUARDIAN"], user_ids=ids,
        )  # fmt: skip
    _record(row)


@use_case("transfers.transfer.refused", permission=None)
def refuse_transfer(*, actor: Actor, now: dt.datetime, key: Key, reason: str) -> None:
    """Do not take a pupil, with the reason; they stay where they are.

    raises: NotVisible, Forbidden for the school that asked, MoveRefused, Invalid without a reason.
    """
    row = _decided(actor, key)
    if not reason.strip():
        raise Invalid([FieldProblem("reason", "写明为什么不接收")])
    row.move("refuse", actor=actor, now=now, reason=reason.strip()[:200])
    row.refusal = reason.strip()[:200]
    row.save(update_fields=["refusal"])
    _record(row)


@use_case("transfers.transfer.withdrawn", permission=None)
def withdraw_transfer(*, actor: Actor, now: dt.datetime, key: Key) -> None:
    """Take a request back.

    raises: NotVisible, Forbidden for the school that decides, MoveRefused.
    """
    row, _decides = queries.get_transfer(actor, key)
    if not queries.keeps_roster(actor, row.from_school_id):
        raise Forbidden(act="撤回转学")
    _locked(row).move("withdraw", actor=actor, now=now)
    _record(row, "WITHDRAWN")


def _decided(actor: Actor, key: Key) -> Transfer:
    row, decides = queries.get_transfer(actor, key)
    if not decides:
        raise Forbidden(act="接收转学")
    return _locked(row)


def _locked(row: Transfer) -> Transfer:
    rows = Transfer.objects.whole_tree(reason="the row that was opened above")
    return rows.select_for_update().get(school_id=row.school_id, id=row.id)


def _record(row: Transfer, state: str = "") -> None:
    for school_id in (row.school_id, row.from_school_id):
        usecase.touch(school_id=school_id, kind=KIND, id=row.id, fields=("state",))
    usecase.announce(TransferStepped(row.school_id, row.id, row.from_school_id, state or row.state))
