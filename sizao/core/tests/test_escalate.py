"""Escalation: each step told once, in order, to the right people; a teller that fails stops only its own."""

import datetime as dt

import pytest

from sizao.core import escalate
from sizao.core.actor import Actor
from sizao.core.loops import Escalation, Loop
from sizao.core.models import LoopMove
from sizao.core.notify import queries, templates
from sizao.core.tasks import kinds, services
from sizao.core.tasks.models import Task

pytestmark = pytest.mark.django_db
KIND = kinds.TaskKind("test.kind", "测试登记", "{who}待登记", ("HOMEROOM_TEACHER",), "tasks.list", True)
STEPS = (Escalation(0, ()), Escalation(1, ("SCHOOL_LEADER",)), Escalation(2, ("COUNTY_OFFICER",), levels_up=1))


@pytest.fixture(autouse=True)
def one_loop(monkeypatch):
    """Let only tasks escalate, by short steps, so that what other modules register plays no part."""
    monkeypatch.setattr(kinds, "_kinds", {KIND.code: KIND})
    monkeypatch.setattr(templates, "_titles", {KIND.title})
    loop = Task.loop
    short = Loop(loop.name, loop.states, loop.start, loop.closed, loop.moves, STEPS)
    monkeypatch.setattr(Task, "loop", short)
    monkeypatch.setattr(escalate, "looped_models", lambda: [Task])


def open_overdue(cast, now, count: int = 1) -> None:
    group = cast.school.classes[0]
    made = [
        services.NewTask(KIND.code, cast.school.id, group.id, str(one), now, {"who": "4号"}) for one in range(count)
    ]
    services.open_many(actor=Actor.system("test"), now=now, tasks=made)


def told(cast, who: str, now) -> list[str]:
    return [line.text for line in queries.list_own(cast.actor(who, now))[0]]


def test_doer_is_told_first_then_the_head_then_the_office_above(cast, now):
    open_overdue(cast, now)

    assert escalate.run(now=now) == 1
    assert (told(cast, "teacher", now), told(cast, "principal", now)) == (["“测试登记”1项已逾期。"], [])
    assert escalate.run(now=now + dt.timedelta(hours=1)) == 1
    assert (told(cast, "principal", now), told(cast, "county", now)) == (["“测试登记”1项已逾期。"], [])
    assert escalate.run(now=now + dt.timedelta(hours=2)) == 1
    assert told(cast, "county", now) == ["育英小学“测试登记”1项已逾期。"]
    assert told(cast, "other_county", now) == []


def test_each_step_is_told_once_and_kept_in_the_history(cast, now):
    open_overdue(cast, now)
    for _ in range(3):
        escalate.run(now=now)

    assert LoopMove.objects.filter(move="escalate").count() == 1
    assert Task.objects.whole_tree(reason="test").get().escalated == 1


def test_worker_that_was_away_tells_the_missed_steps_in_one_run(cast, now):
    open_overdue(cast, now)

    assert escalate.run(now=now + dt.timedelta(days=3)) == 3
    assert Task.objects.whole_tree(reason="test").get().escalated == 3


def test_what_is_not_yet_due_or_closed_is_left_alone(cast, now):
    open_overdue(cast, now)
    assert escalate.run(now=now - dt.timedelta(minutes=1)) == 0

    actor = Actor.system("test")
    services.cancel_many(actor=actor, now=now, kind=KIND.code, about=[(cast.school.id, "0")], reason="已撤回")
    assert escalate.run(now=now + dt.timedelta(days=3)) == 0


def test_many_rows_of_one_kind_are_one_message(cast, now):
    open_overdue(cast, now, count=7)

    assert escalate.run(now=now) == 7
    assert told(cast, "teacher", now) == ["“测试登记”7项已逾期。"]


def test_task_that_moves_on_starts_again(cast, now):
    open_overdue(cast, now)
    escalate.run(now=now)
    task = Task.objects.whole_tree(reason="test").get()
    task.move("finish", actor=cast.actor("teacher", now), now=now, proof="record")

    assert (task.escalated, escalate.run(now=now)) == (0, 0)
    assert escalate.run(now=now + dt.timedelta(hours=48)) == 1
    assert "“测试登记”1项已逾期。" in told(cast, "reporter", now)


def test_failing_teller_rolls_its_step_back_and_is_tried_again(cast, now, monkeypatch):
    open_overdue(cast, now)
    telling = escalate._tellers[Task]

    def fail(*_: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setitem(escalate._tellers, Task, fail)
    assert escalate.run(now=now) == 0
    assert Task.objects.whole_tree(reason="test").get().escalated == 0

    monkeypatch.setitem(escalate._tellers, Task, telling)
    assert escalate.run(now=now) == 1


def test_model_without_a_teller_is_found(monkeypatch):
    monkeypatch.setattr(escalate, "_tellers", {})
    assert escalate.untold() == ["tasks.Task"]


def test_office_above_is_the_next_that_exists(cast):
    school = cast.school.unit
    units = escalate.units_by_id([int(part) for part in school.territory_path.strip("/").split("/")])

    reached = [escalate._up(school, levels, units) for levels in range(5)]
    assert [unit.level if unit else None for unit in reached] == ["SCHOOL", "COUNTY", "CITY", "PROVINCE", None]
