"""The board of an office: live counts by sub-unit, who has not reported, and who was already called."""

import datetime as dt
from dataclasses import dataclass

from sizao.core.actor import AREA_COLUMNS, Actor, UnitRef
from sizao.detect.checks import queries as checks
from sizao.registry.orgs import queries as orgs
from sizao.report.daily.models import ChaseCall
from sizao.report.daily.rules import FIGURES, Figures

DAY = "DAY"
SUB_COLUMN = {"COUNTY": "school_id", "CITY": "county_id", "PROVINCE": "city_id"}


@dataclass(frozen=True, slots=True)
class SubUnit:
    """One line of an office's board."""

    line: orgs.UnitLine
    figures: Figures
    call: ChaseCall | None = None

    @property
    def is_missing(self) -> bool:
        return self.figures.missing > 0


def _figures(tally: checks.Tally) -> Figures:
    values = {name: getattr(tally, name) for name in FIGURES}
    return Figures(**values, units=tally.units, units_reporting=tally.units_done)


def tally_of(actor: Actor, *, unit: UnitRef, day: dt.date) -> tuple[Figures, dt.datetime | None]:
    """Give the live counts of a whole unit and when they were folded; one query."""
    column = AREA_COLUMNS.get(unit.level, "school_id")
    found = checks.tally_by(actor, unit=unit, day=day, session=DAY, by=column).get(unit.id)
    return (_figures(found), found.folded_at) if found else (Figures(), None)


def list_sub_units(actor: Actor, *, unit: UnitRef, day: dt.date) -> list[SubUnit]:
    """List the units under an office with their live counts, the most missing first; schools under a county.

    A sub-unit without the level below (a city without counties) stands by its schools.
    """
    tallies = checks.tally_by(actor, unit=unit, day=day, session=DAY, by=SUB_COLUMN[unit.level])
    lines = orgs.list_lines(tallies)
    calls = {call.unit_id: call for call in list_calls(actor, unit=unit, day=day)}
    rows = [SubUnit(lines[key], _figures(one), calls.get(key)) for key, one in tallies.items() if key in lines]
    return sorted(rows, key=lambda row: (-row.figures.missing, row.line.position, row.line.id))


def missing_groups(
    actor: Actor, *, unit: UnitRef, day: dt.date, now: dt.datetime
) -> list[tuple[orgs.UnitLine, checks.MissingGroup]]:
    """List the classes under a unit that have not reported an open session, with their names."""
    found = checks.list_missing(actor, unit=unit, day=day, now=now)
    lines = orgs.list_lines({one.group_id for one in found})
    return [(lines[one.group_id], one) for one in found if one.group_id in lines]


def list_calls(actor: Actor, *, unit: UnitRef, day: dt.date) -> list[ChaseCall]:
    """List the calls made today from this office, the latest last."""
    rows = ChaseCall.objects.visible_to(actor).filter(school_id=unit.key, day=day)
    return list(rows.order_by("called_at"))
