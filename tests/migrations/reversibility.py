"""What a migration must be: reversible or explained, one statement a string, named for what it does."""

import re
from collections.abc import Iterable, Iterator, Mapping

from django.db.migrations import Migration, RunPython, RunSQL

NAME = re.compile(r"\d{4}_[a-z][a-z0-9]*(_[a-z0-9]+)*")
# Names that Django makes up when nobody thinks of one.
MADE_UP = re.compile(r"_auto_|_and_more$|_alter_\w+_and_")


def one_way_operations(migrations: Iterable[Migration], explained: Mapping[str, str]) -> list[str]:
    """List operations that cannot be taken back, unless their migration is explained.

    explained: `app.name` to the reason.
    """
    return [
        f"{migration.app_label}.{migration.name}: {operation.describe()} cannot be taken back"
        for migration in migrations
        for operation in migration.operations
        if not operation.reversible and f"{migration.app_label}.{migration.name}" not in explained
    ]


def packed_statements(migrations: Iterable[Migration]) -> list[str]:
    """List RunSQL that is not a list of one statement each: sharding runs them one by one."""
    found = []
    for migration in migrations:
        for operation in migration.operations:
            if isinstance(operation, RunSQL):
                name = f"{migration.app_label}.{migration.name}"
                found += [f"{name}: {problem}" for problem in _packed(operation)]
    return found


def _packed(operation: RunSQL) -> Iterator[str]:
    for statements in (operation.sql, operation.reverse_sql):
        if statements in (None, RunSQL.noop):
            continue
        if isinstance(statements, str):
            yield "RunSQL takes a list, one statement each"
            continue
        for statement in statements:
            text = statement[0] if isinstance(statement, tuple) else statement
            if ";" in _without_bodies(text).rstrip().removesuffix(";"):
                yield f"more than one statement in {text[:40]!r}"


def _without_bodies(text: str) -> str:
    """Take out quoted texts and function bodies, where a semicolon separates nothing."""
    return re.sub(r"\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'", "", text, flags=re.DOTALL)


def badly_named(migrations: Iterable[Migration]) -> list[str]:
    """List migrations whose name does not say what they do."""
    return [
        f"{migration.app_label}.{migration.name}: name it for what it does"
        for migration in migrations
        if NAME.fullmatch(migration.name) is None or MADE_UP.search(migration.name)
    ]


def undocumented_code(migrations: Iterable[Migration]) -> list[str]:
    """List RunPython functions without a docstring."""
    return [
        f"{migration.app_label}.{migration.name}: {code.__name__} has no docstring"
        for migration in migrations
        for operation in migration.operations
        if isinstance(operation, RunPython)
        for code in (operation.code, operation.reverse_code)
        if code not in (None, RunPython.noop) and not code.__doc__
    ]
