"""Reads for paper: a unit's return as the official form, the board of an office as a table."""

from sizao.report.papers.queries.boards import NOTHING, BoardSheet, board_sheet
from sizao.report.papers.queries.returns import ReturnPaper, get_return_paper, return_paper

__all__ = ["NOTHING", "BoardSheet", "ReturnPaper", "board_sheet", "get_return_paper", "return_paper"]
