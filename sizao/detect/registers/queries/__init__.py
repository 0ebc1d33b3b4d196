"""Reads of the registers: a day, a session in numbers, a month, the absences of some days; each as a table."""

from sizao.detect.registers.queries.counts import Month, Summary, get_month, get_summary
from sizao.detect.registers.queries.days import Register, get_register
from sizao.detect.registers.queries.papers import day_paper, sheet_paper
from sizao.detect.registers.queries.people import OF_COUNTS, OF_PERSONS, Sight, Span, open_span, sight_of
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
    "OF_COUNTS", "OF_PERSONS", "Form", "Month", "Register", "Sheet", "Sight", "Span", "Summary", "TrackingRegister",
    "absences_sheet", "day_paper", "day_sheet", "get_month", "get_register", "get_summary", "get_tracking_register",
    "month_sheet", "open_span", "sheet_paper", "sight_of", "summary_sheet",
]  # fmt: skip
