"""Read the counts of registers, without persons: the summary (汇总表) of a school and the month of one class."""

import calendar
import datetime as dt
from dataclasses import dataclass, field

from sizao.core.actor import Actor, UnitRef, units_by_id
from sizao.core.errors import NotVisible
from sizao.detect.checks import queries as checks
from sizao.detect.checks.queries import Current, Extent, SlotLine, SlotState
from sizao.detect.registers.queries.days import SESSION_ORDER
from sizao.detect.registers.queries.people import GROUP_LEVELS, OF_COUNTS, open_span, school_name
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs

# The form counts today and the three days that end today. source: HNFORM
RECENT_DAYS = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """A session of a group in numbers; `check` is None where no report stands."""

    session: str
    day: dt.date
    slot: SlotLine | None
    check: Current | None
    state: SlotState | None
    reporter: str = ""
    symptoms: dict[str, int] = field(default_factory=dict)

    @property
    def enrolled(self) -> int:
        return self.check.enrolled if self.check else self.slot.enrolled

    @property
    def absent_ill(self) -> int | None:
        return self.check.absent_ill if self.check else None


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One group of the summary: the session shown, and the three days that end with it.

    recent: None where no report stands in the three days. gaps: due reports of these days that are missing.
    """

    group: orgs.UnitLine
    grade: str
    counted: Counted
    recent: dict[str, int] | None
    gaps: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary of a school's session, group by group; totals hold reporting groups only."""

    unit: UnitRef
    day: dt.date
    session: str
    lines: tuple[SummaryLine, ...]
    sessions: tuple[str, ...]

    @property
    def expected(self) -> int:
        return sum(line.counted.state is not SlotState.WAIVED for line in self.lines)

    @property
    def reported(self) -> tuple[SummaryLine, ...]:
        return tuple(line for line in self.lines if line.counted.check)

    def total(self, code: str) -> int:
        """Count persons with a symptom today."""
        return sum(line.counted.symptoms.get(code, 0) for line in self.reported)

    def recent_total(self, code: str) -> int | None:
        """Count persons with a symptom in the three days, None where nobody reported."""
        known = [line.recent for line in self.lines if line.recent is not None]
        return sum(one.get(code, 0) for one in known) if known else None


@dataclass(frozen=True, slots=True)
class Month:
    """All sessions of one group in one month, oldest first, with what was counted."""

    unit: UnitRef
    school: str
    first: dt.date
    rows: tuple[Counted, ...]


def _held(actor: Actor, extent: Extent) -> dict[tuple, Current]:
    """Give the versions that hold by group, day and session."""
    latest = {(one.group_id, one.day, one.session): one for one in checks.list_versions(actor, extent)}
    return {key: one for key, one in latest.items() if not one.is_withdrawn}


def get_summary(actor: Actor, *, school_id: int, day: dt.date, session: str, now: dt.datetime) -> Summary:
    """Read the summary of one session of a school; ten queries whatever the number of classes.

    raises: NotVisible, Forbidden. source: HNFORM
    """
    unit = open_span(actor, unit_id=school_id, first=day, until=day, rights=OF_COUNTS[:1], now=now).unit
    if unit.id != unit.school_id:
        raise NotVisible()
    actor.require("registers.summary", unit)
    extent = Extent.of(unit, day, day)
    slots = {(one.group_id, one.session): one for one in checks.list_extent_slots(actor, extent)}
    held = {(group, kind): one for (group, _day, kind), one in _held(actor, extent).items()}
    wanted = {group for group, kind in slots.keys() | held.keys() if kind == session}
    recent = Extent.of(unit, day - dt.timedelta(days=RECENT_DAYS - 1), day)
    symptoms = checks.count_symptoms_by_group(recent, session=session, now=now)
    names = accounts.names_of({one.submitted_by for one in held.values() if one.submitted_by})
    found, grades = _named(wanted)
    lines = []
    for group in wanted:
        slot, check = slots.get((group, session)), held.get((group, session))
        reporter = names.get(check.submitted_by, "") if check else ""
        counts = symptoms.get(group, checks.GroupSymptoms({}, {}))
        state = checks.state_of(slot, check, now)
        counted = Counted(session, day, slot, check, state, reporter, counts.in_session)
        recently = counts.in_days if counts.reports else None
        lines.append(SummaryLine(found[group], grades[group], counted, recently, counts.gaps))
    ordered = tuple(sorted(lines, key=lambda line: (line.group.position, line.group.id)))
    kinds = {kind for _group, kind in slots.keys() | held.keys()}
    return Summary(unit, day, session, ordered, tuple(kind for kind in SESSION_ORDER if kind in kinds))


def _named(groups: set[int]) -> tuple[dict[int, orgs.UnitLine], dict[int, str]]:
    """Give the lines of groups and the names of their grades, in two queries."""
    chains = {one.id: [int(part) for part in one.authority_path.strip("/").split("/")]
              for one in units_by_id(groups).values()}  # fmt: skip
    lines = orgs.list_lines({part for chain in chains.values() for part in chain} | groups)
    grades = {
        group: next((lines[part].name for part in chains.get(group, ()) if _is_grade(lines.get(part))), "")
        for group in groups
    }
    return lines, grades


def _is_grade(line: orgs.UnitLine | None) -> bool:
    return line is not None and line.level == "GRADE"


def get_month(actor: Actor, *, unit_id: int, year: int, month: int, now: dt.datetime) -> Month:
    """Read one class's or department's month in numbers; seven queries.

    raises: NotVisible, Forbidden.
    """
    if not (1 <= month <= 12 and 2000 <= year <= 2200):
        raise NotVisible()
    first = dt.date(year, month, 1)
    latest = first.replace(day=calendar.monthrange(year, month)[1])
    span = open_span(actor, unit_id=unit_id, first=first, until=latest, rights=OF_COUNTS, now=now)
    unit = span.unit
    if unit.level not in GROUP_LEVELS:
        raise NotVisible()
    if not actor.may("registers.summary", unit):
        actor.require("registers.view", unit)
    extent = Extent.of(unit, span.first, span.until)
    slots = {(one.day, one.session): one for one in checks.list_extent_slots(actor, extent)}
    held = {(day, kind): one for (_group, day, kind), one in _held(actor, extent).items()}
    symptoms = checks.count_symptoms_by_session(extent)
    names = accounts.names_of({one.submitted_by for one in held.values() if one.submitted_by})
    rows = []
    for key in sorted(slots.keys() | held.keys(), key=lambda key: (key[0], SESSION_ORDER.index(key[1]))):
        slot, check = slots.get(key), held.get(key)
        reporter = names.get(check.submitted_by, "") if check else ""
        state = checks.state_of(slot, check, now)
        rows.append(Counted(key[1], key[0], slot, check, state, reporter, symptoms.get(key, {})))
    return Month(unit, school_name(unit), first, tuple(rows))
