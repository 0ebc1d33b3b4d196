"""Take typed fields out of a mapping; what is unknown, missing or of another type is a problem with its line."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from sizao.epi.packs.nodes import Line, Reader, Value

T = TypeVar("T")


class Fields:
    """The fields of one mapping, taken one by one; `close` refuses what nobody took."""

    def __init__(self, value: Value, reader: Reader, what: str) -> None:
        self.value, self.reader, self.what = value, reader, what
        self._taken: set[str] = set()
        if not isinstance(value.content, dict):
            self.refuse(f"{what} is no mapping")

    @property
    def line(self) -> Line:
        """Where the mapping begins."""
        return self.value.line

    def refuse(self, reason: str, name: str = "") -> None:
        """Note a problem at a field, or at the mapping."""
        at = self.value.fields.get(name)
        self.reader.refuse(at.line if at else self.line, reason)

    def node(self, name: str, *, is_required: bool = False) -> Value | None:
        """Take a field as it stands; null counts as missing."""
        self._taken.add(name)
        found = self.value.fields.get(name)
        if found is None or found.content is None:
            if is_required:
                self.refuse(f"{self.what}: {name} is missing")
            return None
        return found

    def text(self, name: str, *, is_required: bool = False) -> str:
        """Take a text."""
        return str(self._scalar(name, (str, int, float), is_required, "a text") or "")

    def number(self, name: str, *, least: int = 0, is_required: bool = False) -> int | None:
        """Take a whole number that is not below `least`."""
        found = self._scalar(name, (int,), is_required, "a whole number")
        if found is None or isinstance(found, bool):
            return None
        if found < least:
            self.refuse(f"{self.what}: {name} {found} is below {least}", name)
            return None
        return int(found)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Take true or false."""
        found = self._scalar(name, (bool,), False, "true or false")
        return default if found is None else bool(found)

    def day(self, name: str) -> dt.date | None:
        """Take a date; a year alone means its first day."""
        found = self._scalar(name, (dt.date, int), False, "a date or a year")
        if isinstance(found, int):
            if 1900 <= found <= 2200:
                return dt.date(found, 1, 1)
            self.refuse(f"{self.what}: {name} {found} is no year", name)
        return found if isinstance(found, dt.date) else None

    def choice(self, name: str, known: Mapping[str, T], *, is_required: bool = False) -> T | None:
        """Take one of the known words."""
        found = self.text(name, is_required=is_required)
        if found and found not in known:
            self.refuse(f"{self.what}: {name} {found} is unknown", name)
        return known.get(found)

    def words(self, name: str, known: Collection[str] | None = None) -> tuple[str, ...]:
        """Take a list of words, of the known ones when given."""
        node = self.node(name)
        if node is None:
            return ()
        if not isinstance(node.content, list):
            self.refuse(f"{self.what}: {name} is no list", name)
        for one in node.items:
            if known is not None and one.content not in known:
                self.reader.refuse(one.line, f"{self.what}: {name} {one.content} is unknown")
        return tuple(str(one.content) for one in node.items)

    def mapping(self, name: str, read: Callable[["Fields"], T]) -> T | None:
        """Take a mapping by its own reader."""
        node = self.node(name)
        if node is None:
            return None
        inner = Fields(node, self.reader, f"{self.what}: {name}")
        taken = read(inner)
        inner.close()
        return taken

    def close(self) -> None:
        """Refuse fields that nobody asked for."""
        for name, one in self.value.fields.items():
            if name not in self._taken:
                self.reader.refuse(one.line, f"{self.what}: unknown field {name}")

    def _scalar(self, name: str, types: tuple[type, ...], is_required: bool, what: str) -> Any:
        node = self.node(name, is_required=is_required)
        if node is None:
            return None
        is_flag = isinstance(node.content, bool) and bool not in types
        if is_flag or not isinstance(node.content, types):
            self.refuse(f"{self.what}: {name} is not {what}", name)
            return None
        return node.content
