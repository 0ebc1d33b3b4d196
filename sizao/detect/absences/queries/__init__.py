"""Reads of the absences: those under trace in one's own groups, and each absence from its first day to the return."""

from sizao.detect.absences.queries.tracking import LONGEST_DAYS, DayWord, TrackedAbsence, list_tracked
from sizao.detect.absences.queries.waiting import DUE_HOUR, Absence, Contact, due_at, is_traced, list_absences, reach

__all__ = [
    "DUE_HOUR",
    "LONGEST_DAYS",
    "Absence",
    "Contact",
    "DayWord",
    "TrackedAbsence",
    "due_at",
    "is_traced",
    "list_absences",
    "list_tracked",
    "reach",
]
