"""What holds where: resolved days and values for every path on which something was set."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sizao.core.actor import units_by_id
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies.models import CalendarDay, NationalDay, PolicyValue, Term
from sizao.registry.policies.rules import (
    NATIONAL,
    DayKind,
    DayVerdict,
    Resolved,
    Value,
    get_key,
    read_value,
    resolve,
    resolve_day,
)

ABOVE_IS_PUBLIC = "what a level sets is public to all below it"


@dataclass(frozen=True, slots=True)
class Tightening:
    """What a response level asks of a unit and all below it, by key; of some kinds of school only, or None for all."""

    unit_id: int
    values: dict[str, Value]
    kinds: frozenset[str] | None = None

    def holds_for(self, kind: str) -> bool:
        return self.kinds is None or kind in self.kinds


# (day, unit ids or None for all) to what the levels in force ask.
Tightenings = Callable[[dt.date, Sequence[int] | None], list[Tightening]]
_tightenings: Tightenings | None = None


def use_tightenings(found: Tightenings) -> None:
    """Register what tightens values for a time; `registry.levels` does so when it is loaded."""
    global _tightenings
    _tightenings = found


@dataclass(frozen=True, slots=True)
class Plan:
    """What holds for the units under `prefix` that no longer prefix covers; prefix "/" is the nation.

    verdict: what the day is. values: resolved value by policy key. kinds: the kinds of school it is for, before the
    plan of the same prefix that names none.
    """

    prefix: str
    verdict: DayVerdict
    values: dict[str, object]
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Set:
    """All that was set and holds on one day, by unit."""

    values: dict[int, dict[str, object]]
    terms: dict[int, list[tuple[dt.date, dt.date]]]
    days: dict[int, tuple[DayKind, str]]
    national: dict[dt.date, DayKind]
    levels: list[Tightening]

    @property
    def unit_ids(self) -> set[int]:
        return set(self.values) | set(self.terms) | set(self.days) | {one.unit_id for one in self.levels}

    def resolve(self, chain: Sequence[int], name: str, kind: str = "") -> Resolved:
        """Find the value of a key at the end of a path, tightened by the levels in force on it."""
        found = resolve([(unit, self.values.get(unit, {}).get(name)) for unit in chain], get_key(name))
        for level in self.levels_on(chain):
            if name in level.values and level.holds_for(kind):
                found = found.raised(level.unit_id, level.values[name])
        return found

    def levels_on(self, chain: Sequence[int]) -> list[Tightening]:
        """Give what levels ask along a path, from the top."""
        return sorted((one for one in self.levels if one.unit_id in chain), key=lambda one: chain.index(one.unit_id))


def _read(day: dt.date, unit_ids: list[int] | None = None, more: Sequence[Tightening] = ()) -> _Set:
    """Read what holds on a day, for all units or for one path, in five queries; `more` is added as if in force."""
    only = {} if unit_ids is None else {"unit_id__in": unit_ids}
    values: dict[int, dict[str, object]] = {}
    set_values = PolicyValue.objects.whole_tree(reason=ABOVE_IS_PUBLIC).filter(starts_on__lte=day, **only)
    rows = set_values.order_by("starts_on").values_list("unit_id", "key", "value", "until")
    for unit_id, key, value, until in rows:
        if key in NATIONAL and (until is None or until > day):
            values.setdefault(unit_id, {})[key] = read_value(get_key(key), value)
    terms: dict[int, list[tuple[dt.date, dt.date]]] = {}
    for unit_id, start, end in (
        Term.objects.whole_tree(reason=ABOVE_IS_PUBLIC).filter(**only).values_list("unit_id", "starts_on", "ends_on")
    ):
        terms.setdefault(unit_id, []).append((start, end))
    local = CalendarDay.objects.whole_tree(reason=ABOVE_IS_PUBLIC).filter(day=day, **only)
    days = {
        unit_id: (DayKind(kind), reason) for unit_id, kind, reason in local.values_list("unit_id", "kind", "reason")
    }
    national = {row.day: DayKind(row.kind) for row in NationalDay.objects.filter(day=day)}
    levels = _tightenings(day, unit_ids) if _tightenings is not None else []
    return _Set(values, terms, days, national, [*levels, *more])


def _plan(prefix: str, chain: list[int], found: _Set, day: dt.date, kinds: Iterable[str] = ()) -> Plan:
    """Resolve a day at the end of a path; `kinds` are of one mind about every level, so any of them stands for all."""
    meant = frozenset(kinds)
    terms = [(unit, start, end) for unit in chain for start, end in found.terms.get(unit, [])]
    overrides = [(unit, day, *found.days[unit]) for unit in chain if unit in found.days]
    values = {name: found.resolve(chain, name, min(meant, default="")).value for name in NATIONAL}
    return Plan(prefix, resolve_day(day, found.national, terms, overrides), values, meant)


def _plans(prefix: str, chain: list[int], found: _Set, day: dt.date) -> list[Plan]:
    """Resolve a day for each group of kinds of school that the levels on a path treat alike; the rest comes first."""
    particular = [one.kinds for one in found.levels_on(chain) if one.kinds is not None]
    alike: dict[tuple[bool, ...], set[str]] = {}
    for kind in frozenset().union(*particular):
        alike.setdefault(tuple(kind in kinds for kinds in particular), set()).add(kind)
    return [_plan(prefix, chain, found, day), *(_plan(prefix, chain, found, day, kinds) for kinds in alike.values())]


def chain_of(path: str) -> list[int]:
    """Give the ids of a path, from the province down."""
    return [int(part) for part in path.strip("/").split("/") if part]


def list_plans(day: dt.date) -> list[Plan]:
    """Resolve a day for every path on which anything was set, the nation first; few, whatever the tree's size.

    Measures of response levels for some kinds of school only are left out; `list_kind_plans` has them.
    """
    return [plan for plan in list_kind_plans(day) if not plan.kinds]


def list_kind_plans(day: dt.date, *, more: Sequence[Tightening] = ()) -> list[Plan]:
    """Resolve a day as `list_plans` does, with plans of their own for kinds of school that a level treats differently.

    more: levels that are not in force, to see what they would change.
    """
    found = _read(day, more=more)
    paths = sorted(ref.territory_path for ref in units_by_id(found.unit_ids).values())
    return [
        _plan("/", [], found, day), *(plan for path in paths for plan in _plans(path, chain_of(path), found, day)),
    ]  # fmt: skip


def get_plan(unit_id: int, day: dt.date) -> Plan:
    """Resolve a day for one unit.

    raises: NotVisible.
    """
    chain = [line.id for line in orgs.list_ancestors(unit_id)]
    found = _read(day, chain)
    return _plan("/", chain, found, day, [_kind(found, unit_id)])


def _kind(found: _Set, unit_id: int) -> str:
    """Give the kind of a unit's school, without a query while no level asks for kinds."""
    return orgs.kind_of(unit_id) if any(one.kinds is not None for one in found.levels) else ""


def get_resolved(unit_id: int, key: str, day: dt.date) -> Resolved:
    """Resolve one value for one unit with the whole path of who set what.

    raises: NotVisible, UnknownPolicy.
    """
    chain = [line.id for line in orgs.list_ancestors(unit_id)]
    found = _read(day, chain)
    return found.resolve(chain, get_key(key).key, _kind(found, unit_id))


def next_school_day(unit_id: int, after: dt.date, *, within_days: int = 60) -> dt.date | None:
    """Find the next school day of a unit, None when there is none in sight; one read a day looked at."""
    for ahead in range(1, within_days + 1):
        day = after + dt.timedelta(days=ahead)
        if get_plan(unit_id, day).verdict.is_school_day:
            return day
    return None


def known_years() -> set[int]:
    """Tell for which years the national days are known."""
    return set(NationalDay.objects.values_list("day__year", flat=True).distinct())


def resolved_above(unit_id: int, key: str, day: dt.date) -> Resolved:
    """Resolve what the units above one have set for a key: what the unit itself may only tighten."""
    chain = [line.id for line in orgs.list_ancestors(unit_id)][:-1]
    found = _read(day, chain)
    return resolve([(unit, found.values.get(unit, {}).get(key)) for unit in chain], get_key(key))


def list_resolved(unit_id: int, day: dt.date) -> list[Resolved]:
    """Resolve every value for one unit with the whole path of who set what, in the order of the national list.

    raises: NotVisible.
    """
    chain = [line.id for line in orgs.list_ancestors(unit_id)]
    found = _read(day, chain)
    kind = _kind(found, unit_id)
    return [found.resolve(chain, name, kind) for name in NATIONAL]
