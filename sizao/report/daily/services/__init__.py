"""Prepare, sign and amend returns; chase the missing; take the board out."""

from sizao.report.daily.services.chasing import chase_units, record_call
from sizao.report.daily.services.exporting import ExportedBoard, export_board
from sizao.report.daily.services.signing import (
    AlreadySigned,
    FiguresChanged,
    NoReturn,
    NothingToAmend,
    ReasonsMissing,
    amend_return,
    prepare_returns,
    sign_return,
)

__all__ = [
    "AlreadySigned",
    "ExportedBoard",
    "FiguresChanged",
    "NoReturn",
    "NothingToAmend",
    "ReasonsMissing",
    "amend_return",
    "chase_units",
    "export_board",
    "prepare_returns",
    "record_call",
    "sign_return",
]
