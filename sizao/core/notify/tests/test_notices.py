"""Sending, settling and reading: who is told, once, and who reads what."""

import datetime as dt

import pytest

from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.notify import queries, services, templates
from sizao.core.notify.models import Notice
from sizao.core.notify.services import About, Done, Message, Person, role_at
from sizao.core.notify.templates import Param, Template

pytestmark = pytest.mark.django_db
DUE = Template("test.due", "{groups}待报，{due}截止。", {"groups": Param.GROUPS, "due": Param.TIME})
CLOCK = Template("test.clock", "初次报告还剩{minutes}分钟。", {"minutes": Param.MINUTES}, is_urgent=True)


@pytest.fixture(autouse=True)
def test_templates(monkeypatch):
    monkeypatch.setattr(templates, "_templates", {**templates.declared(), DUE.code: DUE, CLOCK.code: CLOCK})


def due_of(cast, number: int, now, *roles: str) -> Message:
    group = cast.school.classes[number]
    params = {"groups": (group.name,), "due": now + dt.timedelta(minutes=30)}
    about = About(f"check:{group.id}", f"/checks/{group.id}/")
    to = (role_at(group.id, "HOMEROOM_TEACHER"), role_at(cast.school.id, *roles))
    return Message(DUE, to, about, params)


def texts_of(cast, who: str, now) -> list[str]:
    return [line.text for line in queries.list_own(cast.actor(who, now))[0]]


def test_holders_of_a_role_in_the_unit_are_told_and_nobody_else(cast, now):
    services.send_many([due_of(cast, 1, now)], now=now)

    assert texts_of(cast, "teacher2", now) == ["三(2)班待报，08:30截止。"]
    for other in ("teacher", "neighbor", "principal", "county"):
        assert texts_of(cast, other, now) == []


def test_one_message_a_person_kind_and_day(cast, now):
    services.send_many([due_of(cast, 0, now)], now=now)
    services.send_many([due_of(cast, 0, now + dt.timedelta(hours=1))], now=now + dt.timedelta(hours=1))
    assert queries.count_unread(cast.users["teacher"]) == 1

    tomorrow = now + dt.timedelta(days=1)
    services.send_many([due_of(cast, 0, tomorrow)], now=tomorrow)
    assert queries.count_unread(cast.users["teacher"]) == 2


def test_several_of_a_kind_to_one_person_are_one_message(cast, now):
    services.send_many([due_of(cast, number, now, "EPIDEMIC_REPORTER") for number in range(3)], now=now)

    assert texts_of(cast, "reporter", now) == ["三(1)班、三(2)班、四(1)班待报，08:30截止。"]


def test_urgent_messages_are_told_apart_by_what_they_are_about(cast, now):
    to = role_at(cast.school.id, "EPIDEMIC_REPORTER")
    for filing in ("filing:1", "filing:2", "filing:2"):
        services.send(CLOCK, to=to, about=About(filing, "/filings/"), now=now, minutes=30)

    assert queries.count_unread(cast.users["reporter"]) == 2


def test_one_person_is_told_under_a_unit(cast, now):
    starter = Person(cast.users["school_admin"], cast.school.id)
    services.send(CLOCK, to=starter, about=About("import:1", ""), now=now, minutes=1)

    assert Notice.objects.get().school_id == cast.school.id
    assert queries.count_unread(cast.users["school_admin"]) == 1


def test_thousand_messages_take_three_statements(cast, now, django_assert_num_queries):
    group = cast.school.classes[0]
    messages = [
        Message(DUE, (Person(number, group.id),), About("x", ""), {"groups": (group.name,), "due": now})
        for number in [*cast.users.values(), *range(100_000, 101_000)]
    ]
    with django_assert_num_queries(3):  # contacts, units and insert; who has no account is told nothing
        assert services.send_many(messages, now=now) == len(cast.users)


def test_what_is_done_asks_for_nothing_any_more(cast, now):
    services.send_many([due_of(cast, 0, now), due_of(cast, 1, now)], now=now)
    done = [Done(cast.school.id, now.date(), f"check:{cast.school.classes[0].id}")]

    assert services.settle_many(done, templates=[CLOCK], now=now) == 0
    assert services.settle_many(done, templates=[DUE], now=now) == 1
    assert queries.count_unread(cast.users["teacher"]) == 0
    assert queries.count_unread(cast.users["teacher2"]) == 1


def test_round_is_made_once(now):
    assert services.begin_rounds(["morning", "noon"], now=now) == {"morning", "noon"}
    assert services.begin_rounds(["noon", "evening"], now=now) == {"evening"}
    assert queries.rounds_made(["morning", "night"]) == {"morning"}


def test_unread_stand_first(cast, now):
    to, actor = role_at(cast.school.id, "EPIDEMIC_REPORTER"), cast.actor("reporter", now)
    for minutes in (10, 20):
        moment = now + dt.timedelta(minutes=minutes)
        services.send(CLOCK, to=to, about=About(f"{minutes}", ""), now=moment, minutes=minutes)
    latest, _ = queries.list_own(actor)[0]
    services.mark_read(actor=actor, now=now, key=latest.key)

    assert [line.is_unread for line in queries.list_own(actor)[0]] == [True, False]


def test_notice_of_another_person_does_not_exist(cast, now):
    services.send_many([due_of(cast, 0, now)], now=now)
    row = Notice.objects.get()

    with pytest.raises(NotVisible):
        services.mark_read(actor=cast.actor("principal", now), now=now, key=Key(row.school_id, row.id))
    assert services.mark_all_read(actor=cast.actor("principal", now), now=now) == 0
    assert queries.count_unread(cast.users["teacher"]) == 1
