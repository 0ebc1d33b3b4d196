"""Carrying notices outside: retries, quiet hours, and a channel that fails blocks no other."""

import datetime as dt

import pytest
from django.utils import translation

from sizao.core.notify import channels, delivery, queries, services, templates
from sizao.core.notify.models import Delivery
from sizao.core.notify.services import About, Message, role_at
from sizao.core.notify.templates import Param, Template
from sizao.registry.accounts import services as accounts

pytestmark = pytest.mark.django_db
DUE = Template("test.due", "{groups}待报，{due}截止。", {"groups": Param.GROUPS, "due": Param.TIME})
CLOCK = Template("test.clock", "初次报告还剩{minutes}分钟。", {"minutes": Param.MINUTES}, is_urgent=True)


class Post:
    """A channel that keeps what it is given, or fails as told."""

    def __init__(self, code: str, failure: Exception | str = "") -> None:
        self.code, self.batch, self.failure, self.sent = code, 100, failure, []

    def is_ready(self) -> bool:
        return True

    def address_of(self, holder) -> str:
        return holder.phone

    def send(self, messages):
        if isinstance(self.failure, Exception):
            raise self.failure
        self.sent += [] if self.failure else messages
        return [self.failure] * len(messages)


@pytest.fixture
def post(monkeypatch):
    monkeypatch.setattr(templates, "_templates", {DUE.code: DUE, CLOCK.code: CLOCK})
    good, bad = Post("good"), Post("bad", OSError("no route"))
    monkeypatch.setattr(channels, "_channels", {"bad": bad, "good": good})
    return {"good": good, "bad": bad}


def tell(cast, now, template=DUE, **changes) -> None:
    group = cast.school.classes[0]
    params = {"minutes": 5} if template is CLOCK else {"groups": (group.name,), "due": now}
    about = About("x", "/checks/")
    services.send_many([Message(template, (role_at(group.id, "HOMEROOM_TEACHER"),), about, params, **changes)], now=now)


def test_person_addressed_by_account_is_reached_outside_too(cast, now, post):
    person = services.Person(cast.users["teacher"], cast.school.classes[0].id)
    services.send_many([Message(CLOCK, (person,), About("x", ""), {"minutes": 5})], now=now)

    delivery.deliver(now=now)
    assert [message.address for message in post["good"].sent] == ["13900000001"]


def states(code: str) -> list[str]:
    return list(Delivery.objects.filter(channel=code).values_list("state", flat=True))


def test_message_goes_through_every_channel_that_is_set_up(cast, now, post):
    tell(cast, now)

    assert delivery.deliver(now=now) == 1
    (sent,) = post["good"].sent
    assert (sent.address, sent.text) == ("13900000001", "三(1)班待报，08:00截止。")
    assert sent.link.startswith(f"/notices/{cast.school.id}~")
    assert (states("good"), states("bad")) == (["SENT"], ["WAITING"])


def test_failed_message_is_tried_again_later_and_given_up_in_the_end(cast, now, post):
    tell(cast, now)
    for hours in range(12):
        delivery.deliver(now=now + dt.timedelta(hours=hours, seconds=hours))

    row = Delivery.objects.get(channel="bad")
    assert (row.state, row.try_count, row.failure) == ("GIVEN_UP", 6, "OSError: no route")
    assert len(post["good"].sent) == 1


def test_failed_message_is_not_tried_again_at_once(cast, now, post):
    tell(cast, now)
    for _ in range(3):
        delivery.deliver(now=now)

    assert Delivery.objects.get(channel="bad").try_count == 1


def test_recovered_channel_takes_what_waited(cast, now, post):
    tell(cast, now)
    delivery.deliver(now=now)
    post["bad"].failure = ""

    assert delivery.deliver(now=now + dt.timedelta(minutes=2)) == 1
    assert states("bad") == ["SENT"]


def test_single_refused_message_waits_alone(cast, now, post):
    post["bad"].failure = "unknown phone"
    tell(cast, now)
    delivery.deliver(now=now)

    assert Delivery.objects.get(channel="bad").failure == "unknown phone"


def test_nothing_rings_at_night_but_the_inbox_has_it(cast, now, post):
    night = now.replace(hour=22)
    tell(cast, night)

    assert delivery.deliver(now=night) == 0
    assert queries.count_unread(cast.users["teacher"]) == 1
    assert delivery.deliver(now=night + dt.timedelta(hours=9)) == 1


def test_running_legal_clock_rings_at_night(cast, now, post):
    night = now.replace(hour=22)
    tell(cast, night, CLOCK)

    assert delivery.deliver(now=night) == 1


def test_what_was_read_or_is_over_rings_no_more(cast, now, post):
    tell(cast, now)
    services.mark_all_read(actor=cast.actor("teacher", now), now=now)
    tell(cast, now, CLOCK, expires_at=now + dt.timedelta(minutes=5))

    assert delivery.deliver(now=now + dt.timedelta(minutes=6)) == 0
    assert states("good") == ["DROPPED", "DROPPED"]


def test_sender_that_died_loses_nothing(cast, now, post, monkeypatch):
    tell(cast, now)
    delivery._claim(post["good"], now)

    assert delivery.deliver(now=now) == 0
    assert delivery.deliver(now=now + dt.timedelta(minutes=6)) == 1


def test_without_a_channel_nothing_is_queued(cast, now, post, monkeypatch):
    monkeypatch.setattr(channels, "_channels", {})
    tell(cast, now)

    assert Delivery.objects.count() == 0


def test_message_is_worded_in_the_language_of_who_gets_it(cast, db, now, post, monkeypatch):
    monkeypatch.setattr(templates, "_", lambda text: f"{translation.get_language()} {text}")
    accounts.set_display(actor=cast.actor("teacher", now), now=now, language="en")
    tell(cast, now)

    delivery.deliver(now=now)

    sent = post["good"].sent[0]
    assert (sent.language, sent.text) == ("en", "en 三(1)班待报，08:00截止。")
    assert translation.get_language() == "zh-hans"
