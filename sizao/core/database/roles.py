"""The logins and the database inside a running server; rights on tables are given in migrations."""

from typing import TYPE_CHECKING

from sizao.core.database import passwords

if TYPE_CHECKING:
    import psycopg

    from sizao.core.database.server import Server

DATABASE = "sizao"
# Two starters of different kinds (command, test run) may arrive together.
LOCK_KEY = 0x73697A616F


def ensure_roles(server: "Server") -> None:
    """Make the owner, who may also make test databases; the application, who may only connect; and the machine.

    The machine has the application's rights, but is not held to the schools of one person: it rolls up and escalates.
    """
    words = passwords.complete(server.home)
    with _connect(server, "postgres") as connection:
        _ensure_role(connection, passwords.OWNER, words[passwords.OWNER], "CREATEDB")
        _ensure_role(connection, passwords.APP, words[passwords.APP], "NOCREATEDB")
        _ensure_role(connection, passwords.WORKER, words[passwords.WORKER], "NOCREATEDB", rows="BYPASSRLS")
        # The owner may end the sessions of both (to drop a test database) and act as them by SET ROLE.
        connection.execute(f"GRANT {passwords.APP} TO {passwords.OWNER}, {passwords.WORKER}")
        connection.execute(f"GRANT {passwords.WORKER} TO {passwords.OWNER}")


def ensure_database(server: "Server", name: str = DATABASE) -> None:
    """Make a database that the owner owns and in which the application has no right to make anything."""
    from psycopg import sql

    database, owner, app = (sql.Identifier(word) for word in (name, passwords.OWNER, passwords.APP))
    with _connect(server, "postgres") as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
        # By default everybody may connect and make temporary tables.
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))
    with _connect(server, name) as connection:
        connection.execute(sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {}").format(app))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app))


def _connect(server: "Server", name: str) -> "psycopg.Connection":
    """Log in as administrator and wait for our turn."""
    import psycopg

    connection = psycopg.connect(
        host=str(server.socket_dir),
        port=server.port,
        user=passwords.ADMIN,
        password=passwords.read(server.home)[passwords.ADMIN],
        dbname=name,
        autocommit=True,
        connect_timeout=30,
    )
    connection.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
    return connection


def _ensure_role(connection: "psycopg.Connection", role: str, word: str, right: str, rows: str = "NOBYPASSRLS") -> None:
    from psycopg import sql

    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        return
    # Only the digest travels, so that no log and no view of activity can show the password.
    digest = connection.pgconn.encrypt_password(word.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(
        sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} {} PASSWORD {}").format(
            sql.Identifier(role), sql.SQL(rows), sql.SQL(right), sql.Literal(digest)
        )
    )
