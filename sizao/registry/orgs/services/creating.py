"""Create units: one or many from pages and imports, divisions from their codes."""

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from django.db import connection

from sizao.core import usecase
from sizao.core.actor import AREA_COLUMNS, Actor, UnitRef
from sizao.core.audit.services import Touch
from sizao.core.usecase import use_case
from sizao.registry.orgs.models import Unit
from sizao.registry.orgs.queries import ref_of
from sizao.registry.orgs.rules import Level
from sizao.registry.orgs.services.refusing import refuse_bad
from sizao.registry.orgs.services.spelling import SPELLED, spell

FIRST_FREE_ID = 10_000_000
# Divisions whose beginning the data does not tell were in force on the day it was closed.
SEED_CLOSED = dt.date(2023, 6, 30)


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be made; `parent` runs it, `territory_parent` (default: the parent) is where it stands."""

    level: str
    name: str
    parent: int | None
    short_name: str = ""
    code: str = ""
    territory_parent: int | None = None
    stage: str = ""
    has_boarders: bool = False
    entry_year: int | None = None
    class_number: int | None = None
    declared_size: int | None = None
    phone: str = ""
    position: int = 0
    pinyin_key: str = ""
    id: int | None = None
    valid_from: dt.date | None = None


@use_case("orgs.unit.created", permission="orgs.edit")
def create_units(*, actor: Actor, now: dt.datetime, units: Sequence[NewUnit]) -> list[UnitRef]:
    """Create units whose parents exist, in a fixed number of statements.

    raises: Invalid when a name is empty or taken under its parent, a level does not fit its parent, a code is wrong or
        taken, a school does not stand at the lowest division; Forbidden, NotVisible by the parent.
    """
    parent_ids = {one.parent for one in units} | {one.territory_parent for one in units}
    parents = {
        unit.id: unit
        for unit in Unit.objects.whole_tree(reason="parents; the right is asked for each below").filter(
            id__in=[one for one in parent_ids if one is not None]
        )
    }
    for parent in parents.values():
        actor.require("orgs.edit", ref_of(parent))
    refuse_bad(units, parents)
    ids = iter(_take_ids(sum(one.id is None for one in units)))
    made = [_built(one, one.id or next(ids), parents, now) for one in units]
    Unit.objects.bulk_create(made, batch_size=5000)
    usecase.touch_many([Touch(unit.school_id or unit.id, "orgs.unit", str(unit.id)) for unit in made])
    return [ref_of(unit) for unit in made]


def _take_ids(count: int) -> list[int]:
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('orgs_unit_id_seq') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def _built(one: NewUnit, unit_id: int, parents: dict[int, Unit], now: dt.datetime) -> Unit:
    runs = parents.get(one.parent) if one.parent is not None else None
    stands = parents.get(one.territory_parent) if one.territory_parent is not None else runs
    areas = {column: getattr(stands, column) if stands else None for column in AREA_COLUMNS.values()}
    if one.level in AREA_COLUMNS:
        areas[AREA_COLUMNS[one.level]] = unit_id
    school_id = unit_id if one.level == Level.SCHOOL else (runs.school_id if runs else None)
    return Unit(
        id=unit_id,
        level=one.level,
        code=one.code,
        name=one.name,
        short_name=one.short_name or one.name,
        pinyin_key=one.pinyin_key or (spell(one.name) if one.level in SPELLED else ""),
        stage=one.stage or (runs.stage if runs and school_id else ""),
        parent=runs,
        territory_parent=stands,
        authority_path=f"{runs.authority_path if runs else '/'}{unit_id}/",
        territory_path=f"{stands.territory_path if stands else '/'}{unit_id}/",
        school_id=school_id,
        has_boarders=one.has_boarders,
        entry_year=one.entry_year,
        class_number=one.class_number,
        declared_size=one.declared_size,
        phone=one.phone,
        position=one.position,
        valid_from=one.valid_from or now.date(),
        **areas,
    )


@use_case("orgs.divisions.seeded", permission="orgs.edit")
def seed_divisions(*, actor: Actor, now: dt.datetime, province: str | None = None) -> int:
    """Create the provinces, cities and counties in force that are not there yet.

    province: two-digit code to load one province only. returns: number created.
    source: GB/T-2260
    """
    known = _known_divisions()
    text = resources.files("sizao.registry.orgs").joinpath("data/divisions.csv").read_text("utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if not row["valid_to"]]
    if province is not None:
        rows = [row for row in rows if row["code"].startswith(province)]
    made = 0
    for level in (Level.PROVINCE, Level.CITY, Level.COUNTY):
        units = [_division(row) for row in rows if row["level"] == level and int(row["code"]) not in known]
        if units:
            made += len(create_units(actor=actor, now=now, units=units))
    usecase.touch(school_id=usecase.COUNTRY, kind="orgs.divisions", id=province or "CN")
    return made


def _known_divisions() -> set[int]:
    rows = Unit.objects.whole_tree(reason="which divisions exist already").filter(id__lt=FIRST_FREE_ID)
    return set(rows.values_list("id", flat=True))


def _division(row: dict[str, str]) -> NewUnit:
    return NewUnit(
        level=row["level"],
        name=row["name"],
        short_name=row["short_name"],
        pinyin_key=row["pinyin"],
        code=row["code"],
        parent=int(row["parent"]) if row["parent"] else None,
        id=int(row["code"]),
        valid_from=dt.date.fromisoformat(row["valid_from"]) if row["valid_from"] else SEED_CLOSED,
    )
