"""Reads of the questions, and the patterns of a county's reports from which they are made."""

from sizao.oversee.quality.queries.patterns import Found, find_patterns
from sizao.oversee.quality.queries.questions import count_open, get_question, list_asked_lately, list_questions

__all__ = ["Found", "count_open", "find_patterns", "get_question", "list_asked_lately", "list_questions"]
