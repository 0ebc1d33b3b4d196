"""What a guardian's message and a reading of a thermal gate may say; values in, verdicts out."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem


class Leave(Choices):
    """Why a guardian keeps a child at home."""

    ILLNESS = "ILLNESS", "病假"
    PRIVATE = "PRIVATE", "事假"


class ReportState(Choices):
    """What became of a guardian's message, read from the class's answer and never stored."""

    WAITING = "WAITING", "班主任还没处理"
    TAKEN = "TAKEN", "班主任已登记"
    DISMISSED = "DISMISSED", "班主任按到校登记"
    WITHDRAWN = "WITHDRAWN", "已撤回"


# A pupil measured at or above it is asked about; below it nothing is kept. source: PROJECT
FEVER_CELSIUS = Decimal("37.3")
# A gate keeps what it could not send for a day, and its clock may be so far ahead. source: PROJECT
KEPT_HOURS, CLOCK_MINUTES = 24, 5
LOWEST_CELSIUS, HIGHEST_CELSIUS = Decimal("30"), Decimal("45")
# So long ago an illness may have begun, as for the entry of a check.
LATEST_ONSET_AGE_DAYS = 60
# From this hour on a message is for the next school day. source: PROJECT
NEXT_DAY_HOUR = dt.time(18)
# A message may be for this many days ahead: the longest holiday ends within. source: PROJECT
FURTHEST_DAYS = 14
# What sending a message is assumed to take. source: PROJECT
SECONDS = 20


@dataclass(frozen=True, slots=True)
class SelfReport:
    """A guardian's message as typed; `id` is made by the page, so that sending it twice writes it once."""

    id: uuid.UUID
    school_id: int
    person_id: uuid.UUID
    day: dt.date
    leave: str
    symptoms: tuple[str, ...] = ()
    onset_date: dt.date | None = None
    seen_doctor: bool | None = None


def problems_of_report(report: SelfReport, *, today: dt.date, symptoms: Collection[str]) -> list[FieldProblem]:
    """List everything wrong with a message.

    today: school date. symptoms: the known codes.
    """
    found = []
    if report.leave not in Leave.values():
        found.append(FieldProblem("leave", "选病假或事假", value=report.leave[:40]))
    if not today <= report.day <= today + dt.timedelta(days=FURTHEST_DAYS):
        found.append(
            FieldProblem("day", "请假日期从今天起，最多{days}天以后", {"days": FURTHEST_DAYS}, value=str(report.day))
        )
    if any(code not in symptoms for code in report.symptoms):
        found.append(FieldProblem("symptoms", "不认识的选项：{code}", {"code": ",".join(report.symptoms)[:30]}))
    if report.leave == Leave.ILLNESS and not report.symptoms:
        found.append(FieldProblem("symptoms", "选孩子的症状，说不清选其他"))
    if report.onset_date is not None:
        found += _problems_of_onset(report.onset_date, today)
    return found


def _problems_of_onset(onset: dt.date, today: dt.date) -> list[FieldProblem]:
    if onset > today:
        return [FieldProblem("onset_date", "发病日期不能晚于{day}", {"day": str(today)}, value=str(onset))]
    if onset < today - dt.timedelta(days=LATEST_ONSET_AGE_DAYS):
        reason = "发病日期早于{days}天前，核对后再填"
        return [FieldProblem("onset_date", reason, {"days": LATEST_ONSET_AGE_DAYS}, value=str(onset))]
    return []


@dataclass(frozen=True, slots=True)
class Reading:
    """One temperature taken at a gate; the person is named by student number or by key.

    temperature_celsius: as the device gives it; site: forehead, ear, armpit, mouth.
    """

    taken_at: dt.datetime
    temperature_celsius: Decimal
    student_number: str = ""
    person_id: uuid.UUID | None = None
    site: str = ""

    @property
    def key(self) -> str | uuid.UUID:
        """What names the person."""
        return self.student_number or self.person_id or ""


def problems_of_readings(readings: Collection[Reading], *, now: dt.datetime) -> list[FieldProblem]:
    """List everything wrong with readings that can be seen without the database, by row from 1."""
    found: list[FieldProblem] = []
    for row, one in enumerate(readings, start=1):

        def wrong(field: str, reason: str, value: object, row: int = row) -> None:
            found.append(FieldProblem(field, reason, row=row, value=str(value)[:40]))

        if bool(one.student_number) == (one.person_id is not None):
            wrong("student_number", "学籍号和人员编号填一项", one.student_number)
        if not LOWEST_CELSIUS <= one.temperature_celsius <= HIGHEST_CELSIUS:
            wrong("temperature_celsius", "体温填30到45之间的数，如38.2", one.temperature_celsius)
        if one.taken_at > now + dt.timedelta(minutes=CLOCK_MINUTES):
            wrong("taken_at", "测温时间晚于现在，核对设备时钟", one.taken_at.isoformat())
        elif one.taken_at < now - dt.timedelta(hours=KEPT_HOURS):
            wrong("taken_at", "只收一天内的测温", one.taken_at.isoformat())
    return found
