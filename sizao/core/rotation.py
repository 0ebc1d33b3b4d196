"""Turn the keys: a new key, every value written anew with it, the old key away when no row needs it.

Modules declare their columns in `apps.py` (`encrypted`). A turn may be stopped at any moment and started again: while
two keys are listed both are read, and only what is written with the older one is left to do.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import transaction
from psycopg import sql

from sizao.core import pages, privacy, usecase
from sizao.core.actor import Actor
from sizao.core.audit import services as audit
from sizao.core.errors import SizaoError

KEEPER = Actor.system("keys")
LOCK = 7_403_001
# Whoever encrypted a value just before a turn has written it by then: the longest import, several times.
RETIRE_AFTER_HOURS = 1


class TurnRunning(SizaoError):
    """Two turns at once would count each other's rows."""

    code = "keys.turn_running"
    message = "另一个密钥轮换正在进行，等它结束"
    http_status = 409


@dataclass(frozen=True, slots=True)
class Rotated:
    """A model with encrypted fields: what a turn rewrites.

    model: "label.Name". owner_field: the column that ciphers are bound to. on_rehashed: told the changed hashes of
    each chunk, for look-ups kept elsewhere.
    """

    model: str
    fields: tuple[privacy.Encrypted, ...]
    owner_field: str = "school_id"
    on_rehashed: Callable[[psycopg.Connection, privacy.Rehashed], None] | None = None

    @property
    def table(self) -> str:
        return apps.get_model(self.model)._meta.db_table

    def values(self) -> "Iterator[Values]":
        """Give what holds a key id, column by column."""
        for one in self.fields:
            yield Values(self.table, one.cipher)
            if one.hash:
                yield Values(self.table, one.hash, is_hash=True)


@dataclass(frozen=True, slots=True)
class Passing:
    """Values that are not rewritten but pass: they expire or are renewed, and keep their key until then.

    value: SQL over the table `t` that gives each value as bytea. until: how they pass, for `status`.
    columns: the columns of binary data that this accounts for.
    """

    table: str
    value: str
    until: str
    is_hash: bool = False
    columns: tuple[str, ...] = ()

    def values(self) -> "Iterator[Values]":
        """Give what holds a key id."""
        yield Values(self.table, self.value, is_hash=self.is_hash, until=self.until)


@dataclass(frozen=True, slots=True)
class Values:
    """Stored values that begin with the id of their key."""

    table: str
    value: str
    is_hash: bool = False
    until: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """How many values of one place still need an older key."""

    table: str
    value: str
    key_id: str
    count: int
    until: str


@dataclass(slots=True)
class Turn:
    """What a run did; `waits_until` is when the older keys may go although no row needs them."""

    key_ids: tuple[str, ...] = ()
    is_new: bool = False
    rewritten: dict[str, int] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    retired: tuple[str, ...] = ()
    waits_until: dt.datetime | None = None


def declared() -> list[Rotated | Passing]:
    """Collect what the modules declare."""
    return [one for module in pages.modules() for one in module.encrypted()]


def is_under_way() -> bool:
    """Tell whether a turn was begun whose older field key is still listed."""
    return len(privacy.current_secrets().field_keys) > 1


def turn(link: psycopg.Connection, *, now: dt.datetime) -> Turn:
    """Begin a turn, or go on with the one under way.

    link: an autocommitting connection of the owner, who sees all rows. raises: TurnRunning.
    """
    with _alone(link):
        done = Turn(is_new=not is_under_way())
        if done.is_new:
            _record("keys.turn.started", privacy.current_secrets().with_new_keys(now.isoformat()).written(), now)
        for one in declared():
            if isinstance(one, Rotated):
                _rewrite(link, one, done, now)
        done.left = left(link)
        _retire(done, now)
        secrets = privacy.current_secrets()
        done.key_ids = (*secrets.field_keys, *secrets.hash_keys)
    return done


def left(link: psycopg.Connection) -> list[Left]:
    """Count the values that still need an older key, place by place; reads every declared column once."""
    secrets = privacy.current_secrets()
    newest = {False: next(iter(secrets.field_keys)), True: next(iter(secrets.hash_keys))}
    found = []
    for one in declared():
        for values in one.values():
            # Table and expression are the program's own, declared in its modules.
            query = sql.SQL(
                "SELECT encode(substring(v FROM 2 FOR get_byte(v, 0)), 'escape') AS key_id, count(*)"
                f" FROM (SELECT {values.value} AS v FROM {values.table} t) AS s"
                " WHERE length(v) > 1 GROUP BY 1 ORDER BY 1"
            )
            for key_id, count in link.execute(query).fetchall():
                if key_id != newest[values.is_hash]:
                    found.append(Left(values.table, values.value, key_id, count, values.until))
    return found


@contextmanager
def _alone(link: psycopg.Connection) -> Iterator[None]:
    got = link.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
    if not got or not got[0]:
        raise TurnRunning()
    try:
        yield
    finally:
        link.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _rewrite(link: psycopg.Connection, one: Rotated, done: Turn, now: dt.datetime) -> None:
    model: Any = apps.get_model(one.model)
    count = privacy.rotate(
        link, model, one.fields,
        owner_field=one.owner_field, on_rehashed=one.on_rehashed,
    )  # fmt: skip
    if count:
        done.rewritten[one.table] = count
        _audit("keys.values.rewritten", one.table, tuple(each.cipher for each in one.fields), f"{count}", now)


def _retire(done: Turn, now: dt.datetime) -> None:
    """Take the older keys away that nothing needs, keeping them aside for backups made with them."""
    secrets = privacy.current_secrets()
    needed = {one.key_id for one in done.left}
    older = [*list(secrets.field_keys)[1:], *list(secrets.hash_keys)[1:]]
    free = {name for name in older if name not in needed}
    if not free:
        return
    latest = max((dt.datetime.fromisoformat(at) for at in secrets.made.values()), default=now)
    may_go = latest + dt.timedelta(hours=RETIRE_AFTER_HOURS)
    if now < may_go:
        done.waits_until = may_go
        return
    secrets.kept_aside(f"keys-until-{now:%Y%m%d-%H%M%S}.json")
    _record("keys.key.retired", secrets.without(free).written(), now, *sorted(free))
    done.retired = tuple(sorted(free))


def _record(action: str, written: Any, now: dt.datetime, *ids: str) -> None:
    """Take over what was written to the key file and note it; the file comes first, so that no row needs a lost key."""
    settings.SECRETS = written
    names = ids or (next(iter(written.field_keys)), next(iter(written.hash_keys)))
    for name in names:
        _audit(action, name, (), "", now)


def _audit(action: str, id: str, fields: tuple[str, ...], purpose: str, now: dt.datetime) -> None:
    with transaction.atomic():
        touched = audit.Touch(usecase.COUNTRY, "keys.key", id, fields, purpose)
        audit.record_many([touched], action=action, actor=KEEPER, now=now)
