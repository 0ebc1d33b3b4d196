"""Parents without a ring, communities with code and contact; no database."""

import uuid

import pytest

from sizao.registry.grids import rules

A, B, C = (uuid.uuid4() for _ in range(3))


@pytest.mark.parametrize(("cell", "parent", "parents"), [(A, A, {}), (A, B, {B: A}), (A, C, {C: B, B: A})])
def test_ring_of_cells_is_refused(cell, parent, parents):
    with pytest.raises(rules.GridCycle):
        rules.judge_parent(cell, "甲", parent, parents)


@pytest.mark.parametrize(
    ("cell", "parent", "parents"), [(A, None, {}), (A, B, {B: C, A: None}), (A, B, {B: None, C: A})]
)
def test_tree_of_cells_is_accepted(cell, parent, parents):
    rules.judge_parent(cell, "甲", parent, parents)


def test_ring_that_is_there_already_does_not_hang():
    rules.judge_parent(A, "甲", B, {B: C, C: B})


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"code": "430102001"}, []),
        ({"code": "4301"}, ["code"]),
        ({"code": "43010200100X"}, ["code"]),
        ({"contact": " "}, ["contact"]),
        ({"phone": "找田主任"}, ["phone"]),
    ],
)
def test_community_has_a_code_a_name_and_someone_to_reach(change, fields):
    values = {"code": "430102001002", "name": "学府街道", "contact": "田主任", "phone": "0731-55550900", **change}
    assert [one.field for one in rules.problems_of_community(**values)] == fields
