"""The inbox as a page."""

import datetime as dt

import pytest

from sizao.core.converters import Key
from sizao.core.notify import services, templates
from sizao.core.notify.models import Notice
from sizao.core.notify.services import About, role_at
from sizao.core.notify.templates import Param, Template

pytestmark = pytest.mark.django_db
DUE = Template("test.due", "{groups}待报，{due}截止。", {"groups": Param.GROUPS, "due": Param.TIME})


@pytest.fixture
def url(cast, now, monkeypatch):
    monkeypatch.setattr(templates, "_templates", {**templates.declared(), DUE.code: DUE})
    group = cast.school.classes[0]
    to, about = role_at(group.id, "HOMEROOM_TEACHER"), About("x", "/tasks/")
    services.send(DUE, to=to, about=about, now=now - dt.timedelta(minutes=5), groups=(group.name,), due=now)
    row = Notice.objects.get()
    return f"/notices/{Key(row.school_id, row.id)}/"


def test_inbox_shows_one_s_own_and_counts_the_unread(url, signed_in):
    page = signed_in("teacher").get("/notices/").content.decode()

    assert "三(1)班待报，08:00截止。" in page and "未读1条" in page
    assert "没有通知" in signed_in("teacher2").get("/notices/").content.decode()


def test_opening_a_notice_reads_it_and_leads_to_the_thing(url, signed_in):
    teacher = signed_in("teacher")
    answer = teacher.get(url)

    assert (answer.status_code, answer["Location"]) == (302, "/tasks/")
    assert "未读" not in teacher.get("/notices/").content.decode().split('id="notices"')[1]


@pytest.mark.parametrize("who", ["teacher2", "doctor", "principal", "neighbor", "county", "admin"])
def test_notice_of_another_person_must_not_exist(url, signed_in, who):
    assert signed_in(who).get(url).status_code == 404
    assert Notice.objects.get().read_at is None


def test_all_are_read_at_once(url, signed_in):
    teacher = signed_in("teacher")
    answer = teacher.post("/notices/read/", headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "三(1)班待报" in answer.content.decode() and "全部已读" not in answer.content.decode()


def test_inbox_needs_sign_in(client, db):
    assert client.get("/notices/").status_code == 302
    assert client.get("/notices/read/").status_code == 302


def test_unread_are_counted_on_every_page_by_one_query(url, cast, now, django_assert_num_queries):
    from sizao.core.notify import queries

    with django_assert_num_queries(1):
        assert queries.count_unread(cast.users["teacher"]) == 1
