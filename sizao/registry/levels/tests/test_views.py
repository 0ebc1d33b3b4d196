"""The pages of response levels: who may see, order, must not know; what they say and what they cost."""

import datetime as dt

import pytest

from sizao.core import scope
from sizao.core.actor import Actor, unit_by_id
from sizao.demo.cast import CITY, COUNTY, OTHER_COUNTY
from sizao.registry.levels import queries, services
from sizao.registry.levels.models import Bundle, Response
from sizao.registry.orgs import queries as orgs

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
WANTED = {"level": "II", "starts_on": "2026-11-23", "latest_day": "2026-12-06", "reason": "流感季"}


def page(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


def level(unit_id: int, rest: str = "") -> str:
    return f"/levels/{unit_id}/{rest}"


@pytest.fixture
def blue(now):
    def put(unit_id: int, code: str = "IV", days: int = 10) -> Response:
        end = now.date() + dt.timedelta(days=days)
        wanted = queries.Order(code, f"CN-{code}", now.date(), end, "流感季")
        return services.order_response(actor=JOB, now=now, unit_id=unit_id, order=wanted)

    return put


@pytest.mark.parametrize("who", ["teacher", "doctor", "principal", "county", "city", "province", "guardian", "auditor"])
def test_everyone_sees_the_level_of_the_own_unit(signed_in, who):
    assert "没有在执行的应急响应" in page(signed_in(who).get("/levels/", follow=True))


@pytest.mark.parametrize("who", ["neighbor_principal", "foreign", "other_county", "other_city"])
def test_strangers_must_not_know(cast, signed_in, blue, who):
    row, browser = blue(cast.school.id), signed_in(who)

    for rest in ("", "order/", "bundles/", "bundles/new/", f"{row.id}/end/", f"{row.id}/extend/"):
        assert browser.get(level(cast.school.id, rest)).status_code == 404, rest
    assert browser.post(level(cast.school.id, "order/"), WANTED).status_code == 404


@pytest.mark.parametrize("who", ["doctor", "guardian", "guard", "inspector", "auditor"])
def test_those_who_see_may_not_order(cast, signed_in, blue, who):
    row, browser = blue(cast.school.id), signed_in(who)

    assert "启动响应" not in page(browser.get(level(cast.school.id)))
    for rest in ("order/", "bundles/new/", f"{row.id}/end/", f"{row.id}/extend/"):
        assert browser.get(level(cast.school.id, rest)).status_code == 403, rest


def test_strip_stands_on_every_page_below_and_nowhere_else(signed_in, blue):
    blue(COUNTY)

    for who, address in (("teacher", "/today/"), ("principal", "/daily/"), ("county", "/today/"), ("guard", "/today/")):
        text = page(signed_in(who).get(address, follow=True))
        assert 'data-level="4">IV<' in text and "还有10天" in text, who
    for who in ("city", "other_county", "foreign"):
        assert "policy-strip" not in page(signed_in(who).get("/today/", follow=True)), who


def test_order_is_shown_with_its_burden_before_it_is_given(signed_in):
    browser = signed_in("county")
    shown = page(browser.post(level(COUNTY, "order/"), {**WANTED, "step": "preview"}))

    assert "2所学校" in shown and "班主任" in shown and "每天多花的时间" in shown
    assert Response.objects.whole_tree(reason="test").count() == 0

    done = page(browser.post(level(COUNTY, "order/"), {**WANTED, "step": "save"}))
    assert "应急响应已启动" in done
    assert "正在执行" in page(browser.get(level(COUNTY)))


@pytest.mark.parametrize(
    ("change", "words"),
    [({"latest_day": "2026-11-22"}, "结束要在开始以后"), ({"starts_on": "2026-11-20"}, "不能早于今天"),
     ({"level": "IV"}, "下级不能定为更宽的IV级"), ({"reason": ""}, "写明原因"), ({"level": "V"}, "选响应级别"),
     ({"latest_day": "2027-11-22"}, "一次最多92天")],
)  # fmt: skip
def test_bad_order_comes_back_with_why(signed_in, blue, change, words):
    blue(CITY, "III", 20)

    assert words in page(signed_in("county").post(level(COUNTY, "order/"), {**WANTED, **change, "step": "save"}), 422)


def test_overlapping_level_is_refused_and_replaced_when_asked(signed_in, blue):
    blue(COUNTY)
    browser = signed_in("county")

    assert "重叠" in page(browser.post(level(COUNTY, "order/"), {**WANTED, "step": "preview"}), 422)
    assert "已启动" in page(browser.post(level(COUNTY, "order/"), {**WANTED, "replaces": "on", "step": "save"}))


def test_extended_and_ended_on_their_pages(signed_in, blue):
    row, browser = blue(COUNTY), signed_in("county")

    shown = page(browser.post(level(COUNTY, f"{row.id}/extend/"), {"latest_day": "2026-12-20", "reason": "仍在流行"}))
    assert "应急响应已延长" in shown
    shown = page(browser.post(level(COUNTY, f"{row.id}/end/"), {"from_day": "2026-11-24", "reason": "平稳"}))
    assert "已提前结束" in shown
    assert "提前结束" in page(browser.get(level(COUNTY)))


def test_response_of_another_unit_is_not_found_under_this_one(signed_in, blue):
    row = blue(OTHER_COUNTY)

    assert signed_in("county").get(level(COUNTY, f"{row.id}/end/")).status_code == 404


def test_bundle_is_named_with_more_for_some_schools(signed_in):
    browser = signed_in("county")
    sent = {"name": "五严五防", "level": "III", "source": "教防〔2026〕1号", "valid_from": "2026-11-23",
            "gate.measures": ["REGISTER"], "some:stages": ["KINDERGARTEN"],
            "some:gatherings.most_people": "30"}  # fmt: skip
    assert "措施包已保存" in page(browser.post(level(COUNTY, "bundles/new/"), sent))

    row = Bundle.objects.whole_tree(reason="test").get()
    assert [line["key"] for line in row.lines] == ["gate.measures", "gatherings.most_people"]
    listed = page(browser.get(level(COUNTY, "bundles/")))
    assert "五严五防" in listed and "幼儿园" in listed
    assert "（幼儿园）" in page(browser.post(level(COUNTY, "order/"), {**WANTED, "bundle": f"{COUNTY}-{row.code}"}))
    browser.post(level(COUNTY, f"bundles/{row.code}/retire/"))
    assert "改成下一版" not in page(browser.get(level(COUNTY, "bundles/")))


def test_more_for_some_needs_to_say_for_which(signed_in):
    sent = {"name": "甲", "source": "乙", "valid_from": "2026-11-23", "some:gatherings.most_people": "30"}

    assert "选对哪些学校另外要求" in page(signed_in("county").post(level(COUNTY, "bundles/new/"), sent), 422)


def test_rules_say_that_a_level_tightened_them(cast, signed_in, blue):
    blue(COUNTY, "II")
    browser = signed_in("principal")

    assert "应急响应" in page(browser.get(f"/policies/{cast.school.id}/"))
    assert "芙蓉应急响应" in page(browser.get(f"/policies/{cast.school.id}/gatherings.most_people/"))


def test_pages_are_in_english_too(cast, signed_in, blue):
    blue(COUNTY)
    browser = signed_in("county")
    browser.post("/me/display/", {"language": "en"})

    text = page(browser.get(level(COUNTY)))
    assert "Emergency response" in text and "措施" not in text


@pytest.mark.parametrize(("rest", "most"), [("", 14), ("bundles/", 13), ("order/", 12)])
def test_pages_cost_a_fixed_number_of_queries(signed_in, blue, django_assert_max_num_queries, rest, most):
    blue(COUNTY)
    browser = signed_in("county")
    browser.get("/today/")

    with django_assert_max_num_queries(most):
        page(browser.get(level(COUNTY, rest)))


def test_office_sees_the_pupils_that_a_measure_costs_though_their_rows_are_walled(cast, now, signed_in):
    unit = unit_by_id(COUNTY)
    with scope.transaction(cast.actor("county", now)):
        cells = orgs.count_classes(
            [(unit.territory_path, frozenset())], under=unit.territory_path, day=now.date(), with_pupils=True
        )
    assert sum(one.pupils for one in cells) > 104
