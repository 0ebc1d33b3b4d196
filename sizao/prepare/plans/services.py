"""Set, change and withdraw key dates; open their duties as tasks of the schools, and take back what no longer holds."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id, units_by_id
from sizao.core.audit.services import Touch
from sizao.core.errors import FieldProblem, Invalid, SizaoError
from sizao.core.tasks import queries as done
from sizao.core.tasks import services as tasks
from sizao.core.tasks.kinds import TaskKind
from sizao.core.tasks.services import NewTask
from sizao.core.usecase import use_case
from sizao.prepare.plans import queries
from sizao.prepare.plans.facts import KeyDateChanged
from sizao.prepare.plans.models import KeyDate
from sizao.prepare.plans.rules import DUTY_HOUR, DUTY_ROLES, Change, NewDate, problems_of_date
from sizao.registry.changes.facts import UnitChangeStepped
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies.queries import chain_of

KIND = "plans.key_date"
# What a date keeps when another unit takes it over.
TAKEN_OVER = (
    "kind", "name", "day", "audience", "lead_days", "duty", "duty_role", "set_by", "set_at", "duty_opened_at",
)  # fmt: skip
# One kind a role: who does a duty is said by the kind of its task.
DUTIES = {
    role: TaskKind(
        f"plans.duty.{role.lower()}", "重要日期准备", "{name}（{day}）：{duty}", (role,), "plans.carry_out",
        closes_with_record=False,
    )
    for role in DUTY_ROLES
}  # fmt: skip


class DateOver(SizaoError):
    """The day is over: what was planned for it stays as it was."""

    code = "key_date_over"
    message = "这一天已经过去，不能再改"
    http_status = 409


@use_case("plans.key_date.set", permission="plans.set_dates", on="unit_id")
def set_date(*, actor: Actor, now: dt.datetime, unit_id: int, new: NewDate) -> KeyDate:
    """Set a key date for a unit and all below it.

    raises: NotVisible, Forbidden, Invalid.
    """
    _refuse(unit_id, new, clock.school_date(now))
    row = KeyDate.objects.create(unit_id=unit_id, set_by=actor.user_id, set_at=now, **_columns(new))
    _announce(row, Change.SET, is_same_duty=False)
    return row


@use_case("plans.key_date.changed", permission="plans.set_dates", on="unit_id")
def change_date(*, actor: Actor, now: dt.datetime, unit_id: int, date_id: int, new: NewDate) -> KeyDate:
    """Change a key date; its countdown and tasks follow. Schools that have done the same duty keep it done.

    raises: NotVisible, Forbidden, DateOver, Invalid.
    """
    today = clock.school_date(now)
    row = _locked(unit_id, date_id, today)
    _refuse(unit_id, new, today, besides=row.id)
    is_same_duty = (row.duty, row.duty_role) == (new.duty, new.duty_role)
    for field, value in _columns(new).items():
        setattr(row, field, value)
    row.set_by, row.set_at, row.duty_opened_at = actor.user_id, now, None
    row.save()
    _announce(row, Change.CHANGED, is_same_duty=is_same_duty)
    return row


@use_case("plans.key_date.withdrawn", permission="plans.set_dates", on="unit_id")
def withdraw_date(*, actor: Actor, now: dt.datetime, unit_id: int, date_id: int) -> None:
    """Withdraw a key date; it is shown no more and its open tasks are cancelled.

    raises: NotVisible, Forbidden, DateOver.
    """
    row = _locked(unit_id, date_id, clock.school_date(now))
    row.is_withdrawn = True
    row.save(update_fields=["is_withdrawn"])
    _announce(row, Change.WITHDRAWN, is_same_duty=False)


@use_case("plans.duties.opened", permission="plans.open_duties")
def open_duties(*, actor: Actor, now: dt.datetime) -> int:
    """Open the tasks of every date that has come near enough, one a school below; run it again and again.

    returns: number of tasks opened.
    """
    usecase.unrecorded("no date has come near")
    today, opened = clock.school_date(now), 0
    rows = queries.lock_due_duties(today)
    units = units_by_id({row.unit_id for row in rows})
    for row in rows:
        below = orgs.list_told_below(units[row.unit_id], today) if row.unit_id in units else []
        kept = done.list_done_schools(DUTIES[row.duty_role].code, str(row.id))
        schools = [one for one in below if one.level == "SCHOOL" and one.key not in kept]
        opened += len(tasks.open_many(actor=actor, now=now, tasks=[_task(row, one.key) for one in schools]))
        row.duty_opened_at = now
        row.save(update_fields=["duty_opened_at"])
    return opened


@use_case("plans.duties.taken_back", permission="plans.open_duties")
def take_back_duties(*, actor: Actor, now: dt.datetime, changed: Sequence[KeyDateChanged]) -> int:
    """Cancel the tasks that were opened for dates as they stood before; tasks done for a duty that still holds stay.

    returns: number of tasks cancelled.
    """
    usecase.unrecorded("no task had been opened")
    cancelled = 0
    for one in changed:
        if one.change == Change.SET:
            continue
        reason = "重要日期已撤回" if one.change == Change.WITHDRAWN else "重要日期已更改"
        for kind in DUTIES.values():
            about = done.list_open_about(kind.code, str(one.date_id), with_done=not one.is_same_duty)
            cancelled += tasks.cancel_many(actor=actor, now=now, kind=kind.code, about=about, reason=reason)
    return cancelled


@use_case("plans.key_dates.followed", permission="plans.open_duties")
def follow_units(*, actor: Actor, now: dt.datetime, changed: Sequence[UnitChangeStepped]) -> int:
    """Give what is to come of units that were split or merged to those that took over, once; then let the tasks of
    every school concerned be those of where it stands now. What a school has done stays done.

    returns: number of dates taken over.
    """
    usecase.unrecorded("no date was to come")
    today = clock.school_date(now)
    heirs = {one.unit_id: one.heir_id for one in changed if one.heir_id is not None}
    first = min((one.starts_on for one in changed), default=today)
    known = {(row.unit_id, row.name, row.day) for row in queries.list_of_units(heirs.values(), first)}
    made = []
    for row in queries.list_of_units(heirs, first):
        heir = heirs[row.unit_id]
        if (heir, row.name, row.day) not in known:
            known.add((heir, row.name, row.day))
            made.append(KeyDate(unit_id=heir, follows=row, **{name: getattr(row, name) for name in TAKEN_OVER}))
    KeyDate.objects.bulk_create(made)
    keys = {one: unit.key for one, unit in units_by_id(heirs.values()).items()}
    usecase.touch_many([Touch(keys[row.unit_id], KIND, str(row.id), ("unit",)) for row in made])
    told = {one for fact in changed for one in fact.told_ids}
    for unit in units_by_id(heirs.values()).values():
        told |= {one.id for one in orgs.list_told_below(unit, today)}
    _settle_duties(told, actor=actor, now=now)
    return len(made)


def _settle_duties(unit_ids: Iterable[int], *, actor: Actor, now: dt.datetime) -> None:
    """Cancel the open tasks of schools for dates that reach them no more; open those of dates that reach them now."""
    today = clock.school_date(now)
    refs = [one for one in units_by_id(unit_ids).values() if one.level == "SCHOOL"]
    standing = orgs.list_in_force_on(actor, today).filter(id__in=[one.id for one in refs])
    chains = {key: set(chain_of(path)) for key, path in standing.values_list("id", "territory_path")}
    kinds = {kind.code for kind in DUTIES.values()}
    states = done.list_states(sorted(kinds), [one.id for one in refs])
    above = set().union(*chains.values()) if chains else set()
    rows = {str(row.id): row for row in queries.list_opened(above, {int(about) for *_, about in states}, today)}
    for kind in sorted(kinds):
        gone = [
            (school, about) for (of, school, about), state in states.items()
            if of == kind and state == "OPEN" and about in rows and rows[about].unit_id not in chains.get(school, ())
        ]  # fmt: skip
        tasks.cancel_many(actor=actor, now=now, kind=kind, about=gone, reason="学校已不在设定日期的单位下")
    wanted = [
        _task(row, school) for school, chain in chains.items() for row in rows.values()
        if row.unit_id in chain and not _is_known(states, row, school)
    ]  # fmt: skip
    tasks.open_many(actor=actor, now=now, tasks=wanted)


def _is_known(states: Mapping[tuple[str, int, str], str], row: KeyDate, school_id: int) -> bool:
    """Tell whether a school has the task of a date, or has done that of the date it was taken over from."""
    kind = DUTIES[row.duty_role].code
    before = states.get((kind, school_id, str(row.follows_id)), "")
    return (kind, school_id, str(row.id)) in states or before in ("DONE", "CLOSED")


def _task(row: KeyDate, school_id: int) -> NewTask:
    params = {"name": row.name, "day": row.day.isoformat(), "duty": row.duty}
    return NewTask(
        DUTIES[row.duty_role].code, school_id, school_id, str(row.id), clock.at(row.day, DUTY_HOUR), params
    )  # fmt: skip


def _columns(new: NewDate) -> dict:
    return {**asdict(new), "audience": list(new.audience)}


def _refuse(unit_id: int, new: NewDate, today: dt.date, *, besides: int | None = None) -> None:
    problems = problems_of_date(new, today=today)
    known = [besides] if besides is not None else []
    if not problems and queries.find_same(unit_id, new.name, new.day, besides=known):
        problems.append(FieldProblem("name", "这一天已有同名的日期"))
    if problems:
        raise Invalid(problems)


def _locked(unit_id: int, date_id: int, today: dt.date) -> KeyDate:
    queries.get_date(unit_id, date_id)
    rows = KeyDate.objects.whole_tree(reason="the unit for which the right was asked").filter(id=date_id)
    row = rows.select_for_update().get()
    if row.day < today:
        raise DateOver()
    return row


def _announce(row: KeyDate, change: Change, *, is_same_duty: bool) -> None:
    key = unit_by_id(row.unit_id).key
    usecase.touch(school_id=key, kind=KIND, id=row.id, fields=(str(change),))
    usecase.announce(KeyDateChanged(key, row.id, str(change), is_same_duty))
