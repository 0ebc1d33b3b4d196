"""What tighter means: a rule with smaller numbers, and a rule that adds nothing to another."""

import dataclasses
from dataclasses import dataclass

from sizao.epi.thresholds.rules import Rule, WindowKind


@dataclass(frozen=True, slots=True)
class Tightening:
    """Fewer cases or hours than a rule asks; None leaves the number as it is. text: the whole rule in words."""

    at_least: int | None
    hours: int | None
    text: str


def tightened(base: Rule, by: Tightening, *, own: str, pack: str) -> Rule:
    """Make the tighter rule that stands beside the base, under an id of its own; everything else is the same."""
    condition, deadline = base.condition, base.deadline
    if by.at_least is not None and condition is not None:
        condition = dataclasses.replace(condition, at_least=by.at_least)
    if by.hours is not None and deadline is not None:
        deadline = dataclasses.replace(deadline, hours=by.hours, is_official=True)
    return dataclasses.replace(
        base, id=own, pack=pack, text=by.text, text_en="", condition=condition, deadline=deadline,
        family=base.family_key, is_on_by_default=True, since=None, until=None, conflicts=(), state="local",
    )  # fmt: skip


def is_no_tighter(own: Rule, above: Rule) -> bool:
    """Tell whether a rule adds nothing to one that stands above: whatever it finds, that one finds as soon."""
    if above.season is not None and (own.season is None or not own.season.months <= above.season.months):
        return False
    mine, theirs = own.condition, above.condition
    if mine is None or theirs is None:
        return False
    is_alike = (own.kind, own.disease, own.scope, mine.counted, mine.declaration) == (
        above.kind, above.disease, above.scope, theirs.counted, theirs.declaration,
    )  # fmt: skip
    is_plain = theirs.below is None and theirs.confirmed_at_least == 0 and not theirs.is_admitted_or_died
    is_plain = is_plain and not (theirs.is_one_campus or theirs.is_locally_acquired) and not mine.alternatives
    if not (is_alike and is_plain and own.settings <= above.settings and mine.statuses <= theirs.statuses):
        return False
    return _needs_as_many(own, above) and _looks_no_longer(own, above) and _hours(own) >= _hours(above)


def _needs_as_many(own: Rule, above: Rule) -> bool:
    pairs = [(rule.condition.at_least, rule.condition.percent) for rule in (own, above) if rule.condition is not None]
    (mine, my_share), (theirs, their_share) = pairs
    if mine is not None and theirs is not None:
        return mine >= theirs
    return my_share is not None and their_share is not None and my_share >= their_share


def _looks_no_longer(own: Rule, above: Rule) -> bool:
    if own.window.kind is not above.window.kind:
        return False
    return own.window.kind is not WindowKind.DAYS or own.window.days <= above.window.days


def _hours(rule: Rule) -> float:
    return float("inf") if rule.deadline is None or rule.deadline.hours is None else rule.deadline.hours
