"""Give people beds in rooms of places; the memberships themselves are the roster's."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence

from sizao.core import usecase
from sizao.core.actor import Actor
from sizao.core.errors import NotVisible, SizaoError
from sizao.core.usecase import use_case
from sizao.registry.places.models import Place
from sizao.registry.places.rules import Kind
from sizao.registry.roster import queries as roster
from sizao.registry.roster import services as people
from sizao.registry.roster.services import NewPlace


class RoomFull(SizaoError):
    """More people than beds."""

    code = "places.room_full"
    message = "{room}有{capacity}个床位，安排后是{count}人"
    http_status = 409


@use_case("places.residents.housed", permission="roster.edit", on="school_id")
def house_people(
    *, actor: Actor, now: dt.datetime, school_id: int, beds: Sequence[tuple[uuid.UUID, int]], moved_on: dt.date
) -> None:
    """Give people rooms from a day on; who had another room leaves it. Statements do not grow with the people.

    beds: person and number of the room. raises: NotVisible, RoomFull, Invalid.
    """
    numbers = sorted({number for _, number in beds})
    rows = Place.objects.whole_tree(reason="rooms of a school that the use case asked the right for").filter(
        school_id=school_id, number__in=numbers, kind=Kind.DORM_ROOM, valid_to__isnull=True
    )
    rooms = {one.number: one for one in rows.select_for_update().order_by("id")}
    if set(rooms) != set(numbers):
        raise NotVisible()
    coming = {person for person, _ in beds}
    living = roster.list_residents(school_id=school_id, room_numbers=numbers, day=moved_on)
    count = Counter(one.room_number for one in living if one.id not in coming) + Counter(room for _, room in beds)
    for number, room in rooms.items():
        if room.capacity is not None and count[number] > room.capacity:
            raise RoomFull(room=room.name, capacity=room.capacity, count=count[number])
    places = [NewPlace(person, number) for person, number in beds]
    usecase.unrecorded("each person has an entry of their own")
    people.house_people(actor=actor, now=now, school_id=school_id, places=places, moved_on=moved_on)


@use_case("places.residents.unhoused", permission="roster.edit", on="school_id")
def unhouse_people(
    *, actor: Actor, now: dt.datetime, school_id: int, person_ids: Sequence[uuid.UUID], left_on: dt.date
) -> None:
    """Let people leave their rooms; they go home in the evening from then on. raises: NotVisible, Invalid."""
    usecase.unrecorded("each person has an entry of their own")
    people.unhouse_people(actor=actor, now=now, school_id=school_id, person_ids=person_ids, left_on=left_on)
