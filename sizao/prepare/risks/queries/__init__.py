"""Reads of risk points, what offices see of those below, and the trend of signals beside them."""

from sizao.prepare.risks.queries.points import (
    Below,
    count_below,
    get_point,
    list_assessments,
    list_highest_below,
    list_points,
    matrix_of,
)
from sizao.prepare.risks.queries.trend import Week, trend_of, use_trend

__all__ = [
    "Below", "Week", "count_below", "get_point", "list_assessments", "list_highest_below", "list_points", "matrix_of",
    "trend_of", "use_trend",
]  # fmt: skip
