"""What goes in and out of the API of the checks."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import UUID7, Field, PlainSerializer, WithJsonSchema

from sizao.core import clock
from sizao.core.rest import Day, Given, Moment, Problem, ShownMoment, UnitId, coded, text
from sizao.detect.checks import rules

# As many as the largest group may have.
MOST_PEOPLE = 500
LARGEST_VERSION = 32_767

KEY_SCHEMA = {"type": "string", "format": "uuid", "description": "UUIDv7, made by the sender"}
CELSIUS_SCHEMA = {"type": "number", "minimum": 30, "maximum": 45, "examples": [38.2]}
Key = Annotated[UUID7, WithJsonSchema(KEY_SCHEMA)]
# The limits are judged by the rules, which say them in words.
Celsius = Annotated[Decimal, Field(decimal_places=1), WithJsonSchema(CELSIUS_SCHEMA)]
ShownCelsius = Annotated[Decimal, PlainSerializer(float, return_type=float)]


class NewEntry(Given):
    """One ill or absent person; whoever is not named is present and well."""

    person_id: uuid.UUID
    presence: coded(rules.Presence) = "PRESENT"
    symptoms: list[coded(rules.Symptom)] = Field(default=[], max_length=20)
    temperature_celsius: Celsius | None = None
    temperature_site: coded(rules.TemperatureSite) | None = None
    onset_date: Day | None = None
    absence_reason: coded(rules.AbsenceReason) | None = None
    seen_doctor: bool | None = None
    diagnosis: text(rules.LONGEST_DIAGNOSIS) = ""
    severe_signs: list[coded(rules.SevereSign)] = Field(default=[], max_length=20)
    shared_meal: bool = False
    note: text(rules.LONGEST_NOTE) = ""

    def entry(self) -> rules.Entry:
        """Give the value the services take."""
        return rules.Entry(
            person_id=self.person_id,
            presence=self.presence,
            symptoms=tuple(self.symptoms),
            temperature_celsius=self.temperature_celsius,
            temperature_site=self.temperature_site or "",
            onset_date=self.onset_date,
            absence_reason=self.absence_reason or "",
            seen_doctor=self.seen_doctor,
            diagnosis=self.diagnosis,
            severe_signs=tuple(self.severe_signs),
            shared_meal=self.shared_meal,
            note=self.note,
        )


class NewCheck(Given):
    """A group's report of one session; empty `entries` is a signed zero.

    base_version: the version the sender saw, 0 for a first report. recovered: persons asked about who are well.
    device_at: when it was typed, by the sender's clock; sent_at: that clock when it was sent, to correct it by.
    """

    id: Key
    school_id: UnitId
    group_id: UnitId
    day: Day
    session: coded(rules.Session)
    base_version: int = Field(0, ge=0, le=LARGEST_VERSION)
    entries: list[NewEntry] = Field(default=[], max_length=MOST_PEOPLE)
    recovered: list[uuid.UUID] = Field(default=[], max_length=MOST_PEOPLE)
    reason: text(rules.LONGEST_REASON) = ""
    source: coded(rules.Source) = "API"
    device_at: Moment | None = None
    sent_at: Moment | None = None
    is_withdrawn: bool = False

    def check(self, now: dt.datetime) -> rules.Check:
        """Give the value the services take; the server's clock rules."""
        return rules.Check(
            id=self.id,
            school_id=self.school_id,
            group_id=self.group_id,
            day=self.day,
            session=self.session,
            base_version=self.base_version,
            entries=tuple(entry.entry() for entry in self.entries),
            recovered=tuple(self.recovered),
            reason=self.reason,
            source=self.source,
            device_at=clock.typed_at(self.device_at, sent_at=self.sent_at, now=now),
            is_withdrawn=self.is_withdrawn,
        )


class Receipt(Schema):
    """What was written; `is_repeat` when the same report had come before and nothing was written again."""

    check_id: uuid.UUID
    school_id: int
    group_id: int
    day: dt.date
    session: str
    version: int
    enrolled: int
    absent: int
    ill: int
    is_late: bool
    is_repeat: bool
    due_at: ShownMoment | None


class Result(Schema):
    """What became of one row of a list, counted from 0: its receipt or its problem document."""

    index: int
    status: int
    receipt: Receipt | None = None
    problem: Problem | None = None


class Results(Schema):
    """What became of a list, row by row in its order."""

    results: list[Result]
    written: int
    refused: int


class Receipts(Schema):
    """What became of a batch that was taken as a whole, in the order of its rows."""

    written: int
    repeats: int
    receipts: list[Receipt]


class Check(Schema):
    """One version of a group's report, without names."""

    id: uuid.UUID
    school_id: int
    group_id: int
    day: dt.date
    session: str
    version: int
    enrolled: int
    absent: int
    ill: int
    is_late: bool
    is_withdrawn: bool
    submitted_at: ShownMoment
    submitted_by: int | None
    submitted_role: str
    source: str
    reason: str


class Slot(Schema):
    """One expected report with its state now; `due_at` is null where nothing was expected and one came all the same."""

    session: str
    state: str | None
    enrolled: int | None
    opens_at: ShownMoment | None
    due_at: ShownMoment | None
    waived_reason: str
    current: Check | None


class GroupSlots(Schema):
    """A class or department with its slots of the day."""

    group_id: int
    name: str
    slots: list[Slot]


class SchoolBoard(Schema):
    """A school's day as far as the reader's jurisdiction goes: all groups, or the own ones."""

    school_id: int
    day: dt.date
    as_of: ShownMoment
    groups: list[GroupSlots]


class Assessment(Schema):
    """The school doctor's word on an entry."""

    id: uuid.UUID
    entry_id: uuid.UUID
    verdict: str
    disposition: str
    symptoms: list[str]
    temperature_celsius: ShownCelsius | None
    note: str
    assessed_at: ShownMoment
    assessed_by: int | None


class Entry(Schema):
    """One ill or absent person of a report; the name stands in the roster."""

    id: uuid.UUID
    person_id: uuid.UUID
    kind: str
    presence: str
    symptoms: list[str]
    temperature_celsius: ShownCelsius | None
    temperature_site: str
    onset_date: dt.date | None
    absence_reason: str
    seen_doctor: bool | None
    diagnosis: str
    severe_signs: list[str]
    shared_meal: bool
    note: str
    assessment: Assessment | None


class Question(Schema):
    """A question about a person that the group's next report answers: by an entry, or in `recovered`."""

    person_id: uuid.UUID
    kind: str
    asked_on: dt.date


class NewAssessment(Given):
    """What the school doctor makes of an entry; `symptoms` and temperature count only where it is CHANGED."""

    school_id: UnitId
    day: Day
    entry_id: uuid.UUID
    verdict: coded(rules.Verdict)
    disposition: coded(rules.Disposition) | None = None
    symptoms: list[coded(rules.Symptom)] = Field(default=[], max_length=20)
    temperature_celsius: Annotated[Decimal, Field(ge=30, le=45, decimal_places=1)] | None = None
    note: text(rules.LONGEST_NOTE) = ""


class NewWaiver(Given):
    """Sessions of a day that a group need not report, and why."""

    group_id: UnitId
    day: Day
    sessions: list[coded(rules.Session)] = Field(min_length=1, max_length=4)
    reason: text(rules.LONGEST_REASON, least=1)


class Waiver(Schema):
    """The sessions whose waiver changed: waived by POST, due again by DELETE."""

    group_id: int
    day: dt.date
    sessions: list[str]
