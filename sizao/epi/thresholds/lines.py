"""The line list (病例一览表): records as they were saved, and what is known of one illness at a moment."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from sizao.epi.errors import EpiError
from sizao.epi.thresholds.rules import DIAGNOSED, Status

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
Key = tuple[str, int]


class NaiveTime(EpiError):
    """A time without an offset."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis as saved with a record. disease: key of `epi.diseases`, or any other name."""

    disease: str
    status: Status
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A later change of a case. disease: None leaves it as it is."""

    at: dt.datetime
    status: Status
    disease: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One save of one person (学生或教职工); the same person and episode is the same illness, however many records.

    person, episode: opaque; a second illness has another episode. school: school code.
    onset: the day, or the moment where it is known. groups: syndrome groups F R G J C P Q.
    exposure: shared meal or water held for the source; equal texts are the same exposure.
    severe_signs: signs named by the rule for severe single cases. is_severe_case: a doctor calls the case severe.
    recovered_at: symptoms gone and temperature normal. died_at, is_imported: where known.
    """

    person: str
    episode: int
    school: str
    onset: dt.date | dt.datetime
    recorded_at: dt.datetime
    is_staff: bool = False
    campus: str | None = None
    grade: str | None = None
    class_group: str | None = None
    dorm: str | None = None
    groups: frozenset[str] = frozenset()
    temperature_celsius: float | None = None
    severe_signs: tuple[str, ...] = ()
    exposure: str | None = None
    diagnosis: Diagnosis | None = None
    changes: tuple[Change, ...] = ()
    is_hospitalised: bool = False
    is_severe_case: bool = False
    is_imported: bool = False
    recovered_at: dt.datetime | None = None
    died_at: dt.datetime | None = None

    @property
    def key(self) -> Key:
        """Which illness it belongs to."""
        return (self.person, self.episode)

    def moments(self) -> Iterable[dt.datetime]:
        """Walk the times at which something of it is saved; nothing is known before the record itself."""
        yield self.recorded_at
        later = [self.diagnosis.at] if self.diagnosis else []
        later += [change.at for change in self.changes]
        later += [moment for moment in (self.recovered_at, self.died_at) if moment is not None]
        yield from (max(moment, self.recorded_at) for moment in later)


@dataclass(frozen=True, slots=True)
class Episode:
    """What is known of one illness at a moment; the platform may build it from its own tables.

    onset: of the record saved first; a conflict is named in `doubts`. is_out: excluded or withdrawn, it counts nowhere.
    disease, status, diagnosed_at: the diagnosis that stands, and since when this disease has been named.
    reported_at: when the first diagnosis of any disease was saved. syndromes: diseases whose case definition is met by
    symptoms alone. recorded_at: the first record; saved_at: the latest change of anything here.
    """

    person: str
    episode: int
    school: str
    onset: dt.date | dt.datetime
    recorded_at: dt.datetime
    saved_at: dt.datetime
    is_staff: bool = False
    campus: str | None = None
    grade: str | None = None
    class_group: str | None = None
    dorm: str | None = None
    groups: frozenset[str] = frozenset()
    exposures: frozenset[str] = frozenset()
    syndromes: frozenset[str] = frozenset()
    severe_signs: tuple[str, ...] = ()
    disease: str | None = None
    status: Status | None = None
    diagnosed_at: dt.datetime | None = None
    reported_at: dt.datetime | None = None
    is_out: bool = False
    is_hospitalised: bool = False
    is_severe_case: bool = False
    is_imported: bool = False
    recovered_at: dt.datetime | None = None
    died_at: dt.datetime | None = None
    doubts: tuple[str, ...] = field(default=())

    @property
    def key(self) -> Key:
        """Person and number of the illness."""
        return (self.person, self.episode)

    @property
    def is_diagnosed(self) -> bool:
        """Tell whether a named disease is suspected or better."""
        return self.disease is not None and self.status in DIAGNOSED


def local_day(moment: dt.date | dt.datetime) -> dt.date:
    """Give the day in Asia/Shanghai."""
    if isinstance(moment, dt.datetime):
        return aware(moment).astimezone(SHANGHAI).date()
    return moment


def local_moment(moment: dt.date | dt.datetime) -> dt.datetime:
    """Give the moment; a day without an hour begins at midnight."""
    if isinstance(moment, dt.datetime):
        return aware(moment)
    return dt.datetime.combine(moment, dt.time(), SHANGHAI)


def aware(moment: dt.datetime) -> dt.datetime:
    """Pass a time through. raises: NaiveTime when it has no offset."""
    if moment.tzinfo is None:
        raise NaiveTime(f"{moment.isoformat()} has no offset")
    return moment
