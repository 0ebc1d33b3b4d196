"""One person enrolled and corrected; numbers are sealed, held once, and claimed province-wide."""

import datetime as dt

import pytest

from sizao.core import privacy
from sizao.core.errors import Invalid, NotVisible
from sizao.core.people import identity
from sizao.registry.roster import queries, services
from sizao.registry.roster.models import Guardian, IdentityLookup, Person
from sizao.registry.roster.queries import sealing
from sizao.registry.roster.services import GuardianEdit, NewPerson, PersonEdit

TODAY = dt.date(2026, 11, 23)
NUMBER = "43010220150302002" + identity.resident_check_digit("43010220150302002")


@pytest.fixture
def reporter(db, cast, now):
    return cast.actor("reporter", now)


def _new(cast, **more):
    return NewPerson("单小雨", "STUDENT", cast.school.classes[0].id, "CLASS", TODAY, **more)


def _edit(person, **more):
    values = {
        "name": person.name, "sex": person.sex, "birth_date": person.birth_date, "class_position": 5,
        "student_number": person.student_number, "is_boarder": False, **more,
    }  # fmt: skip
    return PersonEdit(**values)


@pytest.fixture
def person(reporter, cast, now):
    new = _new(
        cast, student_number="G" + NUMBER, identity_number=NUMBER, guardian_name="单国", guardian_phone="13812345678"
    )
    (person_id,) = services.enroll_people(actor=reporter, now=now, school_id=cast.school.id, people=[new])
    return Person.objects.whole_tree(reason="test").get(school_id=cast.school.id, id=person_id)


def test_enrolled_pupil_has_pinyin_and_sealed_numbers(person, cast):
    assert (person.pinyin_key, person.pinyin_initials) == ("shan xiao yu", "sxy")
    assert privacy.decrypt(person.identity_cipher, sealing.PERSON_IDENTITY, owner=cast.school.id) == NUMBER
    assert IdentityLookup.objects.get(person_id=person.id).school_id == cast.school.id
    guardian = Guardian.objects.whole_tree(reason="test").get(school_id=cast.school.id, person_id=person.id)
    assert guardian.phone_last4 == "5678"
    assert NUMBER.encode() not in bytes(person.identity_cipher)


def test_student_number_is_held_once_in_a_school(person, reporter, cast, now):
    with pytest.raises(Invalid) as refused:
        services.enroll_people(
            actor=reporter, now=now, school_id=cast.school.id, people=[_new(cast, student_number="G" + NUMBER)]
        )

    assert refused.value.problems[0].text() == "名册中已有这个学籍号"


def test_edit_changes_what_differs_and_keeps_the_number(person, reporter, cast, now):
    services.edit_person(
        actor=reporter, now=now, school_id=cast.school.id, person_id=person.id, edit=_edit(person, name="单晓雨")
    )

    person.refresh_from_db()
    assert (person.name, person.pinyin_initials, person.class_position) == ("单晓雨", "sxy", 5)
    assert person.identity_hash is not None


def test_number_taken_away_is_free_for_another_school(person, reporter, cast, now):
    assert queries.is_elsewhere(cast.neighbor_school.id, NUMBER)

    edit = _edit(person, identity_number="")
    services.edit_person(actor=reporter, now=now, school_id=cast.school.id, person_id=person.id, edit=edit)

    assert not queries.is_elsewhere(cast.neighbor_school.id, NUMBER)


def test_number_that_another_school_holds_stays_there(person, cast, now, db):
    from sizao.core.actor import Actor

    new = NewPerson("单小雨", "STUDENT", cast.neighbor_school.classes[0].id, "CLASS", TODAY, identity_number=NUMBER)
    services.enroll_people(actor=Actor.system("test"), now=now, school_id=cast.neighbor_school.id, people=[new])

    assert IdentityLookup.objects.get().school_id == cast.school.id


def test_corrected_pinyin_is_kept(person, reporter, cast, now):
    edit = _edit(person, pinyin_key="Dan Xiao Yu")
    services.edit_person(actor=reporter, now=now, school_id=cast.school.id, person_id=person.id, edit=edit)

    person.refresh_from_db()
    assert (person.pinyin_key, person.pinyin_initials) == ("dan xiao yu", "dxy")


def test_guardian_is_changed_without_losing_the_phone_and_removed(person, reporter, cast, now):
    mine = {"actor": reporter, "now": now, "school_id": cast.school.id}
    guardian = Guardian.objects.whole_tree(reason="test").get(school_id=cast.school.id, person_id=person.id)
    services.save_guardian(**mine, edit=GuardianEdit(person.id, "单国强", "父亲", id=guardian.id))

    guardian.refresh_from_db()
    assert (guardian.name, guardian.relation, guardian.phone_last4) == ("单国强", "父亲", "5678")
    services.remove_guardian(**mine, person_id=person.id, guardian_id=guardian.id)
    assert not Guardian.objects.whole_tree(reason="test").filter(person_id=person.id).exists()


def test_guardian_of_another_pupil_is_not_found(person, reporter, cast, now):
    guardian = Guardian.objects.whole_tree(reason="test").get(school_id=cast.school.id, person_id=person.id)
    other = cast.school.classes[1].people[0]

    with pytest.raises(NotVisible):
        services.save_guardian(
            actor=reporter, now=now, school_id=cast.school.id, edit=GuardianEdit(other, "某人", id=guardian.id)
        )


def test_account_of_staff_stands_for_one_person_and_is_taken_away_again(reporter, cast, now):
    first, second = cast.school.groups[3].people[:2]

    def link(person_id, user_id):
        row = queries.get_person(reporter, school_id=cast.school.id, person_id=person_id)
        edit = _edit(row, class_position=None, user_id=user_id)
        services.edit_person(actor=reporter, now=now, school_id=cast.school.id, person_id=person_id, edit=edit)

    link(first, cast.users["canteen"])
    canteen = cast.actor("canteen", now)
    assert queries.find_self(canteen, cast.school.id).id == first
    assert queries.find_self(cast.actor("doctor", now), cast.school.id) is None
    assert queries.list_linked_accounts([cast.school.id]) == {cast.school.id: {cast.users["canteen"]}}
    with pytest.raises(Invalid) as refused:
        link(second, cast.users["canteen"])
    assert refused.value.problems[0].field == "account"

    link(first, 0)
    assert queries.find_self(canteen, cast.school.id) is None
