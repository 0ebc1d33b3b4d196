"""Reads of the grid: cells and their people (`cells`), who and what is left out (`gaps`)."""

from sizao.registry.grids.queries.cells import (
    CellLine,
    Contact,
    Covered,
    Member,
    choices_of_covered,
    choices_of_parents,
    get_cell,
    list_cells,
    list_contacts,
    list_covered,
    list_members,
    list_own_cells,
    list_workers,
)
from sizao.registry.grids.queries.gaps import (
    Uncovered,
    list_gaps_below,
    list_uncovered_cells,
    list_uncovered_groups,
    list_uncovered_people,
    list_uncovered_places,
    sum_gaps,
)
from sizao.registry.grids.rules import Line

__all__ = [
    "CellLine",
    "Contact",
    "Covered",
    "Line",
    "Member",
    "Uncovered",
    "choices_of_covered",
    "choices_of_parents",
    "get_cell",
    "list_cells",
    "list_contacts",
    "list_covered",
    "list_gaps_below",
    "list_members",
    "list_own_cells",
    "list_uncovered_cells",
    "list_uncovered_groups",
    "list_uncovered_people",
    "list_uncovered_places",
    "list_workers",
    "sum_gaps",
]
