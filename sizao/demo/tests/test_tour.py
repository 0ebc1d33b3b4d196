"""The tour's pages: only in a demo; the cookie says what we wrote or nothing."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from sizao.core import clock
from sizao.demo.tour import progress, steps
from sizao.demo.tour.progress import BEGINNING, Progress

pytestmark = pytest.mark.django_db
PAGES = [("get", "demo:home"), ("post", "demo:go"), ("post", "demo:leave"), ("get", "demo:bar")]


@pytest.fixture
def in_a_demo(monkeypatch):
    monkeypatch.setattr(clock, "is_shifted", lambda: True)


@pytest.mark.parametrize(("method", "name"), PAGES)
def test_outside_a_demo_there_is_no_tour(cast, method, name):
    assert getattr(Client(), method)(reverse(name)).status_code == 404


def test_outside_a_demo_no_page_speaks_of_it(cast, signed_in):
    assert "导览" not in Client().get("/login/").content.decode()
    assert "导览" not in signed_in("teacher").get("/today/").content.decode()


def test_in_a_demo_login_and_today_offer_it_to_everyone(cast, in_a_demo, signed_in):
    assert "开始导览" in Client().get("/login/").content.decode()
    assert "开始导览" in signed_in("guardian").get("/today/").content.decode()


def test_form_goes_on_to_the_demo_sign_in_and_keeps_the_step(cast, in_a_demo):
    browser = Client()
    answer = browser.post(reverse("demo:go"), {"place": "2", "username": "doctor", "next": "/today/"})

    assert answer.status_code == 307 and answer["Location"] == "/login/demo/"
    assert browser.cookies[progress.COOKIE].value == "2.000000.R"


@pytest.mark.parametrize("place", ["", "-1", "x", "²"])
def test_step_that_is_none_is_refused(cast, in_a_demo, place):
    assert Client().post(reverse("demo:go"), {"place": place}).status_code == 404


@pytest.mark.parametrize("value", ["", "7.000000.R", "1.0000.R", "1.000000.X", "9", "<b>"])
def test_cookie_that_we_did_not_write_is_no_progress(rf, value):
    request = rf.get("/")
    request.COOKIES[progress.COOKIE] = value
    assert progress.read(request) is None


def test_step_left_behind_is_marked_only_when_known_to_be_done():
    assert BEGINNING.moved(1, with_done=False).done == (False,) * 6
    assert BEGINNING.moved(1, with_done=True).done == (True, *(False,) * 5)
    assert BEGINNING.moved(6, with_done=True) == Progress(6, (True, *(False,) * 5), is_running=False)


def test_every_step_has_someone_to_do_it(cast):
    players = steps.list_players()
    assert [one.username for one in players] == ["teacher", "teacher2", "doctor", "principal", "county", "province"]


def test_step_is_done_by_the_own_act_of_today(cast, now, signed_in):
    actor, step = cast.actor("county", now), steps.STEPS[4]
    assert not step.is_done(actor, "/today/", now)

    signed_in("county").post(f"/daily/430102/{now.date()}/chase/", {"unit_ids": str(cast.school.id)})

    assert step.is_done(actor, "/today/", now)
    assert not step.is_done(actor, "/today/", now + dt.timedelta(days=1))
    assert not step.is_done(cast.actor("city", now), "/today/", now)
