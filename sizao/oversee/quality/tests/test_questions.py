"""What stands out in reports becomes a question; the unit answers, the level above closes; speed alone asks nothing."""

import datetime as dt

import pytest

from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.errors import Forbidden, NotVisible
from sizao.core.ids import new_id
from sizao.core.loops import OtherPersonNeeded
from sizao.demo.cast import COUNTY
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.oversee.quality import queries, services
from sizao.oversee.quality.models import Question

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
DAYS = 12


def school_days(now, count: int = DAYS) -> list[dt.date]:
    """List the latest weekdays before today."""
    days = [now.date() - dt.timedelta(days=back) for back in range(1, 3 * count)]
    return sorted([day for day in days if day.weekday() < 5][:count])


def plan(school, who: Actor, days, *, ill: int, at) -> list:
    """Plan morning reports of all classes of a school; `at` gives the moment by day and class."""
    planned = []
    for day in days:
        for place, group in enumerate(school.classes):
            moment = at(day, place)
            entries = tuple(Entry(person, symptoms=("COUGH",)) for person in group.people[:ill])
            planned.append((who, moment, Check(new_id(moment), school.id, group.id, day, "MORNING", entries=entries)))
    return planned


def usual(now):
    """Report at a different moment every day."""

    def at(day, place):
        return dt.datetime.combine(day, dt.time(7, 40 + place, (day.day * 7 + place) % 60), now.tzinfo)

    return at


@pytest.fixture
def opened(cast, now):
    for day in school_days(now):
        checks.open_slots(actor=JOB, now=dt.datetime.combine(day, dt.time(7, 30), now.tzinfo), day=day)


def send(now, *plans) -> None:
    outcomes = checks.submit_planned(actor=JOB, now=now, planned=[one for plan in plans for one in plan])
    assert not [one for one in outcomes if isinstance(one, Exception)]


def asked(cast, now) -> list[Question]:
    services.ask_questions(actor=JOB, now=now, county_id=COUNTY)
    return list(Question.objects.whole_tree(reason="test").order_by("kind", "unit_id"))


def test_silent_school_among_ill_ones_is_asked(cast, now, opened):
    days = school_days(now)
    send(
        now,
        plan(cast.school, JOB, days, ill=6, at=usual(now)),
        plan(cast.neighbor_school, JOB, days, ill=0, at=usual(now)),
    )

    silent = [one for one in asked(cast, now) if one.kind == "SILENCE"]
    assert [one.unit_id for one in silent] == [cast.neighbor_school.id]
    assert silent[0].numbers["expected"] > 10 and silent[0].probability < 0.01


def test_report_of_the_same_second_every_day_is_asked(cast, now, opened):
    def scripted(day, place):
        return dt.datetime.combine(day, dt.time(7, 45, 3 if place == 0 else (day.day * 11) % 60), now.tzinfo)

    send(now, plan(cast.school, JOB, school_days(now), ill=0, at=scripted))

    found = [one for one in asked(cast, now) if one.kind == "SCRIPT"]
    assert [one.unit_id for one in found] == [cast.school.classes[0].id]


def test_fast_ordinary_reports_are_not_asked(cast, now, opened):
    days = school_days(now)
    send(
        now,
        plan(cast.school, JOB, days, ill=1, at=usual(now)),
        plan(cast.neighbor_school, JOB, days, ill=1, at=usual(now)),
    )

    assert asked(cast, now) == []


def test_nothing_is_asked_twice(cast, now, opened):
    days = school_days(now)
    send(
        now,
        plan(cast.school, JOB, days, ill=6, at=usual(now)),
        plan(cast.neighbor_school, JOB, days, ill=0, at=usual(now)),
    )
    first = len(asked(cast, now))

    assert len(asked(cast, now + dt.timedelta(days=7))) == first


@pytest.fixture
def question(cast, now) -> Question:
    row = Question(
        school_id=cast.school.id, id=new_id(now), kind="SILENCE", unit_id=cast.school.id, probability=1e-4,
        numbers={"reports": 480, "expected": 61.0, "chance": 1e-4}, first=now.date() - dt.timedelta(days=56),
        until=now.date(), asked_at=now, state="ASKED", state_since=now, county_id=COUNTY,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def answer(cast, now, question, who: str):
    return services.answer_question(
        actor=cast.actor(who, now), now=now, school_id=question.school_id, question_id=question.id, answer="晨检都看了"
    )


def test_school_answers_and_county_closes(cast, now, question):
    answer(cast, now, question, "principal")
    closed = services.close_question(
        actor=cast.actor("county", now), now=now, school_id=question.school_id, question_id=question.id
    )

    assert (closed.state, closed.answer) == ("CLOSED", "晨检都看了")


def test_school_does_not_close_its_own_question(cast, now, question):
    with pytest.raises((Forbidden, OtherPersonNeeded)):
        services.close_question(
            actor=cast.actor("principal", now), now=now, school_id=question.school_id, question_id=question.id
        )


def test_neighbor_does_not_know_of_it(cast, now, question, signed_in):
    page = f"/quality/{Key(question.school_id, question.id)}/"

    with pytest.raises((Forbidden, NotVisible)):
        answer(cast, now, question, "neighbor")
    assert signed_in("neighbor").get(page).status_code == 404
    assert signed_in("other_county").get(page).status_code == 404
    assert queries.list_questions(cast.actor("neighbor", now)).count() == 0


def test_page_asks_in_words_and_takes_the_answer(question, signed_in):
    page = f"/quality/{Key(question.school_id, question.id)}/"
    browser = signed_in("principal")
    shown = browser.get(page).content.decode()
    answered = browser.post(page, {"which": "answer", "answer": "晨检都看了"})

    assert "480份上报都是零报告" in shown and "1/10,000" in shown
    assert answered.status_code == 303
    assert "晨检都看了" in signed_in("county").get(page).content.decode()
    assert browser.post(page, {"which": "answer", "answer": ""}).status_code == 422
