"""The first driver: a scenario through the pure engine. The product's driver plugs in beside it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sizao.epi import diseases, packs
from sizao.epi.thresholds import (
    Episode,
    History,
    RuleBook,
    Scope,
    Signal,
    Step,
    UnitRef,
    by_urgency,
    close_event,
    daily_return,
    earliest_return,
    episodes_at,
    judge_return,
    note_report,
    observations,
    play,
)
from sizao.epi.thresholds.rules import Counted, Rule
from tests.conformance.answers import Answer, Hit, LeftOut
from tests.conformance.scenarios import Done, Scenario, moment


@dataclass(frozen=True)
class _Act:
    """An action of the scenario on the engine's signals."""

    done: Done

    @property
    def at(self) -> dt.datetime:
        return self.done.at

    def apply(self, signals: tuple[Signal, ...]) -> tuple[Signal, ...]:
        event = self._event(signals)
        if self.done.kind == "close_event":
            assert event is not None, "an event is closed that nobody opened"
            return close_event(signals, event, self.at)
        unit = UnitRef(Scope(str(self.done.scope).upper()), str(self.done.school), str(self.done.unit))
        return note_report(signals, str(self.done.rule), unit, self.done.to, event)

    def _event(self, signals: tuple[Signal, ...]) -> str | None:
        opener = self.done.opener
        if opener is None:
            return None
        return next(
            (
                one.event
                for one in signals
                if one.rule == opener["rule"]
                and (one.unit.scope.lower(), one.unit.id) == (opener["scope"], opener["unit"])
                and (not opener["groups"] or set(one.groups) & set(opener["groups"]))
                and one.detected_at == moment(opener["detected_at"])
            ),
            None,
        )


class Engine:
    """Plays a scenario through `play` and reads the answer from its steps."""

    def left_out(self, scenario: Scenario) -> tuple[LeftOut, ...]:
        """The engine answers everything."""
        return ()

    def run(self, scenario: Scenario) -> Answer:
        """Judge everything in time order, then answer what the scenario asks for."""
        catalog = packs.catalog()
        book = RuleBook.choose(catalog, scenario.packs_on, scenario.settings)
        actions = [_Act(done) for done in scenario.actions]
        steps = play(book, History(scenario.schools, scenario.records, actions=actions))
        answer = Answer()
        for step in steps:
            self._collect(answer, step, scenario, book.by_id)
        self._answer_questions(answer, scenario, steps, book)
        return answer

    def _collect(self, answer: Answer, step: Step, scenario: Scenario, rules: Any) -> None:
        known = episodes_at(scenario.records, step.at)
        for one in step.outcome.fired:
            if _is_case_report(rules[one.rule]):
                answer.case_reports.append(_case_report(one, known))
            else:
                answer.hits.append(_hit(one))
        for update in step.outcome.updates:
            if not _is_case_report(rules[update.rule]):
                answer.updates.append((update.rule, *_place(update.unit), update.at, update.count))
        for gone in step.outcome.revocations:
            if not _is_case_report(rules[gone.rule]):
                answer.revocations.append((gone.rule, *_place(gone.unit), gone.at, gone.correction_due_to))

    def _answer_questions(self, answer: Answer, scenario: Scenario, steps: list[Step], book: RuleBook) -> None:
        expect = scenario.expect
        for one in expect["shown_first"]:
            at = moment(one["at"])
            before = [step.outcome.signals for step in steps if step.at <= at]
            ranked = by_urgency(before[-1] if before else (), at)
            answer.shown_first[one["at"]] = _clock(ranked[0]) if ranked else None
        for one in expect["daily_returns"]:
            reports = scenario.class_reports[one["school"]]
            classes = list(scenario.schools[one["school"]].sizes)
            given = daily_return(classes, reports, moment(one["date"]), moment(one["at"]))
            states = {name: state.lower() for name, state in given.classes.items()}
            answer.daily_returns[one["school"], one["date"], one["at"]] = (given.is_complete, states)
        for one in observations(book.rules, scenario.contacts):
            answer.observations[one.person, one.rule] = (one.last_contact_date, one.until)
            for check in (line for line in expect["observations"] if line["person"] == one.person):
                for asked in check["checks"]:
                    state = one.state_on(moment(asked["date"])).lower()
                    answer.observation_states[one.person, one.rule, asked["date"]] = state
        for one in expect["returns"]:
            self._answer_return(answer, scenario, one, book)

    def _answer_return(self, answer: Answer, scenario: Scenario, one: dict[str, Any], book: RuleBook) -> None:
        person = one["person"]
        course = scenario.courses[max(key for key in scenario.courses if key[0] == person)]
        answer.returns[person, one["rule"]] = earliest_return(book.by_id[one["rule"]], course)
        for check in one["checks"]:
            verdict = judge_return(book.by_id[check["rule"]], course, moment(check["at"]))
            answer.return_checks[person, check["rule"], check["at"]] = "allow" if verdict.is_allowed else "refuse"


def _is_case_report(rule: Rule) -> bool:
    return rule.condition is not None and rule.condition.counted is Counted.ANY_DIAGNOSIS


def _case_report(signal: Signal, known: dict[tuple[str, int], Episode]) -> tuple[Any, ...]:
    ((key,),) = signal.counted.values()
    disease = known[key].disease or ""
    name = diseases.BY_KEY[disease].zh if disease in diseases.BY_KEY else disease
    return (signal.unit.id, name, signal.detected_at, signal.deadline)


def _place(unit: UnitRef) -> tuple[str, str, str]:
    return (unit.scope.lower(), unit.school, unit.id)


def _clock(signal: Signal) -> tuple[Any, ...]:
    return (signal.rule, signal.unit.school, signal.unit.id, signal.deadline)


def _hit(signal: Signal) -> Hit:
    scope, school, unit = _place(signal.unit)
    return Hit(
        signal.rule,
        scope,
        school,
        unit,
        signal.groups,
        signal.count,
        signal.persons,
        signal.window,
        signal.crossing_date,
        signal.detected_at,
        signal.deadline,
        signal.deadline_is_official,
        signal.event,
        signal.opens_event,
        signal.event_deadline,
        signal.class_size,
    )
