"""A worker reports that something changed in a cell: whoever keeps the roster gets a task, and names nobody."""

import datetime as dt

from django.urls import reverse

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.tasks import services as tasks
from sizao.core.tasks.kinds import TaskKind
from sizao.core.usecase import use_case
from sizao.registry.grids.queries.cells import get_cell
from sizao.registry.grids.rules import CHANGE_HOURS, Change


def _page(key: Key, about_id: str) -> str:
    """Open the cell that the change was reported for."""
    return reverse("grids:cell", args=[f"{key.school_id}~{about_id.partition('/')[0]}"])


CHANGE_TASK = TaskKind(
    code="grids.change",
    title="网格变动",
    line="{cell}{count}项变动待核对",
    roles=("ADMINISTRATOR", "EPIDEMIC_REPORTER"),
    permission="grids.check_change",
    closes_with_record=True,
    url=_page,
)


@use_case("grids.change.reported", permission="grids.work")
def report_change(*, actor: Actor, now: dt.datetime, key: Key, changes: list[str]) -> None:
    """Open the task of those who keep the roster; one a cell and day, a second report joins it.

    key: the cell. raises: NotVisible for a cell that the actor does not work, Invalid.
    """
    cell, _may_know = get_cell(actor, key, day=clock.school_date(now))
    if not changes or set(changes) - set(Change.values()):
        raise Invalid([FieldProblem("changes", "选变动")])
    about = f"{cell.id}/{clock.school_date(now).isoformat()}"
    params = {"cell": cell.name, "count": len(changes)}
    task = tasks.NewTask(
        CHANGE_TASK.code, cell.school_id, cell.school_id, about, now + dt.timedelta(hours=CHANGE_HOURS), params
    )
    tasks.open_many(actor=actor, now=now, tasks=[task])
    usecase.touch(school_id=cell.school_id, kind="grids.cell", id=cell.id, fields=tuple(sorted(changes)))
