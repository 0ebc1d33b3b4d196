"""Reads of the registers: a day, a session in numbers, a month, the absences of some days; each as a table."""

from sizao.detect.registers.queries.counts import Month, Summary, get_month, get_summary
from sizao.detect.registers.queries.days import Register, get_register
from sizao.detect.registers.queries.papers import day_paper, sheet_paper
from sizao.detect.registers.queries.people import Sight, get_register_unit, sight_of
from sizao.detect.registers.queries.sheets import (
    Form,
    Sheet,
    absences_sheet,
    day_sheet,
    month_sheet,
    summary_sheet,
)
from sizao.detect.registers.queries.tracked import TrackingRegister, get_tracking_register

__all__ = [
    "Form",
    "Month",
    "Register",
    "Sheet",
    "Sight",
    "Summary",
    "TrackingRegister",
    "absences_sheet",
    "day_paper",
    "day_sheet",
    "get_month",
    "get_register",
    "get_register_unit",
    "get_summary",
    "get_tracking_register",
    "month_sheet",
    "sheet_paper",
    "sight_of",
    "summary_sheet",
]
