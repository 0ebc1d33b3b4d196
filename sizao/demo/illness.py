"""A simple seasonal illness process, so that the demo's weeks look like a school's: no forecast, no epidemiology."""

import datetime as dt
import math
import random
import uuid
from dataclasses import dataclass
from decimal import Decimal

from sizao.demo.builders import BuiltGroup
from sizao.detect.checks.queries import Entry

# Shares of what pupils come down with in a Chinese winter term; invented, for looks only.
KINDS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.34, ("FEVER", "COUGH")),
    (0.18, ("COUGH", "SORE_THROAT")),
    (0.14, ("FEVER",)),
    (0.12, ("VOMITING", "ABDOMINAL_PAIN")),
    (0.08, ("DIARRHEA",)),
    (0.05, ("RASH",)),
    (0.04, ("RED_EYES",)),
    (0.05, ("OTHER",)),
)
DAILY_RISK = 0.0022
PRIVATE_RISK = 0.0016


@dataclass(slots=True)
class Course:
    """One pupil's illness: symptoms, onset, and the last day it shows."""

    symptoms: tuple[str, ...]
    onset: dt.date
    ends: dt.date
    stays_home: bool
    celsius: Decimal | None


class ClassHealth:
    """The health of one class from day to day; one class in twelve draws a small cluster."""

    def __init__(self, group: BuiltGroup, rng: random.Random) -> None:
        self.group = group
        self.rng = rng
        self.ill: dict[uuid.UUID, Course] = {}
        self.away: dict[uuid.UUID, str] = {}
        self.asked: set[uuid.UUID] = set()
        self.cluster = rng.random() < 1 / 12
        self.session_entries: tuple[Entry, ...] = ()

    def risk(self, day: dt.date) -> float:
        """Give the chance of one pupil to fall ill on a day: winter peaks, clusters feed on the ill."""
        season = 1 + 0.6 * math.cos((day.timetuple().tm_yday - 15) / 365 * 2 * math.pi)
        spread = 1 + (5 if self.cluster else 1.2) * len(self.ill)
        return DAILY_RISK * season * min(spread, 12)

    def morning(self, day: dt.date) -> None:
        """Let a day pass: some recover, some fall ill, some are away for other reasons."""
        self.ill = {person: course for person, course in self.ill.items() if course.ends >= day}
        self.away = {}
        risk = self.risk(day)
        for person in self.group.people:
            draw = self.rng.random()
            if person not in self.ill and draw < risk:
                self.ill[person] = self._course(day)
            elif person not in self.ill and draw > 1 - PRIVATE_RISK:
                self.away[person] = self.rng.choice(("PRIVATE", "PRIVATE", "INJURY", "PENDING"))

    def _course(self, day: dt.date) -> Course:
        (symptoms,) = self.rng.choices([kind for _, kind in KINDS], [share for share, _ in KINDS])
        celsius = Decimal(self.rng.randint(378, 394)) / 10 if "FEVER" in symptoms else None
        onset = day - dt.timedelta(days=self.rng.choice((0, 0, 0, 1)))
        length = self.rng.choice((1, 2, 2, 3, 3, 4))
        return Course(symptoms, onset, day + dt.timedelta(days=length - 1), self.rng.random() < 0.62, celsius)

    def entries(self, *, boarders_only: bool = False) -> tuple[Entry, ...]:
        """Give what the teacher of this class would type; at a boarders' check about boarders alone."""
        found = [self._entry(person, course) for person, course in self.ill.items()]
        found += [Entry(person, presence="ABSENT", absence_reason=reason) for person, reason in self.away.items()]
        return tuple(one for one in found if not boarders_only or one.person_id in self.group.boarders)

    def _entry(self, person: uuid.UUID, course: Course) -> Entry:
        return Entry(
            person_id=person,
            presence="ABSENT" if course.stays_home else "PRESENT",
            absence_reason="ILLNESS" if course.stays_home else "",
            symptoms=course.symptoms,
            temperature_celsius=course.celsius,
            temperature_site="FOREHEAD" if course.celsius else "",
            onset_date=course.onset,
            seen_doctor=True if course.stays_home else None,
        )

    def take_answers(self, entries: tuple[Entry, ...]) -> tuple[uuid.UUID, ...]:
        """Answer for everyone asked about: who is not in today's entries is well; then ask about today's."""
        present = {entry.person_id for entry in entries}
        recovered = tuple(person for person in self.asked if person not in present)
        self.asked = present | (self.asked - set(recovered))
        return recovered
