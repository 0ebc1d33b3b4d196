"""Levels and bundles (`bundles`), their days (`periods`), what they cost (`burden`)."""

from sizao.registry.levels.rules.bundles import CHOICES, NAMES, Bundle, Level, Line, bundle_from, is_weaker, line_from
from sizao.registry.levels.rules.burden import DUTIES
from sizao.registry.levels.rules.periods import (
    LONGEST_DAYS,
    Change,
    LevelsOverlap,
    Span,
    WeakerThanAbove,
    check_beside,
    period_problems,
    too_long,
)

__all__ = [
    "CHOICES", "DUTIES", "LONGEST_DAYS", "NAMES", "Bundle", "Change", "Level", "LevelsOverlap", "Line", "Span",
    "WeakerThanAbove", "bundle_from", "check_beside", "is_weaker", "line_from", "period_problems", "too_long",
]  # fmt: skip
