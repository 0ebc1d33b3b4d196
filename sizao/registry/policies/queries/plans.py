"""What holds where: resolved days and values for every path on which something was set."""

import datetime as dt
from dataclasses import dataclass

from sizao.core.actor import units_by_id
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies.models import CalendarDay, NationalDay, PolicyValue, Term
from sizao.registry.policies.rules import (
    NATIONAL,
    DayKind,
    DayVerdict,
    Resolved,
    get_key,
    read_value,
    resolve,
    resolve_day,
)

ABOVE_IS_PUBLIC = "what a level sets is public to all below it"


@dataclass(frozen=True, slots=True)
class Plan:
    """What holds for the units under `prefix` that no longer prefix covers; prefix "/" is the nation.

    verdict: what the day is. values: resolved value by policy key.
    """

    prefix: str
    verdict: DayVerdict
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class _Set:
    """All that was set and holds on one day, by unit."""

    values: dict[int, dict[str, object]]
    terms: dict[int, list[tuple[dt.date, dt.date]]]
    days: dict[int, tuple[DayKind, str]]
    national: dict[dt.date, DayKind]

    @property
    def unit_ids(self) -> set[int]:
        return set(self.values) | set(self.terms) | set(self.days)


def _read(day: dt.date, unit_ids: list[int] | None = None) -> _Set:
    """Read what holds on a day, for all units or for one path, in four queries."""
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
    return _Set(values, terms, days, national)


def _plan(prefix: str, chain: list[int], found: _Set, day: dt.date) -> Plan:
    terms = [(unit, start, end) for unit in chain for start, end in found.terms.get(unit, [])]
    overrides = [(unit, day, *found.days[unit]) for unit in chain if unit in found.days]
    values = {
        name: resolve([(unit, found.values.get(unit, {}).get(name)) for unit in chain], key).value
        for name, key in NATIONAL.items()
    }
    return Plan(prefix, resolve_day(day, found.national, terms, overrides), values)


def chain_of(path: str) -> list[int]:
    """Give the ids of a path, from the province down."""
    return [int(part) for part in path.strip("/").split("/") if part]


def list_plans(day: dt.date) -> list[Plan]:
    """Resolve a day for every path on which anything was set, the nation first; few, whatever the tree's size."""
    found = _read(day)
    paths = sorted(ref.territory_path for ref in units_by_id(found.unit_ids).values())
    return [_plan("/", [], found, day), *[_plan(path, chain_of(path), found, day) for path in paths]]


def get_plan(unit_id: int, day: dt.date) -> Plan:
    """Resolve a day for one unit.

    raises: NotVisible.
    """
    chain = [line.id for line in orgs.list_ancestors(unit_id)]
    return _plan("/", chain, _read(day, chain), day)


def get_resolved(unit_id: int, key: str, day: dt.date) -> Resolved:
    """Resolve one value for one unit with the whole path of who set what.

    raises: NotVisible, UnknownPolicy.
    """
    chain = [line.id for line in orgs.list_ancestors(unit_id)]
    found = _read(day, chain)
    return resolve([(unit, found.values.get(unit, {}).get(key)) for unit in chain], get_key(key))


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
    return [
        resolve([(unit, found.values.get(unit, {}).get(name)) for unit in chain], key) for name, key in NATIONAL.items()
    ]
