"""What a check may say, how its state is read, and what is refused; values in, verdicts out."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem


class Session(Choices):
    """When a group is checked. source: WST772"""

    MORNING = "MORNING", "晨检"
    NOON = "NOON", "午检"
    EVENING = "EVENING", "晚检"
    OBSERVATION = "OBSERVATION", "全日观察"


class GroupKind(Choices):
    """What kind of group reports."""

    CLASS = "CLASS", "班级"
    ROOM = "ROOM", "宿舍"
    DEPARTMENT = "DEPARTMENT", "部门"


class Symptom(Choices):
    """Symptoms looked for in a check. source: WST772, HNFORM"""

    FEVER = "FEVER", "发热"
    COUGH = "COUGH", "咳嗽"
    SORE_THROAT = "SORE_THROAT", "咽痛"
    RASH = "RASH", "皮疹或疱疹"
    VOMITING = "VOMITING", "呕吐"
    DIARRHEA = "DIARRHEA", "腹泻"
    ABDOMINAL_PAIN = "ABDOMINAL_PAIN", "腹痛"
    JAUNDICE = "JAUNDICE", "黄疸"
    RED_EYES = "RED_EYES", "红眼"
    SWOLLEN_PAROTID = "SWOLLEN_PAROTID", "腮腺肿大"
    OTHER = "OTHER", "其他"


class SevereSign(Choices):
    """Signs that mean hospital at once; the list is a project decision."""

    CONVULSION = "CONVULSION", "抽搐"
    DROWSY = "DROWSY", "意识不清"
    DYSPNEA = "DYSPNEA", "呼吸困难"
    STIFF_NECK = "STIFF_NECK", "颈项强直"
    BLEEDING_SPOTS = "BLEEDING_SPOTS", "瘀点瘀斑"
    DEHYDRATION = "DEHYDRATION", "脱水"


class Presence(Choices):
    """Where the person is."""

    PRESENT = "PRESENT", "到校"
    ABSENT = "ABSENT", "缺勤"
    LEFT = "LEFT", "离校"
    ARRIVED_LATE = "ARRIVED_LATE", "迟到已到校"


class AbsenceReason(Choices):
    """Why a person is absent; `PENDING` never holds up a report, it opens a trace (RTN-ABSENCE).

    `NOT_BACK` is said in the evening of a boarder who is not in the room: no illness, and more urgent than one.
    """

    ILLNESS = "ILLNESS", "病假"
    INJURY = "INJURY", "伤"
    PRIVATE = "PRIVATE", "事假"
    OTHER = "OTHER", "其他"
    PENDING = "PENDING", "待查"
    NOT_BACK = "NOT_BACK", "未归"


class EntryKind(Choices):
    """Ill (异常), or absent for another or a not yet known reason."""

    ILL = "ILL", "异常"
    ABSENT = "ABSENT", "缺勤"


class TemperatureSite(Choices):
    """Where the temperature was taken."""

    FOREHEAD = "FOREHEAD", "额温"
    EAR = "EAR", "耳温"
    ARMPIT = "ARMPIT", "腋温"
    MOUTH = "MOUTH", "口温"


class Source(Choices):
    """How the report came in."""

    WEB = "WEB", "页面"
    API = "API", "接口"
    IMPORT = "IMPORT", "导入"
    DEPUTY = "DEPUTY", "代报"
    OFFLINE = "OFFLINE", "离线补传"


class QuestionKind(Choices):
    """Why a person stands as a question before the class can report."""

    FOLLOW_UP = "FOLLOW_UP", "昨日异常"
    GUARDIAN_MESSAGE = "GUARDIAN_MESSAGE", "家长来信"
    THERMAL = "THERMAL", "校门测温"
    CONCERN = "CONCERN", "校医转来"


class Answer(Choices):
    """The answer to an open question about a person."""

    RECOVERED = "RECOVERED", "已到校，正常"
    STILL = "STILL", "仍有情况"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class Verdict(Choices):
    """What the school doctor makes of an entry."""

    CONFIRMED = "CONFIRMED", "属实"
    CHANGED = "CHANGED", "更改"
    DISMISSED = "DISMISSED", "排除"


class Disposition(Choices):
    """What was done with the pupil."""

    BACK_TO_CLASS = "BACK_TO_CLASS", "回班"
    HELD = "HELD", "留观"
    SENT_HOME = "SENT_HOME", "离校回家"
    HOSPITAL = "HOSPITAL", "就诊"


class SlotState(Choices):
    """The state of one expected report, computed from slot, check and now."""

    NOT_DUE = "NOT_DUE", "未到时间"
    DUE = "DUE", "待报"
    ZERO = "ZERO", "零报告"
    ILL = "ILL", "有异常"
    MISSING = "MISSING", "未报"
    WAIVED = "WAIVED", "免报"


# Questions that others ask with an entry of their own, which the teacher takes over, changes or dismisses.
SUGGESTIONS = (QuestionKind.GUARDIAN_MESSAGE, QuestionKind.THERMAL, QuestionKind.CONCERN)

LOWEST_CELSIUS, HIGHEST_CELSIUS = Decimal("30"), Decimal("45")
LONGEST_NOTE = 500
LONGEST_DIAGNOSIS = 100
LONGEST_REASON = 200
LATEST_ONSET_AGE_DAYS = 60
LATE_ENTRY_DAYS = 14
# What a report is assumed to take until it is measured. source: PROJECT
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One ill or absent person, as typed."""

    person_id: uuid.UUID
    presence: str = Presence.PRESENT
    symptoms: tuple[str, ...] = ()
    temperature_celsius: Decimal | None = None
    temperature_site: str = ""
    onset_date: dt.date | None = None
    absence_reason: str = ""
    seen_doctor: bool | None = None
    diagnosis: str = ""
    severe_signs: tuple[str, ...] = ()
    shared_meal: bool = False
    note: str = ""

    @property
    def is_absent(self) -> bool:
        return self.presence == Presence.ABSENT

    @property
    def is_ill(self) -> bool:
        """Ill is who has a symptom, a diagnosis, a severe sign, or is absent through illness (因病缺勤)."""
        by_sign = bool(self.symptoms or self.diagnosis or self.severe_signs)
        return by_sign or self.absence_reason == AbsenceReason.ILLNESS

    @property
    def kind(self) -> EntryKind:
        return EntryKind.ILL if self.is_ill else EntryKind.ABSENT


@dataclass(frozen=True, slots=True)
class Check:
    """One group's report of one session as the client sends it; `id` is made by the client (UUIDv7).

    base_version: the version the sender saw, 0 for a first report; recovered: persons asked about who are well.
    """

    id: uuid.UUID
    school_id: int
    group_id: int
    day: dt.date
    session: str
    base_version: int = 0
    entries: tuple[Entry, ...] = ()
    recovered: tuple[uuid.UUID, ...] = ()
    reason: str = ""
    source: str = Source.WEB
    device_at: dt.datetime | None = None
    is_withdrawn: bool = False

    @property
    def absent(self) -> int:
        return sum(entry.is_absent for entry in self.entries)

    @property
    def absent_ill(self) -> int:
        return sum(entry.is_absent and entry.is_ill for entry in self.entries)

    @property
    def ill(self) -> int:
        return sum(entry.is_ill for entry in self.entries)

    def digest(self) -> bytes:
        """Digest the content without the id, so that a resend is told from another report under the same id."""
        text = repr((
            self.school_id, self.group_id, self.day.isoformat(), str(self.session), self.base_version, self.reason,
            self.is_withdrawn, [str(person) for person in self.recovered], [_content(one) for one in self.entries],
        ))  # fmt: skip
        return hashlib.sha256(text.encode()).digest()


def _content(entry: Entry) -> tuple:
    celsius = entry.temperature_celsius
    return (
        str(entry.person_id), str(entry.presence), [str(code) for code in entry.symptoms],
        None if celsius is None else str(celsius), str(entry.temperature_site), str(entry.onset_date),
        str(entry.absence_reason), entry.seen_doctor, entry.diagnosis, [str(code) for code in entry.severe_signs],
        entry.shared_meal, entry.note,
    )  # fmt: skip


def hint_of(entry: Entry) -> str:
    """Write what is known of a person in a line of at most 200 characters, as a question keeps it."""
    seen = {True: "YES", False: "NO", None: ""}[entry.seen_doctor]
    celsius = "" if entry.temperature_celsius is None else str(entry.temperature_celsius)
    onset = entry.onset_date.isoformat() if entry.onset_date else ""
    parts = (entry.presence, entry.absence_reason, ",".join(entry.symptoms), onset, seen, celsius)
    return "|".join((*map(str, parts), str(entry.temperature_site)))


def entry_of_hint(person_id: uuid.UUID, hint: str) -> Entry:
    """Read a question's line; later parts may be missing."""
    presence, reason, symptoms, onset, seen, celsius, site = (*hint.split("|"), *[""] * 7)[:7]
    return Entry(
        person_id, presence=presence or Presence.PRESENT, absence_reason=reason,
        symptoms=tuple(code for code in symptoms.split(",") if code),
        onset_date=dt.date.fromisoformat(onset) if onset else None, seen_doctor={"YES": True, "NO": False}.get(seen),
        temperature_celsius=Decimal(celsius) if celsius else None, temperature_site=site,
    )  # fmt: skip


def slot_state(
    *,
    opens_at: dt.datetime,
    due_at: dt.datetime,
    is_waived: bool,
    has_check: bool,
    ill: int,
    now: dt.datetime,
) -> SlotState:
    """Read the state of a slot; missing is never zero."""
    if has_check:
        return SlotState.ILL if ill else SlotState.ZERO
    if is_waived:
        return SlotState.WAIVED
    if now < opens_at:
        return SlotState.NOT_DUE
    return SlotState.DUE if now < due_at else SlotState.MISSING


def problems_of_check(check: Check, *, today: dt.date, row: int | None = None) -> list[FieldProblem]:
    """List everything wrong with a report that can be seen without the database.

    today: school date of the submission; row: 1-based position in a list that was sent.
    """
    found: list[FieldProblem] = []

    def wrong(field: str, reason: str, value: object = "", **params: object) -> None:
        found.append(FieldProblem(field, reason, params, row, str(value)[:80]))

    if check.session not in Session.values():
        wrong("session", "没有这个时段：{code}", check.session, code=str(check.session)[:30])
    if check.day > today:
        wrong("day", "日期不能晚于今天", check.day)
    if check.base_version < 0:
        wrong("base_version", "版本号不能小于0", check.base_version)
    if len(check.reason) > LONGEST_REASON:
        wrong("reason", "原因最多{most}字", len(check.reason), most=LONGEST_REASON)
    persons = [entry.person_id for entry in check.entries]
    if len(set(persons)) != len(persons):
        wrong("entries", "同一名学生只能登记一次")
    if set(persons) & set(check.recovered):
        wrong("recovered", "同一名学生不能既正常又异常")
    for number, entry in enumerate(check.entries):
        found += _problems_of_entry(entry, check.day, f"entries.{number}", row)
    return found


def _problems_of_entry(entry: Entry, day: dt.date, at: str, row: int | None) -> list[FieldProblem]:
    found: list[FieldProblem] = []

    def wrong(field: str, reason: str, value: object = "", **params: object) -> None:
        found.append(FieldProblem(f"{at}.{field}", reason, params, row, str(value)[:80]))

    _check_codes(entry, wrong)
    celsius = entry.temperature_celsius
    if celsius is not None and not LOWEST_CELSIUS <= celsius <= HIGHEST_CELSIUS:
        wrong("temperature_celsius", "体温填30到45之间的数，如38.2", celsius)
    if entry.onset_date is not None and entry.onset_date > day:
        wrong("onset_date", "发病日期不能晚于{day}", entry.onset_date, day=str(day))
    if entry.onset_date is not None and entry.onset_date < day - dt.timedelta(days=LATEST_ONSET_AGE_DAYS):
        wrong("onset_date", "发病日期早于{days}天前，核对后再填", entry.onset_date, days=LATEST_ONSET_AGE_DAYS)
    if len(entry.note) > LONGEST_NOTE:
        wrong("note", "备注最多{most}字，现有{length}字", entry.note, most=LONGEST_NOTE, length=len(entry.note))
    if len(entry.diagnosis) > LONGEST_DIAGNOSIS:
        wrong("diagnosis", "诊断最多{most}字", entry.diagnosis, most=LONGEST_DIAGNOSIS)
    if entry.is_absent and not entry.absence_reason:
        wrong("absence_reason", "选缺勤原因，不清楚选待查")
    if entry.presence == Presence.PRESENT and not entry.is_ill:
        wrong("symptoms", "到校的学生至少选一个症状")
    return found


def _check_codes(entry: Entry, wrong) -> None:
    coded: tuple[tuple[str, Iterable[str], list[str]], ...] = (
        ("presence", [entry.presence], Presence.values()),
        ("absence_reason", [entry.absence_reason] if entry.absence_reason else [], AbsenceReason.values()),
        ("temperature_site", [entry.temperature_site] if entry.temperature_site else [], TemperatureSite.values()),
        ("symptoms", entry.symptoms, Symptom.values()),
        ("severe_signs", entry.severe_signs, SevereSign.values()),
    )
    for field, given, known in coded:
        for code in given:
            if code not in known:
                wrong(field, "不认识的选项：{code}", code, code=str(code)[:30])
