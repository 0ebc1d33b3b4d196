"""Migrations of all our apps: complete, named, reversible; the way up and down on a real database."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration

from tests.migrations import reversibility

# What cannot be taken back, and why that is right.
ONE_WAY: dict[str, str] = {}


OURS = {config.label: config for config in apps.get_app_configs() if config.name.startswith("sizao.")}


def our_migrations() -> list[Migration]:
    loader = MigrationLoader(None)
    return [one for (label, _), one in sorted(loader.disk_migrations.items()) if label in OURS]


def our_labels() -> list[str]:
    """Labels of our apps that have migrations, in the order of installation."""
    migrated = {one.app_label for one in our_migrations()}
    return [label for label in OURS if label in migrated]


@pytest.mark.django_db
def test_migrations_cover_all_models():
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1, stdout=out)
    except SystemExit:
        pytest.fail(f"models without a migration:\n{out.getvalue()}")


def test_names_say_what_migrations_do():
    assert reversibility.badly_named(our_migrations()) == []


def test_operations_can_be_taken_back_or_are_explained():
    assert reversibility.one_way_operations(our_migrations(), ONE_WAY) == []


def test_sql_stands_in_lists_of_one_statement_each():
    assert reversibility.packed_statements(our_migrations()) == []


def test_code_in_migrations_says_what_it_does():
    assert reversibility.undocumented_code(our_migrations()) == []


@pytest.mark.parametrize("label", our_labels())
def test_head_of_each_app_stands_in_max_migration_txt(label):
    names = [one.name for one in our_migrations() if one.app_label == label]
    written = Path(OURS[label].path) / "migrations/max_migration.txt"

    assert written.read_text("utf-8").strip() == max(names)


def _migration(*operations, name: str = "0002_onset_date") -> Migration:
    made = Migration(name, "cases")
    made.operations = list(operations)
    return made


def test_planted_faults_are_found():
    def change(apps, schema_editor):
        pass

    one_way = _migration(migrations.RunSQL(["SELECT 1"]), migrations.RunPython(change))
    packed = _migration(migrations.RunSQL("SELECT 1", []), migrations.RunSQL(["SELECT 1; SELECT ';'"], []))

    assert len(reversibility.one_way_operations([one_way], {})) == 2
    assert reversibility.one_way_operations([one_way], {"cases.0002_onset_date": "x"}) == []
    assert len(reversibility.packed_statements([packed])) == 2
    assert len(reversibility.undocumented_code([one_way])) == 1
    for name in ("0002_auto_20261123_0800", "0002_case_day_and_more", "0002_CaseDay", "case_day"):
        assert len(reversibility.badly_named([_migration(name=name)])) == 1


def test_body_of_a_function_is_one_statement():
    whole = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 2; $$;"

    assert reversibility.packed_statements([_migration(migrations.RunSQL([whole], ["DROP FUNCTION f()"]))]) == []


@pytest.fixture
def empty_db(databases, django_db_setup, django_db_blocker) -> Iterator[str]:
    """An empty database that Django is pointed at as the owner."""
    name = f"sizao_migrations_{databases.worker}"
    databases.drop(name)
    with psycopg.connect(settings.DATABASE_URLS.owner, autocommit=True) as owner:
        owner.execute(f'CREATE DATABASE "{name}"')
    with django_db_blocker.unblock():
        databases.use(name, as_owner=True)
        yield name
        databases.use(f"sizao_test_{databases.worker}")
    databases.drop(name)


def _structure() -> set[str]:
    """Tables, columns, constraints and rights, as one set of lines."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'S')"
            " UNION ALL SELECT concat_ws(' ', c.relname, k.conname, pg_get_constraintdef(k.oid)) FROM pg_constraint k"
            " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public'"
            " UNION ALL SELECT concat_ws(' ', c.relname, c.relrowsecurity, c.relacl::text) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
            " UNION ALL SELECT concat_ws(' ', schemaname, tablename, policyname, qual) FROM pg_policies"
        )
        return {line for (line,) in cursor.fetchall()}


def _down(label: str, target: str) -> None:
    call_command("migrate", label, target, verbosity=0, interactive=False)


def _up() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def _ours(lines: set[str]) -> set[str]:
    labels = tuple(f"{label}_" for label in our_labels())
    return {line for line in lines if line.startswith(labels)}


def test_head_can_be_left_to_nothing_and_reached_again(empty_db):
    _up()
    head = _structure()
    for label in reversed(our_labels()):
        _down(label, "zero")
    assert _ours(_structure()) == set()

    _up()
    assert _structure() == head


def test_each_migration_can_be_taken_back_alone(empty_db):
    _up()
    head = _structure()
    for label in our_labels():
        names = [one.name for one in our_migrations() if one.app_label == label]
        if len(names) > 1:
            _down(label, names[-2])
            _up()
            assert _structure() == head, f"{label}.{names[-1]}"
