"""Pages of people: who sees names, who sees counts, who must not know; and the moves from one person's page."""

import datetime as dt

import pytest
from django.urls import reverse

from sizao.core.converters import Key
from sizao.core.people.identity import resident_birth_date, resident_check_digit
from sizao.registry.roster import services
from sizao.registry.roster.models import Guardian, Membership, Person

TODAY = dt.date(2026, 11, 23)


def number_of(index):
    """Make the sound identity number of the pupil with this index."""
    body = f"43010220160101{index:03d}"
    return body + resident_check_digit(body)


@pytest.fixture
def key(cast):
    return Key(cast.school.id, cast.school.classes[0].people[0])


def _text(response):
    return response.content.decode()


def test_reporter_sees_classes_with_counts_and_finds_by_name_and_pinyin(signed_in, cast):
    client = signed_in("reporter")
    page = _text(client.get(reverse("roster:home")))
    assert "三(2)班" in page and "38" in page and "三年级" in page
    for typed in ("欧阳", "oym", "ouyangm"):
        assert "欧阳明" in _text(client.get(reverse("roster:home"), {"q": typed}))
    assert "没有找到" in _text(client.get(reverse("roster:home"), {"q": "o"}))


def test_search_answers_htmx_with_the_found_people_alone(signed_in):
    found = signed_in("doctor").get(reverse("roster:home"), {"q": "安"}, headers={"HX-Request": "true"})

    assert "安子宁" in _text(found) and "<html" not in _text(found)


def test_search_by_student_number_shows_it_masked(signed_in, cast, now):
    number = "G" + number_of(1)
    new = services.NewPerson("新同学", "STUDENT", cast.school.classes[0].id, "CLASS", TODAY, student_number=number)
    services.enroll_people(actor=cast.actor("reporter", now), now=now, school_id=cast.school.id, people=[new])

    page = _text(signed_in("doctor").get(reverse("roster:home"), {"q": number[:6].lower()}))

    assert "新同学" in page and number not in page and f"*{number[-4:]}" in page


def test_teacher_is_led_to_the_own_class_and_sees_no_other(signed_in, cast):
    client = signed_in("teacher")
    first, second = cast.school.classes[:2]

    home = client.get(reverse("roster:home"))

    assert home.status_code == 302 and home.url == reverse("roster:class", args=[first.id])
    assert "安子宁" in _text(client.get(home.url))
    assert client.get(reverse("roster:class", args=[second.id])).status_code == 404
    assert client.get(reverse("roster:person", args=[Key(cast.school.id, first.people[0])])).status_code == 200
    assert client.get(reverse("roster:person", args=[Key(cast.school.id, second.people[0])])).status_code == 404


def test_leader_and_administrator_see_counts_without_names(signed_in, cast, key):
    for name in ("principal", "school_admin"):
        client = signed_in(name)
        page = _text(client.get(reverse("roster:home"), {"q": "安"}))
        assert "三(1)班" in page and "36" in page and "安子宁" not in page
        assert client.get(reverse("roster:class", args=[cast.school.classes[0].id])).status_code == 403
        assert client.get(reverse("roster:person", args=[key])).status_code == 403


@pytest.mark.parametrize("name", ["neighbor", "neighbor_principal", "other_county", "guardian"])
def test_others_must_not_know(signed_in, cast, key, name):
    client = signed_in(name)

    assert client.get(reverse("roster:person", args=[key])).status_code in (403, 404)
    assert client.get(reverse("roster:class", args=[cast.school.classes[0].id])).status_code in (403, 404)
    assert client.get(reverse("roster:home"), {"school": cast.school.id}).status_code in (403, 404)


def test_province_administrator_is_told_that_schools_keep_rosters(signed_in):
    client = signed_in("admin")

    assert "名册由学校保管" in _text(client.get(reverse("roster:home")))


def test_guardians_are_for_who_may_read_them_and_phones_are_masked(signed_in, cast, key, now):
    edit = services.GuardianEdit(key.id, "安女士", "母亲", "13812345678")
    services.save_guardian(actor=cast.actor("reporter", now), now=now, school_id=key.school_id, edit=edit)
    where = reverse("roster:person", args=[key])

    assert "*******5678" in _text(signed_in("teacher").get(where))
    assert "13812345678" not in _text(signed_in("doctor").get(where))
    assert "安女士" not in _text(signed_in("dorm").get(where))


def test_pupil_is_added_by_form(signed_in, cast):
    number = number_of(3)
    where = reverse("roster:new", args=[cast.school.id])
    sent = {
        "name": "解小雨", "sex": "UNKNOWN", "identity_number": number, "student_number": "G" + number,
        "group_id": cast.school.classes[1].id, "starts_on": "2026-11-23", "guardian_name": "解国",
        "guardian_phone": "138 1234 5678",
    }  # fmt: skip

    done = signed_in("reporter").post(where, sent)

    assert done.status_code == 200 and "已加入名册" in _text(done)
    person = Person.objects.whole_tree(reason="test").get(student_number="G" + number)
    assert (person.pinyin_initials, person.birth_date) == ("xxy", resident_birth_date(number))
    assert Guardian.objects.whole_tree(reason="test").get(person_id=person.id).phone_last4 == "5678"


def test_form_sent_twice_adds_one_pupil(signed_in, cast):
    client, where = signed_in("reporter"), reverse("roster:new", args=[cast.school.id])
    key = client.get(where).context["form"]["key"].value()
    sent = {
        "name": "解小雨",
        "sex": "MALE",
        "group_id": cast.school.classes[1].id,
        "starts_on": "2026-11-23",
        "key": key,
    }

    assert [client.post(where, sent).status_code for _ in range(2)] == [200, 200]

    assert Person.objects.whole_tree(reason="test").filter(name="解小雨").count() == 1


def test_wrong_number_is_said_beside_its_field_and_what_was_typed_stays(signed_in, cast):
    sent = {"name": "解小雨", "sex": "MALE", "identity_number": "430102201603020021", "group_id": "", "starts_on": ""}

    answer = signed_in("reporter").post(reverse("roster:new", args=[cast.school.id]), sent)

    assert answer.status_code == 422
    assert "校验位不对" in _text(answer) and "选班级" in _text(answer) and 'value="解小雨"' in _text(answer)


def test_number_of_another_school_is_asked_about_without_naming_it(signed_in, cast, now):
    from sizao.core.actor import Actor

    number, neighbor = number_of(5), cast.neighbor_school
    there = services.NewPerson("某人", "STUDENT", neighbor.classes[0].id, "CLASS", TODAY, identity_number=number)
    services.enroll_people(actor=Actor.system("test"), now=now, school_id=neighbor.id, people=[there])
    where, client = reverse("roster:new", args=[cast.school.id]), signed_in("reporter")
    sent = {"name": "某人", "sex": "UNKNOWN", "identity_number": number, "group_id": cast.school.classes[0].id,
            "starts_on": "2026-11-23"}  # fmt: skip

    asked = client.post(where, sent)

    assert asked.status_code == 422 and "在另一所学校" in _text(asked) and "东风小学" not in _text(asked)
    assert client.post(where, {**sent, "is_elsewhere_known": "on"}).status_code == 200


def test_person_is_corrected_moved_and_let_go_from_the_page(signed_in, cast, key):
    client, second = signed_in("reporter"), cast.school.classes[1]
    person = Person.objects.whole_tree(reason="test").get(school_id=key.school_id, id=key.id)
    sent = {"name": "安紫宁", "sex": person.sex, "birth_date": "2018-03-01", "class_position": "1",
            "pinyin_key": person.pinyin_key}  # fmt: skip

    assert client.post(reverse("roster:edit", args=[key]), sent).status_code == 303
    assert (
        client.post(reverse("roster:move", args=[key]), {"group_id": second.id, "day": "2026-11-23"}).status_code == 303
    )
    assert client.post(reverse("roster:leave", args=[key]), {"day": "2026-11-24"}).status_code == 422
    assert client.post(reverse("roster:leave", args=[key]), {"day": "2026-11-23"}).status_code == 303

    person.refresh_from_db()
    assert (person.name, person.status, person.group_id) == ("安紫宁", "LEFT", None)
    periods = Membership.objects.whole_tree(reason="test").filter(person_id=key.id).order_by("starts_on", "ends_on")
    assert [one.group_id for one in periods] == [cast.school.classes[0].id, second.id]
    assert "已离校" in _text(client.get(reverse("roster:person", args=[key])))


def test_guardian_is_kept_from_the_page(signed_in, key):
    client = signed_in("reporter")
    new = {"guardian_name": "安女士", "guardian_relation": "母亲", "guardian_phone": "13812345678"}
    assert client.post(reverse("roster:new_guardian", args=[key]), new).status_code == 303
    guardian = Guardian.objects.whole_tree(reason="test").get(person_id=key.id, phone_last4="5678")

    changed = {"guardian_name": "安太太", "guardian_relation": "母亲", "guardian_phone": ""}
    assert client.post(reverse("roster:guardian", args=[key, guardian.id]), changed).status_code == 303
    guardian.refresh_from_db()
    assert (guardian.name, guardian.phone_last4) == ("安太太", "5678")
    assert client.post(reverse("roster:remove_guardian", args=[key, guardian.id])).status_code == 303
    assert not Guardian.objects.whole_tree(reason="test").filter(id=guardian.id).exists()


def test_teacher_can_not_edit(signed_in, key, cast):
    client = signed_in("teacher")

    assert "修改" not in _text(client.get(reverse("roster:person", args=[key])))
    assert client.post(reverse("roster:edit", args=[key]), {"name": "某人"}).status_code in (403, 404)
    assert client.get(reverse("roster:new", args=[cast.school.id])).status_code in (403, 404)


def test_account_of_staff_is_kept_from_the_page_and_pupils_have_none(signed_in, cast, key):
    client = signed_in("reporter")
    cook = Key(cast.school.id, cast.school.groups[3].people[0])
    where = reverse("roster:edit", args=[cook])
    sent = {"name": "包师傅", "sex": "UNKNOWN", "pinyin_key": "包师傅", "account": "neighbor"}

    assert "本校没有这个教职工账号" in _text(client.post(where, sent))
    assert client.post(where, {**sent, "account": "canteen"}).status_code == 303
    assert 'value="canteen"' in _text(client.get(where))
    assert 'name="account"' not in _text(client.get(reverse("roster:edit", args=[key])))
