"""All writes to the grid: cells with what they cover and who works there, the count of gaps."""

from sizao.registry.grids.services.cells import (
    AlreadyCovered,
    CellInUse,
    CellNamed,
    NoPost,
    add_cell,
    appoint_worker,
    change_cell,
    cover,
    dismiss_worker,
    retire_cell,
    uncover,
)
from sizao.registry.grids.services.counting import count_gaps
from sizao.registry.grids.services.reporting import CHANGE_TASK, report_change

__all__ = [
    "CHANGE_TASK",
    "AlreadyCovered",
    "CellInUse",
    "CellNamed",
    "NoPost",
    "add_cell",
    "appoint_worker",
    "change_cell",
    "count_gaps",
    "cover",
    "dismiss_worker",
    "report_change",
    "retire_cell",
    "uncover",
]
