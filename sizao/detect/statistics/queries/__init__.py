"""Reads of statistics: a county's days out of its slots, reports and line list; areas above out of counties."""

from sizao.detect.statistics.queries.areas import CountyTotals, join_counties, total
from sizao.detect.statistics.queries.counties import read_county
from sizao.detect.statistics.queries.excesses import find_excesses
from sizao.detect.statistics.queries.series import AreaSeries

__all__ = ["AreaSeries", "CountyTotals", "find_excesses", "join_counties", "read_county", "total"]
