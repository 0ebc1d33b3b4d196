"""Which bundles may be ordered where, and every version of those a unit named."""

import datetime as dt
import functools
import json
from importlib import resources

from django.db.models import Q

from sizao.core.actor import UnitRef
from sizao.core.errors import NotVisible
from sizao.registry.levels.models import Bundle as BundleRow
from sizao.registry.levels.rules import Bundle, bundle_from, line_from
from sizao.registry.policies import queries as policies

PUBLIC = "a bundle is public to all below the unit that named it"


@functools.cache
def built_in() -> tuple[Bundle, ...]:
    """Give the bundles that come with the system, one a level."""
    text = resources.files("sizao.registry.levels").joinpath("data/bundles.json").read_text("utf-8")
    return tuple(map(bundle_from, json.loads(text)))


def bundle_of(row: BundleRow) -> Bundle:
    """Give a kept bundle as the rules see it."""
    lines = tuple(map(line_from, row.lines))
    return Bundle(f"{row.unit_id}-{row.code}", row.version, row.name, row.level, row.source, lines, row.unit_id)


def list_bundles(unit: UnitRef, day: dt.date) -> list[Bundle]:
    """List what a unit may order on a day: what it or a unit above named, latest version each, then the built-in."""
    chain = policies.chain_of(unit.territory_path)
    rows = BundleRow.objects.whole_tree(reason=PUBLIC).filter(unit_id__in=chain, valid_from__lte=day)
    latest: dict[tuple[int, str], BundleRow] = {}
    for row in rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).order_by("version"):
        latest[row.unit_id, row.code] = row
    named = sorted(latest.values(), key=lambda row: (-chain.index(row.unit_id), row.code))
    return [*map(bundle_of, named), *built_in()]


def get_bundle(unit: UnitRef, code: str, day: dt.date) -> Bundle:
    """Give the version in force of a bundle that a unit may order.

    raises: NotVisible.
    """
    found = next((one for one in list_bundles(unit, day) if one.code == code), None)
    if found is None:
        raise NotVisible()
    return found


def list_versions(unit: UnitRef) -> list[BundleRow]:
    """List every version of the bundles that a unit named, latest first."""
    rows = BundleRow.objects.whole_tree(reason=PUBLIC).filter(unit_id=unit.id)
    return list(rows.order_by("code", "-version"))


def get_own(unit: UnitRef, code: str) -> BundleRow:
    """Give the latest version of a bundle that a unit named.

    raises: NotVisible.
    """
    row = next((one for one in list_versions(unit) if one.code == code), None)
    if row is None:
        raise NotVisible()
    return row
