"""The evening check by room: slots, one submit path, one person-day, keepers of one building, exactly once."""

import datetime as dt
import json

import pytest

from sizao.core.actor import Actor
from sizao.core.errors import NotVisible
from sizao.core.ids import new_id
from sizao.core.notify.models import Notice
from sizao.detect.checks import handlers, queries, services
from sizao.detect.checks.facts import CheckSubmitted
from sizao.detect.checks.models import CheckEntry, HealthCheck, PersonQuestion, SchoolDay, Slot
from sizao.detect.checks.rules import Check, Entry
from sizao.detect.checks.tests.sending import send

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
NOT_BACK = {"presence": "NOT_BACK"}
ILL = {"presence": "PRESENT", "symptoms": ["FEVER"]}


@pytest.fixture
def evening(cast, now, dorm, monkeypatch):
    """Monday 19:00, all sessions open."""
    later = now.replace(hour=19)
    services.open_slots(actor=JOB, now=later, day=now.date())
    monkeypatch.setattr("sizao.core.clock.now", lambda: later)
    return later


def where(dorm, now) -> str:
    return f"/checks/dorms/{dorm.key}/{now.date()}/evening/"


def keys(dorm, now, *, base: int = 0) -> dict:
    return {f"key-{room.number}": str(new_id(now)) for room in dorm.rooms} | {
        f"base-{room.number}": base for room in dorm.rooms
    }


def stored(dorm, room: int = 0) -> list[HealthCheck]:
    rows = HealthCheck.objects.whole_tree(reason="test").filter(group_id=dorm.rooms[room].number)
    return list(rows.order_by("version"))


def check_of(cast, now, dorm, room: int = 0, **changes) -> Check:
    values = {"id": new_id(now), "school_id": cast.school.id, "group_id": dorm.rooms[room].number, "day": now.date()}
    return Check(**{**values, "session": "EVENING", **changes})


def test_opening_makes_a_slot_a_room_and_asks_no_class_about_who_has_a_room(cast, now, dorm, evening):
    rows = Slot.objects.whole_tree(reason="test").filter(session="EVENING", school_id=cast.school.id)
    rooms = {row.group_id: row.enrolled for row in rows if row.group_kind == "ROOM"}
    assert rooms == {room.number: 2 for room in dorm.rooms}
    assert not [row for row in rows if row.group_kind == "CLASS"]
    services.fold(actor=JOB, now=evening)
    assert (
        SchoolDay.objects.whole_tree(reason="test").get(school_id=cast.school.id, session="EVENING").expected == 4
    )  # with the canteen
    assert services.open_slots(actor=JOB, now=evening, day=now.date()) == 0


def test_boarder_without_a_room_stays_with_the_class(cast, now, dorm):
    from sizao.registry.roster import services as roster

    roster.unhouse_people(
        actor=cast.actor("reporter", now), now=now, school_id=cast.school.id, person_ids=dorm.rooms[0].people,
        left_on=now.date(), stays_boarder=True,
    )  # fmt: skip
    services.open_slots(actor=JOB, now=now.replace(hour=19), day=now.date())
    group = cast.school.classes[1].id
    assert Slot.objects.whole_tree(reason="test").get(session="EVENING", group_kind="CLASS").enrolled == 2
    page = queries.get_check_page(
        cast.actor("teacher2", now), group_id=group, day=now.date(), session="EVENING", now=now.replace(hour=19)
    )
    assert {one.id for one in page.people} == set(dorm.rooms[0].people)


@pytest.mark.parametrize(
    ("who", "status"),
    [("keeper", 200), ("doctor", 200), ("reporter", 200), ("dorm", 200), ("principal", 403), ("guard", 403),
     ("county", 403), ("teacher", 404), ("canteen", 404), ("neighbor", 404), ("neighbor_principal", 404),
     ("other_county", 404)],
)  # fmt: skip
def test_page_is_open_to_the_building_s_own_alone(cast, now, dorm, evening, signed_in, who, status):
    page = signed_in(who).get(where(dorm, now))
    assert page.status_code == status
    assert ("安子宁" in page.content.decode()) == (status == 200)


def test_building_nil_is_one_post_with_a_report_a_room_and_a_resend_writes_nothing(cast, now, dorm, evening, signed_in):
    browser, sent = signed_in("keeper"), keys(dorm, now)
    assert [browser.post(where(dorm, now), sent).status_code for _twice in range(2)] == [302, 302]

    assert [len(stored(dorm, room)) for room in range(3)] == [1, 1, 1]
    row = stored(dorm)[0]
    assert (row.group_kind, row.enrolled, row.ill, row.absent, row.submitted_role) == ("ROOM", 2, 0, 0, "DORM_KEEPER")
    assert "都已上报" in browser.get(where(dorm, now)).content.decode()


def test_one_room_is_reported_alone_and_what_was_typed_elsewhere_stays(cast, now, dorm, evening, signed_in):
    other = dorm.rooms[1].people[0]
    sent = {**keys(dorm, now), "only": dorm.rooms[0].number, f"entry-{other}": json.dumps(ILL)}
    answer = signed_in("keeper").post(where(dorm, now), sent, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert answer.status_code == 200 and "已上报1间" in page and "还有2间未报" in page
    assert [len(stored(dorm, room)) for room in range(3)] == [1, 0, 0]
    assert f'name="entry-{other}"' in page


def test_not_back_is_its_own_answer_and_told_at_once_without_a_name(cast, now, dorm, evening, signed_in):
    person = dorm.rooms[0].people[0]
    signed_in("keeper").post(where(dorm, now), {**keys(dorm, now), f"entry-{person}": json.dumps(NOT_BACK)})
    entry = CheckEntry.objects.whole_tree(reason="test").get()
    assert (entry.presence, entry.absence_reason, entry.kind) == ("ABSENT", "NOT_BACK", "ABSENT")
    page = signed_in("keeper").get(where(dorm, now)).content.decode()
    assert "未归" in page and "1人未归" in page

    row = stored(dorm)[0]
    fact = CheckSubmitted(
        cast.school.id, row.id, row.group_id, "ROOM", row.day, "EVENING", 1, 0, 1, is_late=False, is_withdrawn=False,
        pending=(),
    )  # fmt: skip
    handlers.tell_not_back([fact], now=evening)
    told = {one.recipient_id: one.params for one in Notice.objects.filter(kind="checks.not_back")}
    assert {cast.users["teacher2"], cast.users["principal"]} <= set(told)
    assert "安子宁" not in json.dumps(list(told.values()), ensure_ascii=False)


def test_entry_by_room_and_by_class_is_one_person_day(cast, now, dorm, evening):
    person, group = dorm.rooms[0].people[0], cast.school.classes[1]
    ill = Entry(person, symptoms=("FEVER",))
    by_class = Check(new_id(now), cast.school.id, group.id, now.date(), "MORNING", entries=(ill,))
    services.submit_one(actor=cast.actor("teacher2", now), now=now, check=by_class)
    services.submit_one(actor=cast.actor("keeper", now), now=evening, check=check_of(cast, now, dorm, entries=(ill,)))
    services.fold(actor=JOB, now=evening)

    rows = SchoolDay.objects.whole_tree(reason="test").filter(school_id=cast.school.id)
    assert {row.session: row.ill for row in rows} == {"MORNING": 1, "EVENING": 1, "DAY": 1, "NOON": 0}


def test_second_of_two_keepers_is_shown_what_the_first_reported(cast, now, dorm, evening, signed_in):
    person = dorm.rooms[0].people[0]
    first, second = keys(dorm, now), keys(dorm, now)
    signed_in("keeper").post(where(dorm, now), {**first, f"entry-{person}": json.dumps(ILL)})
    answer = signed_in("keeper2").post(where(dorm, now), second, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert answer.status_code == 422 and "有3间没有上报" in page and "宋阿姨" in page and "发热" in page
    assert [len(stored(dorm, room)) for room in range(3)] == [1, 1, 1]


def test_keeper_of_another_building_and_a_class_teacher_cannot_report_a_room(cast, now, dorm, evening):
    for who in ("teacher2", "canteen", "neighbor"):
        with pytest.raises(NotVisible):
            services.submit_one(actor=cast.actor(who, now), now=evening, check=check_of(cast, now, dorm))
    with pytest.raises(services.UnknownPerson):
        entry = Entry(dorm.rooms[1].people[0], symptoms=("FEVER",))
        services.submit_one(
            actor=cast.actor("keeper", now), now=evening, check=check_of(cast, now, dorm, entries=(entry,))
        )
    with pytest.raises(NotVisible):
        check = Check(new_id(now), cast.school.id, cast.school.classes[0].id, now.date(), "EVENING")
        services.submit_one(actor=cast.actor("keeper", now), now=evening, check=check)


def test_list_of_rooms_by_the_api_has_the_page_s_digest(cast, now, dorm, evening, signed_in):
    """A phone that lost the answer sends the same rooms by the API: each is answered with its first receipt."""
    person = dorm.rooms[0].people[0]
    sent = keys(dorm, now)
    browser = signed_in("keeper")
    browser.post(where(dorm, now), {**sent, f"entry-{person}": json.dumps(NOT_BACK)})
    rows = [
        {"id": sent[f"key-{room.number}"], "school_id": cast.school.id, "group_id": room.number,
         "day": str(now.date()), "session": "EVENING", "source": "OFFLINE",
         "entries": [{"person_id": str(person), "presence": "ABSENT", "absence_reason": "NOT_BACK"}]
         if room is dorm.rooms[0] else []}
        for room in dorm.rooms
    ]  # fmt: skip
    answer = send(browser, rows)
    assert answer.status_code == 200
    assert [one["receipt"]["is_repeat"] for one in answer.json()["results"]] == [True] * 3
    assert [len(stored(dorm, room)) for room in range(3)] == [1, 1, 1]


def test_who_was_ill_in_the_room_is_asked_about_by_the_class_in_the_morning(cast, now, dorm, evening):
    person = dorm.rooms[0].people[0]
    check = check_of(cast, now, dorm, entries=(Entry(person, symptoms=("FEVER",)),))
    services.submit_one(actor=cast.actor("keeper", now), now=evening, check=check)
    tomorrow = now + dt.timedelta(days=1)
    services.open_slots(actor=JOB, now=tomorrow, day=tomorrow.date())

    question = PersonQuestion.objects.whole_tree(reason="test").get()
    assert (question.person_id, question.group_id) == (person, cast.school.classes[1].id)


def test_correction_of_a_room_keeps_the_first_report(cast, now, dorm, evening, signed_in):
    browser, number = signed_in("keeper"), dorm.rooms[0].number
    browser.post(where(dorm, now), keys(dorm, now))
    page = browser.get(f"{where(dorm, now)}?edit={number}").content.decode()
    assert f'name="base-{number}" value="1"' in page and page.count('name="key-') == 1
    sent = {f"key-{number}": str(new_id(now)), f"base-{number}": 1, "only": number}
    browser.post(where(dorm, now), {**sent, f"entry-{dorm.rooms[0].people[1]}": json.dumps(ILL)})
    assert [(row.version, row.ill) for row in stored(dorm)] == [(1, 0), (2, 1)]


def test_boarder_without_javascript_has_a_page_of_their_own(cast, now, dorm, evening, signed_in):
    browser, person = signed_in("keeper"), dorm.rooms[0].people[0]
    page = browser.get(f"{where(dorm, now)}?person={person}").content.decode()
    assert "未归" in page and "安子宁" in page
    assert browser.post(f"{where(dorm, now)}?person={person}", {"presence": "NOT_BACK"}).status_code == 302
    assert stored(dorm)[0].absent == 1
    outsider = cast.school.classes[0].people[0]
    assert browser.get(f"{where(dorm, now)}?person={outsider}").status_code == 404


def test_wrong_forms_are_refused_in_words(cast, now, dorm, evening, signed_in):
    browser, outsider = signed_in("keeper"), cast.school.classes[0].people[0]
    assert browser.post(where(dorm, now), {}).status_code == 422
    foreign = browser.post(where(dorm, now), {**keys(dorm, now), f"entry-{outsider}": json.dumps(ILL)})
    assert foreign.status_code == 422 and "有人当天不住这里" in foreign.content.decode()
    assert stored(dorm) == []


def test_page_costs_the_same_whatever_the_rooms(cast, now, dorm, evening, signed_in, django_assert_max_num_queries):
    browser = signed_in("keeper")
    with django_assert_max_num_queries(18):
        assert browser.get(where(dorm, now)).status_code == 200


def test_building_is_reminded_once_and_settled_when_every_room_is_in(cast, now, dorm, evening, signed_in):
    late = now.replace(hour=21, minute=20)
    assert services.remind_missing(actor=JOB, now=late) > 0
    told = Notice.objects.filter(kind="checks.due_soon", recipient_id__in=[cast.users["keeper"], cast.users["keeper2"]])
    assert {one.url for one in told} == {where(dorm, now)} and told.count() == 2
    signed_in("keeper").post(where(dorm, now), keys(dorm, now))
    facts = [
        CheckSubmitted(cast.school.id, stored(dorm, room)[0].id, dorm.rooms[room].number, "ROOM", now.date(), "EVENING",
                       1, 0, 0, is_late=False, is_withdrawn=False, pending=())
        for room in range(3)
    ]  # fmt: skip
    handlers.settle_reminders(facts, now=late)
    assert not told.filter(read_at__isnull=True).exists()


def test_today_leads_the_keeper_to_the_building_in_two_taps(cast, now, dorm, evening, signed_in):
    page = signed_in("keeper").get("/today/").content.decode()
    assert where(dorm, now) in page and "去上报" in page and "还有3间未报" in page
