"""How the texts are read where they are silent (口径): each a setting, shown with the signal."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sizao.epi.calendar import Period
from sizao.epi.thresholds.rules import Confidence, Rule


class CountBasis(StrEnum):
    """Which day of a case places it in a window. source: PROJECT"""

    ONSET_DATE = "ONSET_DATE"
    FIRST_RECORDED_AT = "FIRST_RECORDED_AT"
    DIAGNOSED_AT = "DIAGNOSED_AT"


class DayMode(StrEnum):
    """How "in one day" is read. source: PROJECT"""

    CALENDAR_DAY = "CALENDAR_DAY"
    ROLLING_24H = "ROLLING_24H"


@dataclass(frozen=True, slots=True)
class Settings:
    """The readings that a unit has chosen.

    semesters: half-open terms that hold the days of a semester rule; a day in none of them falls into the half-year
    from September to January or from February to August.
    """

    count_basis: CountBasis = CountBasis.ONSET_DATE
    day_mode: DayMode = DayMode.CALENDAR_DAY
    semesters: tuple[Period, ...] = ()

    def semester_start(self, day: dt.date) -> dt.date:
        """Give the first day of the semester in which a day lies."""
        for term in self.semesters:
            if day in term:
                return term.start
        if 2 <= day.month <= 8:
            return dt.date(day.year, 2, 1)
        return dt.date(day.year if day.month >= 9 else day.year - 1, 9, 1)


UNVERIFIED_PACK = "unverified"


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules that are on, in the order of the catalog, and how they are read."""

    rules: tuple[Rule, ...]
    settings: Settings = Settings()
    by_id: Mapping[str, Rule] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {rule.id: rule for rule in self.rules})

    @classmethod
    def choose(
        cls, catalog: Iterable[Rule], packs_on: Iterable[str] = (), settings: Settings | None = None
    ) -> "RuleBook":
        """Take what is on by default and what the chosen packs add."""
        packs = frozenset(packs_on)
        rules = sorted((rule for rule in catalog if is_on(rule, packs)), key=lambda rule: rule.order)
        return cls(tuple(rules), settings or Settings())

    def in_season(self, day: dt.date) -> "RuleBook":
        """Leave out the rules whose season does not hold a day; the same book when it has none."""
        if all(rule.is_in_season(day) for rule in self.rules):
            return self
        return RuleBook(tuple(rule for rule in self.rules if rule.is_in_season(day)), self.settings)


def is_on(rule: Rule, packs_on: Iterable[str] = ()) -> bool:
    """Tell whether a rule is on: by default unless nobody read its text, or because its pack is switched on."""
    packs = set(packs_on)
    if rule.confidence is Confidence.UNVERIFIED and UNVERIFIED_PACK in packs:
        return True
    return (rule.is_on_by_default and rule.confidence is not Confidence.UNVERIFIED) or rule.pack in packs
