"""The pages of units: who may see, who may change, who must not know; what they say and what they cost."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.registry.orgs import services
from sizao.registry.orgs.models import Unit
from sizao.registry.orgs.services import NewUnit

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
COUNTY, CITY, PROVINCE = 430_102, 430_100, 430_000
HTMX = {"HX-Request": "true"}
EDITED = ("new/?level=DEPARTMENT", "change/", "close/", "classes/")


def page(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.parametrize(
    "who", ["principal", "reporter", "county", "city", "province", "inspector", "auditor", "admin"]
)
def test_browsers_see_the_tree_and_the_school(cast, signed_in, who):
    browser = signed_in(who)

    assert "机构" in page(browser.get("/orgs/"))
    assert "育英小学" in page(browser.get(f"/orgs/{cast.school.id}/"))


@pytest.mark.parametrize("who", ["teacher", "doctor", "guard", "guardian", "counselor", "canteen", "dorm"])
def test_others_at_the_school_may_not(cast, signed_in, who):
    browser = signed_in(who)

    assert browser.get("/orgs/").status_code == 403
    assert browser.get(f"/orgs/{cast.school.id}/").status_code in (403, 404)


@pytest.mark.parametrize("who", ["neighbor", "neighbor_principal", "foreign", "other_county", "other_city"])
def test_strangers_must_not_know(cast, signed_in, who):
    browser = signed_in(who)

    for address in ("", *EDITED):
        assert browser.get(f"/orgs/{cast.school.id}/{address}").status_code == 404
    assert browser.post(f"/orgs/{cast.school.id}/reopen/").status_code == 404


@pytest.mark.parametrize("who", ["principal", "county", "province", "auditor", "inspector"])
def test_browsers_may_not_change(cast, signed_in, who):
    browser = signed_in(who)

    assert "新建部门" not in page(browser.get(f"/orgs/{cast.school.id}/"))
    for address in EDITED:
        assert browser.get(f"/orgs/{cast.school.id}/{address}").status_code == 403
    assert browser.post(f"/orgs/{cast.school.id}/reopen/").status_code == 403


@pytest.mark.parametrize("who", ["admin", "school_admin"])
def test_administrators_see_what_they_can_do(cast, signed_in, who):
    text = page(signed_in(who).get(f"/orgs/{cast.school.id}/"))

    assert "新建部门" in text and "整校建班" in text
    assert (f"/orgs/{cast.school.id}/close/" in text) is (who == "admin")


def test_unknown_unit_is_not_found(signed_in):
    browser = signed_in("admin")

    assert browser.get("/orgs/99/").status_code == 404
    assert browser.get("/orgs/99999999999/").status_code == 404


def test_sign_in_comes_first(client, cast, db):
    assert client.get("/orgs/").status_code == 302


def test_page_says_where_the_return_goes_and_who_is_missing(cast, signed_in):
    text = page(signed_in("county").get(f"/orgs/{cast.neighbor_school.id}/"))

    assert "日报告报到" in text and "芙蓉区" in text
    assert "没有疫情报告人" in text and "没有校领导" not in text
    assert "唐校长" in text


def test_page_names_the_homeroom_teachers_of_a_grade(cast, signed_in):
    grade = Unit.objects.whole_tree(reason="test").get(id=cast.school.classes[0].id).parent_id

    assert "王敏" in page(signed_in("principal").get(f"/orgs/{grade}/"))


def test_branch_comes_as_a_fragment(cast, signed_in):
    text = page(signed_in("county").get(f"/orgs/{COUNTY}/", headers=HTMX))

    assert "<html" not in text and "东风小学" in text and "1个班" in text


def test_search_says_where_a_school_stands(cast, signed_in):
    browser = signed_in("city")

    assert "长沙 › 芙蓉" in page(browser.get("/orgs/?q=yyxx"))
    assert "没有符合“没有的”的机构" in page(browser.get("/orgs/?q=没有的"))


SCHOOL = {"name": "新学校", "stage": "PRIMARY", "owner": COUNTY, "starts_on": "2026-11-23"}


def test_school_is_added_under_the_county_where_it_stands(cast, signed_in):
    browser = signed_in("admin")

    text = page(browser.post(f"/orgs/{COUNTY}/new/?level=SCHOOL", {**SCHOOL, "owner": CITY, "code": "2143000008"}))

    made = Unit.objects.whole_tree(reason="test").get(name="新学校")
    assert "学校已建" in text
    assert (made.parent_id, made.territory_parent_id, made.county_id) == (CITY, COUNTY, COUNTY)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "填名称"),
        ({"stage": ""}, "选学段"),
        ({"code": "123"}, "学校标识码应为10位数字，填写的是“123”"),
        ({"code": "3143000008"}, "标识码属于普通初中，和学段小学不符"),
        ({"code": "2144000008"}, "标识码第3、4位不是学校所在省的代码"),
        ({"name": "育英小学"}, "这个上级下已有同名的单位"),
        ({"owner": 430_103}, "选主管单位"),
    ],
)
def test_wrong_school_comes_back_with_what_to_do(cast, signed_in, changes, message):
    answer = signed_in("admin").post(f"/orgs/{COUNTY}/new/?level=SCHOOL", SCHOOL | changes, headers=HTMX)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert message in text and "有1处需要修改" in text and "<html" not in text


@pytest.mark.parametrize(("place", "level"), [(PROVINCE, "SCHOOL"), (CITY, "SCHOOL"), (COUNTY, "CLASS"), (COUNTY, "")])
def test_what_does_not_belong_there_has_no_page(cast, signed_in, place, level):
    assert signed_in("admin").get(f"/orgs/{place}/new/?level={level}").status_code == 404


def test_school_administrator_changes_phone_and_boarders_but_sees_no_name_field(cast, signed_in):
    browser, address = signed_in("school_admin"), f"/orgs/{cast.school.id}/change/"

    form = page(browser.get(address))
    assert 'name="phone"' in form and 'name="name"' not in form and "由主管单位办理" in form
    assert "已保存" in page(browser.post(address, {"phone": "0731-1", "has_boarders": "on"}))
    assert Unit.objects.whole_tree(reason="test").get(id=cast.school.id).phone == "0731-1"


def test_class_gets_a_declared_size(cast, signed_in):
    group = cast.school.classes[0].id
    browser = signed_in("school_admin")
    values = {"name": "三(1)班", "entry_year": 2024, "class_number": 1, "declared_size": 40}

    assert "应到人数" in page(browser.post(f"/orgs/{group}/change/", values))
    assert browser.post(f"/orgs/{group}/change/", values | {"declared_size": 0}).status_code == 422
    assert Unit.objects.whole_tree(reason="test").get(id=group).declared_size == 40


def test_class_in_use_is_not_closed_and_the_page_says_why(cast, signed_in):
    address = f"/orgs/{cast.school.classes[0].id}/close/"
    browser = signed_in("school_admin")

    for headers in ({}, HTMX):
        answer = browser.post(address, {"from_day": "2026-11-23"}, headers=headers)
        assert answer.status_code == 409
        assert "不能停用" in answer.content.decode() and "还有36人" in answer.content.decode()


def test_empty_department_is_closed_listed_apart_and_restored(cast, now, signed_in):
    since = now.date() - dt.timedelta(days=9)
    (made,) = services.create_units(
        actor=JOB, now=now, units=[NewUnit("DEPARTMENT", "保安", cast.school.id, valid_from=since)]
    )
    browser = signed_in("school_admin")

    assert browser.post(f"/orgs/{made.id}/close/", {"from_day": "2026-12-01"}).status_code == 422
    assert "保安已停用" in page(browser.post(f"/orgs/{made.id}/close/", {"from_day": "2026-11-23"}))
    assert "保安" not in page(browser.get(f"/orgs/{cast.school.id}/"))
    assert "2026-11-23起已停用" in page(browser.get(f"/orgs/{cast.school.id}/?show=closed"))
    assert "恢复" in page(browser.get(f"/orgs/{made.id}/"))
    assert browser.post(f"/orgs/{made.id}/reopen/").status_code == 303
    assert "保安" in page(browser.get(f"/orgs/{cast.school.id}/"))
    assert browser.post(f"/orgs/{made.id}/reopen/").status_code == 409


def test_whole_school_is_previewed_and_then_made(cast, signed_in):
    browser, address = signed_in("school_admin"), f"/orgs/{cast.school.id}/classes/"

    assert browser.post(address, {"step": "preview"}).status_code == 422
    shown = page(browser.post(address, {"step": "preview", "grade3": 3, "primary_years": 6}, headers=HTMX))
    assert "将新建1个班" in shown and "三(3)班" in shown and "已有，不动：三(1)班、三(2)班" in shown
    assert not Unit.objects.whole_tree(reason="test").filter(name="三(3)班").exists()
    assert "班级已建" in page(browser.post(address, {"step": "create", "grade3": 3, "primary_years": 6}))
    again = browser.post(address, {"step": "create", "grade3": 3, "primary_years": 6})
    assert again.status_code == 422 and "没有要新建的班级" in again.content.decode()


def test_grade_outside_the_chosen_system_is_refused(cast, signed_in):
    answer = signed_in("school_admin").post(
        f"/orgs/{cast.school.id}/classes/", {"step": "preview", "grade6": 2, "primary_years": 5}
    )

    assert answer.status_code == 422 and "所选学制没有这个年级" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "address", "most"),
    [
        ("province", "/orgs/", 9),
        ("county", f"/orgs/{COUNTY}/", 14),
        ("admin", f"/orgs/{PROVINCE}/", 15),
        ("city", "/orgs/?q=yy", 8),
    ],
)
def test_pages_cost_a_fixed_number_of_queries(cast, signed_in, django_assert_max_num_queries, who, address, most):
    browser = signed_in(who)
    browser.get(address)

    with django_assert_max_num_queries(most):
        page(browser.get(address))


def test_navigation_shows_units_to_browsers_only(signed_in):
    assert 'href="/orgs/"' in page(signed_in("county").get("/today/"))
    assert 'href="/orgs/"' not in page(signed_in("teacher").get("/today/"))
