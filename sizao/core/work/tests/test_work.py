"""Long work: started in a request, run by the worker, watched and canceled by its starter alone."""

import datetime as dt

import pytest

from sizao.core import scope
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import NotVisible, SizaoError
from sizao.core.loops import MoveRefused
from sizao.core.notify.models import Notice
from sizao.core.work import kinds, progress, queries, running, services, views
from sizao.core.work.kinds import Kind, Outcome
from sizao.core.work.models import Work

CODE = "test.count"


class Refusal(SizaoError):
    code = "test_refusal"
    message = "做不了"


@pytest.fixture
def counting():
    """A kind whose run can be said by the test."""
    said = {"run": lambda work: Outcome((("新增", 3),), "/today/")}
    kinds.declare([Kind(CODE, "数数", ("准备", "数"), "行", "什么都没有写。", lambda work: said["run"](work))])
    yield said
    kinds._kinds.pop(CODE)


def _start(cast, now, who="reporter"):
    actor = cast.actor(who, now)
    with scope.transaction(actor):
        work_id = services.start(
            actor=actor, now=now, kind=CODE, unit_id=cast.school.id, about_id="a", label="名册.xlsx"
        )
    return actor, Key(cast.school.id, work_id)


def _row(key):
    return Work.objects.get(school_id=key.school_id, id=key.id)


def test_work_is_done_once_and_its_starter_is_told(committed_db, cast, now, counting):
    actor, key = _start(cast, now)
    assert _start(cast, now)[1] == key

    running.run(key.school_id, key.id)
    running.run(key.school_id, key.id)

    row = _row(key)
    assert (row.state, row.outcome) == ("DONE", {"counts": [["新增", 3]], "url": "/today/"})
    assert Notice.objects.filter(recipient_id=actor.user_id).count() == 1


def test_progress_is_seen_while_the_work_is_open(committed_db, cast, now, counting):
    _, key = _start(cast, now)
    seen = []

    def run(work):
        progress.stage(2, total=10)
        row = _row(key)
        seen.append((row.state, row.stage, row.total))
        seen.append(views._context(row, now + dt.timedelta(seconds=10)))
        return Outcome()

    counting["run"] = run
    running.run(key.school_id, key.id)

    assert seen[0] == ("RUNNING", 2, 10)
    assert (seen[1]["stage_text"], seen[1]["stage_count"], seen[1]["is_open"]) == ("数", 2, True)


def test_cancel_ends_running_work_at_its_next_step(committed_db, cast, now, counting):
    actor, key = _start(cast, now)

    def run(work):
        services.cancel(actor=actor, now=now, key=key)
        progress.stage(1)

    counting["run"] = run
    running.run(key.school_id, key.id)

    assert _row(key).state == "CANCELED"
    with pytest.raises(MoveRefused):
        services.cancel(actor=actor, now=now, key=key)


def test_waiting_work_is_canceled_at_once_and_never_run(committed_db, cast, now, counting):
    actor, key = _start(cast, now)

    services.cancel(actor=actor, now=now, key=key)
    running.run(key.school_id, key.id)

    assert _row(key).state == "CANCELED"


def test_refusals_and_failures_are_said(committed_db, cast, now, counting):
    def refuse(work):
        raise Refusal()

    counting["run"] = refuse
    _, key = _start(cast, now)
    running.run(key.school_id, key.id)
    assert (_row(key).state, _row(key).failure) == ("FAILED", "做不了")

    counting["run"] = lambda work: 1 / 0
    _, key = _start(cast, now)
    running.run(key.school_id, key.id)
    assert _row(key).failure == "系统出错"


def test_work_of_a_dead_worker_is_ended(db, cast, now, counting):
    _, key = _start(cast, now)
    Work.objects.filter(id=key.id).update(state="RUNNING", heard_at=now)

    assert services.end_dead(actor=Actor.system("test"), now=now) == 0
    assert services.end_dead(actor=Actor.system("test"), now=now + dt.timedelta(minutes=3)) == 1
    assert (_row(key).state, _row(key).failure) == ("FAILED", "服务中断")


def test_nobody_else_sees_or_cancels_it(db, cast, now, counting, signed_in):
    _, key = _start(cast, now)

    with pytest.raises(NotVisible):
        queries.get_work(cast.actor("principal", now), key)
    assert signed_in("principal").get(f"/jobs/{key}/").status_code == 404
    assert signed_in("neighbor").post(f"/jobs/{key}/cancel/").status_code == 404
    assert signed_in("reporter").get(f"/jobs/{key}/").status_code == 200


def test_polling_stops_at_the_end(db, cast, now, counting, signed_in):
    _, key = _start(cast, now)
    client, htmx = signed_in("reporter"), {"HX-Request": "true"}

    assert client.get(f"/jobs/{key}/", headers=htmx).status_code == 200
    client.post(f"/jobs/{key}/cancel/")
    ended = client.get(f"/jobs/{key}/", headers=htmx)

    assert (
        ended.status_code == 286 and "已取消" in ended.content.decode() and "hx-trigger" not in ended.content.decode()
    )
