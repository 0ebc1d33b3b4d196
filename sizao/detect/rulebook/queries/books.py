"""The rules in force in schools: what the offices above each of them have approved; for the machine."""

import dataclasses
import datetime as dt
import functools
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from sizao.core import clock
from sizao.detect.rulebook.models import RuleChange
from sizao.detect.rulebook.rules import Kind, own_id, split_id
from sizao.epi import packs
from sizao.epi.packs.local import LocalPack, read_local
from sizao.epi.packs.tightening import Tightening, tightened
from sizao.epi.thresholds import CountBasis, DayMode, Rule, RuleBook, Settings

MACHINE = "the machine judges by what the offices above have approved"
# What the offices above each school have approved, with the days on which it holds, the uppermost first.
APPROVED = """
SELECT s.id, c.id, c.starts_on, c.until FROM orgs_unit s JOIN (
  SELECT r.id, r.starts_on, r.until, u.territory_path AS path
  FROM rulebook_rulechange r JOIN orgs_unit u ON u.id = r.unit_id WHERE r.approved_at IS NOT NULL
) c ON starts_with(s.territory_path, c.path)
WHERE s.id = ANY(%s) ORDER BY s.id, length(c.path), c.starts_on, c.id
"""
Period = tuple[uuid.UUID, dt.date, dt.date | None]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What holds in schools on any day. periods: changes with their days, by school, the uppermost unit's first."""

    periods: Mapping[int, tuple[Period, ...]]

    def changes_on(self, school_id: int, day: dt.date) -> tuple[uuid.UUID, ...]:
        """Name the changes in force in a school on a day; equal ones make an equal book."""
        return tuple(
            change
            for change, starts_on, until in self.periods.get(school_id, ())
            if starts_on <= day and (until is None or until > day)
        )

    def on(self, school_id: int, day: dt.date) -> RuleBook:
        """Give the rules in force in a school on a day with their readings, without those out of season."""
        return _book_in(self.changes_on(school_id, day), day.replace(day=1))


def shelf_of(schools: Collection[int]) -> Shelf:
    """Read what holds in schools on any day; one query, and one more for changes that were never read."""
    found: dict[int, list[Period]] = {}
    with connection.cursor() as cursor:
        cursor.execute(APPROVED, [list(schools)])
        for school_id, *period in cursor.fetchall():
            found.setdefault(school_id, []).append(tuple(period))  # type: ignore[arg-type]
    _load({period[0] for periods in found.values() for period in periods})
    return Shelf({school: tuple(periods) for school, periods in found.items()})


def rule_books(schools: Collection[int], now: dt.datetime) -> dict[int, RuleBook]:
    """Give the rules in force in each school with their readings, as `shelf_of` does for one day."""
    shelf, day = shelf_of(schools), clock.school_date(now)
    return {school_id: shelf.on(school_id, day) for school_id in schools}


@functools.lru_cache(maxsize=1024)
def book_of(changes: tuple[uuid.UUID, ...]) -> RuleBook:
    """Put the book of changes together that a shelf has named."""
    return _made([_known[one] for one in changes])


@functools.lru_cache(maxsize=1024)
def _book_in(changes: tuple[uuid.UUID, ...], month: dt.date) -> RuleBook:
    return book_of(changes).in_season(month)


def book_with(changes: Iterable[uuid.UUID], extra: RuleChange) -> RuleBook:
    """Give the book of changes in force and one more that is not yet; it takes the place of its earlier version."""
    rows = [_known[one] for one in changes]
    return _made([*(one for one in rows if _place(one) != _place(extra)), extra])


def _place(row: RuleChange) -> tuple[int, str, str]:
    return (row.unit_id, row.kind, row.subject)


# What an approved change says is never rewritten, so it is read once in a process.
_known: dict[uuid.UUID, RuleChange] = {}


def _load(wanted: Collection[uuid.UUID]) -> None:
    missing = [one for one in wanted if one not in _known]
    if missing:
        rows = RuleChange.objects.whole_tree(reason=MACHINE).filter(id__in=missing)
        _known.update({row.id: row for row in rows})


def _made(rows: Iterable[RuleChange]) -> RuleBook:
    """Put a book together: shipped rules, packs that are on, own rules, then readings, the uppermost unit's first."""
    changes = list(rows)
    on = {one.subject for one in changes if one.kind == Kind.PACK}
    shipped = RuleBook.choose(packs.catalog(), on)
    own = [rule for one in changes for rule in rules_of(one)]
    standing = [rule for rule in own if not (base := _base_of(rule)) or base in shipped.by_id]
    basis, mode = CountBasis.ONSET_DATE, DayMode.CALENDAR_DAY
    for one in reversed([one for one in changes if one.kind == Kind.SETTING]):
        basis = CountBasis(one.content["value"]) if one.subject == "COUNT_BASIS" else basis
        mode = DayMode(one.content["value"]) if one.subject == "DAY_MODE" else mode
    rules = sorted([*shipped.rules, *standing], key=lambda rule: rule.order)
    return RuleBook(tuple(rules), Settings(basis, mode))


def _base_of(rule: Rule) -> str:
    name = (split_id(rule.id) or (0, ""))[1]
    return name if rule.pack.startswith("tighter-") else ""


def rules_of(change: RuleChange) -> tuple[Rule, ...]:
    """Give the rules that a change adds: those of its file, or the tighter one."""
    if change.kind == Kind.RULES:
        return _own_rules(change.unit_id, change.content["text"], change.subject)
    if change.kind == Kind.TIGHTER:
        by = Tightening(change.content.get("at_least"), change.content.get("hours"), change.content["text"])
        own = own_id(change.unit_id, change.subject)
        return (tightened(packs.get(change.subject), by, own=own, pack=f"tighter-{change.unit_id}"),)
    return ()


@functools.lru_cache(maxsize=256)
def _own_rules(unit_id: int, text: str, file: str) -> tuple[Rule, ...]:
    read = read_pack(text, file)
    names = {rule.id: own_id(unit_id, rule.id) for rule in read.pack.rules}
    made = []
    for place, rule in enumerate(read.pack.rules):
        condition = rule.condition
        if condition is not None and condition.taken_over_by in names:
            condition = dataclasses.replace(condition, taken_over_by=names[condition.taken_over_by])
        made.append(
            dataclasses.replace(
                rule, id=names[rule.id], pack=f"local-{unit_id}", is_on_by_default=True, condition=condition,
                order=rule.order or 1000 + place,
            )
        )  # fmt: skip
    return tuple(made)


@functools.lru_cache(maxsize=64)
def read_pack(text: str, file: str) -> LocalPack:
    """Read a unit's own pack. raises: PackRefused."""
    return read_local(text, file=file, shipped=[rule.id for rule in packs.catalog()])


def find_rules(ids: Collection[str]) -> dict[str, Rule]:
    """Give rules by id, those that ship and units' own in their latest version; at most one query."""
    found = {rule.id: rule for rule in packs.catalog() if rule.id in ids}
    units = {split[0] for one in ids if one not in found and (split := split_id(one))}
    if units:
        rows = RuleChange.objects.whole_tree(reason="a signal names the rule that raised it").filter(
            unit_id__in=units, approved_at__isnull=False, kind__in=(Kind.RULES, Kind.TIGHTER)
        )
        for row in rows.order_by("version"):
            found |= {rule.id: rule for rule in rules_of(row) if rule.id in ids}
    return found


def list_in_force(unit_ids: Collection[int], day: dt.date) -> list[RuleChange]:
    """List the changes that units of one line have in force on a day, the uppermost unit's first; one query."""
    rows = RuleChange.objects.whole_tree(reason="what holds is public to all below").filter(
        unit_id__in=list(unit_ids), approved_at__isnull=False, starts_on__lte=day
    )
    order = {unit: place for place, unit in enumerate(unit_ids)}
    found = [row for row in rows.select_related("unit") if row.until is None or row.until > day]
    return sorted(found, key=lambda row: (order[row.unit_id], row.starts_on, str(row.id)))


def list_schools_below(path: str) -> list[int]:
    """List the schools below a territory path."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM orgs_unit WHERE level = 'SCHOOL' AND starts_with(territory_path, %s)", [path])
        return [school for (school,) in cursor.fetchall()]
