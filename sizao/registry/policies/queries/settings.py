"""Who set which value when and why, above and below a unit, and whom a change would reach."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sizao.core.actor import UnitRef
from sizao.core.errors import SizaoError
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies.models import PolicyValue
from sizao.registry.policies.queries.plans import ABOVE_IS_PUBLIC, chain_of
from sizao.registry.policies.rules import (
    HOLDS,
    NATIONAL,
    PolicyKey,
    Resolved,
    Value,
    check_tighter,
    check_window,
    get_key,
    read_value,
    resolve,
)


class ClosesBelow(SizaoError):
    """A unit below would have a session that is due before it opens."""

    code = "closes_below"
    message = "“{unit}”等{count}个下级单位会没有填报时间（开始{opens}，截止{due}），先让它们改时间"
    http_status = 422


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One value that one unit set: [starts_on, until)."""

    id: int
    unit_id: int
    key: str
    value: Value
    starts_on: dt.date
    until: dt.date | None
    reason: str
    set_by: int | None
    set_at: dt.datetime

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether the day lies in its period."""
        return self.starts_on <= day and (self.until is None or self.until > day)


@dataclass(frozen=True, slots=True)
class LowerSetting:
    """A value that a unit below set; `is_holding` unless it loosens what stands above it."""

    unit_id: int
    unit_name: str
    path: str
    value: Value
    is_holding: bool


@dataclass(frozen=True, slots=True)
class Affected:
    """How many units a change reaches by level, and how many schools below keep their own value."""

    counts: dict[str, int]
    exempt_schools: int


ROW_FIELDS = ("id", "unit_id", "key", "value", "starts_on", "until", "reason", "set_by", "set_at")


def _rows(rows: QuerySet[PolicyValue]) -> list[SettingRow]:
    found = []
    for row in rows.order_by("-starts_on", "-set_at").values_list(*ROW_FIELDS):
        if row[2] in NATIONAL:
            found.append(SettingRow(*row[:3], read_value(get_key(row[2]), row[3]), *row[4:]))
    return found


def list_settings(unit_ids: Iterable[int], *, key: str | None = None) -> list[SettingRow]:
    """List what units of one line ever set, latest first; for one key or for all."""
    rows = PolicyValue.objects.whole_tree(reason=ABOVE_IS_PUBLIC).filter(unit_id__in=list(unit_ids))
    return _rows(rows if key is None else rows.filter(key=key))


def list_lower_settings(unit: UnitRef, key: PolicyKey, day: dt.date) -> list[LowerSetting]:
    """List the values that units below one have set for a key and that are in force on a day; three queries."""
    found = _found(unit, (key.key,), day)[key.key]
    refs = orgs.units_by_id(found.keys() - set(chain_of(unit.territory_path)))
    return [_lower(ref, found, key) for ref in sorted(refs.values(), key=lambda one: one.territory_path)]


def _lower(ref: UnitRef, found: dict[int, Value], key: PolicyKey) -> LowerSetting:
    is_holding = _resolved(ref, found, key).from_unit_id == ref.id
    return LowerSetting(ref.id, ref.name, ref.territory_path, found[ref.id], is_holding)


def _resolved(ref: UnitRef, found: Mapping[int, Value | None], key: PolicyKey) -> Resolved:
    return resolve([(one, found.get(one)) for one in chain_of(ref.territory_path)], key)


def _found(unit: UnitRef, keys: Sequence[str], day: dt.date) -> dict[str, dict[int, Value]]:
    """Read what a unit, those above and those below have set for keys and is in force on a day, by key and unit."""
    rows = PolicyValue.objects.whole_tree(reason="values on a line and below a unit that the reader may see").filter(
        Q(unit_id__in=chain_of(unit.territory_path)) | Q(unit__territory_path__startswith=unit.territory_path),
        Q(until__isnull=True) | Q(until__gt=day), key__in=keys, starts_on__lte=day,
    )  # fmt: skip
    found: dict[str, dict[int, Value]] = {key: {} for key in keys}
    for row in sorted(_rows(rows), key=lambda row: row.starts_on):
        found[row.key][row.unit_id] = row.value
    return found


def check_change(unit: UnitRef, key: PolicyKey, wanted: Value | None, day: dt.date) -> None:
    """Refuse a new value of a unit (None: its own is taken back) that cannot hold there or below.

    raises: LooserThanAbove, SlotNeverOpen, ClosesBelow.
    """
    stem, _, edge = key.key.rpartition(".")
    keys = [f"{stem}.opens", f"{stem}.due"] if edge in ("opens", "due") else [key.key]
    found: dict[str, dict[int, Value | None]] = dict(_found(unit, keys, day))
    if wanted is not None:
        upper = _resolved(unit, {**found[key.key], unit.id: None}, key)
        if upper.from_unit_id is not None or key.is_binding:
            check_tighter(key, upper.value, wanted)
    found[key.key] = {**found[key.key], unit.id: wanted}
    if len(keys) == 2:
        _refuse_closed_windows(unit, keys, found)


def _refuse_closed_windows(unit: UnitRef, keys: Sequence[str], found: Mapping[str, Mapping[int, Value | None]]) -> None:
    """Refuse a session that would be due before it opens, in the unit or in one below that has set either time."""
    opens, due = (_resolved(unit, found[name], get_key(name)).value for name in keys)
    check_window(opens, due)
    below = {one for name in keys for one in found[name]} - set(chain_of(unit.territory_path))
    closed = []
    for ref in orgs.units_by_id(below).values():
        opens, due = (_resolved(ref, found[name], get_key(name)).value for name in keys)
        if due <= opens:
            closed.append((ref.name, opens, due))
    if closed:
        name, opens, due = min(closed)
        raise ClosesBelow(unit=name, count=len(closed), opens=opens.strftime("%H:%M"), due=due.strftime("%H:%M"))


def exempt_paths(lower: Sequence[LowerSetting], key: PolicyKey, wanted: Value) -> list[str]:
    """List the territory paths below which a new value would not hold, because their own is as tight or tighter."""
    return [one.path for one in lower if one.is_holding and HOLDS[key.tighter](one.value, wanted)]


def affected_below(path: str, exempt: Sequence[str], day: dt.date) -> Affected:
    """Count whom a change at a territory path reaches, less what stands below the exempt paths."""
    tops = [one for one in exempt if not any(one != other and one.startswith(other) for other in exempt)]
    counts = orgs.count_below([path, *tops], day)
    spared = [counts[one] for one in tops]
    reached = {level: count - sum(one.get(level, 0) for one in spared) for level, count in counts[path].items()}
    return Affected(reached, sum(one.get("SCHOOL", 0) for one in spared))
