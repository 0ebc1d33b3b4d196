"""What a machine makes up from the document itself: never a 5xx, and every answer as the document says."""

import itertools
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from schemathesis import checks as judge
from schemathesis.config import SchemathesisConfig

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.demo.cast import COUNTY
from sizao.detect.checks import services as checks
from sizao.detect.checks.rules import Check, Entry
from sizao.registry.accounts.queries import SESSION_COOKIE
from sizao.registry.policies.rules import NATIONAL
from sizao.report.daily import services as daily
from tests.signing import open_session

pytestmark = pytest.mark.slow
JOB = Actor.system("test")
DOCUMENT = "/api/v1/openapi.json"
EXPECTED = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance",
)  # fmt: skip
CHECKS = [check for check in judge.CHECKS.get_all() if check.__name__ in EXPECTED]
SOME = hypothesis.settings(
    max_examples=12, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)  # fmt: skip
CSRF = "a" * 32


@pytest.fixture
def teacher(cast, now, committed_db) -> dict[str, Any]:
    """Give the headers and cookies of a teacher's browser."""
    session = open_session(cast.users["teacher"], now=now)
    return {"headers": {"X-CSRFToken": CSRF}, "cookies": {SESSION_COOKIE: session, settings.CSRF_COOKIE_NAME: CSRF}}


@pytest.fixture
def county(committed_db, token) -> dict[str, Any]:
    """Give the headers of a program of the county's office."""
    return {"headers": {"Authorization": f"Bearer {token('county')}"}}


@pytest.fixture
def report(cast, now, committed_db) -> Check:
    """Open the day, prepare the returns, and let the first class report one ill pupil."""
    checks.open_slots(actor=JOB, now=now, day=now.date())
    daily.prepare_returns(actor=JOB, now=now, day=now.date())
    first = cast.school.classes[0]
    ill = Entry(first.people[0], symptoms=("FEVER",))
    made = Check(new_id(now), cast.school.id, first.id, now.date(), "MORNING", entries=(ill,))
    checks.submit_one(actor=cast.actor("teacher", now), now=now, check=made)
    checks.fold(actor=JOB, now=now)
    return made


@pytest.fixture
def document(county, report) -> Any:
    """Read the document through WSGI; who asks is said by the tests, never made up."""
    config = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
    return schemathesis.openapi.from_wsgi(DOCUMENT, get_wsgi_application(), config=config, **county)


@pytest.fixture
def steer(cast, now, report) -> Callable[[Any], None]:
    """Lead every second made-up request to things that are there."""
    first, second = cast.school.classes[:2]
    known = {
        "unit_id": [cast.school.id, COUNTY, first.id], "unit_ids": [[cast.school.id]], "school_id": [cast.school.id],
        "group_id": [first.id, second.id, first.id], "parent": [COUNTY], "called_id": [cast.school.id],
        "day": [str(now.date())], "person_id": [str(person) for person in first.people],
        "check_id": [str(report.id)], "id": (str(new_id(now)) for _ in itertools.count()),
        "session": ["MORNING", "OBSERVATION"], "key": list(NATIONAL), "base_version": [0, 1, 2],
    }  # fmt: skip
    known = {name: itertools.cycle(values) for name, values in known.items()}
    turn = itertools.cycle([True, False])

    def fill(part: Any) -> None:
        if isinstance(part, list):
            for one in part:
                fill(one)
        elif isinstance(part, dict):
            for name, value in part.items():
                if name in known:
                    part[name] = next(known[name])
                else:
                    fill(value)

    def lead(case: Any) -> None:
        if next(turn):
            for part in (case.path_parameters, case.query, case.body):
                fill(part)

    return lead


def ask_everything(document: Any, caller: dict[str, Any], steer: Callable[[Any], None]) -> int:
    """Try every operation of the document with made-up requests; gives the number of operations."""
    operations = [found.ok() for found in document.get_all_operations()]
    for operation in operations:

        @SOME
        @hypothesis.given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            steer(case)
            case.call_and_validate(checks=CHECKS, **caller)

        ask()
    return len(operations)


def test_teachers_browser_meets_what_the_document_says(document, teacher, steer):
    assert ask_everything(document, teacher, steer) > 20


def test_countys_program_meets_what_the_document_says(document, county, steer):
    assert ask_everything(document, county, steer) > 20
