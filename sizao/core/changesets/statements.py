"""The set-based statements of an import, kept as SQL: one file a use case, one `-- name:` a statement."""

import functools
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from typing import Any

from django.db import connection

from sizao.core.audit.services import COLUMNS

NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)
# An import is rare and holds one connection; a hundred connections at once are sized for far less.
WORK_MEMORY = "96MB"
QUOTED = re.compile(r"@(\w+)")


@functools.cache
def _read(package: str, file: str) -> Mapping[str, str]:
    text = resources.files(package).joinpath(f"sql/{file}.sql").read_text("utf-8")
    parts = NAME.split(text)[1:]
    written = {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}
    known = {**written, "audit_columns": COLUMNS}
    return {name: QUOTED.sub(lambda found: known[found[1]], body) for name, body in written.items()}


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of one package, in its folder `sql`; `@name` stands for another statement or audit's columns."""

    package: str

    def run(self, file: str, name: str, values: Mapping[str, Any]) -> list[tuple]:
        """Execute one statement and give its rows; none for a statement without RETURNING."""
        with connection.cursor() as cursor:
            cursor.execute(_read(self.package, file)[name], values)
            return cursor.fetchall() if cursor.description else []

    def run_all(self, file: str, names: tuple[str, ...], values: Mapping[str, Any]) -> None:
        """Execute statements one after the other."""
        for name in names:
            self.run(file, name, values)


@contextmanager
def no_nested_loops() -> Iterator[None]:
    """Keep the planner from looping over tables it knows nothing of: rows just staged are taken for a single one.

    Joins and sorts of a whole file get the memory they need, so that nothing is written to disk and read back.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '{WORK_MEMORY}'")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on; RESET work_mem")
