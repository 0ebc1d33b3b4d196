"""What a driver answers to a scenario, and how it differs from what is expected."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.conformance.scenarios import Scenario, moment

Difference = str


@dataclass(frozen=True)
class Hit:
    """A hit as the scenarios write it."""

    rule: str
    scope: str
    school: str
    unit: str
    groups: tuple[str, ...]
    count: int
    persons: tuple[str, ...]
    window: tuple[dt.date, dt.date] | None
    crossing_date: dt.date
    detected_at: dt.datetime
    deadline: dt.datetime | None
    deadline_is_official: bool
    event: str
    opens_event: bool
    event_deadline: dt.datetime | None
    class_size: int | None = None


@dataclass
class Answer:
    """What a run gave. hits: fires and closures. updates, revocations: as tuples of the fields that are compared."""

    hits: list[Hit] = field(default_factory=list)
    case_reports: list[tuple[Any, ...]] = field(default_factory=list)
    updates: list[tuple[Any, ...]] = field(default_factory=list)
    revocations: list[tuple[Any, ...]] = field(default_factory=list)
    shown_first: dict[str, tuple[Any, ...] | None] = field(default_factory=dict)
    daily_returns: dict[tuple[str, str, str], tuple[bool, dict[str, str]]] = field(default_factory=dict)
    returns: dict[tuple[str, str], Any] = field(default_factory=dict)
    return_checks: dict[tuple[str, str, str], str] = field(default_factory=dict)
    observations: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)
    observation_states: dict[tuple[str, str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    """An expectation that a driver has no answer to. kind: where it stands in `expect`; who: the person it is about."""

    kind: str
    who: str
    why: str


class Driver(Protocol):
    """Plays a scenario: the engine alone, or the product with checks saved through services."""

    def left_out(self, scenario: Scenario) -> Sequence[LeftOut]:
        """List the expectations it has no answer to, each with the reason; the run says so at its end."""
        ...

    def run(self, scenario: Scenario) -> Answer:
        """Start empty, play everything in time order, collect what the scenario asks for."""
        ...


def without(expect: Mapping[str, Any], left: Iterable[LeftOut]) -> dict[str, Any]:
    """Give the expectations that are not left out."""
    gone = {(one.kind, one.who) for one in left}
    return {
        kind: [one for one in value if (kind, one.get("person")) not in gone]
        if kind in {of for of, _who in gone}
        else value
        for kind, value in expect.items()
    }


def differences(scenario: Scenario, answer: Answer) -> list[Difference]:
    """List what makes a scenario fail: hits, closures and case reports that are missing, extra or other."""
    expect = scenario.expect
    found = _silence_broken(expect["silent"], answer)
    missing, extra, pairs = _match([*expect["fires"], *expect["closures"]], answer.hits)
    found += [f"missing: {_said(one)}" for one in missing]
    found += [f"not expected: {one}" for one in extra]
    for wanted, hit in pairs:
        found += _unlike(wanted, hit, ("crossing_date", "count", "persons", "deadline_is_official"))
    reports = [
        (one["person"], one["disease"], moment(one["detected_at"]), moment(one["deadline"]))
        for one in expect["case_reports"]
    ]
    return found + _unequal("case report", reports, answer.case_reports)


def further_differences(scenario: Scenario, answer: Answer) -> list[Difference]:
    """List the rest: events, windows, updates, revocations, clocks, returns, observations, daily returns."""
    expect = scenario.expect
    _, _, pairs = _match([*expect["fires"], *expect["closures"]], answer.hits)
    found = _events_mixed(pairs)
    for wanted, hit in pairs:
        found += _unlike(wanted, hit, ("window", "opens_event", "event_deadline", "class_size"))
    updates = [
        (one["rule"], one["scope"], one["school"], one["unit"], moment(one["at"]), one["count"])
        for one in expect["updates"]
    ]
    revocations = [
        (one["rule"], one["scope"], one["school"], one["unit"], moment(one["at"]), tuple(one["correction_due_to"]))
        for one in expect["revocations"]
    ]
    found += _unequal("update", updates, answer.updates) + _unequal("revocation", revocations, answer.revocations)
    return found + _states(expect, answer)


def _match(expected: list[dict[str, Any]], hits: Iterable[Hit]) -> tuple[list, list, list]:
    """Pair each expected hit with one that agrees in rule, place, time and group."""
    left, missing, pairs = list(hits), [], []
    for wanted in expected:
        hit = next((one for one in left if _is_meant(wanted, one)), None)
        if hit is None:
            missing.append(wanted)
        else:
            left.remove(hit)
            pairs.append((wanted, hit))
    return missing, left, pairs


def _is_meant(wanted: dict[str, Any], hit: Hit) -> bool:
    is_same = all(getattr(hit, name) == wanted[name] for name in ("rule", "scope", "school", "unit"))
    is_then = hit.detected_at == moment(wanted["detected_at"]) and hit.deadline == moment(wanted["deadline"])
    is_grouped = not wanted["groups"] or bool(hit.groups and hit.groups[0] in wanted["groups"])
    return is_same and is_then and is_grouped


def _unlike(wanted: dict[str, Any], hit: Hit, names: Iterable[str]) -> list[Difference]:
    found = []
    for name in names:
        if name in wanted:
            value, given = _READ.get(name, lambda one: one)(wanted[name]), getattr(hit, name)
            given = tuple(sorted(given)) if name == "persons" else given
            if value != given:
                found.append(f"{_said(wanted)}: {name} is {given}, expected {value}")
    return found


_READ: dict[str, Callable[[Any], Any]] = {
    "crossing_date": moment,
    "event_deadline": moment,
    "persons": lambda names: tuple(sorted(names)),
    "window": lambda ends: ends and tuple(moment(one) for one in ends),
}


def _said(wanted: dict[str, Any]) -> str:
    return f"{wanted['rule']} {wanted['scope']} {wanted['unit']} {wanted['groups']} {wanted['detected_at']}"


def _silence_broken(silent: list[dict[str, Any]], answer: Answer) -> list[Difference]:
    """Name the traps that were stepped into."""
    return [
        f"must be silent ({one['why']}): {hit.rule} {hit.scope} {hit.unit} {hit.groups} {hit.detected_at}"
        for one in silent
        for hit in answer.hits
        if hit.rule == one["rule"]
        and all(one[name] in (None, getattr(hit, name)) for name in ("scope", "school", "unit"))
        and (one["group"] is None or one["group"] in hit.groups)
        and (one["at"] is None or moment(one["at"]) == hit.detected_at)
    ]


def _events_mixed(pairs: list) -> list[Difference]:
    """Compare how hits are joined to events; the labels themselves are free."""
    labels = {(hit.event, wanted["event"]) for wanted, hit in pairs}
    by_event = Counter(event for event, _ in labels)
    by_label = Counter(label for _, label in labels)
    return [
        f"event {label} is joined otherwise"
        for event, label in sorted(labels)
        if by_event[event] > 1 or by_label[label] > 1
    ]


def _unequal(what: str, expected: list[tuple[Any, ...]], given: list[tuple[Any, ...]]) -> list[Difference]:
    missing, extra = Counter(expected) - Counter(given), Counter(given) - Counter(expected)
    return [f"{what} missing: {one}" for one in missing] + [f"{what} not expected: {one}" for one in extra]


def _states(expect: dict[str, Any], answer: Answer) -> list[Difference]:
    wanted: list[tuple[str, Any, Any]] = []
    for one in expect["shown_first"]:
        value = (one["rule"], one["school"], one["unit"], moment(one["deadline"]))
        wanted.append((f"shown first {one['at']}", value, answer.shown_first.get(one["at"])))
    for one in expect["daily_returns"]:
        key = (one["school"], one["date"], one["at"])
        states = {line["cls"]: line["state"] for line in one["classes"]}
        wanted.append((f"daily return {key}", (one["complete"], states), answer.daily_returns.get(key)))
    for one in expect["returns"]:
        key = (one["person"], one["rule"])
        wanted.append((f"return {key}", moment(one["earliest"]), answer.returns.get(key)))
        for check in one["checks"]:
            name = (one["person"], check["rule"], check["at"])
            wanted.append((f"return {name}", check["verdict"], answer.return_checks.get(name)))
    for one in expect["observations"]:
        key = (one["person"], one["rule"])
        value = (moment(one["last_contact"]), moment(one["until"]))
        wanted.append((f"observation {key}", value, answer.observations.get(key)))
        for check in one["checks"]:
            name = (*key, check["date"])
            wanted.append((f"observation {name}", check["state"], answer.observation_states.get(name)))
    asked = {(one["person"], one["rule"]) for one in expect["observations"]}
    found = [f"{what}: {given}, expected {value}" for what, value, given in wanted if value != given]
    return found + [f"observation not expected: {key}" for key in answer.observations if key not in asked]
