"""Delete what is past its time: whole partitions where nothing is held, else rows in chunks, school by school.

Modules declare in `apps.py` which rows are kept how long (`kept`) and what holds a school's rows beyond that (`holds`):
an open task, an unanswered question. How long comes from the caller, by policy and school.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.apps import apps

from sizao.core import pages, partitions
from sizao.core.keyed import DayKeyedModel, SchoolRef

CHUNK = 5000
# What is about something still open may be this much older than it. source: PROJECT
HOLD_DAYS = 90
LOCK_WAIT = "5s"


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of a model that are kept for the days of a policy.

    model: "label.Name". title: what they are called, Chinese source text.
    day: SQL on the row `t` that gives the date its time runs from; null is kept.
    held_while: condition in SQL on `t`; rows that meet it are kept whatever their age.
    part_of, by: the model of which this is a part, and the column with its id: kept while rows of other models refer
    to the whole ("roster.Person", "person_id").
    """

    model: str
    title: str
    policy: str
    day: str = "t.day"
    held_while: str = ""
    part_of: str = ""
    by: str = ""

    @property
    def table(self) -> str:
        return self.type._meta.db_table

    @property
    def type(self) -> Any:
        return apps.get_model(self.model)


@dataclass(frozen=True, slots=True)
class Hold:
    """What holds rows of a school: SQL giving (school_id, date since when it is open)."""

    why: str
    query: str


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Rows before the day go; `by_school` differs for schools (and offices) where less is kept."""

    day: dt.date
    by_school: Mapping[int, dt.date] = field(default_factory=dict)


@dataclass(slots=True)
class Line:
    """One table of a plan or run: rows that are (or would be) deleted, and rows past their time that are held."""

    table: str
    policy: str
    before: dt.date
    rows: int = 0
    held: int = 0
    partitions: list[str] = field(default_factory=list)


def declared() -> list[Kept]:
    """Collect what modules keep, parts before wholes, in the order of the modules."""
    return [one for module in pages.modules() for one in module.kept()]


def plan(link: psycopg.Connection, cutoffs: Mapping[str, Cutoffs]) -> list[Line]:
    """Count what a run would delete, without deleting."""
    held = held_since(link)
    return [_counted(link, one, cutoffs[one.policy], held) for one in declared()]


def clear(link: psycopg.Connection, one: Kept, cutoffs: Cutoffs) -> Line:
    """Delete what is past its time in one table; may be stopped at any moment and started again.

    link: an autocommitting connection of the owner, who sees all rows.
    """
    held = held_since(link)
    line = Line(one.table, one.policy, cutoffs.day)
    if issubclass(one.type, DayKeyedModel):
        _drop(link, one, cutoffs, held, line)
    line.rows += _delete(link, one, cutoffs, held)
    line.held = _counted(link, one, cutoffs, held).held
    return line


def held_since(link: psycopg.Connection) -> dict[int, dt.date]:
    """Give from which day on the rows of a school are held, for the schools with anything open."""
    found: dict[int, dt.date] = {}
    for module in pages.modules():
        for hold in module.holds():
            for school_id, since in link.execute(f"SELECT school_id, min(since) FROM ({hold.query}) AS h GROUP BY 1"):
                day = since - dt.timedelta(days=HOLD_DAYS)
                found[school_id] = min(day, found.get(school_id, day))
    return found


def _limits(cutoffs: Cutoffs, held: Mapping[int, dt.date]) -> dict[str, Any]:
    """Give each particular school's first day that stays, and the day of all others."""
    schools = cutoffs.by_school.keys() | held.keys()
    first = {one: cutoffs.by_school.get(one, cutoffs.day) for one in schools}
    kept = {one: min(day, held.get(one, day)) for one, day in first.items()}
    return {"schools": list(first), "first": list(first.values()), "kept": list(kept.values()), "day": cutoffs.day}


def _source(one: Kept) -> str:
    """Write rows with their day, the first that stays by age, and the first that stays although something is open."""
    return (
        f"{one.table} t LEFT JOIN unnest(%(schools)s::bigint[], %(first)s::date[], %(kept)s::date[])"
        " AS x(school_id, first, kept) ON x.school_id = t.school_id"
        f" WHERE {one.day} < coalesce(x.first, %(day)s)"
    )


def _is_free(one: Kept) -> str:
    """Write the condition under which a row past its time may go."""
    conditions = [f"{one.day} < coalesce(x.kept, %(day)s)"]
    if one.held_while:
        conditions.append(f"NOT ({one.held_while})")
    conditions += [
        f"NOT EXISTS (SELECT FROM {table} r WHERE r.school_id = t.school_id AND r.{column} = t.{one.by})"
        for table, column in _references(one.part_of)
    ]
    return " AND ".join(conditions)


def _references(whole: str) -> list[tuple[str, str]]:
    """List the tables and columns that refer to a model and are no part of it."""
    if not whole:
        return []
    model = apps.get_model(whole)
    parts = {kept.type for kept in declared() if kept.part_of == whole}
    return [
        (other._meta.db_table, f"{reference.name}_id")
        for other in apps.get_models()
        if other not in parts
        for reference in other._meta.get_fields()
        if isinstance(reference, SchoolRef) and reference.related_model is model
    ]


def _counted(link: psycopg.Connection, one: Kept, cutoffs: Cutoffs, held: Mapping[int, dt.date]) -> Line:
    query = f"SELECT count(*) FILTER (WHERE {_is_free(one)}), count(*) FROM {_source(one)}"
    found = link.execute(query, _limits(cutoffs, held)).fetchone()
    free, past = found or (0, 0)
    return Line(one.table, one.policy, cutoffs.day, rows=free, held=past - free)


def _delete(link: psycopg.Connection, one: Kept, cutoffs: Cutoffs, held: Mapping[int, dt.date]) -> int:
    """Delete in chunks in the order of schools, a transaction each."""
    keys = ", ".join(name for name in _key(one.type))
    mine = ", ".join(f"t.{name}" for name in _key(one.type))
    query = (
        f"DELETE FROM {one.table} WHERE ({keys}) IN"
        f" (SELECT {mine} FROM {_source(one)} AND {_is_free(one)} ORDER BY t.school_id LIMIT {CHUNK})"
    )
    values, total = _limits(cutoffs, held), 0
    while True:
        count = link.execute(query, values).rowcount
        total += count
        if count < CHUNK:
            return total


def _key(model: Any) -> Iterable[str]:
    key = model._meta.pk
    return [one.column for one in getattr(key, "fields", [key])]


def _drop(link: psycopg.Connection, one: Kept, cutoffs: Cutoffs, held: Mapping[int, dt.date], line: Line) -> None:
    """Drop the partitions of which every row may go."""
    values = _limits(cutoffs, held)

    def may_go(name: str) -> bool:
        part = _source(one).replace(one.table, f'"{name}"', 1)
        counted = f"SELECT count(*), count(*) FILTER (WHERE {_is_free(one)}) FROM {part}"
        past, free = link.execute(counted, values).fetchone() or (0, 0)
        every = link.execute(f'SELECT count(*) FROM "{name}"').fetchone() or (-1,)
        goes = bool(every[0] == past == free)
        if goes:
            line.rows += free
        return goes

    link.execute(f"SET lock_timeout = '{LOCK_WAIT}'")
    line.partitions = partitions.drop_partitions(link, model=one.type, before=cutoffs.day, if_=may_go)
    link.execute("RESET lock_timeout")
