"""Reads of chasing: who is missing (`missing`), why (`reasons`), and how often on time (`rates`)."""

from sizao.report.chasing.queries.missing import MissingGroup, list_missing_groups, list_missing_schools, own_missing
from sizao.report.chasing.queries.rates import Rates, get_rates, list_rates
from sizao.report.chasing.queries.reasons import GivenReason, reason_choices, reason_words, reasons_of

__all__ = [
    "GivenReason",
    "MissingGroup",
    "Rates",
    "get_rates",
    "list_missing_groups",
    "list_missing_schools",
    "list_rates",
    "own_missing",
    "reason_choices",
    "reason_words",
    "reasons_of",
]
