"""Reads of the line list: records for whoever judges them, illnesses for the pages."""

from sizao.detect.linelist.queries.illnesses import Illness, find_illness, list_illnesses
from sizao.detect.linelist.queries.records import latest_of, list_records
from sizao.detect.linelist.rules import SHARED_MEAL

__all__ = ["SHARED_MEAL", "Illness", "find_illness", "latest_of", "list_illnesses", "list_records"]
