"""Which levels hold where: in force on a line, planned, past; what they ask; whether another can be ordered."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sizao.core.actor import UnitRef, unit_by_id
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.registry.levels.models import Response, ResponseChange
from sizao.registry.levels.queries.bundles import list_bundles
from sizao.registry.levels.rules import Level, Span, check_beside, line_from, period_problems
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
    latest_day: dt.date
    days_left: int


def _holding(day: dt.date) -> QuerySet[Response]:
    begun = Q(holds_from__isnull=True) | Q(holds_from__lte=day)
    rows = Response.objects.whole_tree(reason=PUBLIC)
    return rows.filter(begun, is_cancelled=False, starts_on__lte=day, ends_on__gt=day)


def tightenings(day: dt.date, unit_ids: Sequence[int] | None) -> list[Tightening]:
    """Give what the levels in force on a day ask, of all units or of some; one query."""
    rows = _holding(day) if unit_ids is None else _holding(day).filter(unit_id__in=list(unit_ids))
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
    rows = _holding(day).filter(unit_id__in=chain)
    found = sorted(rows.select_related("unit"), key=lambda row: (Level(row.level).rank, chain.index(row.unit_id)))
    if not found:
        return None
    row = found[0]
    latest = row.ends_on - dt.timedelta(days=1)
    return Strip(row.level, Level(row.level).rank, row.unit_id, row.unit.short_name, latest, (row.ends_on - day).days)


def list_on_line(unit: UnitRef, day: dt.date) -> list[Response]:
    """List the responses of a unit and those above that hold or are planned on a day or later, from the top."""
    chain = policies.chain_of(unit.territory_path)
    return sorted(list_lasting(chain, day), key=lambda row: (chain.index(row.unit_id), row.starts_on))


def list_lasting(unit_ids: Iterable[int], day: dt.date, *, lock: bool = False) -> list[Response]:
    """List the responses of units themselves that hold or are planned on a day or later, oldest first."""
    rows = Response.objects.whole_tree(reason=PUBLIC).filter(is_cancelled=False, ends_on__gt=day)
    rows = rows.filter(unit_id__in=list(unit_ids))
    rows = rows.select_for_update(of=("self",)) if lock else rows
    return list(rows.select_related("unit", "follows__unit").order_by("id"))


def is_held(unit_id: int, row: Response, day: dt.date) -> bool:
    """Tell whether a unit took a response over before, or has the same of its own from a day on."""
    rows = Response.objects.whole_tree(reason=PUBLIC).filter(unit_id=unit_id)
    same = Q(level=row.level, lines=row.lines, starts_on__lte=max(row.starts_on, day), ends_on__gte=row.ends_on)
    return rows.filter(Q(follows=row) | Q(same, is_cancelled=False)).exists()


def list_below(unit: UnitRef, day: dt.date) -> list[Response]:
    """List the responses of units below one that hold or are planned on a day or later."""
    rows = (
        Response.objects.whole_tree(reason=BELOW)
        .exclude(unit_id=unit.id)
        .filter(is_cancelled=False, ends_on__gt=day, unit__territory_path__startswith=unit.territory_path)
    )
    return list(rows.select_related("unit").order_by("unit__territory_path", "starts_on"))


def list_changes(unit: UnitRef, *, most: int = 50) -> list[ResponseChange]:
    """List what was ever done with the responses of a unit, latest first."""
    rows = ResponseChange.objects.filter(response__unit_id=unit.id).select_related("response__follows__unit")
    return list(rows.order_by("-made_at", "-id")[:most])


def get_response(unit_id: int, response_id: int) -> Response:
    """Give one response of a unit.

    raises: NotVisible.
    """
    found = Response.objects.whole_tree(reason=PUBLIC).filter(unit_id=unit_id, id=response_id).first()
    if found is None:
        raise NotVisible()
    return found


def spans_beside(unit_id: int, *, besides: int | None = None) -> tuple[list[Span], list[Span]]:
    """Give the responses above a unit and its own, none of them cancelled: what a new one must fit."""
    rows = list_lasting(policies.chain_of(unit_by_id(unit_id).territory_path), dt.date.min)
    spans = [
        (row.unit_id, Span(row.id, row.unit.name, row.level, row.starts_on, row.ends_on))
        for row in rows if row.id != besides
    ]  # fmt: skip
    return [span for key, span in spans if key != unit_id], [span for key, span in spans if key == unit_id]


@dataclass(frozen=True, slots=True)
class Order:
    """A level to be ordered over [starts_on, ends_on); `replaces` ends the unit's own that overlap it."""

    level: str
    bundle: str
    starts_on: dt.date
    ends_on: dt.date
    reason: str
    replaces: bool = False


def check_order(unit: UnitRef, order: Order, *, today: dt.date) -> None:
    """Refuse an order that cannot be given; the page asks before it shows what the order would change.

    raises: Invalid, WeakerThanAbove, LevelsOverlap.
    """
    problems = period_problems(order.starts_on, order.ends_on, today=today)
    if order.level not in Level.values():
        problems.append(FieldProblem("level", "选响应级别", value=order.level))
    if not order.reason.strip():
        problems.append(FieldProblem("reason", "写明原因"))
    if order.bundle not in {one.code for one in list_bundles(unit, today)}:
        problems.append(FieldProblem("bundle", "没有这个措施包", value=order.bundle))
    if problems:
        raise Invalid(problems)
    above, own = spans_beside(unit.id)
    check_beside(order.level, order.starts_on, order.ends_on, above=above, own=[] if order.replaces else own)
