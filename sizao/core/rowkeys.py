"""The name of a keyed row in a URL: `<school>~<uuid>`, one converter for all pages."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.urls import register_converter

from sizao.core import clock


@dataclass(frozen=True, slots=True)
class RowKey:
    """A keyed row: the school (or office) that owns it and its id."""

    school_id: int
    id: uuid.UUID

    def __str__(self) -> str:
        return f"{self.school_id}~{self.id}"

    @property
    def day(self) -> dt.date:
        """The school date on which a time-ordered id was made; that of the row where both come from one `now`."""
        return clock.school_date(dt.datetime.fromtimestamp((self.id.int >> 80) / 1000, dt.UTC))


class RowKeyConverter:
    """`<row:key>` in a path."""

    regex = r"[1-9][0-9]{0,17}~[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

    def to_python(self, value: str) -> RowKey:
        school, _, key = value.partition("~")
        return RowKey(int(school), uuid.UUID(key))

    def to_url(self, value: RowKey | str) -> str:
        return str(value)


register_converter(RowKeyConverter, "row")
