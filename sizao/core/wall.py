"""The second wall: row-level security on tables about persons, opened school by school for one transaction.

`visible_to` is the first wall; this one holds when it was forgotten. The application's login reads and writes rows of
a walled table only for the schools named in `app.schools`, which `SET LOCAL` fills and every COMMIT empties. The
owner (migrations, retention) and the machine (jobs of all schools) are other logins, which a web process never has.
Which tables are walled stands in `core.tables`; `tests/architecture/test_wall.py` holds the database to it.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.operations.base import Operation

# The scalar subquery is run once a statement and its value can steer an index; the bare function would be asked a row.
OPENED = "school_id = ANY ((SELECT nullif(current_setting('app.schools', true), '')::bigint[])::bigint[])"
NOBODY = "{}"


class SchoolWall(Operation):
    """Close a keyed table to the application but for the schools that its transaction has opened."""

    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change no state: the wall is the database's."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = self._table(app_label, schema_editor, to_state)
        schema_editor.execute(f"CREATE POLICY opened_schools ON {table} USING ({OPENED})", None)
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = self._table(app_label, schema_editor, from_state)
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", None)
        schema_editor.execute(f"DROP POLICY opened_schools ON {table}", None)

    def _table(self, app_label: str, schema_editor: Any, state: Any) -> str:
        return schema_editor.quote_name(state.apps.get_model(app_label, self.model_name)._meta.db_table)

    def describe(self) -> str:
        return f"Wall {self.model_name} in by school"


def literal(schools: Iterable[int]) -> str:
    """Write school ids as a PostgreSQL array literal."""
    return "{" + ",".join(str(int(school)) for school in sorted(set(schools))) + "}"


def is_own_login() -> bool:
    """Tell whether this process is logged in as the application itself, as every web process is."""
    return bool(connection.settings_dict["USER"] == settings.SIZAO_APP_ROLE)


def opening(schools: str) -> str:
    """Give the statement that opens schools for the rest of a transaction; another login also becomes the application.

    schools: an array literal made by `literal`.
    """
    if is_own_login():
        return f"SET LOCAL app.schools = '{schools}'"
    return f"SELECT set_config('role', '{settings.SIZAO_APP_ROLE}', true), set_config('app.schools', '{schools}', true)"


def leaving(schools: str | None) -> str:
    """Give the statement that goes back to what was open before, inside a transaction that goes on."""
    if schools is not None:
        return opening(schools)
    return "SELECT set_config('role', 'none', true), set_config('app.schools', '', true)"
