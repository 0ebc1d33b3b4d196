"""What a disease or syndrome is, as one value: names, definition, periods in days, and what follows from them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from sizao.epi.criteria import Criterion, Findings, Language
from sizao.epi.errors import EpiError


class MissingPeriod(EpiError):
    """A disease without one of its periods."""


class BadPeriod(EpiError):
    """A period that cannot be: negative, upside down, or without a source."""


class NotifiableClass(StrEnum):
    """Class of a notifiable disease (法定传染病). source: LAW2025"""

    A = "A"
    B = "B"
    C = "C"
    NONE = "NONE"


class Trust(StrEnum):
    """How sure a number is: the text was read, a reproduction was read, or nothing was."""

    VERIFIED = "VERIFIED"
    VERIFIED_SECONDARY = "VERIFIED_SECONDARY"
    UNVERIFIED = "UNVERIFIED"


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days (or hours) from one source.

    starts: what day 0 is. low, high: both included; equal when the source names one number.
    since: the day or year from which the source holds; None for an undated table.
    """

    low: float
    high: float
    source: str
    since: dt.date | int | None
    trust: Trust = Trust.VERIFIED_SECONDARY
    unit: str = "days"
    starts: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.low < 0 or self.high < self.low:
            raise BadPeriod(f"{self.low} to {self.high} {self.unit}")
        if not self.source:
            raise BadPeriod("a number without a source")

    @property
    def days(self) -> tuple[float, float]:
        """Both ends in days."""
        factor = 24 if self.unit == "hours" else 1
        return (self.low / factor, self.high / factor)

    def say(self, language: Language = "zh") -> str:
        """Put it into words."""
        unit = {"zh": {"days": "天", "hours": "小时"}}.get(language, {}).get(self.unit, " " + self.unit)
        ends = _number(self.low) if self.low == self.high else f"{_number(self.low)}–{_number(self.high)}"
        return f"{ends}{unit}"


def _number(value: float) -> str:
    return f"{value:g}"


@dataclass(frozen=True, slots=True)
class Period:
    """A period in days; sources that differ are all kept, the first is the default and `reason` says why.

    is_none: the period does not apply to this disease, and `reason` says why.
    """

    spans: tuple[Span, ...] = ()
    reason: str = ""
    is_none: bool = False

    def __post_init__(self) -> None:
        if self.is_none == bool(self.spans):
            raise BadPeriod("either spans, or none with a reason")
        if (self.is_none or len(self.spans) > 1) and not self.reason:
            raise BadPeriod("a period with conflicting sources, or none at all, without a reason")

    @property
    def default(self) -> Span | None:
        """The span that is used, None when the period does not apply."""
        return self.spans[0] if self.spans else None

    def say(self, language: Language = "zh") -> str:
        """Put the default into words."""
        if self.default is None:
            return self.reason
        return self.default.say(language)


def period(*spans: Span, reason: str = "") -> Period:
    """Keep one or more spans, the default first."""
    return Period(tuple(spans), reason)


def no_period(reason: str) -> Period:
    """Say why a period does not apply."""
    return Period((), reason, is_none=True)


@dataclass(frozen=True, slots=True)
class CaseDefinition:
    """Suspected, clinical and laboratory-confirmed; a disease defined by symptoms alone has only the clinical one."""

    clinical: Criterion
    suspected: Criterion | None = None
    confirmed: Criterion | None = None

    def say(self, language: Language = "zh") -> str:
        """Read the definition aloud, one sentence for each status."""
        titles = {"zh": ("疑似病例", "临床诊断病例", "确诊病例"), "en": ("Suspected", "Clinical", "Confirmed")}[
            language
        ]
        end, colon = ("。", "：") if language == "zh" else (". ", ": ")
        parts = zip(titles, (self.suspected, self.clinical, self.confirmed), strict=True)
        return "".join(f"{title}{colon}{one.say(language)}{end}" for title, one in parts if one is not None).strip()


@dataclass(frozen=True, slots=True)
class Disease:
    """One disease or syndrome.

    key: its name in code and in packs. initials: pinyin initials for the search box. aliases: other Chinese names.
    counted_with: keys of diseases that also count here, such as norovirus under other infectious diarrhea.
    is_syndrome: the symptoms alone make it; nobody has to diagnose it.
    thresholds, returns, observations: ids of the rules of the packs that speak of it, national ones first.
    disinfection: rule ids and notes. source, since: of the entry as a whole (list of notifiable diseases or guideline).
    """

    key: str
    zh: str
    en: str
    initials: str
    icd10: tuple[str, ...]
    notifiable: NotifiableClass
    definition: CaseDefinition
    incubation: Period | None
    infectious: Period | None
    isolation: Period | None
    observation: Period | None
    source: str
    since: dt.date | int | None
    thresholds: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()
    observations: tuple[str, ...] = ()
    disinfection: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    counted_with: tuple[str, ...] = ()
    is_syndrome: bool = False
    return_note: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("incubation", "infectious", "isolation", "observation"):
            if getattr(self, name) is None:
                raise MissingPeriod(f"{self.key}: {name} is missing")

    @property
    def case_definition(self) -> Criterion:
        """The clinical definition, which is what counts of a syndrome."""
        return self.definition.clinical

    def classify(self, findings: Findings) -> str | None:
        """Give the surest status that findings allow: CONFIRMED, CLINICAL, SUSPECTED, or None."""
        surest = (
            ("CONFIRMED", self.definition.confirmed),
            ("CLINICAL", self.definition.clinical),
            ("SUSPECTED", self.definition.suspected),
        )
        return next((status for status, one in surest if one is not None and one.holds(findings)), None)

    def spans(self) -> Sequence[Span]:
        """Give every number of it, for listing and for checks of sources."""
        periods = [getattr(self, one.name) for one in fields(self)]
        return [span for one in periods if isinstance(one, Period) for span in one.spans]
