"""Submitting: what is written, what is refused, and that nothing is lost or doubled."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from sizao.core.actor import Actor
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.detect.checks import services
from sizao.detect.checks.models import CheckEntry, HealthCheck, SchoolDay
from sizao.detect.checks.rules import Check, Entry

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")


@pytest.fixture
def slots(cast, now):
    services.open_slots(actor=JOB, now=now, day=now.date())


def check_of(cast, now, **changes) -> Check:
    group = cast.school.classes[0]
    values = {"id": new_id(now), "school_id": cast.school.id, "group_id": group.id, "day": now.date()}
    return Check(**{**values, "session": "MORNING", **changes})


def feverish(cast, number: int = 0) -> Entry:
    return Entry(cast.school.classes[0].people[number], symptoms=("FEVER",), temperature_celsius=Decimal("38.5"))


def test_nil_report_of_a_class_is_written_once_with_its_frozen_denominator(cast, now, slots):
    receipt = services.submit_one(actor=cast.actor("teacher", now), now=now, check=check_of(cast, now))

    row = HealthCheck.objects.whole_tree(reason="test").get()
    assert (receipt.version, receipt.enrolled, receipt.is_late) == (1, 36, False)
    assert (row.ill, row.absent, row.submitted_role, row.county_id) == (0, 0, "HOMEROOM_TEACHER", 430_102)


def test_resent_report_is_answered_with_the_first_result(cast, now, slots):
    check = check_of(cast, now, entries=(feverish(cast),))
    first = services.submit_one(actor=cast.actor("teacher", now), now=now, check=check)
    again = services.submit_one(actor=cast.actor("teacher", now), now=now, check=check)

    assert again.is_repeat and again.version == first.version
    assert HealthCheck.objects.whole_tree(reason="test").count() == 1


@pytest.mark.parametrize("change", [{"reason": "other"}, {"session": "NOON"}, {"day": dt.date(2026, 11, 20)}])
def test_same_id_with_other_content_or_day_is_refused(cast, now, slots, change):
    check = check_of(cast, now)
    services.submit_one(actor=cast.actor("teacher", now), now=now, check=check)

    with pytest.raises(services.KeyReused):
        services.submit_one(actor=cast.actor("teacher", now), now=now, check=check_of(cast, now, id=check.id, **change))


def test_second_first_report_is_refused_as_a_conflict(cast, now, slots):
    services.submit_one(actor=cast.actor("teacher", now), now=now, check=check_of(cast, now))

    with pytest.raises(services.VersionConflict):
        services.submit_one(actor=cast.actor("doctor", now), now=now, check=check_of(cast, now))


def test_two_first_reports_in_one_list_leave_one_and_refuse_the_other(cast, now, slots):
    checks = [check_of(cast, now), check_of(cast, now, entries=(feverish(cast),))]
    first, second = services.submit_check(actor=cast.actor("teacher", now), now=now, checks=checks)

    assert isinstance(first, services.Receipt)
    assert isinstance(second, services.VersionConflict)


def test_correction_adds_a_version_and_keeps_the_first(cast, now, slots):
    teacher = cast.actor("teacher", now)
    services.submit_one(actor=teacher, now=now, check=check_of(cast, now))
    later = check_of(cast, now, base_version=1, entries=(feverish(cast),))
    receipt = services.submit_one(actor=teacher, now=now, check=later)

    versions = HealthCheck.objects.whole_tree(reason="test").order_by("version").values_list("version", "ill")
    assert receipt.version == 2
    assert list(versions) == [(1, 0), (2, 1)]


def test_correction_after_the_cut_off_needs_a_reason(cast, now, slots):
    teacher, noon = cast.actor("teacher", now), now.replace(hour=11)
    services.submit_one(actor=teacher, now=now, check=check_of(cast, now))

    with pytest.raises(services.ReasonMissing):
        services.submit_one(actor=teacher, now=noon, check=check_of(cast, now, base_version=1))
    receipt = services.submit_one(actor=teacher, now=noon, check=check_of(cast, now, base_version=1, reason="漏记"))
    assert receipt.version == 2 and not receipt.is_late


def test_report_after_the_cut_off_is_late(cast, now, slots):
    at = now.replace(hour=10, minute=30)
    assert services.submit_one(actor=cast.actor("teacher", now), now=at, check=check_of(cast, now)).is_late


def test_report_is_taken_back_until_the_cut_off_and_not_after(cast, now, slots):
    teacher = cast.actor("teacher", now)
    services.submit_one(actor=teacher, now=now, check=check_of(cast, now))
    services.submit_one(actor=teacher, now=now, check=check_of(cast, now, base_version=1, is_withdrawn=True))
    services.submit_one(actor=teacher, now=now, check=check_of(cast, now, base_version=2))

    with pytest.raises(services.TooLateToWithdraw):
        late = check_of(cast, now, base_version=3, is_withdrawn=True)
        services.submit_one(actor=teacher, now=now.replace(hour=12), check=late)


@pytest.mark.parametrize(
    ("who", "error"),
    [("neighbor", NotVisible), ("teacher2", NotVisible), ("foreign", NotVisible), ("county", Forbidden),
     ("principal", Forbidden), ("guard", Forbidden), ("guardian", Forbidden)],
)  # fmt: skip
def test_only_who_may_submit_for_the_class_can(cast, now, slots, who, error):
    with pytest.raises(error):
        services.submit_one(actor=cast.actor(who, now), now=now, check=check_of(cast, now))


@pytest.mark.parametrize("who", ["teacher", "doctor", "health", "reporter"])
def test_teacher_and_health_staff_may_submit(cast, now, slots, who):
    assert services.submit_one(actor=cast.actor(who, now), now=now, check=check_of(cast, now)).version == 1


def test_unknown_class_is_not_found(cast, now, slots):
    with pytest.raises(NotVisible):
        services.submit_one(actor=cast.actor("teacher", now), now=now, check=check_of(cast, now, group_id=99))


def test_group_without_a_slot_is_refused(cast, now):
    with pytest.raises(services.CheckRefused, match="不用上报"):
        services.submit_one(actor=cast.actor("teacher", now), now=now, check=check_of(cast, now))


def test_day_too_long_ago_is_closed(cast, now, slots):
    with pytest.raises(services.SlotClosed):
        old = check_of(cast, now, day=now.date() - dt.timedelta(days=20))
        services.submit_one(actor=cast.actor("teacher", now), now=now, check=old)


def test_pupil_of_another_class_is_refused(cast, now, slots):
    stranger = Entry(cast.school.classes[1].people[0], symptoms=("FEVER",))
    with pytest.raises(services.UnknownPerson):
        services.submit_one(actor=cast.actor("teacher", now), now=now, check=check_of(cast, now, entries=(stranger,)))


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"temperature_celsius": Decimal("367")}, "entries.0.temperature_celsius"),
        ({"onset_date": dt.date(2026, 11, 24)}, "entries.0.onset_date"),
        ({"note": "很" * 20_000}, "entries.0.note"),
        ({"symptoms": ("PLAGUE",)}, "entries.0.symptoms"),
        ({"presence": "ABSENT", "symptoms": ()}, "entries.0.absence_reason"),
    ],
)
def test_bad_entry_names_its_field_and_writes_nothing(cast, now, slots, entry, field):
    person = cast.school.classes[0].people[0]
    wrong = Entry(**{"person_id": person, "symptoms": ("FEVER",), **entry})

    with pytest.raises(Invalid) as caught:
        services.submit_one(actor=cast.actor("teacher", now), now=now, check=check_of(cast, now, entries=(wrong,)))
    assert [problem.field for problem in caught.value.problems] == [field]
    assert HealthCheck.objects.whole_tree(reason="test").count() == 0


def test_unknown_session_is_refused_by_its_field(cast, now, slots):
    with pytest.raises(Invalid) as caught:
        services.submit_one(actor=cast.actor("teacher", now), now=now, check=check_of(cast, now, session="DAWN"))
    assert caught.value.problems[0].text() == "没有这个时段：DAWN"


def test_yesterdays_ill_pupil_must_be_answered_for(cast, now, slots):
    teacher, tomorrow = cast.actor("teacher", now), now + dt.timedelta(days=1)
    services.submit_one(actor=teacher, now=now, check=check_of(cast, now, entries=(feverish(cast),)))
    services.open_slots(actor=JOB, now=tomorrow, day=tomorrow.date())

    with pytest.raises(services.QuestionsOpen):
        services.submit_one(actor=teacher, now=tomorrow, check=check_of(cast, tomorrow))
    well = check_of(cast, tomorrow, recovered=(cast.school.classes[0].people[0],))
    assert services.submit_one(actor=teacher, now=tomorrow, check=well).version == 1


def test_pending_reason_never_holds_up_a_report(cast, now, slots):
    absent = Entry(cast.school.classes[0].people[3], presence="ABSENT", absence_reason="PENDING")
    services.submit_one(actor=cast.actor("teacher", now), now=now, check=check_of(cast, now, entries=(absent,)))

    entry = CheckEntry.objects.whole_tree(reason="test").get()
    assert (entry.kind, entry.absence_reason) == ("ABSENT", "PENDING")


def test_fold_equals_a_recount_and_counts_a_person_once_a_day(cast, now, slots):
    teacher, noon = cast.actor("teacher", now), now.replace(hour=12, minute=30)
    services.submit_one(actor=teacher, now=now, check=check_of(cast, now, entries=(feverish(cast),)))
    services.open_slots(actor=JOB, now=noon, day=now.date())
    at_noon = check_of(cast, now, session="NOON", entries=(feverish(cast), feverish(cast, 1)))
    services.submit_one(actor=teacher, now=noon, check=at_noon)
    services.fold(actor=JOB, now=noon)

    days = {row.session: row for row in SchoolDay.objects.whole_tree(reason="test").filter(school_id=cast.school.id)}
    assert (days["MORNING"].expected, days["MORNING"].reported, days["MORNING"].ill) == (4, 1, 1)
    assert (days["NOON"].ill, days["DAY"].ill, days["DAY"].reported) == (2, 2, 2)
    assert services.fold(actor=JOB, now=noon) == 0


def test_submit_is_one_statement(cast, now, slots, django_assert_num_queries):
    teacher = cast.actor("teacher", now)
    with django_assert_num_queries(1):
        services.submit_one(actor=teacher, now=now, check=check_of(cast, now))


def test_application_role_cannot_change_what_was_written(cast, now, slots):
    services.submit_one(actor=cast.actor("teacher", now), now=now, check=check_of(cast, now))
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE checks_healthcheck SET ill = 9")
