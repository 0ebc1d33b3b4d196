"""The line list follows reports, corrections and the doctor's word, and numbers illnesses."""

import datetime as dt

import pytest

from sizao.core import dispatch
from sizao.core.actor import Actor
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.detect.checks import queries as check_queries
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.detect.linelist import queries, services
from sizao.detect.linelist.models import Record
from sizao.detect.linelist.rules import Said
from sizao.detect.linelist.services import Diagnosed, IllnessKey, Presented

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def slots(cast, now):
    checks.open_slots(actor=JOB, now=now, day=now.date())


def ill(cast, number: int, *symptoms: str, **values) -> Entry:
    return Entry(cast.school.classes[0].people[number], symptoms=symptoms or ("FEVER",), **values)


def report(cast, at, *entries: Entry, **values) -> checks.Receipt:
    values = {"session": "MORNING", "reason": "更正", **values}
    check = Check(new_id(at), cast.school.id, cast.school.classes[0].id, at.date(), entries=entries, **values)
    receipt = checks.submit_one(actor=cast.actor("teacher", at), now=at, check=check)
    deliver(at)
    return receipt


def deliver(at) -> None:
    for _ in range(4):
        dispatch.dispatch(now=at)


def records() -> list[Record]:
    return list(Record.objects.whole_tree(reason="test").order_by("recorded_at", "id"))


def standing() -> list[str]:
    return [one.groups for one in records() if one.withdrawn_at is None]


def test_report_writes_one_record_for_each_ill_person(cast, now, slots):
    report(cast, now, ill(cast, 1, "FEVER", "COUGH"), ill(cast, 2, "VOMITING"))

    assert sorted(standing()) == ["FQ", "G"]
    first = records()[0]
    assert (first.episode, first.class_id, first.is_staff) == (1, cast.school.classes[0].id, False)
    assert first.recorded_at == now


def test_absence_without_illness_writes_nothing(cast, now, slots):
    person = cast.school.classes[0].people[3]
    report(cast, now, Entry(person, presence="ABSENT", absence_reason="PRIVATE"))

    assert records() == []


def test_facts_told_twice_change_nothing(cast, now, slots):
    report(cast, now, ill(cast, 1))
    slot = queries.SlotKey(cast.school.id, now.date(), cast.school.classes[0].id, "MORNING")

    assert services.follow_reports(actor=JOB, now=now + HOUR, slots={slot}) == 0
    assert len(records()) == 1


def test_correction_withdraws_what_it_no_longer_says(cast, now, slots):
    report(cast, now, ill(cast, 1), ill(cast, 2, "RASH"))
    report(cast, now + HOUR, ill(cast, 2, "RASH"), base_version=1)

    gone = [one for one in records() if one.withdrawn_at is not None]
    assert standing() == ["R"]
    assert [(one.groups, one.withdrawn_at) for one in gone] == [("F", now + HOUR)]


def test_corrected_symptoms_are_a_new_record_of_the_same_illness(cast, now, slots):
    report(cast, now, ill(cast, 1, "FEVER"))
    report(cast, now + HOUR, ill(cast, 1, "RASH"), base_version=1)

    assert standing() == ["R"]
    assert [one.episode for one in records()] == [1, 1]


def test_doctor_dismisses_and_the_record_is_withdrawn(cast, now, slots):
    receipt = report(cast, now, ill(cast, 1))
    assess(cast, receipt, now + HOUR, verdict="DISMISSED")

    assert standing() == []
    assert records()[0].withdrawn_at == now + HOUR


def test_doctor_changes_symptoms_and_the_new_ones_stand(cast, now, slots):
    receipt = report(cast, now, ill(cast, 1, "FEVER"))
    assess(cast, receipt, now + HOUR, verdict="CHANGED", symptoms=("COUGH",))

    assert standing() == ["Q"]


def assess(cast, receipt, at, **values) -> None:
    actor = cast.actor("doctor", at)
    by_check = check_queries.list_entries(actor, school_id=cast.school.id, day=at.date(), check_ids=[receipt.check_id])
    stored = by_check[receipt.check_id][0]
    checks.assess_entry(actor=actor, now=at, school_id=cast.school.id, day=at.date(), entry_id=stored.id, **values)
    deliver(at)


def test_illness_after_recovery_is_another_one(cast, now, slots):
    report(cast, now, ill(cast, 1))
    person = cast.school.classes[0].people[1]
    services.record_recovery(
        actor=cast.actor("doctor", now), now=now + 2 * HOUR, illness=IllnessKey(cast.school.id, person, 1),
        recovered_at=now + HOUR,
    )  # fmt: skip
    tomorrow = now + dt.timedelta(days=1)
    checks.open_slots(actor=JOB, now=tomorrow, day=tomorrow.date())
    report(cast, tomorrow, ill(cast, 1), recovered=())

    assert [one.episode for one in records()] == [1, 2]


def register(cast, at, *, request_id=None, **values):
    values = {"said": Said(("RASH",), onset_date=at.date()), **values}
    return services.register_illness(
        actor=cast.actor("doctor", at), now=at, school_id=cast.school.id,
        person_id=cast.school.classes[0].people[4], presented=Presented(**values), request_id=request_id,
    )  # fmt: skip


def test_doctor_registers_an_illness_with_diagnosis(cast, now):
    made = register(cast, now, diagnosed=Diagnosed("ili", "CLINICAL"))

    (illness,) = queries.list_illnesses(cast.actor("doctor", now), school_id=cast.school.id, since=now.date())
    assert (illness.disease, illness.status, illness.episode) == ("ili", "CLINICAL", made.episode)


def test_form_sent_twice_registers_once(cast, now):
    key = new_id(now)
    register(cast, now, request_id=key)
    register(cast, now + HOUR, request_id=key)

    assert len(records()) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"said": Said(("RASH",), onset_date=dt.date(2099, 1, 1))}, "onset_date"),
        ({"said": Said((), onset_date=dt.date(2026, 11, 23))}, "symptoms"),
        ({"diagnosed": Diagnosed("no-such-disease", "CLINICAL")}, "disease"),
        ({"diagnosed": Diagnosed("ili", "")}, "status"),
    ],
)
def test_bad_registration_is_refused_by_field(cast, now, values, field):
    with pytest.raises(Invalid) as refusal:
        register(cast, now, **values)

    assert [one.field for one in refusal.value.problems] == [field]
    assert records() == []


def test_excluding_needs_a_reason_and_keeps_the_record(cast, now):
    made = register(cast, now, diagnosed=Diagnosed("ili", "SUSPECTED"))
    change = {"illness": IllnessKey(cast.school.id, made.person_id, made.episode), "status": "EXCLUDED"}
    actor = cast.actor("doctor", now)

    with pytest.raises(Invalid):
        services.change_case(actor=actor, now=now + HOUR, **change)
    services.change_case(actor=actor, now=now + HOUR, reason="抗原阴性", **change)

    (illness,) = queries.list_illnesses(actor, school_id=cast.school.id, since=now.date())
    assert illness.is_out and len(records()) == 1


def test_same_diagnosis_again_is_refused(cast, now):
    made = register(cast, now, diagnosed=Diagnosed("ili", "SUSPECTED"))

    with pytest.raises(services.NothingToChange):
        services.change_case(
            actor=cast.actor("doctor", now), now=now + HOUR, status="SUSPECTED",
            illness=IllnessKey(cast.school.id, made.person_id, made.episode),
        )  # fmt: skip


def test_neighbor_knows_of_no_illness(cast, now):
    made = register(cast, now)

    with pytest.raises((Forbidden, NotVisible)):
        services.change_case(
            actor=cast.actor("neighbor", now), now=now, status="SUSPECTED", disease="ili",
            illness=IllnessKey(cast.school.id, made.person_id, 1),
        )  # fmt: skip


def test_withdrawn_registration_leaves_the_list_and_what_reports_say_stays(cast, now, slots):
    made = register(cast, now)
    key = IllnessKey(cast.school.id, made.person_id, made.episode)
    doctor = cast.actor("doctor", now)

    with pytest.raises(Invalid):
        services.withdraw_illness(actor=doctor, now=now, illness=key, reason=" ")
    services.withdraw_illness(actor=doctor, now=now + HOUR, illness=key, reason="登错了人")

    assert queries.list_illnesses(doctor, school_id=cast.school.id, since=now.date()) == []
    with pytest.raises(NotVisible):
        services.withdraw_illness(actor=doctor, now=now + HOUR, illness=key, reason="再来一次")
