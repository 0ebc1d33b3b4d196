"""Pages of the plan."""

import pytest

from sizao.prepare.hygiene import queries

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
