"""Read the list of a year's holidays and make-up days as an authority publishes it."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sizao.core.errors import FieldProblem
from sizao.registry.policies.rules.calendar import SATURDAY, DayKind

KIND_WORDS = {
    "HOLIDAY": DayKind.HOLIDAY, "放假": DayKind.HOLIDAY, "休": DayKind.HOLIDAY, "休息": DayKind.HOLIDAY,
    "节假日": DayKind.HOLIDAY, "法定节假日": DayKind.HOLIDAY, "MAKE_UP": DayKind.MAKE_UP, "上班": DayKind.MAKE_UP,
    "班": DayKind.MAKE_UP, "补班": DayKind.MAKE_UP, "调休": DayKind.MAKE_UP, "调休上班": DayKind.MAKE_UP,
    "调休上课日": DayKind.MAKE_UP,
}  # fmt: skip
TITLES = {"day", "日期"}
LONGEST_NAME = 40
EARLIEST_YEAR, LATEST_YEAR = 2020, 2100


@dataclass(frozen=True, slots=True)
class NationalRow:
    """One day that differs for the whole country."""

    day: dt.date
    kind: DayKind
    name: str


def parse_national(rows: Iterable[tuple[int, Sequence[object]]]) -> tuple[list[NationalRow], list[FieldProblem]]:
    """Read rows of date, kind and name.

    rows: (number in the file, cells); a first row of titles is left out.
    returns: the days in order, and a problem for each row that cannot be read.
    """
    found: dict[dt.date, NationalRow] = {}
    problems = []
    for number, cells in rows:
        texts = [str(cell).strip() if cell is not None else "" for cell in [*cells, "", "", ""][:3]]
        if texts[0].lower() in TITLES:
            continue
        day, kind = _day(cells[0] if cells else ""), KIND_WORDS.get(texts[1].upper(), KIND_WORDS.get(texts[1]))
        problem = _problem(day, kind, texts, found)
        if problem is not None:
            field, reason = problem
            problems.append(FieldProblem(field, reason, row=number, value="，".join(texts)[:60]))
        elif day is not None and kind is not None:
            found[day] = NationalRow(day, kind, texts[2][:LONGEST_NAME])
    return [found[day] for day in sorted(found)], problems


def _problem(
    day: dt.date | None, kind: DayKind | None, texts: Sequence[str], found: dict[dt.date, NationalRow]
) -> tuple[str, str] | None:
    if day is None:
        return "day", "日期写成2027-01-01"
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        return "day", "年份不对"
    if day in found:
        return "day", "日期重复"
    if kind is None:
        return "kind", "类型填放假或上班"
    if kind == DayKind.MAKE_UP and day.weekday() < SATURDAY:
        return "kind", "上班日应在周末，这天是平日"
    if kind == DayKind.HOLIDAY and not texts[2]:
        return "name", "填节日名称"
    return None


def _day(cell: object) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    parts = re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", str(cell).strip())
    try:
        return dt.date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None
