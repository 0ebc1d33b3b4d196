"""What stands in a table, for tests of modules that reach it through services alone."""

from types import SimpleNamespace

from django.db import connection


def stored(table: str, **only: object) -> list[SimpleNamespace]:
    """Read the rows of a table, in the order of their ids."""
    where = " AND ".join(f"{name} IS NOT DISTINCT FROM %s" for name in only) or "TRUE"
    by = "identity_hash" if table == "roster_identity" else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY {by}", list(only.values()))
        names = [column.name for column in cursor.description]
        return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
