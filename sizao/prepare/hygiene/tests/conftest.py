"""A school with a dormitory, a canteen, a library and a gate, as of the fixture `now`."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.registry.places import services as places
from sizao.registry.places.services import NewPlace, PlaceWords

JOB = Actor.system("test")


@dataclass(frozen=True)
class Built:
    """Ids of places by name, and of checkpoints by process."""

    school_id: int
    places: dict[str, UUID]
    points: dict[str, UUID]

    def __getitem__(self, name: str) -> UUID:
        return self.places[name]


@pytest.fixture
def built(db, cast, now) -> Built:
    """Build the places of school A: the rooms of the dormitory are the keeper's, the classroom the teacher's own."""
    names = ("宿舍楼", "2层", "201", "202", "食堂", "图书馆", "南门", "教学楼", "三(1)班教室")
    ids = {name: new_id(now) for name in names}
    keeper = {"owner_role": "DORM_KEEPER"}
    made = [
        NewPlace("BUILDING", PlaceWords("宿舍楼", **keeper), ids["宿舍楼"]),
        NewPlace("FLOOR", PlaceWords("2层", ids["宿舍楼"], **keeper), ids["2层"]),
        NewPlace("DORM_ROOM", PlaceWords("201", ids["2层"], **keeper), ids["201"]),
        NewPlace("DORM_ROOM", PlaceWords("202", ids["2层"], **keeper), ids["202"]),
        NewPlace("CANTEEN", PlaceWords("食堂", unit_id=cast.school.groups[3].id, owner_role="GRID_WORKER"),
                 ids["食堂"]),
        NewPlace("LIBRARY", PlaceWords("图书馆", owner_role="HEALTH_TEACHER"), ids["图书馆"]),
        NewPlace("GATE", PlaceWords("南门", owner_role="GATE_GUARD"), ids["南门"]),
        NewPlace("BUILDING", PlaceWords("教学楼"), ids["教学楼"]),
        NewPlace("CLASSROOM", PlaceWords("三(1)班教室", ids["教学楼"], owner_user_id=cast.users["teacher"]),
                 ids["三(1)班教室"]),
    ]  # fmt: skip
    where = {"actor": JOB, "now": now, "school_id": cast.school.id}
    places.add_places(**where, places=made)
    asked = {"ARRIVAL": ("南门", "GATE_GUARD"), "DINING": ("食堂", "GRID_WORKER"), "EXAM": ("图书馆", "HEALTH_TEACHER")}
    points = {
        process: places.add_checkpoint(**where, place_id=ids[name], process=process, text="检查", role=role)
        for process, (name, role) in asked.items()
    }
    return Built(cast.school.id, ids, points)
