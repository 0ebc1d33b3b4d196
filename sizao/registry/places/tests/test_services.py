"""Places are added, changed, moved and retired; people get beds; nothing of another school is touched."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.registry.places import queries, services
from sizao.registry.places.models import Checkpoint, Place
from sizao.registry.places.rules import NoBuilding
from sizao.registry.places.services import NewPlace, PlaceWords
from sizao.registry.roster import queries as roster

pytestmark = pytest.mark.django_db


def who(cast, now, name: str = "principal"):
    return {"actor": cast.actor(name, now), "now": now, "school_id": cast.school.id}


def add(cast, now, *places, name: str = "principal"):
    return services.add_places(**who(cast, now, name), places=places)


def place_of(place_id) -> Place:
    return Place.objects.whole_tree(reason="test").get(id=place_id)


def test_room_in_no_building_is_refused_and_nothing_is_written(cast, now):
    with pytest.raises(NoBuilding):
        add(cast, now, NewPlace("GATE", PlaceWords("北门")), NewPlace("CLASSROOM", PlaceWords("101")))
    assert not Place.objects.whole_tree(reason="test").filter(name="北门").exists()


def test_database_itself_refuses_a_room_in_no_building(cast, now):
    row = Place(
        school_id=cast.school.id, id=new_id(now), number=2**52 + 1, kind="DORM_ROOM", name="1", path="/1/",
        unit_id=cast.school.id, valid_from=now.date(),
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="places_place_housed"), transaction.atomic():
        row.save(force_insert=True)


def test_same_form_sent_twice_adds_once_and_same_name_is_refused(cast, now):
    one = NewPlace("BUILDING", PlaceWords("9号楼"), new_id(now))
    assert add(cast, now, one) == add(cast, now, one)
    with pytest.raises(services.PlaceExists):
        add(cast, now, NewPlace("BUILDING", PlaceWords("9号楼")))


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("doctor", Forbidden),
        ("guardian", Forbidden),
        ("county", Forbidden),
        ("teacher", NotVisible),
        ("neighbor_principal", NotVisible),
        ("other_county", NotVisible),
    ],
)
def test_only_those_who_manage_the_school_add_places(cast, now, name, error):
    with pytest.raises(error):
        add(cast, now, NewPlace("GATE", PlaceWords("北门")), name=name)


def test_parent_and_running_unit_of_another_school_are_not_to_be_seen(cast, now, dorm):
    with pytest.raises(NotVisible):
        services.add_places(
            actor=cast.actor("neighbor_principal", now), now=now, school_id=cast.neighbor_school.id,
            places=[NewPlace("FLOOR", PlaceWords("1层", dorm.key.id))],
        )  # fmt: skip
    with pytest.raises(NotVisible):
        add(cast, now, NewPlace("GATE", PlaceWords("北门", unit_id=cast.neighbor_school.id)))


def test_what_stands_in_a_moved_place_moves_along_and_keeps_its_number(cast, now, dorm):
    (campus,) = add(cast, now, NewPlace("CAMPUS", PlaceWords("南校区")))
    before = {one.id: one.number for one in queries.list_under(place_of(dorm.key.id))}
    words = PlaceWords("1号宿舍楼", campus, unit_id=dorm.unit_id)
    services.change_place(**who(cast, now), place_id=dorm.key.id, words=words)

    below = queries.list_under(place_of(campus))
    assert {one.id: one.number for one in below if one.id != campus} == before
    assert {one.building_id for one in below if one.id != campus} == {dorm.key.id}
    assert all(one.path.startswith(place_of(campus).path) for one in below)


def test_new_running_unit_reaches_the_rooms_of_a_building(cast, now, dorm):
    canteen = cast.school.groups[-1].id
    services.change_place(**who(cast, now), place_id=dorm.key.id, words=PlaceWords("1号宿舍楼", unit_id=canteen))
    assert {one.unit_id for one in queries.list_under(place_of(dorm.key.id))} == {canteen}


def test_place_where_people_live_is_not_retired(cast, now, dorm):
    with pytest.raises(services.PlaceInUse) as refusal:
        services.retire_place(**who(cast, now), place_id=dorm.key.id)
    assert refusal.value.params["count"] == 6

    people = [person for room in dorm.rooms for person in room.people]
    services.unhouse_people(**who(cast, now, "reporter"), person_ids=people, left_on=now.date())
    assert services.retire_place(**who(cast, now), place_id=dorm.key.id) == 5


def test_who_slept_there_then_is_known_after_a_move(cast, now, dorm):
    person, first, second = dorm.rooms[0].people[0], dorm.rooms[0].number, dorm.rooms[1].number
    services.unhouse_people(**who(cast, now, "reporter"), person_ids=[dorm.rooms[1].people[0]], left_on=now.date())
    services.house_people(**who(cast, now, "reporter"), beds=[(person, second)], moved_on=now.date())

    def living(number, day):
        return {one.id for one in roster.list_residents(school_id=cast.school.id, room_numbers=[number], day=day)}

    yesterday = now.date() - dt.timedelta(days=1)
    assert person in living(first, yesterday) and person not in living(first, now.date())
    assert person in living(second, now.date()) and person not in living(second, yesterday)


def test_room_takes_no_more_people_than_beds_and_only_from_its_own_school(cast, now, dorm):
    other = cast.school.classes[0].people[0]
    with pytest.raises(services.RoomFull):
        services.house_people(**who(cast, now, "reporter"), beds=[(other, dorm.rooms[0].number)], moved_on=now.date())
    services.unhouse_people(**who(cast, now, "reporter"), person_ids=[dorm.rooms[0].people[0]], left_on=now.date())
    with pytest.raises(NotVisible):
        services.house_people(
            **who(cast, now, "reporter"), beds=[(cast.neighbor_school.classes[0].people[0], dorm.rooms[0].number)],
            moved_on=now.date(),
        )  # fmt: skip
    with pytest.raises(NotVisible):
        services.house_people(**who(cast, now, "reporter"), beds=[(other, 2**52 + 5)], moved_on=now.date())


def test_housed_day_pupil_becomes_a_boarder_and_back(cast, now, dorm):
    person = cast.school.classes[0].people[0]
    services.unhouse_people(**who(cast, now, "reporter"), person_ids=[dorm.rooms[0].people[0]], left_on=now.date())
    services.house_people(**who(cast, now, "reporter"), beds=[(person, dorm.rooms[0].number)], moved_on=now.date())
    actor = cast.actor("reporter", now)
    assert roster.list_people(actor, school_id=cast.school.id, ids=[person])[person].is_boarder
    services.unhouse_people(**who(cast, now, "reporter"), person_ids=[person], left_on=now.date())
    assert not roster.list_people(actor, school_id=cast.school.id, ids=[person])[person].is_boarder


def test_checkpoint_has_a_process_a_text_and_a_post(cast, now, dorm):
    with pytest.raises(Invalid) as refusal:
        services.add_checkpoint(**who(cast, now), place_id=dorm.key.id, process="LUNCH", text=" ", role="KING")
    assert [one.field for one in refusal.value.problems] == ["process", "text", "role"]

    services.add_checkpoint(**who(cast, now), place_id=dorm.key.id, process="ARRIVAL", text="测温", role="DORM_KEEPER")
    row = Checkpoint.objects.whole_tree(reason="test").get()
    services.retire_checkpoint(**who(cast, now), checkpoint_id=row.id)
    with pytest.raises(NotVisible):
        services.retire_checkpoint(**who(cast, now), checkpoint_id=row.id)


def test_adding_many_places_costs_a_fixed_number_of_queries(cast, now, dorm, django_assert_max_num_queries):
    rooms = [NewPlace("DORM_ROOM", PlaceWords(f"9{place:02d}", dorm.key.id)) for place in range(60)]
    with django_assert_max_num_queries(11):
        add(cast, now, *rooms)
