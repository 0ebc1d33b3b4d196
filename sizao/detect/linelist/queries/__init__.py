"""Reads of the line list: records for whoever judges them, illnesses for the pages, what reports say now."""

from sizao.detect.linelist.queries.illnesses import Illness, find_illness, list_illnesses
from sizao.detect.linelist.queries.records import PersonKey, Where, latest_of, list_places, list_records
from sizao.detect.linelist.queries.standing import SlotKey, Standing, list_slot_keys, list_standing
from sizao.detect.linelist.queries.whereabouts import (
    Whereabouts,
    count_pupils_by_class,
    list_school_values,
    list_schools_heard_of,
    list_whereabouts,
)
from sizao.detect.linelist.rules import GROUP_ORDER, SHARED_MEAL, SILENT_DAYS

__all__ = [
    "GROUP_ORDER",
    "SHARED_MEAL",
    "SILENT_DAYS",
    "Illness",
    "PersonKey",
    "SlotKey",
    "Standing",
    "Where",
    "Whereabouts",
    "count_pupils_by_class",
    "find_illness",
    "latest_of",
    "list_illnesses",
    "list_places",
    "list_records",
    "list_school_values",
    "list_schools_heard_of",
    "list_slot_keys",
    "list_standing",
    "list_whereabouts",
]
