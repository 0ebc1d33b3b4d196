"""The pages of the return: who may open them, what they show, how many queries they cost."""

import pytest

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check
from sizao.report.daily import services
from sizao.report.daily.models import DailyReturn
from sizao.report.daily.rules import Figures
from sizao.report.daily.views import showing

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")


@pytest.fixture
def morning(cast, now):
    checks.open_slots(actor=JOB, now=now, day=now.date())
    services.prepare_returns(actor=JOB, now=now, day=now.date())
    for group in cast.school.groups[:2]:
        check = Check(new_id(now), cast.school.id, group.id, now.date(), "MORNING")
        checks.submit_one(actor=cast.actor("reporter", now), now=now, check=check)
    checks.fold(actor=JOB, now=now)


@pytest.mark.parametrize(
    ("who", "status"),
    [("principal", 200), ("doctor", 200), ("reporter", 200), ("county", 200), ("city", 200), ("province", 200),
     ("inspector", 200), ("teacher", 404), ("guard", 403), ("guardian", 403), ("neighbor", 404),
     ("neighbor_principal", 404), ("foreign", 404), ("other_county", 404), ("other_city", 404)],
)  # fmt: skip
@pytest.mark.parametrize("page", ["", "missing/"])
def test_school_return_is_open_to_those_above_and_unknown_to_others(cast, now, morning, signed_in, who, status, page):
    answer = signed_in(who).get(f"/daily/{cast.school.id}/{now.date()}/{page}")
    assert answer.status_code == status
    assert ("育英小学" in answer.content.decode()) == (status == 200) or status == 403


def test_anonymous_is_sent_to_sign_in(client, cast, now, db):
    answer = client.get(f"/daily/{cast.school.id}/{now.date()}/")
    assert answer.status_code == 302 and answer.url.startswith("/login/?next=")


@pytest.mark.parametrize("unit_id", [430_102, 430_100, 430_000])
def test_office_board_shows_counts_and_who_is_missing(cast, now, morning, signed_in, unit_id):
    page = signed_in("province").get(f"/daily/{unit_id}/{now.date()}/missing/?status=all").content.decode()
    assert "部分班级未报" in page


def test_county_home_shows_missing_schools_without_a_click(cast, now, morning, signed_in):
    page = signed_in("county").get("/today/").content.decode()
    assert "育英小学" in page and "东风小学" in page and "0731-55550100" in page


def test_sign_by_form_keeps_what_was_typed_when_refused(cast, now, morning, signed_in):
    third, canteen = cast.school.groups[2:]
    seen = {"seen-expected": 4, "seen-reported": 2, "seen-ill": 0, "seen-absent": 0}
    where = f"/daily/{cast.school.id}/{now.date()}/sign/"
    refused = signed_in("principal").post(where, {**seen, f"reason-{third.id}": "研学"})
    signed = signed_in("principal").post(
        where, {**seen, f"reason-{third.id}": "研学", f"reason-{canteen.id}": "未开餐"}
    )

    assert refused.status_code == 422 and "研学" in refused.content.decode()
    assert signed.status_code == 302


def test_one_reason_serves_the_classes_that_have_none_of_their_own(cast, now, morning, signed_in):
    third, canteen = cast.school.groups[2:]
    form = {"seen-expected": 4, "seen-reported": 2, "seen-ill": 0, "seen-absent": 0, f"reason-{third.id}": " "}
    where = f"/daily/{cast.school.id}/{now.date()}/sign/"
    refused = signed_in("principal").post(where, {**form, f"reason-{canteen.id}": "", "rest": " "})
    signed = signed_in("principal").post(where, {**form, f"reason-{canteen.id}": "未开餐", "rest": "研学"})

    assert (refused.status_code, signed.status_code) == (422, 302)
    (row,) = DailyReturn.objects.whole_tree(reason="test").filter(school_id=cast.school.id, signed_at__isnull=False)
    assert {key: one["reason"] for key, one in row.missing_reasons.items()} == {
        str(third.id): "研学", str(canteen.id): "未开餐",
    }  # fmt: skip


@pytest.mark.parametrize("digit", ["²", "x", "-1"])
def test_number_that_is_none_is_refused_not_failed(cast, now, morning, signed_in, digit):
    where = f"/daily/{cast.school.id}/{now.date()}/sign/"
    assert signed_in("principal").post(where, {"seen-expected": digit, f"reason-{digit}": "研学"}).status_code == 422


def test_silence_below_is_a_dash_but_what_is_due_is_a_number():
    silent = showing.figure_rows(Figures(units=6), Figures(expected=148, reported=143, units=6, units_reporting=6))
    waiting = showing.figure_rows(Figures(units=13, expected=26), None)

    assert {row["value"] for row in silent} == {None} and {row["change"] for row in silent} == {"—"}
    assert next(row["value"] for row in waiting if row["name"] == "expected") == 26


def test_board_fragment_is_204_when_nothing_changed(cast, now, morning, signed_in):
    browser = signed_in("county")
    first = browser.get(f"/daily/430102/{now.date()}/board/", headers={"HX-Request": "true"})
    seen = first.content.decode().split("seen=")[1].split('"')[0]
    again = browser.get(f"/daily/430102/{now.date()}/board/?seen={seen}", headers={"HX-Request": "true"})
    assert (first.status_code, again.status_code) == (200, 204)


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [("county", "/today/", 24), ("principal", "/today/", 26), ("province", "/today/", 24),
     ("principal", "/daily/{school}/{day}/", 26), ("county", "/daily/430102/{day}/missing/", 14)],
)  # fmt: skip
def test_pages_cost_a_fixed_number_of_queries(
    cast, now, morning, signed_in, django_assert_max_num_queries, who, path, most
):
    browser = signed_in(who)
    with django_assert_max_num_queries(most):
        browser.get(path.format(school=cast.school.id, day=now.date()))
