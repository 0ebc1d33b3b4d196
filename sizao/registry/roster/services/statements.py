"""The set-based statements of an import, kept as SQL: one file a use case, one `-- name:` a statement."""

import functools
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import resources

from django.db import connection

from sizao.core.audit.services import COLUMNS

NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)
QUOTED = re.compile(r"@(\w+)")


@functools.cache
def statements(file: str) -> Mapping[str, str]:
    """Read the statements of one file in their order; `@name` stands for another statement or the audit's columns."""
    text = resources.files("sizao.registry.roster.services").joinpath(f"sql/{file}.sql").read_text("utf-8")
    parts = NAME.split(text)[1:]
    written = {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}
    known = {**written, "audit_columns": COLUMNS}
    return {name: QUOTED.sub(lambda found: known[found[1]], body) for name, body in written.items()}


def run(file: str, name: str, values: Mapping[str, object]) -> list[tuple]:
    """Execute one statement and give its rows; none for a statement without RETURNING."""
    with connection.cursor() as cursor:
        cursor.execute(statements(file)[name], values)
        return cursor.fetchall() if cursor.description else []


def run_all(file: str, names: tuple[str, ...], values: Mapping[str, object]) -> None:
    """Execute statements one after the other."""
    for name in names:
        run(file, name, values)


@contextmanager
def no_nested_loops() -> Iterator[None]:
    """Keep the planner from looping over tables it knows nothing of: rows just staged are taken for a single one."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")
