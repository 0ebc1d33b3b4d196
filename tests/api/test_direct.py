"""The short way in answers as the whole way does, and leaves to it everything that is out of the ordinary."""

import json
from io import BytesIO

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import RequestFactory

from sizao.core import clock, counting, direct
from sizao.core.ids import new_id
from sizao.detect.checks import services as checks
from sizao.detect.checks.tests.sending import JOB, URL, report
from sizao.registry.accounts import services as accounts
from sizao.registry.accounts.queries import SESSION_COOKIE
from tests.signing import open_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(cast, now, db):
    checks.open_slots(actor=JOB, now=now, day=now.date())
    return accounts.create_token(
        actor=cast.actor("reporter", now),
        now=now,
        name="gate",
        scopes=("checks.submit",),
        days=1,
        machine_now=clock.machine_now(),
    )


@pytest.fixture(autouse=True)
def one_connection():
    """Keep the test's connection, and the transaction in it, across requests, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class Ways:
    """Send the same request the short and the whole way."""

    def __init__(self) -> None:
        self.whole = get_wsgi_application()
        self.taken = 0
        self.short = direct.wrapped(self._counted)

    def _counted(self, environ, start_response):
        self.taken += 1
        return self.whole(environ, start_response)

    @staticmethod
    def send(way, body, **headers):
        sent = json.dumps(body) if not isinstance(body, bytes) else body
        environ = RequestFactory().post(URL, sent, content_type="application/json", headers=headers).environ
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read())
        seen = []
        content = b"".join(way(environ, lambda status, given, *_: seen.extend((status, dict(given)))))
        return seen[0], seen[1], json.loads(content)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_an_answer_is_the_same_either_way(token, cast, now):
    ways = Ways()
    counted = counting.requests["POST", 201]
    first = ways.send(ways.short, report(cast, now), **bearer(token))
    second = ways.send(ways.whole, report(cast, now, group=1), **bearer(token))

    assert (first[0], ways.taken) == ("201 Created", 0)
    assert first[0] == second[0] and first[2].keys() == second[2].keys()
    assert {**first[1], "Content-Length": ""} == {**second[1], "Content-Length": ""}
    assert counting.requests["POST", 201] == counted + 2


def test_a_report_that_comes_again_is_answered_with_the_first_result(token, cast, now):
    ways, sent = Ways(), report(cast, now)
    ways.send(ways.short, sent, **bearer(token))
    status, _, receipt = ways.send(ways.short, sent, **bearer(token))

    assert (status, receipt["is_repeat"], ways.taken) == ("200 OK", True, 0)


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"group_id": 1}, "404"), ({"session": "NIGHT"}, "422"), ({"day": "2026-11-20", "base_version": 3}, "409")],
)
def test_a_refusal_takes_the_whole_way(token, cast, now, changed, status):
    ways = Ways()
    answered, headers, problem = ways.send(ways.short, {**report(cast, now), **changed}, **bearer(token))

    assert answered.startswith(status) and ways.taken == 1
    assert headers["Content-Type"] == "application/problem+json" and problem["status"] == int(status)


def test_lists_wrong_tokens_and_what_is_no_json_take_the_whole_way(token, cast, now):
    ways = Ways()
    tries = [
        (report(cast, now), bearer("wrong"), "401"),
        ([report(cast, now)], bearer(token), "200"),
        (b"{", bearer(token), "400"),
        (report(cast, now, group=1), {**bearer(token), "Idempotency-Key": str(new_id(now))}, "422"),
    ]

    assert [ways.send(ways.short, body, **headers)[0][:3] for body, headers, _ in tries] == [one[2] for one in tries]
    assert ways.taken == len(tries)


def test_a_browser_needs_the_pages_own_token(cast, now, token):
    ways = Ways()
    cookie = f"{SESSION_COOKIE}={open_session(cast.users['teacher'], now=now)}; sizao_csrf={'a' * 32}"
    refused = ways.send(ways.short, report(cast, now), Cookie=cookie)
    taken = ways.send(ways.short, report(cast, now), **{"Cookie": cookie, "X-CSRFToken": "a" * 32})

    assert (refused[0][:3], refused[2]["code"]) == ("403", "forged")
    assert (taken[0], ways.taken) == ("201 Created", 1)
