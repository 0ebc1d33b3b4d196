"""A rule (规则) as a value: what is counted, of whom, where, in which window, what follows, by which text."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a rule decides."""

    REPORT_SIGNAL = "REPORT_SIGNAL"
    PHE = "PHE"
    CLUSTER = "CLUSTER"
    OUTBREAK = "OUTBREAK"
    CLOSURE = "CLOSURE"
    RETURN = "RETURN"
    OBSERVE = "OBSERVE"
    ROUTINE = "ROUTINE"
    DUTY = "DUTY"
    COVID_ERA = "COVID_ERA"


class Scope(StrEnum):
    """For what a rule is judged. The engine judges the first eight; the others need data that no school holds."""

    PERSON = "PERSON"
    CLASS = "CLASS"
    DORM = "DORM"
    GRADE = "GRADE"
    CAMPUS = "CAMPUS"
    INSTITUTION = "INSTITUTION"
    SITE = "SITE"
    CLASS_OR_DORM = "CLASS_OR_DORM"
    CONTACTS = "CONTACTS"
    HOUSEHOLD = "HOUSEHOLD"
    TOWNSHIP = "TOWNSHIP"
    COUNTY = "COUNTY"
    AREA = "AREA"
    AUTHORITY = "AUTHORITY"
    CLASS_OR_INSTITUTION = "CLASS_OR_INSTITUTION"
    GRADE_OR_INSTITUTION = "GRADE_OR_INSTITUTION"


class WindowKind(StrEnum):
    """Over which time persons are counted together."""

    DAYS = "DAYS"
    SEMESTER = "SEMESTER"
    EPISODE = "EPISODE"
    NOW = "NOW"
    NONE = "NONE"


class Counted(StrEnum):
    """Who counts."""

    SIMILAR = "SIMILAR"
    DIAGNOSIS = "DIAGNOSIS"
    DEFINITION = "DEFINITION"
    EXPOSURE = "EXPOSURE"
    SEVERE_SIGN = "SEVERE_SIGN"
    ANY_DIAGNOSIS = "ANY_DIAGNOSIS"
    DECLARED = "DECLARED"


class Status(StrEnum):
    """How sure a diagnosis is; the last two leave every count."""

    SUSPECTED = "SUSPECTED"
    CLINICAL = "CLINICAL"
    CONFIRMED = "CONFIRMED"
    EXCLUDED = "EXCLUDED"
    WITHDRAWN = "WITHDRAWN"


DIAGNOSED = frozenset({Status.SUSPECTED, Status.CLINICAL, Status.CONFIRMED})


class Of(StrEnum):
    """What an alternative condition counts in the same window."""

    ADMITTED = "ADMITTED"
    DIED = "DIED"
    SEVERE = "SEVERE"
    CLASSES = "CLASSES"


class Confidence(StrEnum):
    """How sure the wording of a rule is; unverified rules ship switched off."""

    VERIFIED = "VERIFIED"
    VERIFIED_SECONDARY = "VERIFIED_SECONDARY"
    UNVERIFIED = "UNVERIFIED"


@dataclass(frozen=True, slots=True)
class Window:
    """n consecutive calendar days, both ends included; or a semester, one episode of exposure, or this moment.

    follows_day_mode: a one-day rule that the setting `day_mode` may read as 24 hours.
    """

    kind: WindowKind = WindowKind.NONE
    days: int = 0
    follows_day_mode: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """A second way to meet the rule: `at_least` of something within the same window.

    each: for classes, the cases that a class needs to count.
    """

    of: Of
    at_least: int
    each: int = 1


@dataclass(frozen=True, slots=True)
class Condition:
    """Who is counted and how many are needed; at least includes the number.

    below: from this number on the rule `taken_over_by` stands instead. percent: share of the class.
    """

    counted: Counted
    at_least: int | None = None
    below: int | None = None
    percent: int | None = None
    statuses: frozenset[Status] = DIAGNOSED
    confirmed_at_least: int = 0
    is_admitted_or_died: bool = False
    is_one_campus: bool = False
    is_locally_acquired: bool = False
    alternatives: tuple[Alternative, ...] = ()
    taken_over_by: str | None = None
    declaration: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """Hours on the wall clock, weekends and holidays included.

    hours: None when the text names no hours (`text` says what it names). starts: the moment from which they run.
    is_official: the number stands in the source; otherwise it is a platform default and must be shown as such.
    """

    hours: int | None
    starts: str
    is_official: bool
    text: str = ""

    def after(self, moment: dt.datetime) -> dt.datetime | None:
        """Give the end, None without a number of hours."""
        return None if self.hours is None else moment + dt.timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True)
class Season:
    """Months of every year, both included: from 10 to 3 is autumn and winter, over the turn of the year."""

    first: int
    last: int

    @property
    def months(self) -> frozenset[int]:
        """Give its months, 1 to 12."""
        count = (self.last - self.first) % 12 + 1
        return frozenset((self.first - 1 + number) % 12 + 1 for number in range(count))

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether a day lies in it."""
        return day.month in self.months


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a number stands: a key of docs/sources.md and the clause."""

    key: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One statement of one text.

    disease: key of `epi.diseases`, None for any. settings: school types it binds. text, text_en: the rule in words.
    since, until: half-open validity; a year alone means its first day. season: months of each year in which it is
    judged, None for all; its pack's. state: in force, superseded, local …
    condition_en: what else the source asks for, in English; `text` has it in Chinese. note, note_en: what to know.
    rural_recipients: whom rural schools tell instead.
    family: rules whose hits join one event. params: numbers of routine, return and observation rules, by name.
    """

    id: str
    kind: Kind
    scope: Scope
    settings: frozenset[str]
    text: str
    text_en: str
    cited: Citation
    confidence: Confidence
    state: str
    pack: str
    disease: str | None = None
    window: Window = Window()
    condition: Condition | None = None
    deadline: Deadline | None = None
    deadline_cited: Citation | None = None
    recipients: tuple[str, ...] = ()
    rural_recipients: tuple[str, ...] = ()
    condition_en: str = ""
    family: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    season: Season | None = None
    is_on_by_default: bool = True
    note: str = ""
    note_en: str = ""
    conflicts: tuple[str, ...] = ()
    params: dict[str, object] = field(default_factory=dict, hash=False)
    order: int = 0

    @property
    def family_key(self) -> str:
        """The family, or the rule alone."""
        return self.family or self.id

    @property
    def is_judged(self) -> bool:
        """Tell whether the engine decides it from a line list."""
        return self.condition is not None and self.kind in JUDGED_KINDS and self.scope in JUDGED_SCOPES

    def is_in_season(self, day: dt.date) -> bool:
        """Tell whether a day lies in its season; always, when it has none."""
        return self.season is None or self.season.holds_on(day)

    def is_valid_on(self, day: dt.date) -> bool:
        """Tell whether it is in force on a day, whatever the season."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


JUDGED_KINDS = frozenset({Kind.REPORT_SIGNAL, Kind.PHE, Kind.CLUSTER, Kind.OUTBREAK, Kind.CLOSURE})
JUDGED_SCOPES = frozenset(
    {
        Scope.PERSON, Scope.CLASS, Scope.DORM, Scope.CLASS_OR_DORM, Scope.GRADE, Scope.CAMPUS, Scope.INSTITUTION,
        Scope.SITE,
    }
)  # fmt: skip
