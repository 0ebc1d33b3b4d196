"""The tracking register: each absence through illness from its first day to the return, and who wrote it down."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sizao.core.converters import Key
from sizao.core.errors import Invalid
from sizao.core.ids import new_id
from sizao.detect.absences import services as absences
from sizao.detect.absences.queries import TrackedAbsence
from sizao.detect.absences.services import Cause
from sizao.detect.checks import services
from sizao.detect.checks.queries import Entry
from sizao.detect.registers.queries import TrackingRegister, absences_sheet, cells, get_tracking_register
from sizao.detect.registers.tests.registering import JOB, add_guardian, assess, pupil, report, tables_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(cast, now):
    """Slots from Monday to Friday, each day at eight."""
    days = [now + dt.timedelta(days=number) for number in range(5)]
    for day in days:
        services.open_slots(actor=JOB, now=day, day=day.date())
    return days


def sick(cast, number: int = 1, **values):
    return pupil(cast, number, **{"presence": "ABSENT", "absence_reason": "ILLNESS", "symptoms": ("COUGH",), **values})


def register(cast, at, *, days: int = 5, who: str = "doctor", until=None) -> TrackingRegister:
    first = dt.date(2026, 11, 23)
    until = until or first + dt.timedelta(days=days - 1)
    return get_tracking_register(cast.actor(who, at), unit_id=cast.school.id, first=first, until=until, now=at)


def absences_of(cast, at) -> list[TrackedAbsence]:
    return [line.absence for line in register(cast, at).lines]


def test_absence_is_followed_day_by_day_to_the_return(cast, week):
    monday, tuesday, wednesday, thursday, friday = week
    report(cast, monday, 0, sick(cast), who="teacher")
    report(cast, tuesday, 0, sick(cast, symptoms=("COUGH", "FEVER"), temperature_celsius=38.2), who="teacher")
    report(cast, thursday, 0, who="teacher")

    (line,) = register(cast, friday).lines
    one = line.absence
    assert (line.person.name, one.since, one.returned_on, one.left_at) == ("曹轩", monday.date(), thursday.date(), None)
    assert cells.follow_ups(one.days) == ["11-24 病假 咳嗽 发热 38.2℃", "11-25 未报", "11-26 返校"]
    assert one.entry.symptoms == ("COUGH", "FEVER") and wednesday.date() in {day.day for day in one.days}


def test_absence_without_a_later_report_is_open_and_says_so(cast, week, signed_in):
    monday = week[0]
    report(cast, monday, 0, sick(cast), who="teacher")
    (one,) = absences_of(cast, monday)
    url = f"/checks/registers/{cast.school.id}/absences/?first=2026-11-23&until=2026-11-23"
    ((row,),) = tables_of(signed_in("doctor").get(url).content.decode())

    assert (one.days, one.returned_on) == ((), None)
    assert row[:4] == ["三(1)班", "2", "曹轩", "女"] and "未返校" in row and "当日未到校" in row


def test_pupil_who_comes_back_and_falls_ill_again_has_two_rows(cast, week):
    monday, tuesday, wednesday, *_rest = week
    report(cast, monday, 0, sick(cast), who="teacher")
    report(cast, tuesday, 0, who="teacher")
    report(cast, wednesday, 0, sick(cast), who="teacher")

    assert [(one.since.day, one.returned_on and one.returned_on.day) for one in absences_of(cast, wednesday)] == [
        (23, 24), (25, None)
    ]  # fmt: skip


def test_open_cause_is_traced_and_both_writers_are_named(cast, week):
    monday = week[0]
    report(cast, monday, 0, sick(cast, absence_reason="PENDING", symptoms=()), who="teacher")
    assert absences_of(cast, monday)[0].traced_by == ""
    at = monday.replace(hour=10)
    absences.trace_cause(
        actor=cast.actor("reporter", at), now=at, key=Key(cast.school.id, cast.school.classes[0].people[1]),
        cause=Cause("ILLNESS", ("FEVER",), monday.date(), True), request_id=new_id(at),
    )  # fmt: skip

    (one,) = absences_of(cast, at)
    assert (one.recorded_by, one.traced_by, one.version) == ("王敏", "郑主任", 2)
    assert (one.entry.absence_reason, one.entry.symptoms, one.entry.seen_doctor) == ("ILLNESS", ("FEVER",), True)


def test_corrected_away_and_other_reasons_are_no_sickness_absence(cast, week):
    monday = week[0]
    report(cast, monday, 0, sick(cast), pupil(cast, 2, presence="ABSENT", absence_reason="PRIVATE"), who="teacher")
    report(cast, monday, 0, who="teacher", base_version=1, reason="记错")

    assert register(cast, monday).lines == ()


def test_pupil_who_left_names_the_hour(cast, week):
    monday = week[0]
    at = monday.replace(hour=10)
    report(cast, monday, 0, who="teacher")
    report(cast, at, 0, pupil(cast, 3, presence="LEFT", symptoms=("FEVER",)), session="OBSERVATION", who="teacher")

    (line,) = register(cast, at).lines
    assert (line.person.name, line.absence.left_at, line.absence.since) == ("邓睿", at, monday.date())


def test_pupil_sent_home_by_the_doctor_is_absent_from_then(cast, week):
    monday, tuesday, *_rest = week
    report(cast, monday, 0, pupil(cast, 0, symptoms=("FEVER",)), who="teacher")
    assess(cast, monday.replace(hour=9), 0, "CONFIRMED", disposition="SENT_HOME")
    report(cast, tuesday, 0, who="teacher")

    (one,) = absences_of(cast, tuesday)
    assert (one.left_at, one.returned_on) == (monday.replace(hour=9), tuesday.date())
    assert cells.assessment_words(one.assessment, register(cast, tuesday).sight) == "属实，离校回家"


def test_absence_that_began_before_the_range_is_shown_and_one_that_ended_is_not(cast, week):
    monday, tuesday, wednesday, *_rest = week
    report(cast, monday, 0, sick(cast, 1), sick(cast, 2), who="teacher")
    report(cast, tuesday, 0, sick(cast, 2), who="teacher")
    report(cast, wednesday, 0, who="teacher")

    found = get_tracking_register(
        cast.actor("doctor", wednesday), unit_id=cast.school.id, first=wednesday.date(), until=wednesday.date(),
        now=wednesday,
    )  # fmt: skip
    assert [one.person.name for one in found.lines] == ["陈雨涵"]


def test_home_address_is_not_asked_and_the_page_says_why(cast, week, signed_in):
    add_guardian(cast, 1, "4321")
    report(cast, week[0], 0, sick(cast), who="teacher")
    page = signed_in("teacher").get(f"/checks/registers/{cast.school.groups[0].id}/absences/").content.decode()
    titles = [one.title for one in absences_sheet(register(cast, week[0])).headings]

    assert "不登记家庭住址" in page and "尾号4321" in page
    assert not any("住址" in title or "地址" in title for title in titles)


def test_reporter_without_the_right_to_guardians_sees_no_phone(cast, week, signed_in):
    add_guardian(cast, 1, "4321")
    report(cast, week[0], 0, sick(cast), who="teacher")
    url = f"/checks/registers/{cast.school.id}/absences/"

    assert "4321" not in signed_in("reporter").get(url).content.decode()
    seen = signed_in("inspector").get(f"{url}?purpose=检查").content.decode()
    assert "2号" in seen and "4321" not in seen and "曹轩" not in seen


@pytest.mark.parametrize(("first", "until"), [("2026-11-24", "2026-11-23"), ("2026-01-01", "2026-11-23"), ("x", "")])
def test_range_that_cannot_be_is_refused_with_its_reason(cast, now, signed_in, first, until):
    answer = signed_in("doctor").get(f"/checks/registers/{cast.school.id}/absences/?first={first}&until={until}")

    assert answer.status_code == 422 and "需要修改" in answer.content.decode()


def test_range_too_long_is_refused_by_the_query_too(cast, now):
    with pytest.raises(Invalid):
        register(cast, now, until=dt.date(2027, 11, 23))


def test_register_costs_the_same_for_one_absence_and_many(cast, week):
    monday, tuesday, *_rest = week
    report(cast, monday, 0, sick(cast), who="teacher")
    with CaptureQueriesContext(connection) as alone:
        register(cast, tuesday)
    for group, who in ((1, "teacher2"), (2, "teacher3")):
        people = [pupil_of(cast, group, number) for number in range(6)]
        report(cast, monday, group, *people, who=who)
        report(cast, tuesday, group, *people[:3], who=who)
    with CaptureQueriesContext(connection) as many:
        found = register(cast, tuesday)

    assert len(found.lines) == 13 and len(many) == len(alone) <= 16


def pupil_of(cast, group: int, number: int) -> Entry:
    person = cast.school.groups[group].people[number]
    return Entry(person, presence="ABSENT", absence_reason="ILLNESS", symptoms=("FEVER",))


@pytest.mark.parametrize(
    ("where", "chosen"),
    [
        ("{unit}/2026-11-18/", "2026-11-18"),
        ("{unit}/absences/?first=2026-11-02&until=2026-11-18", "2026-11-18"),
        ("{unit}/months/2026-10/", "2026-10-31"),
        ("{unit}/months/2026-11/", "2026-11-23"),
        ("{unit}/absences/", "2026-11-23"),
    ],
)
def test_tabs_stay_at_the_chosen_day_and_its_week(cast, signed_in, where, chosen):
    base = f"/checks/registers/{cast.school.groups[0].id}/"
    page = signed_in("teacher").get("/checks/registers/" + where.format(unit=cast.school.groups[0].id))
    urls = [one["url"].removeprefix(base) for one in page.context["tabs"]]

    first = dt.date.fromisoformat(chosen) - dt.timedelta(days=6)
    assert urls == [f"{chosen}/", f"months/{chosen[:7]}/", f"absences/?first={first}&until={chosen}"]
