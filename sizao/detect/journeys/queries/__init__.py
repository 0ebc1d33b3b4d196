"""Reads of journeys: what is asked (`collections`), of whom and what they said (`answers`), counts, areas at risk."""

from sizao.detect.journeys.queries.answers import (
    ANSWER,
    ANSWER_CLASS,
    ANSWER_SELF,
    READ,
    Answered,
    GroupLine,
    Subject,
    find_answer,
    find_last,
    get_answer,
    get_self,
    get_subject,
    list_group,
    parts_of,
    schools_of_self,
)
from sizao.detect.journeys.queries.collections import (
    PUBLIC,
    get_asking,
    get_collection,
    list_asked,
    list_coming,
    list_lower,
    list_past,
)
from sizao.detect.journeys.queries.counts import (
    Counts,
    burden_of,
    count_areas,
    count_below,
    count_groups,
    count_staff,
)
from sizao.detect.journeys.queries.risks import (
    Touched,
    count_touched,
    get_risk,
    has_risks,
    list_near_risks,
    list_risks,
    list_schools_touched,
    list_touched,
    window_of,
)

__all__ = [
    "ANSWER", "ANSWER_CLASS", "ANSWER_SELF", "PUBLIC", "READ", "Answered", "Counts", "GroupLine", "Subject", "Touched",
    "burden_of", "count_areas", "count_below", "count_groups", "count_staff", "count_touched", "find_answer",
    "find_last", "get_answer", "get_asking", "get_collection", "get_risk", "get_self", "get_subject", "has_risks",
    "list_asked", "list_coming", "list_group", "list_lower", "list_near_risks", "list_past", "list_risks",
    "list_schools_touched", "list_touched", "parts_of", "schools_of_self", "window_of",
]  # fmt: skip
