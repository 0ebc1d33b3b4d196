"""What the pages of units show: branches with what lies below, lines upwards, search, what stands in a unit's way."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import NotVisible
from sizao.registry.orgs.models import Unit
from sizao.registry.orgs.queries.references import OFFICE_LEVELS, ref_of
from sizao.registry.orgs.rules import NAMED_LEVELS, Level

# A unit on the territory path of another one is a part of it: one walk over the parts counts for all branches.
INSIDE = """
SELECT part::bigint, count(*) FILTER (WHERE u.level = 'SCHOOL'), count(*) FILTER (WHERE u.level = 'CLASS')
FROM orgs_unit u CROSS JOIN LATERAL string_to_table(u.territory_path, '/') AS part
WHERE u.territory_path LIKE %(under)s AND u.valid_to IS NULL AND u.level = ANY(%(levels)s) AND part = ANY(%(ids)s)
"""
BELOW = """
SELECT p.path, u.level, count(*) FROM unnest(%(paths)s::text[]) AS p(path)
JOIN orgs_unit u ON starts_with(u.territory_path, p.path) AND u.territory_path LIKE %(under)s
WHERE u.valid_from <= %(day)s AND (u.valid_to IS NULL OR u.valid_to > %(day)s)
  AND u.level IN ('CITY', 'COUNTY', 'SCHOOL', 'CLASS')
GROUP BY 1, 2
"""

# Each group counts under the longest of the paths above it.
REPORTING = """
SELECT p.path, u.level, u.stage = 'KINDERGARTEN', coalesce(s.has_boarders, u.has_boarders), count(*)
FROM orgs_unit u LEFT JOIN orgs_unit s ON s.id = u.school_id AND u.level = 'CLASS'
CROSS JOIN LATERAL (
  SELECT path FROM unnest(%(paths)s::text[]) AS p(path) WHERE starts_with(u.territory_path, path)
  ORDER BY length(path) DESC LIMIT 1) p
WHERE u.valid_from <= %(day)s AND (u.valid_to IS NULL OR u.valid_to > %(day)s)
  AND u.level IN ('CLASS', 'DEPARTMENT') AND u.territory_path LIKE %(under)s
GROUP BY 1, 2, 3, 4
"""

PeopleCounter = Callable[[Iterable[int], dt.date], int]
_people_counter: PeopleCounter | None = None


def use_people_counter(counter: PeopleCounter) -> None:
    """Register who counts the people of units on or after a day; `registry.roster` does so when it is loaded."""
    global _people_counter
    _people_counter = counter


def count_people(unit_ids: Iterable[int], *, since: dt.date) -> int:
    """Count the people who belong to any of the units on a day or later."""
    if _people_counter is None:
        raise RuntimeError("no counter of people is registered")
    return _people_counter(list(unit_ids), since)


@dataclass(frozen=True, slots=True)
class Inside:
    """How many schools and classes in force lie inside a unit by territory."""

    schools: int = 0
    classes: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree: a unit and what lies inside it."""

    unit: Unit
    inside: Inside


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a line upwards; `is_open` tells whether the reader may go there."""

    id: int
    name: str
    short_name: str
    is_open: bool


def open_unit(actor: Actor, unit_id: int) -> Unit:
    """Give one unit to someone who may browse units there by territory, or keep them there by authority.

    raises: NotVisible, Forbidden.
    """
    unit = Unit.objects.whole_tree(reason="the right is asked for this very unit").filter(id=unit_id).first()
    if unit is None:
        raise NotVisible()
    if not may_open(actor, ref_of(unit)):
        actor.require("orgs.browse", ref_of(unit))
    return unit


def may_open(actor: Actor, unit: UnitRef) -> bool:
    """Tell whether someone may open the page of a unit."""
    return actor.may("orgs.edit", unit) or actor.may("orgs.browse", unit)


def list_roots(actor: Actor) -> list[Unit]:
    """List the units at which the actor's tree begins: those of the posts, without what lies below another one."""
    refs = {grant.unit.id: grant.unit for grant in actor.grants_for("orgs.browse")}
    tops = [
        one.id
        for one in refs.values()
        if not any(
            one.id != other.id and one.territory_path.startswith(other.territory_path) for other in refs.values()
        )
    ]
    return list(Unit.objects.visible_to(actor, "orgs.browse").filter(id__in=tops).order_by("position", "code", "id"))


def list_branches(unit: Unit, *, closed: bool = False) -> QuerySet[Unit]:
    """List the units that stand directly under one that was opened for the reader; `closed` gives those given up."""
    rows = Unit.objects.whole_tree(reason="what stands under a unit that was opened for the reader")
    rows = rows.filter(territory_parent_id=unit.id, valid_to__isnull=not closed)
    return rows.order_by("position", "code", "id")


def list_run_elsewhere(unit: Unit) -> QuerySet[Unit]:
    """List the units that an opened unit runs but that stand elsewhere."""
    rows = Unit.objects.whole_tree(reason="what is run by a unit that was opened for the reader")
    return rows.filter(parent_id=unit.id, valid_to__isnull=True).exclude(territory_parent_id=unit.id).order_by("id")


def branches_of(units: Sequence[Unit], *, under: str) -> list[Branch]:
    """Add to units what lies inside each, in one statement.

    under: the territory path all of them lie below. Offices count schools, schools and their parts count classes.
    """
    levels = {Level.SCHOOL if unit.level in OFFICE_LEVELS else Level.CLASS for unit in units}
    only = " AND u.school_id = ANY(%(schools)s)" if levels == {Level.CLASS} else ""
    values = {
        "under": f"{under}%",
        "levels": [str(level) for level in levels],
        "ids": [str(unit.id) for unit in units],
        "schools": sorted({unit.school_id for unit in units if unit.school_id is not None}),
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{INSIDE}{only} GROUP BY 1", values)
        inside = {row[0]: Inside(row[1], row[2]) for row in cursor.fetchall()}
    return [Branch(unit, inside.get(unit.id, Inside())) for unit in units]


def lines_of(actor: Actor, unit: Unit) -> dict[str, list[Line]]:
    """Give both lines upwards with the unit at their end: `authority` who runs it, `territory` where it stands."""
    chains = {
        "authority": [int(part) for part in unit.authority_path.strip("/").split("/")],
        "territory": [int(part) for part in unit.territory_path.strip("/").split("/")],
    }
    rows = Unit.objects.whole_tree(reason="names of the units above an opened one").filter(
        id__in={part for chain in chains.values() for part in chain}
    )
    found = {row.id: Line(row.id, row.name, row.short_name, may_open(actor, ref_of(row))) for row in rows}
    return {name: [found[part] for part in chain if part in found] for name, chain in chains.items()}


def search_units(actor: Actor, text: str) -> QuerySet[Unit]:
    """Find units in force by a part of the name, by pinyin (whole or initials) or by code.

    Offices and schools everywhere in the actor's jurisdiction; classes and departments in the actor's own schools.
    """
    rows = Unit.objects.visible_to(actor, "orgs.browse").filter(valid_to__isnull=True)
    own = [grant.unit.school_id for grant in actor.grants_for("orgs.browse") if grant.unit.school_id]
    named = Q(level__in=NAMED_LEVELS)
    rows = rows.filter(named | Q(school_id__in=own)) if own else rows.filter(named)
    wanted = Q(name__icontains=text)
    if text.isascii():
        latin = text.lower().replace(" ", "")
        initials = Func(F("pinyin_key"), Value(r"(\S)\S*\s*"), Value(r"\1"), Value("g"), function="regexp_replace")
        rows = rows.annotate(spelled=Replace("pinyin_key", Value(" "), Value("")), initials=initials)
        wanted |= Q(spelled__contains=latin) | Q(initials__contains=latin) | Q(code__startswith=text)
    return rows.filter(wanted).order_by("territory_path")


def count_below(paths: Sequence[str], day: dt.date) -> dict[str, dict[str, int]]:
    """Count cities, counties, schools and classes in force on a day at and below territory paths, in one statement."""
    if not paths:
        return {}
    under = min(paths, key=len) if len(paths) == 1 else _shared(paths)
    with connection.cursor() as cursor:
        cursor.execute(BELOW, {"paths": list(paths), "under": f"{under}%", "day": day})
        found: dict[str, dict[str, int]] = {path: {} for path in paths}
        for path, level, count in cursor.fetchall():
            found[path][level] = count
    return found


@dataclass(frozen=True, slots=True)
class ReportingGroups:
    """So many classes or departments of one sort under a path; a class has boarders when its school has."""

    path: str
    level: str
    is_kindergarten: bool
    has_boarders: bool
    count: int


def count_reporting(paths: Sequence[str], day: dt.date) -> list[ReportingGroups]:
    """Count the groups that report in force on a day, each under the longest of the paths above it; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(REPORTING, {"paths": list(paths), "under": f"{min(paths, key=len)}%", "day": day})
        return [ReportingGroups(*row) for row in cursor.fetchall()]


def _shared(paths: Sequence[str]) -> str:
    """Give the longest beginning that all paths share, cut at a slash."""
    low, high = min(paths), max(paths)
    same = next((place for place, (one, two) in enumerate(zip(low, high, strict=False)) if one != two), len(low))
    return low[:same].rpartition("/")[0] + "/"


def reached_words(counts: Mapping[str, int]) -> str:
    """Say whom an order reaches, counted by level: 12所学校、240个班."""
    labels = {"CITY": _("{n}个市"), "COUNTY": _("{n}个县（区）"), "SCHOOL": _("{n}所学校"), "CLASS": _("{n}个班")}
    parts = [labels[level].format(n=f"{counts[level]:,}") for level in labels if counts.get(level)]
    return _("、").join(parts) or _("没有单位")


def list_told_below(unit: UnitRef, day: dt.date) -> list[UnitRef]:
    """List the offices and schools at and below a unit by territory that are in force on a day."""
    rows = Unit.objects.whole_tree(reason="whom an order of this unit reaches")
    rows = rows.filter(territory_path__startswith=unit.territory_path, level__in=NAMED_LEVELS, valid_from__lte=day)
    return [ref_of(row) for row in rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))]
