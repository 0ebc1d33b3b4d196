"""Series in files: csv, parquet or xlsx, long (one count a row) or wide (one column a series), without Django."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sizao.epi.errors import EpiError

if TYPE_CHECKING:
    import polars

KINDS = (".csv", ".parquet", ".xlsx")


class TableRefused(EpiError):
    """A file, a row or a field that cannot be read."""

    code = "table"
    message = "{place}：{reason_zh}。"
    english = "{place}: {reason}."


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by day and series. days: dates, ascending, each once. names: one a series. counts: (days, series)."""

    days: list[dt.date]
    names: list[str]
    counts: NDArray


def read_frame(path: Path) -> "polars.DataFrame":
    """Read a file as a table; the first row of csv and xlsx is the header.

    raises: TableRefused.
    """
    import polars

    if not path.exists():
        raise TableRefused(place=path.name, reason="no such file", reason_zh="没有这个文件")
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise TableRefused(place=path.name, reason=f"one of {', '.join(KINDS)}", reason_zh="只能读 csv、parquet、xlsx")
    try:
        if kind == ".csv":
            return polars.read_csv(path, infer_schema_length=10_000, null_values=["", "NA", "nan"])
        if kind == ".parquet":
            return polars.read_parquet(path)
        return _read_xlsx(path)
    except (polars.exceptions.PolarsError, OSError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise TableRefused(place=path.name, reason=said, reason_zh="文件读不出来：" + said) from error


def _read_xlsx(path: Path) -> "polars.DataFrame":
    import polars
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    if not rows:
        raise ValueError("the first sheet is empty")
    header = [str(name) for name in rows[0]]
    columns = {name: [None if row[at] == "" else row[at] for row in rows[1:]] for at, name in enumerate(header)}
    return polars.DataFrame(columns, strict=False)


def read_table(path: Path, *, by: list[str], day: str = "date", count: str = "count") -> Table:
    """Read series from a file: with `by`, rows of day, unit, syndrome and count; without, a day and a column a series.

    A day that stands nowhere is missing from the axis (a day off); a series without a row on a day is missing there,
    not zero. raises: TableRefused naming row and field.
    """
    frame = read_frame(path)
    needed = [day, *by, *([count] if by else [])]
    for name in needed:
        _need(frame, name, path)
    days = read_days(frame, day, path)
    axis = {one: at for at, one in enumerate(sorted(set(days)))}
    if not axis:
        raise TableRefused(place=path.name, reason="no rows", reason_zh="没有数据行")
    series = _long(frame, by, count) if by else _wide(frame, day)
    names = list(dict.fromkeys(name for name, _row, _value, _field in series))
    columns = {name: at for at, name in enumerate(names)}
    counts = np.full((len(axis), len(names)), np.nan)
    for name, row, value, field in series:
        at = axis[days[row]], columns[name]
        if not np.isnan(counts[at]):
            said = f"{days[row]} {name}"
            raise TableRefused(
                place=f"row {row + 2}, {day}", reason=f"{said} stands twice", reason_zh=f"{said} 出现两次"
            )
        counts[at] = _count(value, row + 2, field)
    return Table(list(axis), names, counts)


def _long(frame: "polars.DataFrame", by: list[str], count: str) -> list[tuple[str, int, object, str]]:
    keys = zip(*(frame[name].to_list() for name in by), strict=True)
    values = frame[count].to_list()
    return [("/".join(map(str, key)), row, values[row], count) for row, key in enumerate(keys)]


def _wide(frame: "polars.DataFrame", day: str) -> list[tuple[str, int, object, str]]:
    return [
        (name, row, value, name)
        for name in frame.columns
        if name != day
        for row, value in enumerate(frame[name].to_list())
    ]


def _day(value: object, row: int, field: str) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value).strip().replace("/", "-"))
    except ValueError:
        raise TableRefused(
            place=f"row {row}, {field}", reason=f"{value!r} is no date, write 2026-11-23",
            reason_zh=f"“{value}”不是日期，写作 2026-11-23",
        ) from None  # fmt: skip


def _need(frame: "polars.DataFrame", field: str, path: Path) -> None:
    if field not in frame.columns:
        known = ", ".join(frame.columns)
        raise TableRefused(
            place=path.name, reason=f"no column {field!r}, there are {known}",
            reason_zh=f"没有“{field}”列，现有：{known}",
        )  # fmt: skip


def read_days(frame: "polars.DataFrame", field: str, path: Path) -> list[dt.date]:
    """Read a column of dates.

    raises: TableRefused naming row and field.
    """
    _need(frame, field, path)
    return [_day(value, row, field) for row, value in enumerate(frame[field].to_list(), start=2)]


def _count(value: object, row: int, field: str) -> float:
    if value is None:
        return np.nan
    try:
        number = float(str(value))
    except ValueError:
        number = -1.0
    if np.isnan(number):
        return np.nan
    if number < 0 or number != np.floor(number):
        raise TableRefused(
            place=f"row {row}, {field}", reason=f"{value!r} is no count from 0 on",
            reason_zh=f"“{value}”不是例数（不小于 0 的整数）",
        )  # fmt: skip
    return number


def as_dates(days: list[dt.date]) -> NDArray:
    """Give dates as an array that becomes a column of dates."""
    return np.array(days, dtype="datetime64[D]")


def write_frame(frame: "polars.DataFrame", path: Path) -> None:
    """Write a table as csv, parquet or xlsx, by the ending of its name.

    raises: TableRefused.
    """
    kind = path.suffix.lower()
    if kind == ".csv":
        frame.write_csv(path)
    elif kind == ".parquet":
        frame.write_parquet(path)
    elif kind == ".xlsx":
        frame.write_excel(path)
    else:
        raise TableRefused(place=path.name, reason=f"one of {', '.join(KINDS)}", reason_zh="只能写 csv、parquet、xlsx")
