"""What stands in what, and how a file of rooms is read; no database."""

import uuid

import pytest

from sizao.registry.places import rules
from sizao.registry.places.rules import STANDS_IN, Kind
from sizao.registry.places.rules.sheets import SHEET, read_row

COLUMNS = {code: place for place, code in enumerate(SHEET.synonyms)}


@pytest.mark.parametrize("kind", [Kind.DORM_ROOM, Kind.CLASSROOM, Kind.LABORATORY, Kind.ISOLATION_ROOM, Kind.FLOOR])
def test_room_in_no_building_is_refused_by_name(kind):
    with pytest.raises(rules.NoBuilding) as refusal:
        rules.judge_parent(kind, "203", None)
    assert refusal.value.text() == f"{kind.label}“203”要写明在哪栋楼"


@pytest.mark.parametrize(
    ("kind", "parent"),
    [(Kind.DORM_ROOM, Kind.CAMPUS), (Kind.BUILDING, Kind.FLOOR), (Kind.FLOOR, Kind.FLOOR), (Kind.GATE, Kind.BUILDING)],
)
def test_place_is_refused_where_it_cannot_stand(kind, parent):
    with pytest.raises(rules.WrongParent):
        rules.judge_parent(kind, "甲", parent)


def test_every_kind_stands_only_in_kinds_named_before_it_so_that_no_cycle_can_be_built():
    order = list(STANDS_IN)
    assert set(order) == set(Kind)
    for kind, parents in STANDS_IN.items():
        assert all(order.index(parent) < order.index(kind) for parent in parents)


def test_number_is_told_from_unit_ids_and_exact_in_json():
    number = rules.number_of(uuid.uuid4())
    assert rules.is_place_number(number) and number < 2**53
    assert not rules.is_place_number(430_102_000_001)


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"name": " ", "kind": "GATE", "capacity": None}, ["name"]),
        ({"name": "一" * 41, "kind": "GATE", "capacity": None}, ["name"]),
        ({"name": "南门", "kind": "DOOR", "capacity": None}, ["kind"]),
        ({"name": "203", "kind": "DORM_ROOM", "capacity": 0}, ["capacity"]),
        ({"name": "203", "kind": "DORM_ROOM", "capacity": 8}, []),
    ],
)
def test_problems_of_a_place_name_their_field(values, fields):
    assert [one.field for one in rules.problems_of_place(**values)] == fields


def row(**cells):
    return read_row(7, [cells.get(code, "") for code in COLUMNS], COLUMNS)


@pytest.mark.parametrize(
    ("cells", "fields"),
    [
        ({"building": "1号楼", "room": "203"}, []),
        ({"room": "203"}, ["building"]),
        ({"building": "1号楼", "name": "安子宁"}, ["room"]),
        ({"building": "1号楼", "room": "203", "capacity": "八"}, ["capacity"]),
        ({"building": "1号楼", "room": "203", "kind": "游泳池"}, ["kind"]),
        ({"building": "1号楼", "room": "203", "kind": "教室", "name": "安子宁"}, ["kind"]),
    ],
)
def test_row_of_a_file_is_read_with_its_problems(cells, fields):
    assert [one.field for one in row(**cells).problems] == fields


def test_empty_row_is_no_row():
    assert row() is None
