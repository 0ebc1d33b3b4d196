"""Tables once more, as a real database sees them after all migrations."""

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from sizao.core.keyed import AppendOnly, KeyedModel
from sizao.core.tables import kind_of
from tests.architecture.guards.catalog import Catalog

APP_ROLE = settings.SIZAO_APP_ROLE


def keyed_models() -> list:
    return [model for model in apps.get_models() if issubclass(model, KeyedModel)]


def append_only_tables() -> list[str]:
    """Tables that a migration has closed to UPDATE and DELETE."""
    migrations = MigrationLoader(None).disk_migrations
    closed = [
        (label, operation.model_name)
        for (label, _), migration in migrations.items()
        for operation in migration.operations
        if isinstance(operation, AppendOnly)
    ]
    return [apps.get_model(label, name)._meta.db_table for label, name in closed]


@pytest.fixture
def owner(databases, django_db_setup) -> Iterator[psycopg.Cursor]:
    """A cursor of the owner in the test database; what it changes is taken back."""
    name = f"sizao_test_{databases.worker}"
    with psycopg.connect(settings.DATABASE_URLS.owner, dbname=name) as connection:
        yield connection.cursor()
        connection.rollback()


@pytest.fixture
def catalog(owner) -> Catalog:
    return Catalog(owner, kind_of)


def test_every_table_of_the_database_is_registered(catalog):
    assert catalog.unregistered() == []


def test_school_leads_every_key_and_unique_index_of_keyed_tables(catalog):
    assert catalog.bad_keys() == []
    assert catalog.missing_keys() == []


def test_columns_of_keyed_tables_can_be_sharded(catalog):
    assert catalog.bad_columns() == []


def test_every_school_reference_has_its_constraint(catalog):
    assert catalog.missing_references(keyed_models()) == []


def test_constraints_stay_inside_a_school_or_point_to_catalogues(catalog):
    assert catalog.bad_references() == []


def test_keyed_tables_have_no_triggers(catalog):
    assert catalog.triggers() == []


def test_append_only_tables_and_partitions_are_closed_to_the_application(catalog):
    tables = append_only_tables()

    assert {"audit_entry", "checks_healthcheck", "core_loopmove"} <= set(tables)
    assert catalog.writable(tables, APP_ROLE) == []
    assert catalog.open_partitions(APP_ROLE) == []


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("unregistered", "CREATE TABLE stray (id bigint PRIMARY KEY)"),
        ("bad_keys", "CREATE UNIQUE INDEX stray ON roster_person (id)"),
        ("bad_keys", "CREATE UNIQUE INDEX stray ON roster_person (id, school_id)"),
        ("bad_keys", "ALTER TABLE daily_chase_call DROP CONSTRAINT daily_chase_call_pkey, ADD PRIMARY KEY (id)"),
        ("missing_keys", "ALTER TABLE daily_chase_call DROP CONSTRAINT daily_chase_call_pkey"),
        ("bad_columns", "ALTER TABLE daily_chase_call ALTER called_by ADD GENERATED ALWAYS AS IDENTITY"),
        ("bad_columns", "ALTER TABLE checks_delta DROP CONSTRAINT checks_delta_pkey, ALTER school_id DROP NOT NULL"),
        ("bad_columns", "ALTER TABLE checks_delta ALTER school_id TYPE integer"),
        (
            "bad_references",
            "ALTER TABLE daily_return ADD CONSTRAINT stray FOREIGN KEY (signed_by) REFERENCES accounts_user (id)",
        ),
        (
            "bad_references",
            "ALTER TABLE roster_identity ADD CONSTRAINT stray FOREIGN KEY (school_id, person_id)"
            " REFERENCES roster_person (school_id, id)",
        ),
        (
            "bad_references",
            "ALTER TABLE daily_return ADD CONSTRAINT stray FOREIGN KEY (county_id) REFERENCES orgs_unit (id)"
            " ON DELETE SET NULL",
        ),
        (
            "triggers",
            "CREATE TRIGGER stray BEFORE UPDATE ON daily_return FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        ),
    ],
)  # fmt: skip
def test_planted_fault_of_the_schema_is_found(catalog, owner, rule, fault):
    if "called_by ADD" in fault:
        owner.execute("ALTER TABLE daily_chase_call ALTER called_by SET NOT NULL")
    owner.execute(fault)

    assert len(getattr(catalog, rule)()) == 1


def test_missing_constraint_of_a_school_reference_is_found(catalog, owner):
    owner.execute("ALTER TABLE roster_guardian DROP CONSTRAINT roster_guardian_person_school_fk")

    (found,) = catalog.missing_references(keyed_models())
    assert found.startswith("roster.Guardian.person: ")


def test_table_and_partition_opened_to_the_application_are_found(catalog, owner):
    owner.execute(f'GRANT UPDATE ON audit_entry TO "{APP_ROLE}"')
    owner.execute("SELECT relname FROM pg_class WHERE relispartition AND relname LIKE 'audit_entry_p%' ORDER BY 1")
    (partition,) = owner.fetchone()
    owner.execute(f'GRANT SELECT ON "{partition}" TO "{APP_ROLE}"')

    assert catalog.writable(["audit_entry"], APP_ROLE) == [f"audit_entry: {APP_ROLE} may update or delete"]
    assert catalog.open_partitions(APP_ROLE) == [f"{partition}: {APP_ROLE} reaches the partition itself"]
