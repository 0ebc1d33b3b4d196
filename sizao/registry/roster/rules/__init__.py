"""Tags (`tags`), and what is shown in plain for what (`purposes`)."""

from sizao.registry.roster.rules.tags import (
    HEALTH_REASONS,
    LONGEST_NOTE,
    USUAL_DAYS,
    TagMeasure,
    TagReason,
    expiry_problems,
    tag_problems,
)

__all__ = [
    "HEALTH_REASONS",
    "LONGEST_NOTE",
    "USUAL_DAYS",
    "TagMeasure",
    "TagReason",
    "expiry_problems",
    "tag_problems",
]
