"""Pages of the rule book: every rule with its text and state, changes walked by two officers, objections decided."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.demo.cast import CITY, COUNTY
from sizao.detect.rulebook.models import Objection, RuleChange
from sizao.detect.rulebook.tests.approving import approved, drafted, second
from sizao.epi import packs

pytestmark = pytest.mark.django_db
BASE = "SIG-CLASSDORM-1D3"
TWO = {"at_least": 2, "text": "1天内同一班级2例，当天报告"}
LIST = f"/rules/{COUNTY}/"


def text_of(answer) -> str:
    return answer.content.decode()


def rows_in(page: str) -> list[str]:
    return re.findall(rf"/rules/\d+/rule/({'[^/]+'})/", page)


@pytest.fixture
def other(cast, now):
    return second(cast, now, unit_id=COUNTY)


@pytest.fixture
def tight(cast, now, other):
    return approved(cast.actor("county", now), other, now, "TIGHTER", BASE, content=TWO)


def test_all_138_rules_stand_on_the_page_with_source_and_state(signed_in):
    page = text_of(signed_in("county").get(LIST))

    assert len(set(rows_in(page))) == len(packs.catalog()) == 138
    assert page.count("未核实") >= sum(rule.confidence == "UNVERIFIED" for rule in packs.catalog())
    assert "学校和托幼机构传染病疫情报告工作规范" in page


def test_rules_speak_the_language_of_the_page(cast, signed_in):
    rule, where = packs.get(BASE), f"{LIST}rule/{BASE}/"
    browser = signed_in("county")
    chinese = text_of(browser.get(LIST)) + text_of(browser.get(where))
    browser.post("/me/display/", {"language": "en"})
    listed, shown = text_of(browser.get(LIST)), text_of(browser.get(where))

    assert rule.text in chinese and rule.note in chinese
    assert rule.text_en not in chinese and rule.note_en not in chinese
    assert rule.text_en in listed and rule.text not in listed
    assert rule.text_en in shown and f'lang="zh-CN" class="muted">{rule.text}' in shown
    assert "托育机构" in chinese and "县级疾控机构" in chinese
    assert "nursery" in shown and "county CDC" in shown and "托育机构" not in shown and "县级疾控机构" not in shown


def test_what_the_page_says_of_a_rule_is_there_in_both_languages():
    assert [one.id for one in packs.catalog() if one.note and not (one.note_en and _is_chinese(one.note))] == []
    assert [one.title for one in packs.sources().values() if not _is_chinese(one.title)] == []


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize(
    ("query", "rule", "is_found"),
    [
        ("q=手足口 停课", "CLOSE-HFMD-CLASS-BJ", True), ("q=norovirus", "HUZ-NORO-10", True),
        ("q=手足口", "HUZ-NORO-10", False), ("kind=PHE", BASE, False), ("show=on", BASE, True),
        ("show=off", BASE, False), ("show=off", "HUZ-NORO-10", True), ("show=own", BASE, False),
    ],
)  # fmt: skip
def test_rules_are_found_by_words_kind_and_state(signed_in, query, rule, is_found):
    assert (rule in rows_in(text_of(signed_in("county").get(f"{LIST}?{query}")))) is is_found


def test_list_and_rule_take_a_fixed_number_of_queries(signed_in, tight, django_assert_max_num_queries):
    browser = signed_in("county")
    browser.get(LIST)

    with django_assert_max_num_queries(12):
        browser.get(LIST)
    with django_assert_max_num_queries(12):
        browser.get(f"{LIST}rule/{COUNTY}-{BASE}/")


@pytest.mark.parametrize("who", ["teacher", "guardian", "doctor", "principal", "county", "city", "inspector"])
def test_everyone_sees_the_rules_of_their_own_unit(signed_in, who):
    answer = signed_in(who).get("/rules/", follow=True)

    assert answer.status_code == 200 and BASE in text_of(answer)


@pytest.mark.parametrize("who", ["other_county", "foreign", "neighbor"])
def test_rules_of_others_are_not_known_to_exist(cast, signed_in, tight, who):
    browser = signed_in(who)

    assert browser.get(f"/rules/{cast.school.id}/").status_code == 404
    assert browser.get(f"/rules/{cast.school.id}/rule/{BASE}/").status_code == 404
    is_bound = who == "neighbor"
    assert browser.get(f"/rules/changes/{tight.id}/").status_code == (200 if is_bound else 404)


def test_draft_is_known_to_its_office_alone(cast, now, signed_in):
    row = drafted(cast.actor("county", now), now, "PACK", "huzhou")

    assert signed_in("county").get(f"/rules/changes/{row.id}/").status_code == 200
    assert signed_in("principal").get(f"/rules/changes/{row.id}/").status_code == 404


def test_unknown_rule_and_form_are_not_found(signed_in):
    browser = signed_in("county")

    assert browser.get(f"{LIST}rule/NO-RULE/").status_code == 404
    assert browser.get(f"{LIST}new/nothing/").status_code == 404


def test_rule_shows_versions_side_by_side_and_who_approved(signed_in, tight):
    page = text_of(signed_in("doctor").get(f"/rules/{COUNTY}/rule/{BASE}/"))
    assert "改了什么" not in page

    page = text_of(signed_in("county").get(f"{LIST}rule/{COUNTY}-{BASE}/"))
    assert "<mark>2例及以上</mark>" in page and "3例及以上" in page and "刘科长" in page


def test_pack_is_switched_on_by_two_officers_through_the_pages(cast, now, signed_in, other, monkeypatch):
    browser = signed_in("county")
    values = {"subject": "huzhou", "source": "县卫健〔2026〕7号", "starts_on": "2026-11-23", "until": "", "reason": ""}
    answer = browser.post(f"{LIST}new/pack/", values)
    page = answer.headers["Location"]
    assert "会多出0个信号" in text_of(browser.get(page))
    assert browser.post(f"{page}propose/").status_code == 303
    assert browser.post(f"{page}approve/").status_code == 403
    monkeypatch.setitem(cast.users, "other", other.user_id)
    colleague = signed_in("other")
    assert page in text_of(colleague.get("/today/"))
    assert colleague.post(f"{page}approve/").status_code == 303

    assert "HUZ-NORO-10" in rows_in(text_of(browser.get(f"{LIST}?show=on")))
    assert "刘科长" in text_of(signed_in("principal").get(page))


def test_bad_file_comes_back_with_file_line_and_reason(signed_in):
    values = {"source": "文", "starts_on": "2026-11-23"}
    file = SimpleUploadedFile(
        "own.yaml", "pack: own\ntitle: 本县\nversion: 1\nrules:\n  - id: A\n    color: red\n".encode()
    )
    answer = signed_in("county").post(f"{LIST}new/file/", {**values, "file": file})

    assert answer.status_code == 422
    assert "own.yaml第6行" in text_of(answer) and "unknown field color" in text_of(answer)
    assert not RuleChange.objects.whole_tree(reason="test").exists()


@pytest.mark.parametrize("form", ["pack", "tighter", "file", "reading"])
def test_forms_are_for_the_office_alone(cast, signed_in, form):
    assert signed_in("county").get(f"{LIST}new/{form}/?subject=DAY_MODE").status_code == 200
    assert signed_in("inspector").get(f"{LIST}new/{form}/").status_code == 403
    assert signed_in("principal").get(f"{LIST}new/{form}/").status_code in (403, 404)
    assert signed_in("other_county").get(f"{LIST}new/{form}/").status_code == 404


def test_empty_reading_and_loose_number_come_back(signed_in):
    browser = signed_in("county")
    base = {"source": "文", "starts_on": "2026-11-23"}

    assert browser.post(f"{LIST}new/reading/", {**base, "subject": "DAY_MODE"}).status_code == 422
    loose = browser.post(f"{LIST}new/tighter/", {**base, "subject": BASE, "at_least": "9", "text": "x"})
    assert loose.status_code == 422 and "只能减小" in text_of(loose)


def object_as(signed_in, who: str, tight, text: str = "两例太少，老师忙不过来"):
    return signed_in(who).post(f"/rules/changes/{tight.id}/object/", {"text": text})


def test_teacher_objects_and_the_city_rescinds_the_rule(signed_in, tight):
    assert object_as(signed_in, "teacher", tight).status_code == 303
    (row,) = Objection.objects.whole_tree(reason="test")
    assert row.decider_id == CITY and (row.state_due_at - row.raised_at).days == 7
    city = signed_in("city")
    assert "两例太少" in text_of(city.get(f"/rules/changes/{tight.id}/"))
    assert f"/rules/changes/{tight.id}/" in text_of(city.get("/today/"))
    city.post(f"/rules/objections/{row.id}/", {"decision": "uphold", "reason": "超出国家规定且没有依据"})
    tight.refresh_from_db()

    assert tight.state == "WITHDRAWN"
    page = text_of(signed_in("doctor").get(f"/rules/changes/{tight.id}/"))
    assert "已采纳，规则停用" in page and "超出国家规定且没有依据" in page and "王敏" not in page


def test_objection_that_is_not_upheld_leaves_the_rule_with_its_reason(signed_in, tight):
    object_as(signed_in, "guardian", tight)
    (row,) = Objection.objects.whole_tree(reason="test")
    signed_in("city").post(f"/rules/objections/{row.id}/", {"decision": "keep", "reason": "诺如高发期，暂时保留"})
    tight.refresh_from_db()

    assert tight.state == "APPROVED"
    assert "诺如高发期，暂时保留" in text_of(signed_in("county").get(f"{LIST}rule/{COUNTY}-{BASE}/"))


def test_objection_is_decided_by_the_office_above_alone(signed_in, tight):
    object_as(signed_in, "teacher", tight)
    (row,) = Objection.objects.whole_tree(reason="test")
    said = {"decision": "keep", "reason": "x"}

    assert signed_in("county").post(f"/rules/objections/{row.id}/", said).status_code in (403, 404)
    assert signed_in("province").post(f"/rules/objections/{row.id}/", said).status_code == 403
    assert signed_in("other_city").post(f"/rules/objections/{row.id}/", said).status_code == 404
    assert signed_in("city").post(f"/rules/objections/{row.id}/", {"decision": "keep"}).status_code == 422


def test_empty_and_repeated_objections_come_back(signed_in, tight):
    assert object_as(signed_in, "teacher", tight, " ").status_code == 422
    object_as(signed_in, "teacher", tight)
    assert object_as(signed_in, "teacher", tight).status_code == 422
    assert object_as(signed_in, "other_county", tight).status_code == 404
