"""Let levels, and the tasks that come of them, follow units that are split, merged and moved."""

import datetime as dt
from collections.abc import Collection, Mapping

from sizao.core import clock, usecase
from sizao.core.actor import Actor, units_by_id
from sizao.core.tasks import services as tasks
from sizao.core.tasks.kinds import TaskKind
from sizao.core.tasks.services import NewTask
from sizao.core.usecase import use_case
from sizao.registry.levels import queries
from sizao.registry.levels.models import Response
from sizao.registry.levels.rules import Change
from sizao.registry.levels.services.responses import record, stop
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies

# What a level asks of a school is put into practice by its leader within a day. source: PROJECT
CARRY_OUT = TaskKind(
    "levels.carry_out", "落实应急响应", "{unit}启动{level}级应急响应：落实{count}项措施", ("SCHOOL_LEADER",),
    "levels.carry_out", closes_with_record=False,
)  # fmt: skip
CARRY_OUT_HOURS = 24
TAKEN_OVER = (
    "level", "bundle_code", "bundle_version", "bundle_name", "bundle_source", "lines", "starts_on", "ends_on", "reason",
    "ordered_by", "ordered_at",
)  # fmt: skip


@use_case("levels.responses.followed", permission="levels.follow")
def follow_units(
    *, actor: Actor, now: dt.datetime, day: dt.date, heirs: Mapping[int, int], school_ids: Collection[int], reason: str
) -> int:
    """Give the levels of units that were split or merged to those that took over, once, as of the day of the change.

    What a unit has of its own it keeps, so the stricter of two counts and each ends by its own date. heirs: unit → its
    successor. school_ids: whose place has changed; their tasks follow. returns: number of levels taken over.
    """
    usecase.unrecorded("no level was in force")
    units, made = units_by_id([*heirs, *heirs.values()]), 0
    standing = set(orgs.list_in_force_on(actor, day).filter(id__in=list(heirs)).values_list("id", flat=True))
    for row in queries.list_lasting(heirs, max(day, clock.school_date(now)), lock=True):
        heir = heirs[row.unit_id]
        if not queries.is_held(heir, row, day):
            columns = {name: getattr(row, name) for name in TAKEN_OVER}
            since = None if row.unit_id in standing else day
            copy = Response.objects.create(unit_id=heir, follows=row, holds_from=since, **columns)
            record(copy, Change.TAKEN_OVER, actor, now, units[heir], reason)
            made += 1
        if row.unit_id not in standing:
            stop(row, day, now)
            record(row, Change.HANDED_OVER, actor, now, units[row.unit_id], reason)
    new = {units[heir] for heir in heirs.values()}
    below = {one.key for heir in new if heir.school_id is None for one in orgs.list_told_below(heir, day)}
    settle_tasks(actor=actor, now=now, school_ids={*school_ids, *below, *(heir.key for heir in new)})
    return made


@use_case("levels.tasks.settled", permission="levels.follow")
def settle_tasks(*, actor: Actor, now: dt.datetime, school_ids: Collection[int]) -> None:
    """Open what the levels on schools' lines ask and was not done yet; cancel what no level there asks any more."""
    usecase.unrecorded("every school had its tasks")
    today = clock.school_date(now)
    rows = orgs.list_in_force_on(actor, today).filter(id__in=list(school_ids), level="SCHOOL")
    chains = {key: set(policies.chain_of(path)) for key, path in rows.values_list("id", "territory_path")}
    asking = queries.list_lasting(set().union(*chains.values()), today)
    wanted = [_task(row, key, now) for key, chain in chains.items() for row in asking if row.unit_id in chain]
    tasks.settle_many(
        actor=actor, now=now, kind=CARRY_OUT.code, school_ids=list(school_ids), wanted=wanted,
        after={str(row.id): str(row.follows_id) for row in asking}, reason="学校已不在这次响应的范围",
    )  # fmt: skip


def _task(row: Response, school_id: int, now: dt.datetime) -> NewTask:
    begins = max(now, clock.at(max(row.starts_on, clock.school_date(now)), dt.time(8)))
    params = {"unit": row.unit.name, "level": row.level, "count": len({line["key"] for line in row.lines})}
    due = begins + dt.timedelta(hours=CARRY_OUT_HOURS)
    return NewTask(CARRY_OUT.code, school_id, school_id, str(row.id), due, params)
