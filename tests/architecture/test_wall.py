"""The second wall as the application's login meets it: nothing without a scope, only opened schools within one."""

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from sizao.core import scope
from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.scope import Scope
from sizao.core.tables import UNWALLED, WALLED

PERSON = "roster.Person"


def names_persons(model) -> bool:
    """A table names persons when it has a column for one, or refers to one."""
    fields = {field.attname for field in model._meta.concrete_fields}
    declared = getattr(model, "scope", None)
    refers = any(
        isinstance(field, SchoolRef) and field.related_model._meta.label == PERSON
        for field in model._meta.private_fields + list(model._meta.get_fields())
    )
    return "person_id" in fields or refers or (isinstance(declared, Scope) and declared.person is not None)


@pytest.fixture
def application(databases, django_db_setup):
    """A connection of the login that web processes have, and no scope."""
    url = settings.DATABASE_URLS.app
    with psycopg.connect(url, dbname=f"sizao_test_{databases.worker}", autocommit=True) as link:
        yield link


def test_every_table_that_names_persons_is_walled_or_says_why_not():
    models = [model for model in apps.get_models() if issubclass(model, KeyedModel) or names_persons(model)]
    open_ones = [
        model._meta.db_table
        for model in models
        if names_persons(model) and model._meta.db_table not in WALLED | UNWALLED.keys()
    ]

    assert open_ones == [], "add the table to WALLED in core/tables.py and SchoolWall to its migration"


def test_the_database_walls_exactly_the_listed_tables(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relrowsecurity AND p.polname = 'opened_schools'"
        )
        walled = {name for (name,) in cursor.fetchall()}

    assert walled == WALLED


@pytest.mark.parametrize("table", sorted(WALLED))
def test_application_without_scope_reads_and_writes_nothing(application, table):
    plan = "\n".join(row[0] for row in application.execute(f"EXPLAIN SELECT * FROM {table}"))

    assert application.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert "app.schools" in plan or "InitPlan" in plan
    assert application.execute("SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)


def test_scope_opens_one_school_and_ends_with_the_transaction(application, cast):
    count = "SELECT count(*) FROM roster_person"
    with application.transaction():
        application.execute(f"SET LOCAL app.schools = '{{{cast.school.id}}}'")
        inside = application.execute(count).fetchone()[0]
        schools = application.execute("SELECT DISTINCT school_id FROM roster_person").fetchall()

    assert inside > 0
    assert schools == [(cast.school.id,)]
    assert application.execute(count).fetchone() == (0,)


def test_application_cannot_write_into_a_school_that_is_not_opened(application, cast):
    with pytest.raises(psycopg.errors.InsufficientPrivilege), application.transaction():
        application.execute(f"SET LOCAL app.schools = '{{{cast.school.id}}}'")
        application.execute(
            "INSERT INTO roster_identity (identity_hash, person_id, school_id) VALUES ('x', gen_random_uuid(), %s)",
            [cast.neighbor_school.id],
        )


def test_application_cannot_become_the_machine(application):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute("SET ROLE sizao_worker")


def people(where: str = "") -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT school_id) FROM roster_person {where}")
        return cursor.fetchone()[0]


def test_scope_of_a_person_holds_the_machine_they_call_to_their_school(db, cast, now):
    from sizao.core.actor import Actor

    assert people() == 3
    with scope.transaction(cast.actor("teacher", now)):
        assert people() == 1
        with scope.transaction(Actor.system("called by a person")):
            assert people() == 1
    with scope.transaction(cast.actor("county", now)):
        assert people() == 0
    with scope.transaction(None):
        assert people() == 0
    assert people() == 3


def test_office_reads_one_school_at_a_time_and_only_inside_the_block(db, cast, now):
    with scope.transaction(cast.actor("inspector", now)):
        with scope.open_school(cast.school.id, reason="the test looks"):
            assert people() == 1
        with scope.open_school(cast.neighbor_school.id, reason="the test looks"):
            assert people(f"WHERE school_id <> {cast.neighbor_school.id}") == 0
        assert people() == 0
        with pytest.raises(scope.ScopeMissing), scope.open_school(cast.school.id, reason=""):
            pass


def test_failed_block_leaves_nothing_open(db, cast, now):
    with pytest.raises(ZeroDivisionError), scope.transaction(cast.actor("teacher", now)):
        raise ZeroDivisionError

    assert people() == 3
