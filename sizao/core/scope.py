"""Who sees which rows: the only place where a jurisdiction becomes a filter.

`Model.objects` raises until it is told `visible_to(actor)` or `whole_tree(reason=…)`, so a forgotten filter is an
error and not a leak. Every read of a request runs inside `transaction(actor)`, which also names the schools to the
database for row-level security.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db import transaction as db_transaction
from django.db.models import Q
from psycopg.pq import TransactionStatus

from sizao.core import wall
from sizao.core.actor import AREA_COLUMNS, Actor, Line, UnitRef, permissions
from sizao.core.errors import NotVisible


@dataclass(frozen=True, slots=True)
class Scope:
    """Say which columns of a model hold its school, group and person, and which right reads it.

    by: the line that decides, territory for health data, authority for posts. `areas` is set where the table
    copies county_id, city_id and province_id; `unit` names a foreign key to a unit where rows belong to any level.
    `above_school=False` closes a table to offices: people are read one school at a time.
    """

    read: str
    by: Line = "territory"
    school: str = "school_id"
    group: str | None = None
    person: str | None = None
    areas: bool = False
    above_school: bool = True
    unit_table: bool = False
    unit: str | None = None

    def filter_for(self, unit: UnitRef) -> Q | None:
        """Compile one grant's unit into a filter, None when it opens nothing here."""
        if self.unit_table:
            return Q(**{f"{self.by}_path__startswith": unit.path(self.by)})
        if self.unit is not None:
            return Q(**{f"{self.unit}__{self.by}_path__startswith": unit.path(self.by)})
        if unit.school_id is None:
            return self._above(unit) if self.above_school else None
        if unit.id == unit.school_id:
            return Q(**{self.school: unit.id})
        if self.group is None:
            return None
        groups = _unit_model()._base_manager.filter(
            school_id=unit.school_id, **{f"{self.by}_path__startswith": unit.path(self.by)}
        )
        return Q(**{self.school: unit.school_id, f"{self.group}__in": groups.values("id")})

    def _above(self, unit: UnitRef) -> Q:
        column = AREA_COLUMNS.get(unit.level)
        if self.areas and column:
            return Q(**{column: unit.id})
        below = _unit_model()._base_manager.filter(
            Q(school_id__isnull=True) | Q(school_id=models.F("id")),
            **{f"{self.by}_path__startswith": unit.path(self.by)},
        )
        return Q(**{f"{self.school}__in": below.values("id")})


class ScopeMissing(TypeError):
    """A scoped model was queried without saying for whom."""


class ScopedManager(models.Manager):
    """The manager of every scoped model; inserting needs no scope, reading does."""

    def get_queryset(self) -> models.QuerySet:
        """Refuse: say `visible_to(actor)` or `whole_tree(reason=…)` first."""
        raise ScopeMissing(f"{self.model._meta.label}.objects: visible_to(actor) or whole_tree(reason=…) first")

    def visible_to(self, actor: Actor, permission: str | None = None) -> models.QuerySet:
        """Give the rows that the actor's grants open under `permission` (default: the model's read right)."""
        rows = super().get_queryset()
        if actor.is_system:
            return rows
        scope: Scope = self.model.scope
        wanted = permission or scope.read
        filters = [scope.filter_for(grant.unit) for grant in actor.grants_for(wanted)]
        opened = [found for found in filters if found is not None]
        if not opened:
            return rows.none()
        allowed = opened[0]
        for more in opened[1:]:
            allowed |= more
        return rows.filter(allowed)

    def whole_tree(self, *, reason: str) -> models.QuerySet:
        """Give all rows; `reason` is written where the query stands and is read in review."""
        if not reason:
            raise ScopeMissing("whole_tree needs a reason")
        return super().get_queryset()

    def end_open(self, *, reason: str, day: dt.date, ending: str, **key: Any) -> None:
        """Let the one row of a key, which is still open, hold until a day.

        reason: as for `whole_tree`; the caller has asked the right. ending: the column of the period's end.
        raises: NotVisible when there is no such row, or it was ended before.
        """
        if not self.whole_tree(reason=reason).filter(**key, **{f"{ending}__isnull": True}).update(**{ending: day}):
            raise NotVisible()

    def create(self, **values: Any) -> models.Model:
        """Insert one row."""
        return super().get_queryset().create(**values)

    def bulk_create(self, rows: Any, **options: Any) -> list:
        """Insert rows in one statement."""
        return super().get_queryset().bulk_create(rows, **options)


class ScopedModel(models.Model):
    """A model that declares its `scope` and can only be read through it."""

    scope: Scope

    objects = ScopedManager()

    class Meta:
        abstract = True


def _unit_model() -> type[models.Model]:
    return apps.get_model(settings.SIZAO_UNIT_MODEL)


# The schools that the wall has opened for the person in whose scope we are; None outside of any person's scope.
_opened: ContextVar[str | None] = ContextVar("opened_schools", default=None)


def schools_setting(actor: Actor | None) -> str:
    """Write the schools and offices whose own rows the actor may read as an array literal; empty means none."""
    return wall.NOBODY if actor is None else wall.literal(grant.unit.key for grant in actor.grants)


@contextmanager
def transaction(actor: Actor | None) -> Iterator[None]:
    """Run reads or a use case inside one transaction that tells the database which schools are open.

    A nested call shares the outer transaction; the machine, called by a person's use case, sees no more than they.
    """
    if actor is not None and actor.is_system:
        with db_transaction.atomic():
            yield
        return
    with db_transaction.atomic(), _schools(schools_setting(actor), is_announced=actor is not None):
        yield


@contextmanager
def only(schools: Iterable[int]) -> Iterator[None]:
    """Run a statement that checks rights itself with just these schools open, unless someone's scope holds already."""
    if _opened.get() is not None:
        yield
        return
    with _schools(wall.literal(schools), is_announced=False):
        yield


@contextmanager
def open_school(school_id: int, *, reason: str) -> Iterator[None]:
    """Let an office read the people of one school below it, for this block.

    Nobody is asked here: the caller has checked the right. What shows single persons belongs into a use case that
    touches with a purpose (an inspector reads by number); without one only counts may leave the block. `reason` is
    read in review.
    """
    with open_schools([school_id], reason=reason):
        yield


@contextmanager
def open_schools(school_ids: Iterable[int], *, reason: str) -> Iterator[None]:
    """Open several schools at once as `open_school` opens one: for counts, and for those between whom someone moves."""
    if not reason:
        raise ScopeMissing("open_schools needs a reason")
    before = _opened.get()
    if before is None:
        yield
        return
    schools = [int(school) for school in before.strip("{}").split(",") if school]
    with _schools(wall.literal([*schools, *school_ids]), is_announced=False):
        yield


@contextmanager
def _schools(schools: str, *, is_announced: bool) -> Iterator[None]:
    """Open schools until the block ends; COMMIT takes them back, and so do we where the transaction goes on.

    is_announced: send the statement through Django's cursor, which counts it.
    """
    before = _opened.get()
    token = _opened.set(schools)
    try:
        if is_announced:
            with connection.cursor() as cursor:
                cursor.execute(wall.opening(schools))
        elif schools != (wall.NOBODY if before is None and wall.is_own_login() else before):
            _say(wall.opening(schools))
        yield
    finally:
        _opened.reset(token)
        # A failed transaction is rolled back, and the setting with it.
        if schools != before and _is_going_on():
            _say(wall.leaving(before))


def _is_going_on() -> bool:
    link = connection.connection
    return link is not None and link.info.transaction_status == TransactionStatus.INTRANS


def _say(statement: str) -> None:
    """Send a statement about the transaction itself, on the bare connection."""
    connection.ensure_connection()
    connection.connection.execute(statement)


def check_scopes() -> list[str]:
    """List scoped models whose read right is not declared or whose columns do not exist."""
    wrong = []
    for model in apps.get_models():
        scope = getattr(model, "scope", None)
        if scope is None:
            continue
        names = {field.attname for field in model._meta.concrete_fields}
        by_unit = scope.unit_table or scope.unit is not None
        columns = [scope.group, scope.person] + ([] if by_unit else [scope.school])
        if scope.areas:
            columns += AREA_COLUMNS.values()
        missing = [column for column in columns if column and column.split("__")[0] not in names]
        if missing or scope.read not in permissions():
            wrong.append(f"{model._meta.label}: {missing or scope.read}")
    return wrong
