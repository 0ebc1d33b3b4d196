"""Returns to class in the product: rules in force judged on the dates that its line list holds."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from sizao.detect.rulebook import queries as rulebook
from sizao.epi.thresholds import Course, Record, earliest_return, judge_return
from sizao.epi.thresholds.lines import local_moment
from tests.conformance.answers import Answer, LeftOut
from tests.conformance.scenarios import Scenario, moment
from tests.conformance.schooling import World

KEPT = ("onset", "recovered_at")


def left_out(scenario: Scenario) -> list[LeftOut]:
    """List the returns that turn on something of which the product keeps nothing."""
    found = []
    for one in scenario.expect["returns"]:
        lacking = _not_kept(scenario.courses[_latest(scenario, one["person"])])
        if lacking:
            found.append(LeftOut("returns", one["person"], f"the line list has no place for {', '.join(lacking)}"))
    return found


def answer(found: Answer, scenario: Scenario, world: World, records: Mapping[int, Sequence[Record]]) -> None:
    """Judge the returns that are asked for with the rules in force and what was read back."""
    left = {one.who for one in left_out(scenario)}
    for one in scenario.expect["returns"]:
        if one["person"] not in left:
            _answer(found, one, *_read(scenario, world, records, one["person"]))


def _answer(found: Answer, one: dict[str, Any], school_id: int, course: Course) -> None:
    shelf = rulebook.shelf_of([school_id])
    asked = [moment(check["at"]) for check in one["checks"]]
    rules = shelf.on(school_id, max(asked).date()).by_id
    found.returns[one["person"], one["rule"]] = earliest_return(rules[one["rule"]], course)
    for check, at in zip(one["checks"], asked, strict=True):
        book = shelf.on(school_id, at.date()).by_id
        verdict = judge_return(book[check["rule"]], course, at)
        found.return_checks[one["person"], check["rule"], check["at"]] = "allow" if verdict.is_allowed else "refuse"


def _read(scenario: Scenario, world: World, records: Mapping[int, Sequence[Record]], person: str) -> tuple[int, Course]:
    """Give the school of a person and what its line list holds of the latest illness; the first saved onset holds."""
    name, episode = _latest(scenario, person)
    code = next(one.school for one in scenario.records if one.person == name)
    school_id, key = world.schools[code], str(world.people[code, name])
    lines = sorted(
        (line for line in records[school_id] if (line.person, line.episode) == (key, episode)),
        key=lambda line: line.recorded_at,
    )
    recovered = [line.recovered_at for line in lines if line.recovered_at is not None]
    return school_id, Course(lines[0].onset, max(recovered, key=local_moment, default=None))


def _latest(scenario: Scenario, person: str) -> tuple[str, int]:
    return max(key for key in scenario.courses if key[0] == person)


def _not_kept(course: Course) -> list[str]:
    """Name what is on file of an illness in the scenario and has no place in the product."""
    return [
        one.name
        for one in dataclasses.fields(course)
        if one.name not in KEPT and getattr(course, one.name) not in (None, (), False)
    ]
