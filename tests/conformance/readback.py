"""Read the product's signals back into an answer, with the scenario's own names."""

import datetime as dt
from typing import Any

from sizao.core.actor import unit_by_id
from sizao.demo.builders import BUILDER
from sizao.detect.checks import queries as checks
from sizao.detect.checks.rules import SlotState
from sizao.detect.linelist import queries as illnesses
from sizao.detect.signals import queries as signals
from sizao.detect.signals.models import Memory, Signal, Step
from sizao.epi import diseases, packs
from sizao.epi.thresholds import episodes_at
from sizao.epi.thresholds.rules import Counted
from sizao.report.daily import queries as daily
from tests.conformance import returning
from tests.conformance.answers import Answer, Hit
from tests.conformance.scenarios import Done, Scenario, moment
from tests.conformance.schooling import World

STATES = {SlotState.ILL: "cases", SlotState.ZERO: "zero"}
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def opener_of(action: Done, world: World) -> Signal:
    """Find the signal that opened the event an action names."""
    wanted = action.opener
    assert wanted is not None, "an event is closed that nobody opened"
    rows = Signal.objects.whole_tree(reason="conformance").filter(
        rule=wanted["rule"], unit_scope=wanted["scope"].upper(), detected_at=moment(wanted["detected_at"])
    )
    return next(
        row
        for row in rows
        if world.unit_of(row) == wanted["unit"] and (not wanted["groups"] or set(row.labels) & set(wanted["groups"]))
    )


class Reader:
    """Reads signals, their steps and whom they count."""

    def __init__(self, scenario: Scenario, world: World) -> None:
        self.scenario, self.world = scenario, world
        self.first: dict[str, tuple[Any, ...] | None] = {}
        self.days: dict[tuple[str, str, str], tuple[bool, dict[str, str]]] = {}

    def look(self, at: dt.datetime) -> None:
        """Keep which running clock stands first on the page at this moment, and what the day's return would hold."""
        for one in self.scenario.expect["daily_returns"]:
            if moment(one["at"]) == at:
                self.days[one["school"], one["date"], one["at"]] = self._daily_return(one["school"], at, one["date"])
        rows = signals.list_signals(BUILDER).filter(school_id__in=self.world.schools.values(), state_due_at__gte=at)
        row = rows.first()
        said = (
            None
            if row is None
            else (row.rule, self.world.code_of(row.school_id), self.world.unit_of(row), row.deadline)
        )
        self.first |= {one["at"]: said for one in self.scenario.expect["shown_first"] if moment(one["at"]) == at}

    def _daily_return(self, code: str, at: dt.datetime, date: str) -> tuple[bool, dict[str, str]]:
        """Read the draft that the school would sign, and its board."""
        school_id, day = self.world.schools[code], moment(date)
        draft = daily.draft_return(BUILDER, unit=unit_by_id(school_id), day=day, now=at)
        names = {group: name for (of, name), group in self.world.classes.items() if of == code}
        states = dict.fromkeys(names.values(), "not_reported")
        for row in checks.get_board(BUILDER, school_id=school_id, day=day, now=at):
            for _slot, _current, state in row.slots.values():
                if row.group.id in names and state in STATES:
                    states[names[row.group.id]] = STATES[state]
        assert draft.figures.expected, "nobody was asked for a report on that day"
        return not draft.missing, states

    def answer(self) -> Answer:
        """Collect everything that the product has raised, updated and revoked."""
        found = Answer(shown_first=self.first, daily_returns=self.days)
        schools = list(self.world.schools.values())
        rows = list(
            Signal.objects.whole_tree(reason="conformance").filter(school_id__in=schools).order_by("detected_at")
        )
        memory = {
            one.id: one.signal for one in Memory.objects.whole_tree(reason="conformance").filter(school_id__in=schools)
        }
        records = illnesses.list_records(schools, since=LONG_AGO)
        returning.answer(found, self.scenario, self.world, records)
        for row in rows:
            if _is_case_report(row.rule):
                found.case_reports.append(self._case_report(row, memory[row.id], records))
            else:
                found.hits.append(self._hit(row, memory[row.id]))
        self._steps(found, {row.id: row for row in rows if not _is_case_report(row.rule)})
        return found

    def _hit(self, row: Signal, engine: Any) -> Hit:
        window = (row.window_first, row.window_last) if row.window_first else None
        return Hit(
            row.rule, row.unit_scope.lower(), self.world.code_of(row.school_id), self.world.unit_of(row),
            tuple(row.labels), row.case_count, tuple(self.world.name_of(one) for one in engine.persons), window,
            row.crossing_date, row.detected_at, row.deadline, row.is_deadline_official, row.event, row.opens_event,
            row.event_deadline, row.class_size,
        )  # fmt: skip

    def _case_report(self, row: Signal, engine: Any, records: dict[int, list]) -> tuple[Any, ...]:
        ((key,),) = engine.counted.values()
        disease = episodes_at(records[row.school_id], row.detected_at)[key].disease or ""
        name = diseases.BY_KEY[disease].zh if disease in diseases.BY_KEY else disease
        return (self.world.unit_of(row), name, row.detected_at, row.deadline)

    def _steps(self, found: Answer, rows: dict[Any, Signal]) -> None:
        steps = Step.objects.whole_tree(reason="conformance").filter(signal_id__in=rows)
        for step in steps.order_by("at"):
            row = rows[step.signal_id]
            place = (row.rule, row.unit_scope.lower(), self.world.code_of(row.school_id), self.world.unit_of(row))
            if step.step == "UPDATE":
                found.updates.append((*place, step.at, step.case_count))
            elif step.step == "REVOKED":
                found.revocations.append((*place, step.at, tuple(step.correction_due_to)))


def _is_case_report(rule_id: str) -> bool:
    condition = packs.get(rule_id).condition
    return condition is not None and condition.counted is Counted.ANY_DIAGNOSIS
