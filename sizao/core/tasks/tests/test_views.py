"""The pages of tasks: who may see, do, close; who must not know."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.tasks import kinds, services
from sizao.core.tasks.models import Task
from sizao.core.tasks.reminders import remind_due

pytestmark = pytest.mark.django_db
KIND = kinds.TaskKind("test.person", "测试巡查", "{who}待巡查", ("DORM_KEEPER",), "tasks.list", False)


@pytest.fixture
def url(cast, now, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {**kinds.registered(), KIND.code: KIND})
    monkeypatch.setattr("sizao.core.notify.templates._titles", {KIND.title})
    due, school = now + dt.timedelta(hours=1), cast.school.id
    task = services.NewTask(KIND.code, school, school, "1", due, {"who": "宿舍"})
    (key,) = services.open_many(actor=Actor.system("test"), now=now, tasks=[task])
    return f"/tasks/{key}/"


def test_list_shows_what_waits_for_me(url, signed_in):
    assert "宿舍待巡查" in signed_in("dorm").get("/tasks/").content.decode()
    assert "没有待办任务" in signed_in("teacher").get("/tasks/").content.decode()


def test_list_needs_sign_in(client, db):
    assert client.get("/tasks/").status_code == 302


def test_doer_reports_and_the_principal_closes(url, signed_in):
    keeper, principal = signed_in("dorm"), signed_in("principal")

    assert "完成" in keeper.get(url).content.decode()
    assert keeper.post(url, {"proof": "已巡查两层"}).status_code == 302
    assert "宿舍待巡查" in principal.get("/tasks/?status=DONE").content.decode()
    assert "销号" in principal.get(url).content.decode()
    assert principal.post(f"{url}close/").status_code == 302
    assert "已销号" in principal.get(url).content.decode()
    assert Task.objects.whole_tree(reason="test").get().state == "CLOSED"


def test_report_without_proof_comes_back_with_what_to_do(url, signed_in):
    answer = signed_in("dorm").post(url, {"proof": " "})

    assert answer.status_code == 422
    assert "写明依据，2到200字" in answer.content.decode()


def test_task_sent_back_shows_why(url, signed_in):
    keeper, principal = signed_in("dorm"), signed_in("principal")
    keeper.post(url, {"proof": "已巡查"})
    assert principal.post(f"{url}return/", {"reason": ""}).status_code == 422

    assert principal.post(f"{url}return/", {"reason": "三楼没有查"}).status_code == 302
    assert "三楼没有查" in keeper.get(url).content.decode()


@pytest.mark.parametrize("who", ["teacher", "neighbor", "neighbor_principal", "other_county", "guardian", "guard"])
def test_whom_it_does_not_concern_must_not_know_it_exists(url, signed_in, who):
    browser = signed_in(who)

    assert browser.get(url).status_code == 404
    assert browser.post(url, {"proof": "已巡查"}).status_code == 404
    assert browser.post(f"{url}close/").status_code in (403, 404)


@pytest.mark.parametrize("who", ["principal", "county", "doctor", "inspector"])
def test_watchers_see_it_but_cannot_report_it_done(url, signed_in, who):
    browser = signed_in(who)

    assert browser.get(url).status_code == 200
    assert 'name="proof"' not in browser.get(url).content.decode()
    assert browser.post(url, {"proof": "已巡查"}).status_code == 404


def test_wrong_key_is_not_found(signed_in, db):
    browser = signed_in("dorm")
    for key in ("1", "1~x", "0~00000000-0000-7000-8000-000000000000", "1~00000000-0000-7000-8000-000000000000"):
        assert browser.get(f"/tasks/{key}/").status_code == 404


def test_today_has_a_card_for_whoever_has_work(url, signed_in):
    assert "宿舍待巡查" in signed_in("dorm").get("/today/").content.decode()
    assert "宿舍待巡查" not in signed_in("teacher").get("/today/").content.decode()


def test_doer_is_reminded_once_before_the_deadline(url, cast, now, signed_in):
    assert remind_due(now=now) == 1
    assert remind_due(now=now + dt.timedelta(minutes=10)) == 0

    assert "任务“测试巡查”09:00截止，还有1项。" in signed_in("dorm").get("/notices/").content.decode()
