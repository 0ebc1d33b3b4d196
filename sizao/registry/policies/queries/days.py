"""What each day of a period is for a unit, who decided it, and what stands in the calendar above and below."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sizao.core.actor import Actor, UnitRef, units_by_id
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.registry.policies.models import CalendarDay, NationalDay, Term
from sizao.registry.policies.queries.plans import ABOVE_IS_PUBLIC, chain_of, known_years
from sizao.registry.policies.rules import DayKind, DayVerdict, missing_years, resolve_day

BELOW = "what units below a unit have set, for a reader who may see that unit"


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term [starts_on, ends_on) of one unit."""

    id: int
    unit_id: int
    unit_name: str
    name: str
    starts_on: dt.date
    ends_on: dt.date

    @property
    def latest_day(self) -> dt.date:
        return self.ends_on - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day that one unit made to differ."""

    unit_id: int
    unit_name: str
    day: dt.date
    kind: str
    reason: str
    set_by: int | None
    set_at: dt.datetime


def _days(first: dt.date, end: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=ahead) for ahead in range((end - first).days)]


def list_verdicts(unit: UnitRef, first: dt.date, end: dt.date) -> dict[dt.date, DayVerdict]:
    """Decide every day of [first, end) for a unit, in three queries."""
    return verdicts_with(unit, first, end)


def verdicts_with(
    unit: UnitRef,
    first: dt.date,
    end: dt.date,
    *,
    terms: Sequence[tuple[dt.date, dt.date]] | None = None,
    days: dict[dt.date, tuple[DayKind, str] | None] | None = None,
) -> dict[dt.date, DayVerdict]:
    """Decide every day of [first, end) as it would be with other terms or other local days of the unit itself.

    terms: all own terms as they would be, None to leave them. days: own days to be set, None to be taken away.
    """
    chain = chain_of(unit.territory_path)
    found_terms = [
        (row.unit_id, row.starts_on, row.ends_on)
        for row in list_terms(unit)
        if not (terms is not None and row.unit_id == unit.id)
    ]
    found_terms += [(unit.id, start, stop) for start, stop in terms or ()]
    found_terms.sort(key=lambda term: (chain.index(term[0]), term[1]))
    local = {(row.unit_id, row.day): (DayKind(row.kind), row.reason) for row in list_local_days(unit, first, end)}
    for day, setting in (days or {}).items():
        local.pop((unit.id, day), None)
        if setting is not None:
            local[unit.id, day] = setting
    overrides = [(one, day, *local[one, day]) for one, day in sorted(local, key=lambda key: chain.index(key[0]))]
    national = {row.day: DayKind(row.kind) for row in national_days_of(first, end)}
    by_day: dict[dt.date, list] = {}
    for override in overrides:
        by_day.setdefault(override[1], []).append(override)
    return {day: resolve_day(day, national, found_terms, by_day.get(day, [])) for day in _days(first, end)}


def list_terms(unit: UnitRef) -> list[TermLine]:
    """List the terms of a unit and of all above it, from the top."""
    chain = chain_of(unit.territory_path)
    rows = Term.objects.whole_tree(reason=ABOVE_IS_PUBLIC).filter(unit_id__in=chain).select_related("unit")
    lines = [TermLine(row.id, row.unit_id, row.unit.name, row.name, row.starts_on, row.ends_on) for row in rows]
    return sorted(lines, key=lambda line: (chain.index(line.unit_id), line.starts_on))


def get_term(unit_id: int, term_id: int) -> Term:
    """Give one term of a unit.

    raises: NotVisible.
    """
    found = Term.objects.whole_tree(reason=ABOVE_IS_PUBLIC).filter(unit_id=unit_id, id=term_id).first()
    if found is None:
        raise NotVisible()
    return found


def check_term(unit_id: int, name: str, starts_on: dt.date, ends_on: dt.date, *, besides: int | None = None) -> None:
    """Refuse a term of a unit that has no name, ends before it starts or overlaps another of its terms.

    besides: the term that is being changed.
    raises: Invalid.
    """
    if not name.strip():
        raise Invalid([FieldProblem("name", "填学期名称")])
    if ends_on <= starts_on:
        raise Invalid([FieldProblem("ends_on", "结束要晚于开始", value=str(ends_on))])
    own = Term.objects.whole_tree(reason="terms of this very unit").filter(unit_id=unit_id).exclude(id=besides)
    other = own.filter(starts_on__lt=ends_on, ends_on__gt=starts_on).order_by("starts_on").first()
    if other is not None:
        params = {"name": other.name, "first": other.starts_on, "latest": other.ends_on - dt.timedelta(days=1)}
        raise Invalid([FieldProblem("starts_on", "和“{name}”（{first}至{latest}）重叠", params, value=str(starts_on))])


def list_local_days(unit: UnitRef, first: dt.date, end: dt.date) -> list[LocalDay]:
    """List the days of [first, end) that a unit or one above it made to differ, in order of days, then from the top."""
    chain = chain_of(unit.territory_path)
    rows = CalendarDay.objects.whole_tree(reason=ABOVE_IS_PUBLIC)
    rows = rows.filter(unit_id__in=chain, day__gte=first, day__lt=end).select_related("unit")
    lines = [_local(row) for row in rows]
    return sorted(lines, key=lambda line: (line.day, chain.index(line.unit_id)))


def _local(row: CalendarDay) -> LocalDay:
    return LocalDay(row.unit_id, row.unit.name, row.day, row.kind, row.reason, row.set_by, row.set_at)


def list_lower_days(unit: UnitRef, first: dt.date, end: dt.date) -> list[LocalDay]:
    """List the days of [first, end) that units below one made to differ."""
    rows = CalendarDay.objects.whole_tree(reason=BELOW).filter(day__gte=first, day__lt=end)
    rows = rows.filter(unit__territory_path__startswith=unit.territory_path).exclude(unit_id=unit.id)
    return [_local(row) for row in rows.select_related("unit").order_by("day", "unit__territory_path")]


def list_lower_terms(unit: UnitRef) -> dict[int, tuple[str, str]]:
    """Give (name, territory path) of the units below one that have terms of their own, by id."""
    rows = Term.objects.whole_tree(reason=BELOW).filter(unit__territory_path__startswith=unit.territory_path)
    rows = rows.exclude(unit_id=unit.id).order_by("unit__territory_path")
    fields = ("unit_id", "unit__name", "unit__territory_path")
    return {row[0]: (row[1], row[2]) for row in rows.values_list(*fields).distinct()}


def paths_of(unit_ids: Iterable[int]) -> list[str]:
    """Give the territory paths of units."""
    return [ref.territory_path for ref in units_by_id(unit_ids).values()]


def list_missing_years(today: dt.date) -> tuple[int, ...]:
    """List the years whose national days are needed soon and not known."""
    return missing_years(known_years(), today)


def national_days_of(first: dt.date, end: dt.date) -> list[NationalDay]:
    """List the nation's holidays and make-up days of [first, end)."""
    return list(NationalDay.objects.filter(day__gte=first, day__lt=end).order_by("day"))


def list_national_days(years: Sequence[int]) -> dict[dt.date, tuple[str, str]]:
    """Give kind and name of the nation's days of some years."""
    rows = NationalDay.objects.filter(day__year__in=list(years)).order_by("day")
    return {day: (kind, name) for day, kind, name in rows.values_list("day", "kind", "name")}


def may_import(actor: Actor) -> bool:
    """Tell whether someone keeps the nation's days, which hold for every unit: an administrator of a province."""
    return actor.is_system or any(grant.unit.level == "PROVINCE" for grant in actor.grants_for("policies.import"))
