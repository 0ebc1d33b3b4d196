"""What each login may do."""

import psycopg
import pytest
from psycopg import errors

from sizao.core import database
from sizao.core.database import passwords

DDL = (
    "CREATE TABLE made (number int)",
    "CREATE TEMP TABLE made (number int)",
    "CREATE SCHEMA made",
    "CREATE DATABASE made",
    "CREATE ROLE made",
    "CREATE EXTENSION pg_trgm",
)


@pytest.mark.parametrize("statement", DDL)
def test_application_cannot_make_anything(server, login, statement):
    with pytest.raises(errors.InsufficientPrivilege):
        login(server, passwords.APP).execute(statement)


def test_application_reads_only_what_it_was_granted(server, login):
    owner, app = login(server), login(server, passwords.APP)
    owner.execute("CREATE TABLE secret AS SELECT 7 AS number")

    with pytest.raises(errors.InsufficientPrivilege):
        app.execute("SELECT number FROM secret")
    owner.execute("GRANT SELECT ON secret TO sizao_app")

    assert app.execute("SELECT number FROM secret").fetchone() == (7,)
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute("ALTER TABLE secret ADD other int")
    owner.execute("DROP TABLE secret")


def test_logins_have_no_more_than_they_need(server, login):
    rows = login(server).execute(
        "SELECT rolname, rolsuper, rolcreaterole, rolbypassrls, rolcreatedb FROM pg_roles"
        " WHERE rolname LIKE 'sizao_%' AND rolname <> 'sizao_admin' ORDER BY rolname"
    )

    assert rows.fetchall() == [
        ("sizao_app", False, False, False, False),
        ("sizao_owner", False, False, False, True),
        ("sizao_worker", False, False, True, False),
    ]


def test_machine_may_what_the_application_may_and_the_application_cannot_become_it(server, login):
    owner, worker = login(server), login(server, passwords.WORKER)
    owner.execute("CREATE TABLE walled AS SELECT 7 AS school_id")
    owner.execute("GRANT SELECT ON walled TO sizao_app")
    owner.execute("ALTER TABLE walled ENABLE ROW LEVEL SECURITY")

    assert login(server, passwords.APP).execute("SELECT school_id FROM walled").fetchall() == []
    assert worker.execute("SELECT school_id FROM walled").fetchall() == [(7,)]
    with pytest.raises(errors.InsufficientPrivilege):
        worker.execute("CREATE TABLE made (number int)")
    with pytest.raises(errors.InsufficientPrivilege):
        login(server, passwords.APP).execute("SET ROLE sizao_worker")
    owner.execute("DROP TABLE walled")


def test_server_of_an_earlier_version_gets_the_machines_login(server, login):
    kept = [line for line in passwords.file_of(server.home).read_text().splitlines() if passwords.WORKER not in line]
    passwords.file_of(server.home).write_text("\n".join(kept) + "\n")

    assert passwords.WORKER not in passwords.read(server.home)
    assert passwords.WORKER in database.urls(server.home).worker


def test_owner_makes_tables_extensions_and_test_databases(server, login):
    owner = login(server)

    owner.execute("CREATE EXTENSION pg_trgm")
    owner.execute("CREATE DATABASE test_sizao")
    inside = login(server, passwords.OWNER, "test_sizao")
    inside.execute("CREATE TABLE made (number int)")

    with pytest.raises(errors.InsufficientPrivilege):
        login(server, passwords.APP, "test_sizao").execute("CREATE TABLE other (number int)")
    inside.close()
    owner.execute("DROP DATABASE test_sizao WITH (FORCE)")
    owner.execute("DROP EXTENSION pg_trgm")


def test_owner_can_act_as_the_application_but_not_the_reverse(server, login):
    owner = login(server)
    owner.execute("SET ROLE sizao_app")

    with pytest.raises(errors.InsufficientPrivilege):
        owner.execute("CREATE TABLE made (number int)")
    with pytest.raises(errors.InsufficientPrivilege):
        login(server, passwords.APP).execute("SET ROLE sizao_owner")


def test_further_database_is_made_once_with_the_same_rights(server, login):
    database.ensure_database(server, "sizao_second")
    database.ensure_database(server, "sizao_second")

    owner = login(server, passwords.OWNER, "sizao_second")
    assert owner.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    ).fetchone() == ("sizao_owner",)
    with pytest.raises(errors.InsufficientPrivilege):
        login(server, passwords.APP, "sizao_second").execute("CREATE TEMP TABLE made (number int)")


def test_text_sorts_and_folds_the_same_on_every_machine(server, login):
    connection = login(server)

    words = connection.execute("SELECT string_agg(w, '' ORDER BY w) FROM unnest(ARRAY['b', 'A', '中', 'a', 'B']) AS w")

    assert words.fetchone() == ("ABab中",)
    assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_log_never_quotes_a_failing_statement_or_row(server, login):
    owner = login(server)
    owner.execute("CREATE TABLE child (name text CHECK (length(name) < 2))")

    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute("INSERT INTO child VALUES ('张三丰')")
    owner.execute("DROP TABLE child")

    log = "".join(path.read_text() for path in database.status(server.home).log_dir.glob("*.log"))
    assert "violates check constraint" in log
    assert "张三丰" not in log
