"""Writing columns of values as COPY text: a batch is joined column-wise, which costs a tenth of writing row by row."""

import datetime as dt
import itertools
import os
from collections.abc import Iterable, Iterator, Sequence

NULL = "\\N"
_BOOLEANS = {None: NULL, True: "t", False: "f"}
ID_BYTES = 10


def block(columns: Sequence[Sequence[str]]) -> bytes:
    """Join ready texts, one list a column, into the lines of one write."""
    return ("\n".join(map("\t".join, zip(*columns, strict=True))) + "\n").encode() if columns and columns[0] else b""


def constant(value: object, count: int) -> list[str]:
    """Repeat one value that needs no escaping."""
    return [str(value)] * count


def texts(values: Iterable[str]) -> list[str]:
    """Write texts; an empty one stays empty."""
    return [_escaped(one) for one in values]


def texts_or_null(values: Iterable[str]) -> list[str]:
    """Write texts; an empty one is NULL."""
    return [_escaped(one) if one else NULL for one in values]


def plain_or_null(values: Iterable[object]) -> list[str]:
    """Write numbers and dates; None is NULL."""
    return [NULL if one is None else str(one) for one in values]


def booleans(values: Iterable[bool | None]) -> list[str]:
    """Write yes, no and unknown."""
    return [_BOOLEANS[one] for one in values]


def bytes_or_null(values: Iterable[bytes | None]) -> list[str]:
    """Write bytea values."""
    return [NULL if one is None else "\\\\x" + one.hex() for one in values]


def byte_arrays(values: Iterable[Sequence[bytes]]) -> list[str]:
    """Write bytea[] values."""
    return ["{" + ",".join('"\\\\\\\\x' + one.hex() + '"' for one in several) + "}" for several in values]


def new_ids(moment: dt.datetime, count: int) -> Iterator[str]:
    """Make UUIDv7 keys as text, in the order given, with one call to the system for their random part.

    source: RFC-9562
    """
    milliseconds = int(moment.timestamp() * 1000)
    head = (milliseconds << 80) | (0x7 << 76) | (0x2 << 62)
    noise = os.urandom(ID_BYTES * count)
    start = int.from_bytes(os.urandom(2), "big") << 9
    for place, number in enumerate(itertools.count(start)):
        if place == count:
            return
        low = int.from_bytes(noise[place * ID_BYTES : place * ID_BYTES + 6], "big")
        yield f"{head | (number >> 14 << 64) | ((number & 0x3FFF) << 48) | low:032x}"


def _escaped(text: str) -> str:
    """Escape what COPY reads otherwise; a NUL can be stored by no column of text."""
    if text.isprintable() and "\\" not in text:
        return text
    text = text.replace("\0", "").replace("\\", "\\\\")
    return text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
