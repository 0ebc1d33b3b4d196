"""Which levels hold where: in force on a line, planned, past; and what they ask."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sizao.core.actor import UnitRef, unit_by_id
from sizao.core.errors import NotVisible
from sizao.registry.levels.models import Response, ResponseChange
from sizao.registry.levels.rules import Level, Span, line_from
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies
from sizao.registry.policies.queries import Tightening

PUBLIC = "a level is public to all below the unit that ordered it"
BELOW = "levels of units below one that the reader may see"


@dataclass(frozen=True, slots=True)
class Strip:
    """The level in force as every page shows it."""

    level: str
    rank: int
    unit_id: int
    unit_name: str
    bundle_name: str
    starts_on: dt.date
    ends_on: dt.date
    days_left: int

    @property
    def latest_day(self) -> dt.date:
        return self.ends_on - dt.timedelta(days=1)


def tightenings(day: dt.date, unit_ids: Sequence[int] | None) -> list[Tightening]:
    """Give what the levels in force on a day ask, of all units or of some; one query."""
    rows = Response.objects.whole_tree(reason=PUBLIC).filter(is_cancelled=False, starts_on__lte=day, ends_on__gt=day)
    rows = rows if unit_ids is None else rows.filter(unit_id__in=list(unit_ids))
    return [one for unit_id, lines in rows.values_list("unit_id", "lines") for one in tightenings_of(unit_id, lines)]


def tightenings_of(unit_id: int, lines: Iterable[dict]) -> list[Tightening]:
    """Turn kept lines into what policies understand: one for all schools, one for each choice of schools."""
    by_kinds: dict[frozenset[str] | None, dict[str, policies.Value]] = {}
    for line in map(line_from, lines):
        kinds = orgs.kinds_of(stages=line.stages, boarding=line.boarding, sizes=line.sizes)
        by_kinds.setdefault(kinds, {})[line.key] = policies.read_value(policies.get_key(line.key), line.value)
    return [Tightening(unit_id, values, kinds) for kinds, values in by_kinds.items()]


def find_strip(unit: UnitRef, day: dt.date) -> Strip | None:
    """Find the strictest level on a unit's line on a day, the uppermost of equals; one query."""
    chain = policies.chain_of(unit.territory_path)
    rows = Response.objects.whole_tree(reason=PUBLIC).filter(
        unit_id__in=chain, is_cancelled=False, starts_on__lte=day, ends_on__gt=day
    )
    found = sorted(rows.select_related("unit"), key=lambda row: (Level(row.level).rank, chain.index(row.unit_id)))
    if not found:
        return None
    row = found[0]
    return Strip(
        row.level, Level(row.level).rank, row.unit_id, row.unit.short_name, row.bundle_name, row.starts_on,
        row.ends_on, (row.ends_on - day).days,
    )  # fmt: skip


def list_on_line(unit: UnitRef, day: dt.date) -> list[Response]:
    """List the responses of a unit and those above that hold or are planned on a day or later, from the top."""
    chain = policies.chain_of(unit.territory_path)
    rows = Response.objects.whole_tree(reason=PUBLIC).filter(unit_id__in=chain, is_cancelled=False, ends_on__gt=day)
    return sorted(rows.select_related("unit"), key=lambda row: (chain.index(row.unit_id), row.starts_on))


def list_below(unit: UnitRef, day: dt.date) -> list[Response]:
    """List the responses of units below one that hold or are planned on a day or later."""
    rows = Response.objects.whole_tree(reason=BELOW).filter(is_cancelled=False, ends_on__gt=day)
    rows = rows.filter(unit__territory_path__startswith=unit.territory_path).exclude(unit_id=unit.id)
    return list(rows.select_related("unit").order_by("unit__territory_path", "starts_on"))


def list_changes(unit: UnitRef, *, most: int = 50) -> list[ResponseChange]:
    """List what was ever done with the responses of a unit, latest first."""
    rows = ResponseChange.objects.filter(response__unit_id=unit.id).select_related("response")
    return list(rows.order_by("-made_at", "-id")[:most])


def get_response(unit_id: int, response_id: int) -> Response:
    """Give one response of a unit.

    raises: NotVisible.
    """
    found = Response.objects.whole_tree(reason=PUBLIC).filter(unit_id=unit_id, id=response_id).first()
    if found is None:
        raise NotVisible()
    return found


def spans_beside(unit_id: int, *, besides: Iterable[int] = ()) -> tuple[list[Span], list[Span]]:
    """Give the responses above a unit and its own, none of them cancelled: what a new one must fit."""
    unit = unit_by_id(unit_id)
    chain = policies.chain_of(unit.territory_path)
    rows = Response.objects.whole_tree(reason="a level must fit those on its line").filter(
        unit_id__in=chain, is_cancelled=False
    )
    rows = rows.exclude(id__in=list(besides)).select_related("unit").order_by("starts_on")
    spans = [(row.unit_id, Span(row.id, row.unit.name, row.level, row.starts_on, row.ends_on)) for row in rows]
    return [span for key, span in spans if key != unit_id], [span for key, span in spans if key == unit_id]
