"""The edge of the API: who asks, in which form, in which language; and that every refusal has one shape."""

import datetime as dt
import uuid

import pytest
from django.conf import settings
from django.test import Client

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.http import problem_body
from sizao.detect.checks import services as checks
from sizao.registry.accounts.queries import SESSION_COOKIE
from tests.api.conftest import Program

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"
MEMBERS = {"type", "title", "status", "code", "instance"}


def problem_of(answer, status: int, code: str) -> dict:
    """Check the shape of a refusal and give it."""
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert answer.headers["Content-Type"] == PROBLEM
    assert set(body) >= MEMBERS and body["type"] == f"about:sizao/{code}"
    return body


class TestSigningIn:
    def test_without_a_token_or_session_it_is_401(self, db):
        for path in ("/me", "/openapi.json", "/orgs/units"):
            answer = Client().get(f"/api/v1{path}")

            assert problem_of(answer, 401, "not_signed_in")["instance"] == f"/api/v1{path}"
            assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_expired_token_is_401(self, token):
        key = token("county", at=clock.machine_now() - dt.timedelta(days=31))
        problem_of(Program(key).get("/me"), 401, "not_signed_in")

    def test_token_may_only_what_it_was_given(self, program, cast):
        reporter = program("reporter", "checks.submit")
        me = reporter.get("/me").json()

        assert me["scopes"] == ["checks.submit"]
        assert [one["code"] for one in me["permissions"]] == ["checks.submit"]
        group = cast.school.classes[0].id
        for where in ("/orgs/units", f"/roster/groups/{group}/people", f"/checks/{cast.school.id}/{uuid.uuid4()}"):
            problem_of(reporter.get(where), 403, "forbidden")

    def test_me_names_posts_and_rights(self, signed_in, cast):
        me = signed_in("teacher").get("/api/v1/me").json()

        rights = {one["code"]: one["unit_ids"] for one in me["permissions"]}
        assert [(one["role"], one["role_label"], one["unit_name"]) for one in me["posts"]] == [
            ("HOMEROOM_TEACHER", "班主任", "三(1)班")
        ]
        assert rights["checks.submit"] == [cast.school.classes[0].id] and "daily.sign" not in rights
        assert me["scopes"] is None

    def test_session_needs_the_pages_token_to_change_anything(self, signed_in, cast):
        browser = Client(enforce_csrf_checks=True)
        browser.cookies[SESSION_COOKIE] = signed_in("doctor").cookies[SESSION_COOKIE].value
        where = "/api/v1/checks/waivers"

        assert browser.get("/api/v1/me").status_code == 200
        problem_of(browser.post(where, {}, content_type="application/json"), 403, "forged")
        browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
        sent = browser.post(where, {}, content_type="application/json", headers={"X-CSRFToken": "a" * 32})
        problem_of(sent, 422, "invalid")


class TestForm:
    def test_body_that_is_not_json_is_400(self, program):
        reporter = program("reporter")
        for raw in (b"{", b"\xff\xfe", b"[" * 100_000, b"{'a': 1}"):
            problem_of(reporter.send("POST", "/checks", raw=raw), 400, "not_json")

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
    def test_body_that_does_not_say_it_is_json_is_415(self, program, kind):
        problem_of(program("reporter").send("POST", "/checks", {}, kind=kind), 415, "wrong_media")

    def test_body_that_is_too_large_is_413(self, program, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
        problem_of(program("reporter").send("POST", "/checks", raw=b" " * 1001), 413, "too_large")

    def test_missing_body_is_422(self, program):
        problem = problem_of(program("reporter").send("POST", "/checks", raw=b""), 422, "invalid")
        assert problem["errors"] == [{"field": "body", "row": None, "reason": "缺少这一项", "value": ""}]

    @pytest.mark.parametrize(("method", "where"), [("PATCH", "/checks"), ("POST", "/me"), ("TRACE", "/orgs/units")])
    def test_other_methods_are_405_with_those_allowed(self, program, method, where):
        answer = program("reporter").send(method, where, raw=b"")

        problem_of(answer, 405, "method_not_allowed")
        assert "GET" in answer.headers["Allow"]

    def test_unknown_address_is_404(self, program):
        problem_of(program("reporter").get("/nothing/here"), 404, "not_found")


class TestLanguage:
    @pytest.mark.parametrize(
        ("asked", "language"), [("en", "en"), ("en-GB,en;q=0.9", "en"), ("zh-CN", "zh-hans"), ("fr", "zh-hans")]
    )
    def test_program_is_answered_in_the_language_it_asks_for(self, program, asked, language):
        answer = program("county", **{"Accept-Language": asked}).get("/me")
        assert answer.headers["Content-Language"] == language

    def test_browser_is_answered_in_the_language_of_its_user(self, signed_in):
        answer = signed_in("teacher").get("/api/v1/me", headers={"Accept-Language": "en"})
        assert answer.headers["Content-Language"] == "zh-hans"

    @pytest.mark.parametrize(("asked", "is_english"), [("en", True), ("zh-CN", False)])
    def test_reasons_follow_the_language(self, program, asked, is_english):
        problem = program("county", **{"Accept-Language": asked}).get("/orgs/units", page="x").json()

        (wrong,) = problem["errors"]
        assert (wrong["field"], wrong["value"]) == ("page", "x")
        assert wrong["reason"].isascii() == problem["title"].isascii() == is_english

    def test_stranger_is_refused_in_the_language_asked_for(self, db):
        answer = Client().get("/api/v1/me", headers={"Accept-Language": "en"})
        assert answer.json()["title"].isascii()


class TestTransactions:
    def test_refused_write_leaves_nothing(self, program, cast, now, monkeypatch):
        def refuse(**_):
            checks.open_slots(actor=Actor.system("test"), now=now, day=now.date())
            raise checks.NothingToWaive()

        monkeypatch.setattr(checks, "waive_slots", refuse)
        body = {"group_id": cast.school.classes[0].id, "day": "2026-11-23", "sessions": ["MORNING"], "reason": "秋游"}
        doctor = program("reporter")

        problem_of(doctor.send("POST", "/checks/waivers", body), 409, "nothing_to_waive")
        board = doctor.get("/checks", school_id=cast.school.id, day="2026-11-23").json()
        assert board["groups"] == []

    def test_unforeseen_failure_says_nothing_of_the_inside(self, program, monkeypatch):
        def break_down(*_, **__):
            raise RuntimeError("password=secret")

        county = program("county")
        county.client.raise_request_exception = False
        monkeypatch.setattr("sizao.registry.orgs.queries.list_in_force_on", break_down)
        answer = county.get("/orgs/units")

        assert answer.status_code == 500 and "secret" not in answer.content.decode()
        assert answer.headers["Content-Type"] == PROBLEM

    def test_members_of_its_own_join_a_problem(self):
        refusal = checks.NothingToWaive()
        refusal.extra = {"current": {"version": 1}}

        assert problem_body(refusal, instance="/x")["current"] == {"version": 1}
