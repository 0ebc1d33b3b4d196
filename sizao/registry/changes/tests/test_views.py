"""The pages of changes: who plans, who looks, who must not know; preview before commit; what they cost."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.registry.changes import jobs, services
from sizao.registry.changes.models import UnitChange
from sizao.registry.changes.rules import Plan

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
COUNTY, OTHER_COUNTY, OTHER_CITY = 430_102, 430_103, 430_200
HTMX = {"HX-Request": "true"}


def page(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


@pytest.fixture
def moved(cast, now) -> int:
    asked = Plan("MOVE", cast.school.id, now.date() + dt.timedelta(days=1), "湘政函1号", OTHER_COUNTY)
    return services.plan_change(actor=JOB, now=now, plan=asked)


@pytest.mark.parametrize("who", ["principal", "county", "city", "province", "auditor", "inspector", "admin"])
def test_those_concerned_see_the_change(cast, signed_in, moved, who):
    browser = signed_in(who)

    assert "育英小学划到" in page(browser.get("/orgs/changes/"))
    assert "湘政函1号" in page(browser.get(f"/orgs/changes/{moved}/"))
    assert "调整和沿革" in page(browser.get(f"/orgs/changes/units/{cast.school.id}/"))


def test_receiving_county_sees_what_comes(signed_in, moved):
    assert "育英小学划到" in page(signed_in("other_county").get(f"/orgs/changes/{moved}/"))


@pytest.mark.parametrize("who", ["neighbor_principal", "other_city"])
def test_strangers_must_not_know(cast, signed_in, moved, who):
    browser = signed_in(who)

    assert "育英小学" not in page(browser.get("/orgs/changes/"))
    for address in (f"{moved}/", f"units/{cast.school.id}/", f"units/{cast.school.id}/move/"):
        assert browser.get(f"/orgs/changes/{address}").status_code == 404
    assert browser.post(f"/orgs/changes/{moved}/withdraw/").status_code == 404


@pytest.mark.parametrize("who", ["teacher", "doctor", "guard", "guardian"])
def test_others_at_the_school_may_not(cast, signed_in, moved, who):
    browser = signed_in(who)

    assert browser.get("/orgs/changes/").status_code == 403
    assert browser.get(f"/orgs/changes/{moved}/").status_code == 404


@pytest.mark.parametrize("who", ["principal", "county", "province", "school_admin"])
def test_those_who_do_not_run_the_unit_do_not_plan(cast, signed_in, moved, who):
    browser = signed_in(who)

    assert "/move/" not in page(browser.get(f"/orgs/changes/units/{cast.school.id}/"))
    assert browser.get(f"/orgs/changes/units/{cast.school.id}/move/").status_code == 403
    assert browser.post(f"/orgs/changes/units/{cast.school.id}/move/", {"step": "save"}).status_code == 403
    assert browser.post(f"/orgs/changes/{moved}/withdraw/").status_code == 403


def test_split_is_previewed_before_it_is_planned(cast, now, signed_in):
    browser, address = signed_in("admin"), f"/orgs/changes/units/{COUNTY}/split/"
    typed = {
        "part_ids": [cast.neighbor_school.id], "name": "新湖区", "code": "430199", "starts_on": "2026-11-24",
        "reason": "国函1号",
    }  # fmt: skip

    text = page(browser.post(address, {**typed, "step": "preview"}, headers=HTMX))

    assert "1所学校、1个班、20人" in text and "东风小学" in text
    assert not UnitChange.objects.whole_tree(reason="test").exists()
    assert "已安排" in page(browser.post(address, {**typed, "step": "save"}, headers=HTMX))
    assert UnitChange.objects.whole_tree(reason="test").get().part_ids == [cast.neighbor_school.id]


def test_merger_of_schools_shows_the_new_names_of_classes(cast, signed_in):
    typed = {"target_id": cast.school.id, "starts_on": "2026-11-24", "reason": "县教发1号", "step": "preview"}

    text = page(signed_in("admin").post(f"/orgs/changes/units/{cast.neighbor_school.id}/merge/", typed, headers=HTMX))

    assert "→ 三(3)班" in text and "20人" in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "填从哪天起"),
        ({"starts_on": "2026-11-23", "reason": "1号", "target_id": OTHER_COUNTY}, "最早从明天起"),
        ({"starts_on": "2026-11-24", "reason": "1号", "target_id": 99}, "99"),
        ({"starts_on": "nonsense", "reason": "1号", "target_id": OTHER_COUNTY}, "填从哪天起"),
        ({"starts_on": "2026-11-24", "target_id": OTHER_COUNTY}, "写明依据或文号"),
    ],
)
def test_bad_form_says_what_to_do(cast, signed_in, typed, words):
    response = signed_in("admin").post(
        f"/orgs/changes/units/{cast.school.id}/move/", {**typed, "step": "save"}, headers=HTMX
    )

    assert words in page(response, 422)


@pytest.mark.parametrize("kind", ["explode", "MOVE-x", "classes"])
def test_unknown_kind_is_not_found(cast, signed_in, kind):
    assert signed_in("admin").get(f"/orgs/changes/units/{cast.school.id}/{kind}/").status_code == 404


def test_class_is_not_changed_here(cast, signed_in):
    assert signed_in("admin").get(f"/orgs/changes/units/{cast.school.classes[0].id}/move/").status_code == 404
    assert signed_in("admin").get("/orgs/changes/units/99/move/").status_code == 404
    assert signed_in("admin").get("/orgs/changes/99/").status_code == 404


def test_change_is_withdrawn_once_and_what_took_effect_is_not(cast, now, signed_in, moved):
    browser = signed_in("admin")

    assert browser.post(f"/orgs/changes/{moved}/withdraw/").status_code == 303
    assert "已撤回" in page(browser.get(f"/orgs/changes/{moved}/"))
    assert "不能撤回" in page(browser.post(f"/orgs/changes/{moved}/withdraw/"), 409)
    assert "已撤回" in page(browser.get("/orgs/changes/?show=over"))


def test_history_of_a_unit_shows_where_it_stood(cast, now, signed_in, moved):
    jobs.apply_due(now + dt.timedelta(days=1))

    text = page(signed_in("admin").get(f"/orgs/changes/units/{cast.school.id}/"))

    assert "沿革" in text and "芙蓉区" in text


@pytest.mark.parametrize(("address", "most"), [("", 12), ("units/{school}/", 18), ("units/{school}/move/", 18)])
def test_pages_cost_a_fixed_number_of_queries(
    cast, signed_in, moved, django_assert_max_num_queries, address, most
):  # fmt: skip
    browser = signed_in("admin")
    browser.get("/orgs/changes/")

    with django_assert_max_num_queries(most):
        page(browser.get(f"/orgs/changes/{address.format(school=cast.school.id)}"))
