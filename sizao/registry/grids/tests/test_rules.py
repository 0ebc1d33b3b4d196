"""Parents without a ring; no database."""

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
