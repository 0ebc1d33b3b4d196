"""Who meets what at tasks: those who do them, those who look at them, those who verify them."""

import datetime as dt

from sizao.core.tasks import services
from sizao.core.tasks.models import Task
from sizao.core.tasks.services import NewTask
from tests.access.rules import everyone, row
from tests.access.world import JOB, Sample, World


def _task(world: World, unit) -> Sample:
    task = NewTask(
        "levels.carry_out", unit.id, unit.id, "sweep", world.now + dt.timedelta(hours=4),
        {"unit": unit.name, "level": "IV", "count": 1},
    )  # fmt: skip
    (key,) = services.open_many(actor=JOB, now=world.now, tasks=[task])
    return Sample({"key": key})


def _done(world: World, unit) -> Sample:
    task = NewTask(
        "levels.carry_out", unit.id, unit.id, "sweep, done", world.now + dt.timedelta(hours=4),
        {"unit": unit.name, "level": "IV", "count": 1},
    )  # fmt: skip
    (key,) = services.open_many(actor=JOB, now=world.now, tasks=[task])
    found = Task.objects.whole_tree(reason="sweep").get(school_id=key.school_id, id=key.id)
    found.move("finish", actor=JOB, now=world.now, proof="已落实")
    return Sample({"key": key})


ROUTES = {
    "tasks:list": everyone,
    "tasks:task": row("task", "tasks.view", at="school").writing("levels.carry_out"),
    "tasks:close": row("done task", "tasks.verify", at="school"),
    "tasks:return": row("done task", "tasks.verify", at="school"),
}

SAMPLES = {"task": _task, "done task": _done}
