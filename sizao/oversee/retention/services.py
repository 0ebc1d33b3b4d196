"""Count what the next run deletes, and delete what is past its time, table by table."""

import datetime as dt

from sizao.core import clock, partitions, retention, usecase
from sizao.core.actor import Actor
from sizao.core.audit.services import Touch
from sizao.core.errors import NotVisible
from sizao.core.retention import Line
from sizao.core.usecase import use_case
from sizao.oversee.retention import queries
from sizao.oversee.retention.models import TableLine

KIND = "retention.table"


@use_case("retention.plan.counted", permission="retention.run")
def count_due(*, actor: Actor, now: dt.datetime, day: dt.date) -> list[Line]:
    """Count what a run on a day would delete and keep the figures for the page; deletes nothing."""
    with partitions.owner_connection() as link:
        lines = retention.plan(link, queries.cutoffs_on(day))
    rows = [
        TableLine(table=one.table, policy=one.policy, before=one.before, due=one.rows, held=one.held, counted_at=now)
        for one in lines
    ]
    TableLine.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["table"],
        update_fields=["policy", "before", "due", "held", "counted_at"],
    )  # fmt: skip
    usecase.unrecorded("only counts rows")
    return lines


@use_case("retention.run.started", permission="retention.run")
def begin_run(*, actor: Actor, now: dt.datetime) -> list[str]:
    """Put on record what a run is about to delete, before anything is gone.

    returns: the models to clear, in order.
    """
    lines = count_due(actor=actor, now=now, day=clock.school_date(now))
    usecase.touch_many([_touch(one) for one in lines])
    return [one.model for one in retention.declared()]


@use_case("retention.table.cleared", permission="retention.run")
def clear_table(*, actor: Actor, now: dt.datetime, model: str) -> Line:
    """Delete what is past its time in one table: partitions, then rows in chunks.

    raises: NotVisible for a model that declares no time.
    """
    one = next((kept for kept in retention.declared() if kept.model == model), None)
    if one is None:
        raise NotVisible()
    with partitions.owner_connection() as link:
        line = retention.clear(link, one, queries.cutoffs_on(clock.school_date(now))[one.policy])
    TableLine.objects.filter(table=line.table).update(deleted=line.rows, deleted_at=now)
    usecase.touch_many([_touch(line)])
    return line


def _touch(line: Line) -> Touch:
    return Touch(
        usecase.COUNTRY, KIND, line.table, ("rows",), f"before={line.before} rows={line.rows} held={line.held}"
    )
