"""The pages of key dates: who sees, who sets, who must not know; what a card of the day says."""

import pytest

from sizao.demo.cast import COUNTY, OTHER_COUNTY
from sizao.prepare.plans.models import KeyDate

pytestmark = pytest.mark.django_db
WANTED = {
    "kind": "TERM_START", "name": "春季开学", "day": "2026-12-05", "lead_days": "14",
    "audience": ["HOMEROOM_TEACHER"], "duty": "", "duty_role": "",
}  # fmt: skip


def page(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


def where(unit_id: int, rest: str = "") -> str:
    return f"/plans/dates/{unit_id}/{rest}"


def test_officer_sets_a_date_and_the_teacher_counts_down(signed_in):
    assert "没有要准备的日期" in page(signed_in("teacher").get("/plans/dates/", follow=True))

    said = page(signed_in("county").post(where(COUNTY, "new/"), WANTED))

    assert "重要日期已设定" in said and "2026-12-05 周六" in said
    today = page(signed_in("teacher").get("/today/"))
    assert "距春季开学还有12天" in today
    assert "春季开学" not in page(signed_in("doctor").get("/today/"))
    assert "春季开学" not in page(signed_in("foreign").get("/today/"))
    assert "距春季开学还有12天" in page(signed_in("doctor").get("/plans/dates/", follow=True))


@pytest.mark.parametrize(("days", "said"), [(0, "今天开学"), (1, "明天开学"), (2, "距开学还有2天")])
def test_last_days_are_said_in_words(signed_in, put, days, said):
    put(COUNTY, days)
    assert said in page(signed_in("teacher").get("/today/"))


def test_form_is_checked_and_keeps_what_was_typed(signed_in):
    said = page(signed_in("county").post(where(COUNTY, "new/"), {**WANTED, "day": "2026-11-01", "duty": "查"}), 422)

    assert "日期不能早于今天" in said and "选每所学校由谁做" in said and "春季开学" in said
    assert "选提醒哪些人" in page(signed_in("county").post(where(COUNTY, "new/"), {**WANTED, "audience": []}), 422)
    assert not KeyDate.objects.whole_tree(reason="test").exists()


def test_date_is_changed_and_withdrawn_by_its_unit_alone(signed_in, cast, put):
    row = put(COUNTY)
    rest = f"{row.id}/"

    assert "距开学还有12天" in page(signed_in("principal").get(where(cast.school.id)))
    assert "重要日期已更改" in page(signed_in("county").post(where(COUNTY, rest), {**WANTED, "day": "2026-12-06"}))
    assert page(signed_in("principal").post(where(cast.school.id, rest), WANTED), 404)
    assert signed_in("principal").post(where(COUNTY, rest), WANTED).status_code == 404
    assert signed_in("inspector").post(where(COUNTY, rest), WANTED).status_code == 403

    assert signed_in("county").post(where(COUNTY, f"{rest}withdraw/")).status_code == 303
    assert "没有要准备的日期" in page(signed_in("county").get(where(COUNTY)))


@pytest.mark.parametrize("who", ["teacher", "doctor", "guardian", "inspector", "auditor"])
def test_others_see_and_may_not_set(signed_in, cast, who):
    browser = signed_in(who)
    own = page(browser.get("/plans/dates/", follow=True))

    assert "设定日期" not in own
    unit = {"inspector": COUNTY, "auditor": 430_000}.get(who, cast.school.classes[0].id)
    if who not in ("doctor", "guardian"):
        assert browser.post(where(unit, "new/"), WANTED).status_code == 403


@pytest.mark.parametrize("who", ["other_county", "foreign", "other_city"])
def test_strangers_must_not_know(signed_in, cast, put, who):
    row, browser = put(COUNTY), signed_in(who)
    for rest in ("", "new/", f"{row.id}/"):
        assert browser.get(where(COUNTY, rest)).status_code == 404
    assert browser.post(where(COUNTY, f"{row.id}/withdraw/")).status_code == 404
    assert browser.get(where(cast.school.id)).status_code == 404
    assert signed_in("county").get(where(OTHER_COUNTY)).status_code == 404


def test_past_dates_stand_below_and_are_not_changed(signed_in, put, now, monkeypatch):
    import datetime as dt

    row = put(COUNTY, 1)
    monkeypatch.setattr("sizao.core.clock.now", lambda: now + dt.timedelta(days=3))
    browser = signed_in("county")

    assert "已经过去的" in page(browser.get(where(COUNTY)))
    said = page(browser.post(where(COUNTY, f"{row.id}/"), {**WANTED, "day": "2026-12-06"}), 422)
    assert "这一天已经过去，不能再改" in said
