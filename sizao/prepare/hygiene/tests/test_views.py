"""Pages of the plan and of the day: what a keeper taps, what a scanned label offers."""

import pytest

from sizao.core.burden import services as burden
from sizao.core.burden.models import Cost
from sizao.prepare.hygiene import queries
from sizao.prepare.hygiene.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(signed_in):
    def read(who: str, path: str, values: dict | None = None):
        client = signed_in(who)
        return client.get(path) if values is None else client.post(path, values)

    return read


def test_plan_says_what_is_done_how_often_and_by_which_text(page, built):
    shown = page("health", f"/hygiene/plan/{built.school_id}/").content.decode()

    assert "每天1次，每次30分钟，含氯消毒剂250至500 mg/L" in shown
    assert "高频接触表面和地面：有效氯250至500毫克/升" in shown and "二手" in shown
    assert "没有全国规定，用本系统的默认值" in shown


def test_tighter_line_is_set_and_weaker_is_refused_with_what_was_typed(page, built, now):
    where = f"/hygiene/plan/{built.school_id}/lines/SURFACE/"
    weak = page("health", where, {"place": "kind:DORM_ROOM", "times": "1", "minutes": "30", "mg_per_l": "100"})
    assert weak.status_code == 422 and "不能少于250" in weak.content.decode() and 'value="100"' in weak.content.decode()

    page("health", where, {"place": "kind:DORM_ROOM", "times": "2", "minutes": "30", "mg_per_l": "500"})

    (held,) = queries.list_settings(built.school_id, first=now.date())
    assert (held.place_kind, held.numbers.times) == ("DORM_ROOM", 2)
    assert "本校加严" in page("principal", f"/hygiene/plan/{built.school_id}/").content.decode()
    assert 'value="2"' in page("health", f"{where}?for=kind:DORM_ROOM").content.decode()


def test_own_line_is_added_for_one_place_on_weekdays(page, built):
    page("principal", f"/hygiene/plan/{built.school_id}/new/", {
        "place": f"place:{built['图书馆']}", "work": "AIR", "what": "阅览室空气", "minutes": "30", "weekdays": ["5"],
    })  # fmt: skip

    shown = page("health", f"/hygiene/plan/{built.school_id}/").content.decode()

    assert "空气消毒：阅览室空气" in shown and "周五，每次30分钟" in shown and "本校自定" in shown


def test_keeper_and_offices_do_not_set_the_plan(page, built):
    assert page("dorm", f"/hygiene/plan/{built.school_id}/new/").status_code == 403
    assert page("county", f"/hygiene/plan/{built.school_id}/new/").status_code == 403
    assert "加严" not in page("county", f"/hygiene/plan/{built.school_id}/").content.decode().split("<main")[1].replace(
        "学校只能加严", ""
    )


def test_keeper_taps_once_for_a_floor_and_sees_it_done(page, built):
    shown = page("dorm", "/hygiene/").content.decode()
    assert "还有3处未登记" in shown and "整栋按计划已做" in shown and "整层按计划已做" in shown

    page("dorm", f"/hygiene/places/{built.school_id}~{built['2层']}/done/", {"whole": "1"})
    after = page("dorm", f"/hygiene/?school={built.school_id}&made=2&already=1").content.decode()

    assert "已登记2处" in after and "另有1处早已登记" in after and "还有1处未登记" in after and "孙阿姨 08:00" in after


def test_scanned_label_offers_the_tap_and_then_says_who_did_it(page, built):
    label = f"/places/{built.school_id}~{built['201']}/"
    shown = page("dorm", label).content.decode()
    assert "按计划已做" in shown and f"/hygiene/places/{built.school_id}~{built['201']}/done/" in shown

    page("dorm", f"/hygiene/places/{built.school_id}~{built['201']}/done/", {})

    after = page("health", label).content.decode()
    assert "孙阿姨08:00已登记消毒通风" in after and "/done/" not in after
    assert "/done/" not in page("county", f"/places/{built.school_id}~{built['202']}/").content.decode()


def test_teacher_scans_the_label_of_the_own_classroom_and_of_no_other(page, built):
    assert "按计划已做" in page("teacher", f"/places/{built.school_id}~{built['三(1)班教室']}/").content.decode()
    assert page("teacher2", f"/places/{built.school_id}~{built['三(1)班教室']}/").status_code == 404
    assert page("teacher2", f"/hygiene/places/{built.school_id}~{built['三(1)班教室']}/").status_code == 404


def test_exception_keeps_what_was_typed_and_says_what_is_wrong(page, built):
    where = f"/hygiene/places/{built.school_id}~{built['201']}/exception/"
    refused = page("dorm", where, {"missed": ["SURFACE"], "note": ""})
    assert refused.status_code == 422 and "写明什么情况、做了什么" in refused.content.decode()
    assert 'value="SURFACE" id="id_missed_1" checked' in refused.content.decode()

    page("dorm", where, {"missed": ["SURFACE"], "note": "消毒液用完"})

    shown = page("dorm", "/hygiene/").content.decode()
    assert "没做到：门把手、桌面、扶手和地面，作用后擦净" in shown and "消毒液用完" in shown


def test_second_person_is_told_who_was_first(page, built):
    where = f"/hygiene/places/{built.school_id}~{built['201']}/done/"
    page("dorm", where, {})

    refused = page("health", where, {})

    assert refused.status_code == 409 and "孙阿姨08:00已经登记" in refused.content.decode()


def test_taking_back_leads_back_to_the_place(page, built):
    key = f"{built.school_id}~{built['201']}"
    page("dorm", f"/hygiene/places/{key}/done/", {"place": key})
    record = Record.objects.whole_tree(reason="test").get()

    answer = page("dorm", f"/hygiene/records/{built.school_id}~{record.id}/take-back/", {"place": key})

    assert answer.url.startswith(f"/hygiene/places/{key}/") and "未登记" in page("county", answer.url).content.decode()
    assert page("dorm", f"/hygiene/records/{built.school_id}~{record.id}/take-back/", {}).status_code == 404


def test_tap_is_measured(page, built, now, cast):
    from sizao.core.actor import unit_by_id

    stamp = burden.stamp("hygiene.done", unit_by_id(built.school_id), now=now)
    page("dorm", f"/hygiene/places/{built.school_id}~{built['201']}/done/", {"opened": stamp})

    rows = Cost.objects.whole_tree(reason="test").filter(ask="hygiene.done", school_id=built.school_id)
    assert [(one.role, sum(one.counts)) for one in rows] == [("DORM_KEEPER", 1)]


def test_day_page_counts_the_places_one_answers_for(page, built):
    assert "还有3处未登记" in page("dorm", "/today/").content.decode()
    assert 'id="hygiene"' not in page("doctor", "/today/").content.decode()
    assert page("doctor", "/hygiene/").url == f"/hygiene/board/{built.school_id}/2026-11-23/"
