"""Let a change take effect: one transaction, set-based, the same whether one school goes or a whole county."""

import datetime as dt
from contextlib import suppress
from typing import Any

from django.db import connection

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.errors import SizaoError
from sizao.core.usecase import use_case
from sizao.registry.accounts import services as accounts
from sizao.registry.changes import queries
from sizao.registry.changes.models import UnitChange
from sizao.registry.changes.rules import Kind, Plan, Step
from sizao.registry.changes.services.planning import ChangeOver, locked, record
from sizao.registry.levels import services as levels
from sizao.registry.orgs import queries as orgs
from sizao.registry.orgs import services as org_services
from sizao.registry.policies import queries as policies
from sizao.registry.policies import services as rules
from sizao.registry.transfers import services as transfers

JOB = Actor.system("unit changes")
BOTH = ("territory", "authority")
# What offices and schools were until the day. One that changes twice on a day keeps what it was the day before.
REMEMBER = """
INSERT INTO changes_pastunit (unit_id, change_id, name, short_name, code, authority_path, territory_path, valid_from,
  valid_to)
SELECT u.id, %(change)s, u.name, u.short_name, u.code, u.authority_path, u.territory_path,
  coalesce((SELECT max(p.valid_to) FROM changes_pastunit p WHERE p.unit_id = u.id), u.valid_from), %(day)s
FROM orgs_unit u
WHERE u.level IN ('CITY', 'COUNTY', 'SCHOOL') AND u.valid_to IS NULL AND (u.id = ANY(%(ids)s) OR EXISTS (
  SELECT 1 FROM orgs_unit r WHERE r.id = ANY(%(roots)s)
    AND (starts_with(u.territory_path, r.territory_path) OR starts_with(u.authority_path, r.authority_path))))
  AND coalesce((SELECT max(p.valid_to) FROM changes_pastunit p WHERE p.unit_id = u.id), u.valid_from) < %(day)s
ON CONFLICT DO NOTHING
"""


@use_case("changes.change.applied", permission="changes.apply")
def apply_change(*, actor: Actor, now: dt.datetime, change_id: int) -> None:
    """Let a planned change take effect as of its day.

    raises: ChangeOver, Invalid when something stands in its way; then nothing has changed.
    """
    row = locked(change_id)
    if row is None:
        raise ChangeOver()
    plan, today = queries.plan_of(row), clock.school_date(now)
    queries.check_plan(plan, today=today, besides=row.id, is_due=True)
    effect, schools = queries.effect_of(plan, today), queries.schools_of(plan)
    unit, heirs = unit_by_id(plan.unit_id), {}
    if plan.kind == Kind.RENAME:
        _rename(row, plan, now)
    elif plan.kind == Kind.MOVE:
        _move(row, plan, now)
    elif unit.school_id is None:
        _split_or_merge_office(row, plan, now)
    else:
        heirs = _split_or_merge_school(row, plan, now)
    row.applied_at, row.effect, row.obstacle = now, effect.counts, ""
    row.save(update_fields=["applied_at", "effect", "obstacle", "target"])
    heir_id = row.target_id if plan.makes_unit or plan.kind == Kind.MERGE else None
    if heir_id is not None:
        heirs[unit.id] = heir_id
    if plan.makes_unit and heir_id is not None:
        _set_again(unit, heir_id, max(row.starts_on, today), now)
    levels.follow_units(actor=JOB, now=now, day=row.starts_on, heirs=heirs, school_ids=schools, reason=row.reason)
    record(row, Step.APPLIED, unit_by_id(plan.unit_id), heir_id)


@use_case("changes.change.postponed", permission="changes.apply")
def postpone_change(*, actor: Actor, now: dt.datetime, change_id: int, obstacle: str) -> None:
    """Put a change that met an obstacle off to tomorrow, with the reason in words; nobody's past day is rewritten."""
    row = locked(change_id)
    if row is None:
        raise ChangeOver()
    row.starts_on = clock.school_date(now) + dt.timedelta(days=1)
    row.obstacle = obstacle[:300]
    row.save(update_fields=["starts_on", "obstacle"])
    record(row, Step.POSTPONED, unit_by_id(row.unit_id))


def _remember(row: UnitChange, *, roots: list[int], ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, {"change": row.id, "day": row.starts_on, "roots": roots, "ids": ids})


def _rename(row: UnitChange, plan: Plan, now: dt.datetime) -> None:
    _remember(row, roots=[], ids=[plan.unit_id])
    changes = {"name": plan.name, "short_name": plan.short_name or plan.name}
    if plan.code:
        changes["code"] = plan.code
    org_services.change_unit(actor=JOB, now=now, unit_id=plan.unit_id, changes=changes)


def _move(row: UnitChange, plan: Plan, now: dt.datetime) -> None:
    _remember(row, roots=[plan.unit_id], ids=[])
    _hang([plan.unit_id], plan.target_id or 0, now)


def _hang(unit_ids: list[int], to_id: int, now: dt.datetime) -> None:
    """Move units by territory; those that the old place also ran are run by the new one."""
    rows = orgs.list_in_force_on(JOB, clock.school_date(now)).filter(id__in=unit_ids)
    run_there = [one.id for one in rows if one.parent_id == one.territory_parent_id]
    org_services.move_units(actor=JOB, now=now, unit_ids=unit_ids, to_id=to_id, lines=["territory"])
    org_services.move_units(actor=JOB, now=now, unit_ids=run_there, to_id=to_id, lines=["authority"])


def _split_or_merge_office(row: UnitChange, plan: Plan, now: dt.datetime) -> None:
    source, rows = plan.unit_id, orgs.list_in_force_on(JOB, row.starts_on)
    standing = list(plan.part_ids)
    if plan.kind == Kind.MERGE:
        standing = list(rows.filter(territory_parent_id=source).values_list("id", flat=True))
    elsewhere = rows.filter(parent_id=source).exclude(territory_parent_id=source).values_list("id", flat=True)
    run_elsewhere = list(elsewhere) if plan.kind == Kind.MERGE else []
    _remember(row, roots=[*standing, *run_elsewhere], ids=[source] if plan.kind == Kind.MERGE else [])
    is_new = plan.target_id is None
    target = _new_office(row, plan, now) if is_new else plan.target_id
    _hang(standing, target, now)
    org_services.move_units(actor=JOB, now=now, unit_ids=run_elsewhere, to_id=target, lines=["authority"])
    if is_new or plan.kind == Kind.MERGE:
        accounts.copy_posts(actor=JOB, now=now, units={source: target}, from_day=row.starts_on, reason=row.reason)
    if plan.kind == Kind.MERGE:
        accounts.hand_over_accounts(actor=JOB, now=now, from_id=source, to_id=target)
        org_services.close_units(actor=JOB, now=now, unit_ids=[source], from_day=row.starts_on)


def _new_office(row: UnitChange, plan: Plan, now: dt.datetime) -> int:
    """Make the county that a split brings forth; its id is its code where that is free."""
    old = orgs.list_in_force_on(JOB, row.starts_on).get(id=plan.unit_id)
    code = int(plan.code) if plan.code else None
    new_id = code if code is not None and code not in orgs.units_by_id([code]) else None
    new = org_services.NewUnit(
        old.level, plan.name, old.parent_id, plan.short_name, plan.code, old.territory_parent_id, id=new_id,
        position=old.position, valid_from=row.starts_on,
    )  # fmt: skip
    (made,) = org_services.create_units(actor=JOB, now=now, units=[new])
    row.target_id = made.id
    return made.id


def _set_again(source: UnitRef, target_id: int, day: dt.date, now: dt.datetime) -> None:
    """Set for a new unit the rules, terms and days of the one it came from that hold on its first day or later.

    What those above would refuse today did not hold there either and is left.
    """
    place: dict[str, Any] = {"actor": JOB, "now": now, "unit_id": target_id}
    for row in reversed(policies.list_settings([source.id])):
        if row.until is None or row.until > day:
            with suppress(SizaoError):
                value, start = policies.write_value(policies.get_key(row.key), row.value), max(row.starts_on, day)
                rules.set_value(**place, key=row.key, value=value, starts_on=start, reason=row.reason)
                if row.until is not None:
                    rules.reset_value(**place, key=row.key, from_day=row.until)
    for term in policies.list_terms(source):
        if term.unit_id == source.id and term.ends_on > day:
            rules.add_term(**place, name=term.name, starts_on=term.starts_on, ends_on=term.ends_on)
    for one in policies.list_local_days(source, day, dt.date.max):
        if one.unit_id == source.id:
            rules.set_days(**place, days=[one.day], kind=one.kind, reason=one.reason)


def _split_or_merge_school(row: UnitChange, plan: Plan, now: dt.datetime) -> dict[int, int]:
    names, source, day = queries.plan_groups(plan), plan.unit_id, row.starts_on
    is_merger, by = plan.kind == Kind.MERGE, {"actor": JOB, "now": now}
    target = plan.target_id if plan.target_id is not None else _new_school(row, plan, now)
    _remember(row, roots=[], ids=[source] if is_merger else [])
    new_ids = transfers.join_classes(**by, from_id=source, to_id=target, names=names, day=day, reason=row.reason)
    if plan.target_id is not None:
        posts = {"units": {source: target}, "from_day": day, "reason": row.reason}
        accounts.copy_posts(**by, **posts, only=() if is_merger else ["GUARDIAN"])
    if is_merger:
        accounts.hand_over_accounts(**by, from_id=source, to_id=target)
        left = orgs.list_in_force_on(JOB, day).filter(school_id=source).values_list("id", flat=True)
        org_services.close_units(**by, unit_ids=list(left), from_day=day)
    return new_ids


def _new_school(row: UnitChange, plan: Plan, now: dt.datetime) -> int:
    """Make the school that a split brings forth: same stage, place and keeper, and the posts of the old one."""
    old = orgs.list_in_force_on(JOB, row.starts_on).get(id=plan.unit_id)
    (made,) = org_services.create_units(
        actor=JOB, now=now,
        units=[
            org_services.NewUnit(
                "SCHOOL", plan.name, old.parent_id, plan.short_name, plan.code, old.territory_parent_id, old.stage,
                old.has_boarders, valid_from=row.starts_on,
            )
        ],
    )  # fmt: skip
    accounts.copy_posts(actor=JOB, now=now, units={old.id: made.id}, from_day=row.starts_on, reason=row.reason)
    row.target_id = made.id
    return made.id
