"""The pages of the audit: whose entries whom, what is found, what is taken out and what is on record of that."""

import csv
import datetime as dt
import io

import pytest

from sizao.core.actor import Actor
from sizao.core.audit import services
from sizao.core.audit.models import AuditEntry
from sizao.core.audit.services import Touch
from sizao.core.ids import new_id
from sizao.core.oversight import wording
from sizao.core.oversight.queries import PAGE_SIZE
from sizao.core.usecase import COUNTRY
from sizao.demo import builders
from sizao.demo.cast import PASSWORD

pytestmark = pytest.mark.django_db
JOB = Actor.system("night job")


def page(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def record(cast, now):
    """Append an entry as someone of the cast, or as a job."""

    def append(who: str, object_id: str, *, purpose="", school_id=None, days=0, count=1) -> None:
        actor = JOB if who == "job" else cast.actor(who, now)
        touch = Touch(school_id or cast.school.id, "roster.person", object_id, ("phone",), purpose)
        moment = now - dt.timedelta(days=days)
        services.record_many([touch] * count, action="roster.person.revealed", actor=actor, now=moment)

    return append


@pytest.mark.parametrize("who", ["auditor", "admin", "school_admin"])
def test_overseers_see_the_entries_of_their_units(record, signed_in, who):
    record("doctor", "p-1", purpose="家长来电核对")

    text = page(signed_in(who).get("/audit/"))

    assert "查看人员原文" in text and "陈医生" in text and "校医" in text
    assert "家长来电核对" in text and "育英小学" in text and "roster.person p-1" in text


@pytest.mark.parametrize("who", ["teacher", "doctor", "principal", "county", "province", "guardian", "inspector"])
def test_others_may_not(cast, record, signed_in, who):
    record("doctor", "p-1")
    browser = signed_in(who)
    key = AuditEntry.objects.whole_tree(reason="test").get(object_id="p-1").id

    assert browser.get("/audit/").status_code == 403
    assert browser.get("/audit/chain/").status_code == 403
    assert browser.get(f"/audit/{cast.school.id}~{key}/2026-11-23/").status_code == 403
    assert browser.post("/audit/export/", {"export_purpose": "看看"}).status_code == 403


def test_school_sees_nothing_of_others_and_nothing_of_the_country(cast, record, signed_in):
    record("neighbor_principal", "of-neighbor", school_id=cast.neighbor_school.id)
    record("admin", "of-country", school_id=COUNTRY)
    browser = signed_in("school_admin")
    rows = AuditEntry.objects.whole_tree(reason="test")

    text = page(browser.get("/audit/?by=all"))

    assert "of-neighbor" not in text and "of-country" not in text
    for object_id, school in (("of-neighbor", cast.neighbor_school.id), ("of-country", COUNTRY)):
        key = rows.get(object_id=object_id).id
        assert browser.get(f"/audit/{school}~{key}/2026-11-23/").status_code == 404
    assert "of-country" in page(signed_in("auditor").get("/audit/"))


def test_administrator_of_another_county_must_not_know(cast, now, record, signed_in, monkeypatch):
    record("doctor", "of-school")
    post = builders.Post("far", "远处管理员", "ADMINISTRATOR", 430_103)
    ids = builders.build_posts([post], now=now, since=now.date(), password=PASSWORD)
    monkeypatch.setitem(cast.users, "far", ids["far"])
    browser = signed_in("far")

    assert "of-school" not in page(browser.get("/audit/"))
    assert browser.get("/audit/chain/").status_code == 403


@pytest.mark.parametrize(
    ("query", "found", "hidden"),
    [
        ("person=陈医生", "p-doctor", "p-teacher"),
        ("person=teacher", "p-teacher", "p-doctor"),
        ("person=没有这个人", "这些条件下没有记录", "p-doctor"),
        ("object=p-teacher", "p-teacher", "p-doctor"),
        ("object=roster.person&by=all", "p-job", "orgs.unit"),
        ("purpose=复核", "p-doctor", "p-teacher"),
        ("has_purpose=on", "p-doctor", "p-teacher"),
        ("action=roster.person.revealed", "p-doctor", "accounts.user"),
        ("by=all", "p-job", "p-old"),
        ("by=", "p-doctor", "p-job"),
        ("since=2026-11-20&until=2026-11-20", "p-old", "p-doctor"),
    ],
)
def test_entries_are_found_by_person_object_action_purpose_and_day(record, signed_in, query, found, hidden):
    record("doctor", "p-doctor", purpose="复核")
    record("teacher", "p-teacher")
    record("job", "p-job")
    record("doctor", "p-old", days=3)

    text = page(signed_in("auditor").get(f"/audit/?{query}"))

    assert found in text and f" {hidden}" not in text


def test_what_was_asked_for_stays_chosen(signed_in):
    text = page(signed_in("auditor").get("/audit/?action=orgs.unit.created"))
    assert '<option value="orgs.unit.created" selected>新建机构</option>' in text
    assert text.count(" selected>") == 2

    assert '<option value="" selected>全部</option>' in page(signed_in("auditor").get("/audit/"))

    unknown = signed_in("auditor").get("/audit/?action=%3Cscript%3E").content.decode()
    assert "<script>" not in unknown.replace("<script ", "")


def test_an_id_from_an_address_is_taken(cast, record, signed_in):
    key = str(new_id())
    record("doctor", key)

    assert f"roster.person …{key[-12:]}" in page(signed_in("auditor").get(f"/audit/?object={cast.school.id}~{key}"))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("since=2026-11-23&until=2026-11-20", "不能早于开始日期"),
        ("since=2026-01-01&until=2026-11-20", "一次最多看31天"),
        ("since=x", "填日期"),
        ("action=nothing.known", "audit-filters"),
    ],
)
def test_wrong_search_is_answered_with_what_to_do(signed_in, query, message):
    answer = signed_in("auditor").get(f"/audit/?{query}")

    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_one_object_is_followed_over_any_time(record, signed_in):
    record("doctor", "p-1", days=20)

    assert "p-1" in page(signed_in("auditor").get("/audit/?object=p-1&since=2026-01-01"))


def test_fifty_a_page_without_counting(record, signed_in, django_assert_max_num_queries):
    record("doctor", "p-1", count=PAGE_SIZE + 5)
    browser = signed_in("auditor")
    first = page(browser.get("/audit/?object=p-1"))

    assert first.count("roster.person p-1") == PAGE_SIZE and "下一页" in first
    with django_assert_max_num_queries(8):
        second = page(browser.get("/audit/?object=p-1&page=2"))
    assert second.count("roster.person p-1") == 5 and "下一页" not in second
    assert page(browser.get("/audit/?object=p-1&page=x")).count("roster.person p-1") == PAGE_SIZE


def test_entry_shows_what_else_was_done_to_the_same_object(cast, record, signed_in):
    record("teacher", "p-1", days=2)
    record("doctor", "p-1", purpose="核对")
    found = AuditEntry.objects.whole_tree(reason="test").filter(object_id="p-1").latest("at")

    text = page(signed_in("auditor").get(f"/audit/{cast.school.id}~{found.id}/2026-11-23/"))

    assert "roster.person.revealed" in text and "核对" in text and "王敏" in text
    assert signed_in("auditor").get(f"/audit/{cast.school.id}~{found.id}/2026-11-22/").status_code == 404
    assert signed_in("auditor").get(f"/audit/{cast.school.id}~{found.id}/today/").status_code == 404


def test_export_is_a_table_that_says_who_when_and_why_and_is_itself_on_record(cast, record, signed_in):
    record("doctor", "p-1", purpose="=cmd|' /C calc'!A0")
    browser = signed_in("auditor")
    values = {"since": "2026-11-23", "until": "2026-11-23", "object": "p-1", "export_purpose": "年度抽查"}

    answer = browser.post("/audit/export/", values)

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Disposition"] == 'attachment; filename="audit-2026-11-23-2026-11-23.csv"'
    assert dict(row for row in rows[:5]) == {
        "单位": "湖南省", "导出人": "审计员", "导出时间": "2026-11-23 08:00", "用途": "年度抽查", "条数": "1",
    }  # fmt: skip
    assert rows[7][:5] == ["2026-11-23 08:00:00", "陈医生", "校医", "育英小学", "查看人员原文"]
    assert rows[7][-1] == "'=cmd|' /C calc'!A0"
    taken = AuditEntry.objects.whole_tree(reason="test").get(action="oversight.entry.exported")
    assert (taken.user_id, taken.purpose, taken.school_id) == (cast.users["auditor"], "年度抽查", 430_000)


@pytest.mark.parametrize("purpose", ["", " ", "x"])
def test_export_without_a_purpose_takes_nothing_out(record, signed_in, purpose):
    answer = signed_in("auditor").post("/audit/export/", {"export_purpose": purpose})

    assert answer.status_code == 422 and "写明导出用途" in answer.content.decode()
    assert not AuditEntry.objects.whole_tree(reason="test").filter(action="oversight.entry.exported").exists()


def test_export_that_is_too_long_is_refused(record, signed_in, monkeypatch):
    monkeypatch.setattr("sizao.core.oversight.services.MOST_ROWS", 3)
    record("doctor", "p-1", count=4)

    answer = signed_in("auditor").post("/audit/export/", {"export_purpose": "年度抽查", "object": "p-1"})

    assert answer.status_code == 422 and "超过3条" in answer.content.decode()


def test_action_is_said_by_its_verb_and_its_thing_and_an_unknown_one_stays():
    assert wording.action_words("nobody.knows.this") == "nobody.knows.this"
    assert wording.action_words("orgs.unit.created") == "新建机构"


@pytest.mark.parametrize("who", ["auditor", "admin"])
def test_chain_is_walked_for_a_province(signed_in, who):
    browser = signed_in(who)

    assert "从哪天查起" in page(browser.get("/audit/chain/"))
    text = page(browser.post("/audit/chain/", {"since": ""}, headers={"HX-Request": "true"}))
    assert "<html" not in text and "还没封存" in text and "完整" in text
    assert AuditEntry.objects.whole_tree(reason="test").filter(action="oversight.chain.checked").count() == 1


def test_school_administrator_may_not_walk_the_chain(signed_in):
    assert signed_in("school_admin").get("/audit/chain/").status_code == 403
    assert signed_in("school_admin").post("/audit/chain/").status_code == 403


def test_broken_chain_is_said_in_words(signed_in, monkeypatch):
    from sizao.core.audit import seal

    broken = seal.Verification(3, 9, 1, tuple(seal.Finding(2, f"e{n}", "CHANGED") for n in range(120)), "f" * 64)
    monkeypatch.setattr("sizao.core.audit.seal.verify", lambda **_: broken)

    text = page(signed_in("auditor").post("/audit/chain/", {}))

    assert "不完整，120处" in text and "被改：内容和封存时不同" in text and "第2个封印" in text
    assert "还有20处没有列出" in text
