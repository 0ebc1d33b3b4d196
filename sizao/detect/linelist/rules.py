"""What a record of an illness says, to which syndrome group a symptom belongs, when a new illness begins."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem

# Symptoms of a check and their syndrome groups. source: PROJECT (grouping of rules.yaml, similar_symptoms)
SYNDROME_GROUP = {
    "FEVER": "F",
    "RASH": "R",
    "VOMITING": "G",
    "DIARRHEA": "G",
    "ABDOMINAL_PAIN": "G",
    "JAUNDICE": "J",
    "RED_EYES": "C",
    "SWOLLEN_PAROTID": "P",
    "COUGH": "Q",
    "SORE_THROAT": "Q",
}
GROUP_ORDER = "FRGJCPQ"
# Without a word of recovery, an illness that was not heard of for so long is over. source: PROJECT
SILENT_DAYS = 21
LONGEST_EXPOSURE = 80
SHARED_MEAL = "shared-meal-"
LONGEST_REASON = 200
OLDEST_ONSET_DAYS = 366


class Origin(Choices):
    """Where a record comes from."""

    CHECK = "CHECK", "晨午晚检"
    CLINIC = "CLINIC", "校医登记"


class Status(Choices):
    """How sure a diagnosis is; excluded cases leave every count. source: WST772"""

    SUSPECTED = "SUSPECTED", "疑似病例"
    CLINICAL = "CLINICAL", "临床诊断病例"
    CONFIRMED = "CONFIRMED", "确诊病例"
    EXCLUDED = "EXCLUDED", "排除病例"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one ill person at one moment: the content of a record."""

    symptoms: tuple[str, ...] = ()
    temperature_celsius: Decimal | None = None
    onset_date: dt.date | None = None
    severe_signs: tuple[str, ...] = ()
    exposure: str = ""

    def digest(self) -> bytes:
        """Digest the content, so that a report that repeats it writes nothing."""
        celsius = None if self.temperature_celsius is None else f"{self.temperature_celsius:.1f}"
        text = repr((sorted(self.symptoms), celsius, str(self.onset_date), sorted(self.severe_signs), self.exposure))
        return hashlib.sha256(text.encode()).digest()[:16]


@dataclass(frozen=True, slots=True)
class Latest:
    """Where a person's latest illness stands: its number, the day it was last heard of, when it ended."""

    episode: int
    heard_on: dt.date
    recovered_on: dt.date | None


def groups_of(symptoms: Iterable[str]) -> str:
    """Write the syndrome groups of symptoms in the order of the rules, `FQ`."""
    found = {SYNDROME_GROUP[code] for code in symptoms if code in SYNDROME_GROUP}
    return "".join(letter for letter in GROUP_ORDER if letter in found)


def shared_meal(day: dt.date) -> str:
    """Name the exposure of those who were reported to have eaten or drunk together on a day."""
    return f"{SHARED_MEAL}{day.isoformat()}"


def episode_of(latest: Latest | None, *, onset: dt.date, day: dt.date, is_new: bool = False) -> int:
    """Number the illness that a record of `day` belongs to: the latest one unless that is over.

    It is over when the person was reported well before this onset, or not heard of for `SILENT_DAYS`, or when the
    doctor says so.
    """
    if latest is None:
        return 1
    if is_new:
        return latest.episode + 1
    is_well_since = latest.recovered_on is not None and onset >= latest.recovered_on
    is_silent = onset > latest.heard_on + dt.timedelta(days=SILENT_DAYS)
    return latest.episode + 1 if is_well_since or is_silent else latest.episode


def problems_of(said: Said, *, disease: str, status: str, known: Iterable[str], today: dt.date) -> list[FieldProblem]:
    """List what is wrong with a registered illness.

    known: keys of diseases. today: school date of the registration.
    """
    found: list[FieldProblem] = []
    if said.onset_date is None or said.onset_date > today:
        found.append(FieldProblem("onset_date", "发病日期填今天或以前"))
    elif said.onset_date < today - dt.timedelta(days=OLDEST_ONSET_DAYS):
        found.append(FieldProblem("onset_date", "发病日期早于{days}天前，核对后再填", {"days": OLDEST_ONSET_DAYS}))
    if not (said.symptoms or said.severe_signs or disease):
        found.append(FieldProblem("symptoms", "至少选一个症状、严重体征或诊断"))
    if len(said.exposure) > LONGEST_EXPOSURE:
        found.append(FieldProblem("exposure", "最多{most}字", {"most": LONGEST_EXPOSURE}))
    return found + problems_of_diagnosis(disease, status, known)


def problems_of_diagnosis(disease: str, status: str, known: Iterable[str]) -> list[FieldProblem]:
    """List what is wrong with a diagnosis: a disease and how sure it is go together."""
    found: list[FieldProblem] = []
    if disease and disease not in known:
        found.append(FieldProblem("disease", "没有这种病：{code}", {"code": disease[:40]}))
    if bool(disease) != bool(status):
        found.append(FieldProblem("status" if disease else "disease", "诊断和诊断级别要一起填"))
    if status and status not in Status.values():
        found.append(FieldProblem("status", "不认识的选项：{code}", {"code": status[:40]}))
    return found
