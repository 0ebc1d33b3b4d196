"""Prepare, sign and amend returns; chase the missing."""

from sizao.report.daily.services.chasing import chase_units, record_call
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
    "FiguresChanged",
    "NoReturn",
    "NothingToAmend",
    "ReasonsMissing",
    "amend_return",
    "chase_units",
    "prepare_returns",
    "record_call",
    "sign_return",
]
