"""Make and drop the partitions of day-keyed tables, ahead of time and past retention."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection

from sizao.core.keyed import DayKeyedModel


def owner_connection() -> psycopg.Connection:
    """Open a connection of the owning role to the database Django uses, for structure and retention."""
    name = connection.settings_dict["NAME"]
    return psycopg.connect(settings.DATABASE_URLS.owner, dbname=name, autocommit=True)


def partitioned_models() -> list[type[DayKeyedModel]]:
    """List the models whose tables are partitioned by day or month."""
    return [model for model in apps.get_models() if issubclass(model, DayKeyedModel)]


def _starts(partition_by: str, first: dt.date, latest: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Walk the half-open ranges that cover first..latest."""
    start = first.replace(day=1) if partition_by == "month" else first
    while start <= latest:
        step = dt.timedelta(days=32 if partition_by == "month" else 1)
        end = (start + step).replace(day=1) if partition_by == "month" else start + step
        yield start, end
        start = end


def partition_name(table: str, partition_by: str, start: dt.date) -> str:
    """Name a partition by its table and its start: `checks_healthcheck_p202611`."""
    return f"{table}_p{start:%Y%m}" if partition_by == "month" else f"{table}_p{start:%Y%m%d}"


def ensure_partitions(owner: Any, *, first: dt.date, latest: dt.date, app_role: str | None) -> list[str]:
    """Create the missing partitions for first..latest and close them to direct access.

    owner: an open psycopg connection or Django connection of the owning role.
    app_role: the application's role; it reaches rows only through the parent table, where its rights are fewer.
    returns: names of the partitions created.
    """
    with owner.cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid")
        existing = {name for (name,) in cursor.fetchall()}
        created = []
        for model in partitioned_models():
            table = model._meta.db_table
            for start, end in _starts(model.partition_by, first, latest):
                name = partition_name(table, model.partition_by, start)
                if name in existing:
                    continue
                cursor.execute(
                    f'CREATE TABLE "{name}" PARTITION OF "{table}" '
                    f"FOR VALUES FROM ('{start}') TO ('{end}') "
                    "WITH (autovacuum_vacuum_insert_scale_factor = 0.02)"
                )
                if app_role:
                    cursor.execute(f'REVOKE ALL ON "{name}" FROM "{app_role}"')
                created.append(name)
    return created


def drop_partitions(
    owner: Any, *, model: type[DayKeyedModel], before: dt.date, if_: Callable[[str], bool] | None = None
) -> list[str]:
    """Detach and drop the partitions of one model that end by a day; the caller has decided that they may go.

    if_: asked for each by name; None drops them all. returns: the names of those dropped.
    """
    table = model._meta.db_table
    with owner.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid "
            "WHERE i.inhparent = %s::regclass ORDER BY 1",
            [table],
        )
        names = [name for (name,) in cursor.fetchall()]
        stamp = "%Y%m" if model.partition_by == "month" else "%Y%m%d"
        limit = partition_name(table, model.partition_by, before)
        gone = [name for name in names if name < limit and _parses(name.rsplit("_p", 1)[1], stamp)]
        dropped = []
        for name in gone:
            if if_ is None or if_(name):
                # One statement, so that no detached table is left when it is stopped in between.
                cursor.execute(f'ALTER TABLE "{table}" DETACH PARTITION "{name}"; DROP TABLE "{name}"')
                dropped.append(name)
    return dropped


def _parses(text: str, stamp: str) -> bool:
    try:
        dt.datetime.strptime(text, stamp)
    except ValueError:
        return False
    return True
