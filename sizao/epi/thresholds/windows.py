"""The windows of a rule in one unit: which stretches of days hold enough, and whom."""

import bisect
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sizao.epi.thresholds.counting import basis_of
from sizao.epi.thresholds.lines import Episode, Key, local_day
from sizao.epi.thresholds.rules import Alternative, Condition, Of, Rule, Status, WindowKind
from sizao.epi.thresholds.settings import DayMode, Settings

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Met:
    """A window that meets a rule.

    how: the main condition, or the alternative by which it was met. count: distinct persons.
    """

    start: dt.date
    end: dt.date
    keys: frozenset[Key]
    persons: tuple[str, ...]
    how: Of | None = None

    @property
    def count(self) -> int:
        """How many persons."""
        return len(self.persons)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days and the illnesses in it, enough or not."""

    start: dt.date
    end: dt.date
    members: tuple[Episode, ...]


def stretches(rule: Rule, members: Sequence[Episode], settings: Settings, now: dt.datetime) -> Iterator[Stretch]:
    """Walk the windows that end on the day of a case, oldest first; no other window holds more."""
    kind = rule.window.kind
    if kind is WindowKind.NOW:
        ill = tuple(one for one in members if one.recovered_at is None and one.died_at is None)
        if ill:
            yield Stretch(local_day(now), local_day(now), ill)
        return
    placed = sorted(((basis_of(rule, one, settings), one) for one in members), key=lambda pair: (pair[0], pair[1].key))
    if rule.window.follows_day_mode and settings.day_mode is DayMode.ROLLING_24H:
        yield from _rolling(placed)
        return
    if not placed:
        return
    days = [local_day(moment) for moment, _ in placed]
    everyone = [one for _, one in placed]
    for after, end in enumerate(days, start=1):
        if after == len(days) or days[after] != end:
            start = _start(rule, end, days[0], settings)
            yield Stretch(start, end, tuple(everyone[bisect.bisect_left(days, start) : after]))


def _start(rule: Rule, end: dt.date, earliest: dt.date, settings: Settings) -> dt.date:
    if rule.window.kind is WindowKind.DAYS:
        return end - (rule.window.days - 1) * DAY
    if rule.window.kind is WindowKind.SEMESTER:
        return settings.semester_start(end)
    return earliest


def _rolling(placed: Sequence[tuple[dt.datetime, Episode]]) -> Iterator[Stretch]:
    for moment in sorted({moment for moment, _ in placed}):
        inside = [(when, one) for when, one in placed if moment - DAY <= when <= moment]
        yield Stretch(local_day(inside[0][0]), local_day(moment), tuple(one for _, one in inside))


def meeting(condition: Condition, stretch: Stretch, class_size: int | None) -> Met | None:
    """Judge one stretch; the upper bound of a rule is not looked at here."""
    if _is_enough(condition, stretch.members, class_size):
        return _met(stretch, stretch.members, None)
    for alternative in condition.alternatives:
        chosen = _chosen(alternative, stretch.members)
        if chosen:
            return _met(stretch, chosen, alternative.of)
    return None


def _is_enough(condition: Condition, members: Sequence[Episode], class_size: int | None) -> bool:
    if condition.at_least is not None and len(members) < condition.at_least:
        return False
    count = len({one.person for one in members})
    if condition.confirmed_at_least:
        confirmed = {one.person for one in members if one.status is Status.CONFIRMED}
        if len(confirmed) < condition.confirmed_at_least:
            return False
    if condition.percent is not None:
        return class_size is not None and count * 100 >= condition.percent * class_size
    return condition.at_least is not None and count >= condition.at_least


def _chosen(alternative: Alternative, members: Sequence[Episode]) -> Sequence[Episode]:
    """Give those who meet an alternative, nobody when they are too few."""
    if alternative.of is Of.CLASSES:
        return _in_enough_classes(alternative, members)
    chosen = [one for one in members if _is_of(alternative.of, one)]
    return chosen if len({one.person for one in chosen}) >= alternative.at_least else ()


def _is_of(of: Of, episode: Episode) -> bool:
    if of is Of.ADMITTED:
        return episode.is_hospitalised
    if of is Of.DIED:
        return episode.died_at is not None
    return episode.is_severe_case or episode.died_at is not None


def _in_enough_classes(alternative: Alternative, members: Sequence[Episode]) -> Sequence[Episode]:
    pairs = {(one.class_group, one.person) for one in members if one.class_group and not one.is_staff}
    full = {name for name, count in Counter(name for name, _ in pairs).items() if count >= alternative.each}
    return [one for one in members if one.class_group in full] if len(full) >= alternative.at_least else ()


def _met(stretch: Stretch, members: Sequence[Episode], how: Of | None) -> Met:
    return Met(
        stretch.start,
        stretch.end,
        frozenset(one.key for one in members),
        tuple(sorted({one.person for one in members})),
        how,
    )
