"""Tasks: opened once, finished by the record or closed by another person, seen by whoever does them."""

import datetime as dt

import pytest

from sizao.core.actor import Actor, permissions
from sizao.core.converters import Key
from sizao.core.loops import OtherPersonNeeded, ProofMissing
from sizao.core.models import LoopMove
from sizao.core.notify import templates
from sizao.core.tasks import kinds, queries, services
from sizao.core.tasks.models import Task

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
BY_RECORD = kinds.TaskKind(
    "test.record", "测试登记", "{who}待登记", ("HOMEROOM_TEACHER", "EPIDEMIC_REPORTER"), "tasks.list", True
)
BY_PERSON = kinds.TaskKind("test.person", "测试巡查", "{who}待巡查", ("DORM_KEEPER",), "tasks.list", False)


@pytest.fixture(autouse=True)
def test_kinds(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {**kinds.registered(), "test.record": BY_RECORD, "test.person": BY_PERSON})
    monkeypatch.setattr(templates, "_titles", {*templates.declared_titles(), BY_RECORD.title, BY_PERSON.title})


def new_task(cast, now, about="a", kind="test.record", **changes) -> services.NewTask:
    group = cast.school.classes[0]
    unit_id = cast.school.id if kind == "test.person" else group.id
    values = {"unit_id": unit_id, "due_at": now + dt.timedelta(hours=4), "params": {"who": f"{group.name}4号"}}
    return services.NewTask(kind, cast.school.id, about_id=about, **{**values, **changes})


def open_one(cast, now, **changes) -> Key:
    (key,) = services.open_many(actor=JOB, now=now, tasks=[new_task(cast, now, **changes)])
    return key


def test_same_task_is_opened_once_and_keeps_one_history(cast, now):
    key = open_one(cast, now)

    assert services.open_many(actor=JOB, now=now, tasks=[new_task(cast, now), new_task(cast, now, "b")]) != []
    assert Task.objects.whole_tree(reason="test").count() == 2
    assert LoopMove.objects.filter(object_id=key.id).count() == 1


def test_twice_in_one_list_is_opened_once(cast, now):
    opened = services.open_many(actor=JOB, now=now, tasks=[new_task(cast, now), new_task(cast, now)])

    assert len(opened) == 1
    assert LoopMove.objects.count() == 1


def test_opening_is_one_statement(cast, now, django_assert_num_queries):
    tasks = [new_task(cast, now, str(number)) for number in range(20)]
    with django_assert_num_queries(4):  # a savepoint around it, and one for the audit
        services.open_many(actor=JOB, now=now, tasks=tasks)


def test_record_closes_a_task_and_the_machine_is_the_verifier(cast, now):
    open_one(cast, now)
    finished = services.finish_many(
        actor=cast.actor("teacher", now), now=now, kind="test.record", about=[(cast.school.id, "a")], proof="check 1"
    )

    row = Task.objects.whole_tree(reason="test").get()
    moves = LoopMove.objects.order_by("id").values_list("move", "moved_by", "proof")
    assert (finished, row.state, row.state_due_at) == (1, "CLOSED", None)
    assert set(moves) == {
        ("start", None, ""), ("finish", cast.users["teacher"], "check 1"), ("close", None, "check 1")
    }  # fmt: skip


def test_closed_task_may_be_opened_again_and_an_open_one_of_another_thing_stays(cast, now):
    open_one(cast, now)
    open_one(cast, now, about="b")
    done = [(cast.school.id, "a"), (cast.neighbor_school.id, "b")]
    assert services.finish_many(actor=JOB, now=now, kind="test.record", about=done, proof="record") == 1
    assert services.finish_many(actor=JOB, now=now, kind="test.record", about=done, proof="record") == 0

    open_one(cast, now)
    assert Task.objects.whole_tree(reason="test").filter(state="OPEN").count() == 2


def test_cancelled_task_waits_for_nobody(cast, now):
    open_one(cast, now)
    assert (
        services.cancel_many(actor=JOB, now=now, kind="test.record", about=[(cast.school.id, "a")], reason="已撤回")
        == 1
    )
    assert queries.count_open(cast.actor("teacher", now)) == 0


@pytest.mark.parametrize(
    ("who", "count"),
    [("teacher", 1), ("reporter", 1), ("teacher2", 0), ("doctor", 0), ("principal", 0), ("neighbor", 0), ("county", 0),
     ("guardian", 0)],
)  # fmt: skip
def test_task_waits_for_holders_of_its_roles_in_its_unit_and_above_within_the_school(cast, now, who, count):
    open_one(cast, now)
    actor = cast.actor(who, now)

    assert queries.count_open(actor) == len(queries.list_for(actor, now)) == count


def test_overdue_tasks_come_first_with_their_words(cast, now):
    open_one(cast, now)
    open_one(cast, now, about="b", due_at=now - dt.timedelta(minutes=35))
    first, second = queries.list_for(cast.actor("teacher", now), now)

    assert (first.is_overdue, first.minutes, first.text) == (True, -35, "三(1)班4号待登记")
    assert (second.is_overdue, second.unit_name) == (False, "")


def test_doer_reports_done_and_another_person_closes(cast, now):
    key = open_one(cast, now, kind="test.person")
    keeper, principal = cast.actor("dorm", now), cast.actor("principal", now)

    services.finish_task(actor=keeper, now=now, key=key, proof="已巡查两层")
    assert [line.key for line in queries.list_to_verify(principal, now)] == [key]
    services.close_task(actor=principal, now=now, key=key)
    assert Task.objects.whole_tree(reason="test").get().state == "CLOSED"


def test_whoever_did_a_task_can_never_close_it(cast, now, monkeypatch):
    monkeypatch.setitem(kinds._kinds, "test.person", kinds.TaskKind(
        "test.person", "测试巡查", "{who}待巡查", ("EPIDEMIC_REPORTER",), "tasks.list", False))  # fmt: skip
    key = open_one(cast, now, kind="test.person")
    reporter = cast.actor("reporter", now)
    services.finish_task(actor=reporter, now=now, key=key, proof="已巡查")

    assert queries.list_to_verify(reporter, now) == []
    with pytest.raises(OtherPersonNeeded):
        services.close_task(actor=reporter, now=now, key=key)
    with pytest.raises(OtherPersonNeeded):
        services.return_task(actor=reporter, now=now, key=key, reason="重来")


def test_returned_task_is_open_again_with_a_new_deadline(cast, now):
    key = open_one(cast, now, kind="test.person")
    services.finish_task(actor=cast.actor("dorm", now), now=now, key=key, proof="已巡查")
    principal = cast.actor("principal", now)

    with pytest.raises(ProofMissing):
        services.return_task(actor=principal, now=now, key=key, reason=" ")
    services.return_task(actor=principal, now=now, key=key, reason="三楼没有查")
    row = Task.objects.whole_tree(reason="test").get()
    assert (row.state, row.state_due_at) == ("OPEN", now + dt.timedelta(hours=24))


def test_every_kind_names_declared_rights_and_its_words_can_be_filled():
    for kind in kinds.registered().values():
        assert kind.permission in permissions()
        assert kind.title in templates.declared_titles()
