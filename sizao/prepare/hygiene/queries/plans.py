"""Read the plan: what a school set, what holds for a kind of place or for one place, and the text behind a line."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from sizao.core.actor import Actor
from sizao.epi import packs
from sizao.epi.thresholds.rules import Rule
from sizao.prepare.hygiene.models import PlanSetting
from sizao.prepare.hygiene.rules import Line, Numbers, Setting, kinds_with_plan, plan_of
from sizao.registry.places import queries as places
from sizao.registry.places.queries import Site

OPENED = "the plan of a school that the caller opened"


@dataclass(frozen=True, slots=True)
class KindPlan:
    """What holds for all places of a kind, how many there are, and the places for which more was set."""

    kind: str
    place_count: int
    lines: tuple[Line, ...]
    particular: tuple[tuple[Site, tuple[Line, ...]], ...]


def list_settings(school_id: int, *, first: dt.date) -> list[Setting]:
    """List what a school set that holds on or after a day, oldest first."""
    rows = PlanSetting.objects.whole_tree(reason=OPENED).filter(school_id=school_id)
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=first))
    return [_setting(row) for row in rows.order_by("valid_from", "id")]


def _setting(row: PlanSetting) -> Setting:
    return Setting(
        row.id, row.code, row.place_kind, row.place_id, row.work, row.what, row.agent,
        Numbers(row.times, row.minutes, row.mg_per_l), tuple(row.weekdays), row.valid_from, row.valid_to,
    )  # fmt: skip


def list_plans(actor: Actor, *, school_id: int, day: dt.date) -> list[KindPlan]:
    """Give the plan of a school, kind by kind of the places it has."""
    sites = [
        one for one in places.list_sites(actor, school_id=school_id, first=day, permission="hygiene.view")
        if one.is_used_on(day)
    ]  # fmt: skip
    settings = [one for one in list_settings(school_id, first=day) if one.holds_on(day)]
    asked = {*kinds_with_plan(), *(one.place_kind for one in settings)}
    particular = {one.place_id for one in settings if one.place_id}
    kinds = [str(kind) for kind in places.Kind if any(one.kind == kind for one in sites)]
    return [
        KindPlan(
            kind, sum(one.kind == kind for one in sites), tuple(plan_of(kind, None, settings)),
            tuple((one, tuple(plan_of(kind, one.id, settings))) for one in sites
                  if one.kind == kind and one.id in particular),
        )
        for kind in kinds if kind in asked or any(one.kind == kind and one.id in particular for one in sites)
    ]  # fmt: skip


def lines_of(sites: Iterable[Site], settings: Iterable[Setting], day: dt.date) -> dict[uuid.UUID, list[Line]]:
    """Give the plan of each place as it holds on a day; places of one kind with nothing of their own share it."""
    held = [one for one in settings if one.holds_on(day)]
    particular = {one.place_id for one in held if one.place_id}
    by_kind: dict[str, list[Line]] = {}
    found = {}
    for one in sites:
        if one.id in particular:
            found[one.id] = plan_of(one.kind, one.id, held)
        else:
            if one.kind not in by_kind:
                by_kind[one.kind] = plan_of(one.kind, None, held)
            found[one.id] = by_kind[one.kind]
    return found


def get_rule(source: str) -> Rule | None:
    """Give the rule behind a national line; None where no text asks for it."""
    return packs.get(source) if source in {rule.id for rule in packs.catalog()} else None
