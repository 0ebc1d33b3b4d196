"""Reports that waited on a phone: typed when its clock says, judged by the server's; pages kept before they open."""

import datetime as dt

import pytest

from sizao.core.clock import typed_at
from sizao.detect.checks import queries
from sizao.detect.checks.tests.sending import report, send

HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("off", "ago", "expected"),
    [(0 * HOUR, HOUR, HOUR), (30 * HOUR, HOUR, HOUR), (-30 * HOUR, HOUR, HOUR), (0 * HOUR, -HOUR, 0 * HOUR)],
)
def test_moment_of_typing_follows_the_server_whatever_the_phone_shows(now, off, ago, expected):
    sent = now + off

    assert typed_at(sent - ago, sent_at=sent, now=now) == now - expected


def test_moment_of_typing_without_the_moment_of_sending_is_never_in_the_future(now):
    assert typed_at(now + HOUR, sent_at=None, now=now) == now
    assert typed_at(None, sent_at=now, now=now) is None


@pytest.mark.django_db
def test_late_arrival_is_judged_by_the_server_and_says_when_it_was_typed(cast, now, signed_in):
    sent = (now + 7 * HOUR).isoformat()
    typed = (now + 7 * HOUR - dt.timedelta(minutes=40)).isoformat()
    body = report(cast, now, session="OBSERVATION", source="OFFLINE", device_at=typed, sent_at=sent)

    assert send(signed_in("teacher"), [body]).status_code == 200
    actor = cast.actor("teacher", now)
    page = queries.get_check_page(
        actor, group_id=cast.school.classes[0].id, day=now.date(), session="OBSERVATION", now=now
    )
    assert page.current.submitted_at == now
    assert page.current.device_at == now - dt.timedelta(minutes=40)


@pytest.mark.django_db
def test_page_is_kept_before_its_session_opens_but_only_for_today(cast, now, signed_in):
    where = f"/checks/{cast.school.classes[0].id}/{{day}}/noon/"
    browser = signed_in("teacher")

    assert "data-check" in browser.get(where.format(day=now.date()), {"keep": "1"}).content.decode()
    assert "data-check" not in browser.get(where.format(day=now.date())).content.decode()
    tomorrow = now.date() + dt.timedelta(days=1)
    assert "data-check" not in browser.get(where.format(day=tomorrow), {"keep": "1"}).content.decode()
