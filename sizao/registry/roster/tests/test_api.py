"""People of a class as programs read them: names for its own school, nothing above."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def where(cast) -> str:
    return f"/api/v1/roster/groups/{cast.school.classes[0].id}/people"


@pytest.mark.parametrize(
    ("who", "status"),
    [("teacher", 200), ("doctor", 200), ("reporter", 200), ("principal", 403), ("county", 403), ("province", 403),
     ("guard", 403), ("teacher2", 404), ("neighbor", 404), ("other_county", 404)],
)  # fmt: skip
def test_names_are_for_the_staff_of_the_class(signed_in, where, who, status):
    assert signed_in(who).get(where).status_code == status


def test_people_come_in_class_order(signed_in, where, cast):
    group = signed_in("teacher").get(where).json()

    assert (group["name"], len(group["people"])) == ("三(1)班", 36)
    assert [one["id"] for one in group["people"]] == [str(person) for person in cast.school.classes[0].people]


@pytest.mark.parametrize(("who", "shown"), [("teacher", True), ("doctor", True), ("reporter", False), ("dorm", False)])
def test_birth_date_is_for_who_reads_the_guardians(signed_in, where, who, shown):
    people = signed_in(who).get(where).json()["people"]
    assert {one["birth_date"] is not None for one in people} == {shown}


def test_school_is_no_group(signed_in, cast):
    assert signed_in("doctor").get(f"/api/v1/roster/groups/{cast.school.id}/people").status_code == 404
