"""An event is closed by a person once its signals are decided; what comes later opens another."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import Invalid, NotVisible
from sizao.detect.checks import services as checks
from sizao.detect.signals import services
from sizao.detect.signals.tests.reporting import signals
from tests.reporting import report

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
FEVER = ("FEVER",)


@pytest.fixture
def raised(cast, now):
    checks.open_slots(actor=Actor.system("test"), now=now, day=now.date())
    report(cast, now, {1: FEVER, 2: FEVER, 3: FEVER})
    return next(one for one in signals() if one.rule == "SIG-CLASSDORM-1D3")


def close(actor, at, row, reason: str = "已处置完毕"):
    services.close_event(actor=actor, now=at, school_id=row.school_id, signal_id=row.id, reason=reason)


def test_event_is_closed_only_when_its_signals_are_decided(cast, now, raised):
    doctor = cast.actor("doctor", now)
    with pytest.raises(services.StillOpen):
        close(doctor, now, raised)
    for one in signals():
        if one.event == raised.event:
            services.confirm_signal(actor=doctor, now=now, school_id=one.school_id, signal_id=one.id, reason="电话核对")
    close(doctor, now + HOUR, raised)
    raised.refresh_from_db()

    assert raised.closed_at == now + HOUR and raised.state == "CONFIRMED"
    report(cast, now + 2 * HOUR, dict.fromkeys(range(1, 8), FEVER), base_version=1)
    events = {one.event for one in signals() if one.rule == "SIG-CLASSDORM-1D3"}
    assert len(events) == 2


def test_closing_needs_a_reason_and_a_school_that_one_sees(cast, now, raised):
    with pytest.raises(Invalid):
        close(cast.actor("doctor", now), now, raised, " ")
    with pytest.raises(NotVisible):
        close(cast.actor("neighbor_principal", now), now, raised)


def test_event_is_closed_on_its_page_and_stands_in_its_story(signed_in, raised):
    page = f"/signals/{Key(raised.school_id, raised.id)}/"
    browser = signed_in("doctor")
    browser.post(f"{page}confirm/", {"reason": "电话核对"})
    assert browser.post(f"{page}close/", {"reason": ""}).status_code == 422
    assert browser.post(f"{page}close/", {"reason": "已处置完毕"}).status_code == 303
    text = browser.get(page).content.decode()

    assert "事件结束" in text and f"{page}close/" not in text
    assert signed_in("neighbor_principal").post(f"{page}close/", {"reason": "x"}).status_code == 404
