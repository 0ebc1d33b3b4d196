"""Reads of the line list: records for whoever judges them, illnesses for the pages."""

from sizao.detect.linelist.queries.illnesses import Illness, find_illness, list_illnesses
from sizao.detect.linelist.queries.records import latest_of, list_records

__all__ = ["Illness", "find_illness", "latest_of", "list_illnesses", "list_records"]
