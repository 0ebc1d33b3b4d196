"""Units: find them, read one, go down the tree."""

import datetime as dt
from typing import Annotated

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.http import signed_in
from sizao.core.rest import Page, Paging, UnitId, coded, paged, text
from sizao.registry.orgs import queries
from sizao.registry.orgs.models import Unit as UnitRow
from sizao.registry.orgs.rules import Level


class Unit(Schema):
    """A unit; `parent_id` runs it, `territory_parent_id` is where it stands, both from the province down."""

    id: int
    level: str
    code: str
    name: str
    short_name: str
    stage: str
    parent_id: int | None
    territory_parent_id: int | None
    school_id: int | None
    county_id: int | None
    city_id: int | None
    province_id: int | None
    has_boarders: bool
    entry_year: int | None
    class_number: int | None
    phone: str
    valid_from: dt.date
    valid_to: dt.date | None


LevelCode = Annotated[coded(Level) | None, Query()]
router = Router()


def _reader(request: HttpRequest) -> Actor:
    """Give who asks. raises: Forbidden for a token without the right, which would otherwise see an empty tree."""
    actor = signed_in(request)
    actor.require("orgs.view")
    return actor


@router.get("/units", response=Page[Unit], summary=_("查找机构"))
def list_units(
    request: HttpRequest,
    paging: Query[Paging],
    level: LevelCode = None,
    parent: UnitId | None = None,
    q: Annotated[text(40, least=2) | None, Query()] = None,
) -> dict:
    """List the units in force in one's jurisdiction.

    parent: only what lies below this unit by territory (with `level`, at any depth; else directly below).
    q: part of the name, the code, or the beginning of the pinyin key.
    """
    actor = _reader(request)
    if parent is not None:
        rows = queries.list_below(actor, parent, level=level)
    else:
        rows = queries.list_in_force_on(actor, clock.today()).order_by("position", "code", "id")
        rows = rows.filter(level=level) if level else rows
    return paged(request, _found(rows, q), paging)


def _found(rows: QuerySet[UnitRow], q: str | None) -> QuerySet[UnitRow]:
    if not q:
        return rows
    return rows.filter(Q(name__icontains=q) | Q(code=q) | Q(pinyin_key__istartswith=q))


@router.get("/units/{unit_id}", response=Unit, summary=_("读一个机构"))
def get_unit(request: HttpRequest, unit_id: UnitId) -> UnitRow:
    """Read one unit."""
    return queries.get_unit(_reader(request), unit_id)


@router.get("/units/{unit_id}/children", response=Page[Unit], summary=_("列出下级机构"))
def list_children(request: HttpRequest, unit_id: UnitId, paging: Query[Paging], level: LevelCode = None) -> dict:
    """List the units directly under a unit by territory; with `level`, all of that level below it."""
    return paged(request, queries.list_below(_reader(request), unit_id, level=level), paging)
