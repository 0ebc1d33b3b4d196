"""A message becomes a question of the class's check: who may write, what is refused, what is counted."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.detect.checks import queries as checks
from sizao.detect.checks import services as reports
from sizao.detect.checks.queries import Check
from sizao.detect.screening import queries, services
from sizao.detect.screening.tests.conftest import JOB
from sizao.registry.roster import services as roster

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("slots")]
MINUTE = dt.timedelta(minutes=1)


def asked(cast, now, number: int = 0) -> list:
    group = cast.school.classes[number]
    unit = cast.actor(("teacher", "teacher2")[number], now).grants[0].unit
    assert unit.id == group.id
    return checks.list_questions(JOB, group=unit, day=now.date())


def check(cast, now, **changes) -> Check:
    return Check(new_id(now), cast.school.id, cast.school.classes[0].id, now.date(), "MORNING", **changes)


def test_message_is_a_question_with_the_entry_it_proposes(cast, now, send, child):
    send()

    (question,) = asked(cast, now)
    assert (question.kind, question.person_id, question.asked_on) == ("GUARDIAN_MESSAGE", child, now.date())
    entry = question.entry
    assert (entry.presence, entry.absence_reason, entry.symptoms) == ("ABSENT", "ILLNESS", ("FEVER", "COUGH"))
    assert (entry.onset_date, entry.seen_doctor) == (now.date() - dt.timedelta(days=1), True)


def test_private_leave_proposes_nothing_about_health(cast, now, send):
    send(leave="PRIVATE", symptoms=("FEVER",))

    entry = asked(cast, now)[0].entry
    assert (entry.absence_reason, entry.symptoms, entry.is_ill) == ("PRIVATE", (), False)


def test_report_is_refused_while_the_message_stands_and_counts_the_child_once(cast, now, send):
    send()
    teacher = cast.actor("teacher", now)
    with pytest.raises(reports.QuestionsOpen):
        reports.submit_one(actor=teacher, now=now, check=check(cast, now))

    entry = asked(cast, now)[0].entry
    receipt = reports.submit_one(actor=teacher, now=now, check=check(cast, now, entries=(entry,)))
    while reports.fold(actor=JOB, now=now):
        pass

    assert (receipt.ill, receipt.absent) == (1, 1) and asked(cast, now) == []
    county = cast.actor("county", now)
    day = checks.tally_sessions(county, unit=county.grants[0].unit, day=now.date())
    assert day["DAY"].ill == 1


def test_same_message_sent_again_writes_nothing(cast, now, send, message):
    one = message()
    actor = cast.actor("guardian", now)
    first = services.send_report(actor=actor, now=now, report=one)
    again = services.send_report(actor=actor, now=now + MINUTE, report=one)

    assert first == again and len(asked(cast, now)) == 1


def test_second_message_waits_for_the_first_to_be_taken_back(cast, now, send):
    sent = send()
    with pytest.raises(services.AlreadyReported):
        send(at=now + MINUTE, leave="PRIVATE", symptoms=())
    services.withdraw_report(actor=cast.actor("guardian", now), now=now, school_id=cast.school.id, report_id=sent)
    send(at=now + MINUTE, leave="PRIVATE", symptoms=())

    assert [one.entry.absence_reason for one in asked(cast, now)] == ["PRIVATE"]


def test_what_nobody_answered_yesterday_gives_way_to_todays_message(cast, now, send):
    send()
    tomorrow = now + dt.timedelta(days=1)
    send(at=tomorrow, day=tomorrow.date(), symptoms=("RASH",))

    assert [one.entry.symptoms for one in asked(cast, tomorrow)] == [("RASH",)]


def test_answered_message_cannot_be_taken_back(cast, now, send, child):
    sent = send()
    actor = cast.actor("guardian", now)
    done = check(cast, now, recovered=(child,))
    reports.submit_one(actor=cast.actor("teacher", now), now=now, check=done)

    with pytest.raises(reports.QuestionAnswered):
        services.withdraw_report(actor=actor, now=now, school_id=cast.school.id, report_id=sent)
    (line,) = queries.list_reports(queries.list_children(actor), today=now.date())
    assert line.state == "DISMISSED"


@pytest.mark.parametrize("who", ["teacher", "doctor", "principal", "county", "guard"])
def test_who_is_no_guardian_may_not_write(send, who):
    with pytest.raises(Forbidden):
        send(who)


def test_another_ones_child_is_not_found(cast, send):
    with pytest.raises(NotVisible):
        send(person_id=cast.school.classes[0].people[1])
    with pytest.raises(NotVisible):
        send(school_id=cast.neighbor_school.id, person_id=cast.neighbor_school.classes[0].people[3])


def test_guardian_of_two_schools_writes_to_each_and_sees_both(cast, now, send):
    own = cast.school.classes[1].people[1]
    other = cast.neighbor_school.classes[0].people[3]
    send("guardian2", person_id=own)
    send("guardian2", school_id=cast.neighbor_school.id, person_id=other)

    actor = cast.actor("guardian2", now)
    lines = queries.list_reports(queries.list_children(actor), today=now.date())
    assert {(one.school_id, one.person_id) for one in lines} == {
        (cast.school.id, own), (cast.neighbor_school.id, other),
    }  # fmt: skip
    assert [one.person_id for one in asked(cast, now, 1)] == [own]


def test_bad_message_writes_nothing(cast, now, send):
    with pytest.raises(Invalid):
        send(onset_date=now.date() + dt.timedelta(days=1))
    with pytest.raises(Invalid):
        send(symptoms=("PLAGUE",))

    assert asked(cast, now) == []


def test_message_after_the_report_does_not_stop_a_correction(cast, now, send):
    teacher = cast.actor("teacher", now)
    reports.submit_one(actor=teacher, now=now, check=check(cast, now))
    send()
    other = checks.Entry(cast.school.classes[0].people[5], symptoms=("COUGH",))
    receipt = reports.submit_one(actor=teacher, now=now, check=check(cast, now, base_version=1, entries=(other,)))

    assert receipt.version == 2 and len(asked(cast, now)) == 1


def test_child_who_left_the_class_holds_up_no_report(cast, now, send, child):
    send()
    roster.move_people(
        actor=JOB, now=now, school_id=cast.school.id, places=[roster.NewPlace(child, cast.school.classes[2].id)],
        moved_on=now.date(),
    )  # fmt: skip

    assert reports.submit_one(actor=cast.actor("teacher", now), now=now, check=check(cast, now)).version == 1


def test_entry_is_kept_whole_in_the_questions_line(now):
    from sizao.detect.checks.rules import entry_of_hint, hint_of

    person = uuid.uuid4()
    codes = tuple(checks.Symptom.values())
    entry = replace(
        checks.Entry(person, presence="ABSENT", absence_reason="ILLNESS", symptoms=codes), onset_date=now.date(),
        seen_doctor=False, temperature_celsius=None, temperature_site="FOREHEAD",
    )  # fmt: skip
    assert entry_of_hint(person, hint_of(entry)) == entry and len(hint_of(entry)) <= 200
    assert entry_of_hint(person, "PRESENT||FEVER").symptoms == ("FEVER",)
