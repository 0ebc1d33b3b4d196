"""Why not the other rule (为什么不是别的规则): rules that count someone in a unit and are not met, and how far off."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sizao.epi.thresholds.counting import LineList, labels_of, scopes_of, units_of
from sizao.epi.thresholds.lines import Episode
from sizao.epi.thresholds.places import UnitRef
from sizao.epi.thresholds.rules import Rule
from sizao.epi.thresholds.settings import RuleBook
from sizao.epi.thresholds.windows import meeting, stretches


@dataclass(frozen=True, slots=True)
class Short:
    """A rule that is not met in a unit, at its fullest window.

    count: distinct persons there. needed, percent: what the rule asks. [start, end]: both days included.
    """

    rule: str
    unit: UnitRef
    label: str
    count: int
    needed: int | None
    percent: int | None
    start: dt.date
    end: dt.date

    @property
    def share(self) -> float:
        """How near it is: count over what is needed, 0 where the rule asks for a share of the class."""
        return self.count / self.needed if self.needed else 0.0


def not_met(book: RuleBook, line_list: LineList, units: Iterable[UnitRef], *, now: dt.datetime) -> tuple[Short, ...]:
    """List the rules that bind these units, count someone there and are not met; the nearest first.

    A rule that is met under one label is not listed under another.
    """
    wanted = set(units)
    members: dict[UnitRef, list[Episode]] = defaultdict(list)
    for episode in line_list.episodes.values():
        for unit in units_of(episode, line_list.schools.get(episode.school)):
            if unit in wanted:
                members[unit].append(episode)
    found = [
        short
        for unit in sorted(wanted)
        for rule in book.rules
        if rule.is_judged and unit.scope in scopes_of(rule) and _binds(rule, unit, line_list)
        if (short := _short(rule, unit, members[unit], book, line_list, now)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, one.rule)))


def _binds(rule: Rule, unit: UnitRef, line_list: LineList) -> bool:
    school = line_list.schools.get(unit.school)
    return school is not None and school.kind in rule.settings


def _short(
    rule: Rule, unit: UnitRef, members: list[Episode], book: RuleBook, line_list: LineList, now: dt.datetime
) -> Short | None:
    """Give the fullest window of the rule here, None when it is met or counts nobody."""
    condition = rule.condition
    if condition is None:
        return None
    labeled: dict[str, list[Episode]] = defaultdict(list)
    for episode in members:
        for label in labels_of(rule, episode):
            labeled[label].append(episode)
    size = line_list.schools[unit.school].sizes.get(unit.id)
    best: Short | None = None
    for label, own in labeled.items():
        for stretch in stretches(rule, own, book.settings, now):
            if meeting(condition, stretch, size) is not None:
                return None
            count = len({one.person for one in stretch.members})
            if best is None or count > best.count:
                best = Short(
                    rule.id, unit, label, count, condition.at_least, condition.percent, stretch.start, stretch.end
                )
    return best
