"""Schema rules over the catalog of a real database: what PostgreSQL itself says of the keyed tables."""

from collections.abc import Callable, Iterable
from typing import Any

from sizao.core.keyed import SchoolRef
from sizao.core.tables import Kind

KindOf = Callable[[str], Kind | None]

# Partitions repeat their parents: only parents and plain tables are asked.
TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1
"""
UNIQUE_INDEXES = """
SELECT t.relname, i.relname, x.indisprimary, ARRAY(
    SELECT a.attname::text FROM unnest(x.indkey::int[]) WITH ORDINALITY AS k(number, place)
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number
    WHERE k.place <= x.indnkeyatts ORDER BY k.place)
FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname = 'public' AND NOT t.relispartition AND (x.indisunique OR x.indisexclusion) ORDER BY 1, 2
"""
FOREIGN_KEYS = """
SELECT t.relname, k.conname, f.relname, k.confdeltype::text,
    ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS c(number, place)
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.number ORDER BY c.place),
    ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY AS c(number, place)
          JOIN pg_attribute a ON a.attrelid = f.oid AND a.attnum = c.number ORDER BY c.place)
FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE k.contype = 'f' AND k.conparentid = 0 AND n.nspname = 'public' AND NOT t.relispartition ORDER BY 1, 2
"""
TRIGGERS = """
SELECT t.relname, g.tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
WHERE NOT g.tgisinternal AND NOT t.relispartition ORDER BY 1, 2
"""
COLUMNS = """
SELECT t.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', false)
FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid JOIN pg_namespace n ON n.oid = t.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
WHERE n.nspname = 'public' AND t.relkind IN ('r', 'p') AND NOT t.relispartition AND a.attnum > 0
  AND NOT a.attisdropped ORDER BY 1, 2
"""
APPEND_ONLY = "SELECT has_table_privilege(%s, %s, 'UPDATE') OR has_table_privilege(%s, %s, 'DELETE')"

OPEN_PARTITIONS = """
SELECT c.relname FROM pg_class c WHERE c.relispartition AND c.relkind = 'r'
  AND has_table_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE, DELETE') ORDER BY 1
"""


class Catalog:
    """The catalog of one database, asked once for each rule.

    cursor: of psycopg or Django. kind_of: the registry's answer for a table name.
    """

    def __init__(self, cursor: Any, kind_of: KindOf) -> None:
        self.cursor = cursor
        self.kind_of = kind_of

    def _rows(self, statement: str) -> list[tuple]:
        self.cursor.execute(statement)
        return self.cursor.fetchall()

    def _is(self, table: str, kind: Kind) -> bool:
        return self.kind_of(table) is kind

    def unregistered(self) -> list[str]:
        """List tables of the database that no row of the registry names."""
        names = [name for (name,) in self._rows(TABLES)]
        return [f"{name}: not in sizao/core/tables.py" for name in names if self.kind_of(name) is None]

    def bad_keys(self) -> list[str]:
        """List primary keys and unique indexes of keyed tables that school_id does not lead."""
        return [
            f"{table}: {index} on {columns} does not begin with school_id"
            for table, index, _, columns in self._rows(UNIQUE_INDEXES)
            if self._is(table, Kind.KEYED) and (not columns or columns[0] != "school_id")
        ]

    def missing_keys(self) -> list[str]:
        """List keyed tables without a primary key."""
        have = {table for table, _, is_primary, _ in self._rows(UNIQUE_INDEXES) if is_primary}
        names = [name for (name,) in self._rows(TABLES)]
        return [f"{name}: no primary key" for name in names if self._is(name, Kind.KEYED) and name not in have]

    def bad_columns(self) -> list[str]:
        """List keyed tables whose school_id is not bigint NOT NULL, or that number rows themselves."""
        found = []
        for table, column, kind, is_required, is_numbered in self._rows(COLUMNS):
            if not self._is(table, Kind.KEYED):
                continue
            if column == "school_id" and (kind != "bigint" or not is_required):
                found.append(f"{table}.school_id is {kind}{'' if is_required else ' and may be null'}")
            if is_numbered:
                found.append(f"{table}.{column} is numbered by the database")
        return found

    def missing_references(self, models: Iterable[Any]) -> list[str]:
        """List SchoolRef fields without their constraint on (school_id, …)."""
        have = {(table, target, tuple(mine), tuple(theirs)) for table, _, target, _, mine, theirs in self._foreign()}
        found = []
        for model in models:
            for field in model._meta.get_fields():
                if isinstance(field, SchoolRef):
                    wanted = (
                        model._meta.db_table,
                        field.related_model._meta.db_table,
                        tuple(field.from_fields),
                        tuple(field.to_fields),
                    )
                    if wanted not in have:
                        found.append(f"{model._meta.label}.{field.name}: no constraint; AddSchoolRef is missing")
        return found

    def _foreign(self) -> list[tuple]:
        return self._rows(FOREIGN_KEYS)

    def bad_references(self) -> list[str]:
        """List constraints that sharding could not keep."""
        found = []
        for table, name, target, on_delete, mine, _ in self._foreign():
            source_kind, target_kind = self.kind_of(table), self.kind_of(target)
            if source_kind is Kind.KEYED:
                if target_kind is Kind.KEYED and mine[:1] != ["school_id"]:
                    found.append(f"{table}: {name} joins keyed tables without school_id")
                if target_kind in (Kind.LOCAL, Kind.LOOKUP):
                    found.append(f"{table}: {name} ties a keyed table to {target}, which is {target_kind}")
                if on_delete in ("n", "d"):
                    found.append(f"{table}: {name} rewrites rows on delete")
            elif target_kind is Kind.KEYED:
                found.append(f"{table}: {name} refers to the keyed table {target}")
        return found

    def triggers(self) -> list[str]:
        """List triggers on keyed tables."""
        rows = self._rows(TRIGGERS)
        return [f"{table}: trigger {name}" for table, name in rows if self._is(table, Kind.KEYED)]

    def writable(self, tables: Iterable[str], role: str) -> list[str]:
        """List tables that should be append-only but that the application's role may update or delete from."""
        found = []
        for table in tables:
            self.cursor.execute(APPEND_ONLY, [role, table, role, table])
            if self.cursor.fetchone()[0]:
                found.append(f"{table}: {role} may update or delete")
        return found

    def open_partitions(self, role: str) -> list[str]:
        """List partitions that the application's role reaches past their parent and its fewer rights."""
        self.cursor.execute(OPEN_PARTITIONS, [role])
        return [f"{name}: {role} reaches the partition itself" for (name,) in self.cursor.fetchall()]
