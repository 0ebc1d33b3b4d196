"""Write arrays in PostgreSQL's own text, for statements that run all morning: the driver takes ten times as long."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any


def _text(value: str) -> str:
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'


def _bytes(value: bytes) -> str:
    return f'"\\\\x{value.hex()}"'


def _moment(value: dt.datetime | dt.date) -> str:
    return f'"{value.isoformat()}"'


WRITERS: dict[str, Callable[[Any], str]] = {
    "int": str,
    "bigint": str,
    "numeric": str,
    "boolean": str,
    "uuid": lambda value: value.hex,
    "date": dt.date.isoformat,
    "timestamptz": _moment,
    "bytea": _bytes,
    "text": _text,
}


def literal(values: Sequence[Any], kind: str) -> str:
    """Write the values of one column, None as NULL.

    kind: the element's type in SQL, as the statement casts the parameter.
    """
    write = WRITERS[kind]
    return "{" + ",".join(["NULL" if value is None else write(value) for value in values]) + "}"


def columns(rows: Sequence[tuple], named: Sequence[tuple[str, str]]) -> list[str]:
    """Write rows as one array a column, for `unnest`.

    named: name and type of each column, as many as a row has.
    """
    if not rows:
        return ["{}"] * len(named)
    return [literal(values, kind) for values, (_, kind) in zip(zip(*rows, strict=True), named, strict=True)]
