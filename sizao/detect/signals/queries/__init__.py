"""Reads of signals: what the engine needs to go on, lists and single signals for people."""

from sizao.detect.signals.queries.ground import list_school_values, recall, rule_books

__all__ = ["list_school_values", "recall", "rule_books"]
