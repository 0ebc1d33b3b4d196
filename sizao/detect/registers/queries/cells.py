"""Write what registers hold as cells of a table, the same for the page and the workbook: words, numbers, dates."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sizao.detect.absences.queries import DayWord
from sizao.detect.checks.queries import (
    AbsenceReason,
    Assessed,
    Current,
    Disposition,
    Entry,
    Presence,
    SevereSign,
    SlotState,
    Symptom,
    Verdict,
)
from sizao.detect.registers.queries.days import RegisterLine
from sizao.detect.registers.queries.people import RegisterPerson, Sight

NOTHING, TICK = "—", "✓"
SEX = {"MALE": "男", "FEMALE": "女"}
STATE = {
    SlotState.ZERO: "无异常，零报告",
    SlotState.ILL: "有异常",
    SlotState.MISSING: "未报",
    SlotState.DUE: "待报",
    SlotState.NOT_DUE: "未到时间",
    SlotState.WAIVED: "免报",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: title, width in characters, how its cells are set, and the heading it shares with its neighbors.

    kind: text, name (heads the row), amount, ticked, tally (named by the shared heading too), date, long.
    """

    title: str
    width: int = 10
    kind: str = "text"
    over: str = ""

    @property
    def whole_title(self) -> str:
        if self.kind != "tally":
            return self.title
        return _("{over}{title}").format(over=self.over, title=self.title)


def person_headings() -> tuple[Heading, ...]:
    """Give the columns about persons of the morning form.

    source: HNFORM
    """
    over = _("临床症状")
    return (
        Heading(_("编号"), 6, "amount"),
        Heading(_("姓名"), 10, "name"),
        Heading(_("性别"), 6),
        Heading(_("年龄"), 6, "amount"),
        Heading(_("宿舍"), 8),
        Heading(_("联系电话"), 10),
        Heading(_("是否出勤"), 14),
        *(Heading(_(one.label), 6, "ticked", over) for one in Symptom),
        Heading(_("体温"), 8),
        Heading(_("是否就诊"), 9),
        Heading(_("初步诊断"), 14),
        Heading(_("备注"), 16),
        Heading(_("校医核实"), 18),
        Heading(_("更正版本"), 9),
    )


def person_cells(line: RegisterLine, *, day: dt.date, sight: Sight) -> tuple[Any, ...]:
    """Give the cells about one person, in the order of `person_headings`."""
    entry, celsius = line.entry, line.entry.temperature_celsius
    notes = [_(SevereSign(one).label) for one in entry.severe_signs]
    notes += [_("发病{day}").format(day=f"{entry.onset_date:%m-%d}")] if entry.onset_date else []
    return (
        *who_cells(line.person, day),
        _("住校") if line.person.is_boarder else _("走读"),
        phone_words(line.person, sight),
        attendance_words(entry),
        *(TICK if one in entry.symptoms else None for one in Symptom),
        f"{celsius}℃" if celsius is not None else None,
        seen_words(entry),
        entry.diagnosis or None,
        _("，").join(notes) or None,
        assessment_words(line.assessment, sight) or None,
        version_words(line.version) or None,
    )


def who_cells(person: RegisterPerson, day: dt.date) -> tuple[Any, ...]:
    """Give number, name, sex and age; the number stands for a name that the reader may not see."""
    by_number = _("{n}号").format(n=person.number) if person.number else _("无号")
    return person.number or None, person.name or by_number, _(SEX.get(person.sex, NOTHING)), person.age_on(day)


def phone_words(person: RegisterPerson, sight: Sight) -> str:
    """Give the last four digits of the phone to call, a dash where there is none or it is not the reader's to see."""
    return _("尾号{n}").format(n=person.phone_last4) if sight.phones and person.phone_last4 else NOTHING


def seen_words(entry: Entry) -> str | None:
    """Say whether a doctor was seen, None when nobody said."""
    if entry.seen_doctor is None:
        return None
    return _("已就诊") if entry.seen_doctor else _("未就诊")


def attendance_words(entry: Entry) -> str:
    """Say where the person is, and why when absent."""
    word = _(Presence(entry.presence).label)
    reason = _(AbsenceReason(entry.absence_reason).label) if entry.absence_reason else ""
    return _("{word}（{reason}）").format(word=word, reason=reason) if reason else word


def version_words(version: int) -> str:
    """Name the version that corrected something, nothing for what stands as first reported."""
    return _("第{n}版").format(n=version) if version else ""


def assessment_words(word: Assessed | None, sight: Sight) -> str:
    """Say what the doctor made of an entry; a homeroom teacher learns where the pupil went, not what was found."""
    if word is None:
        return ""
    parts = [_(Verdict(word.verdict).label) if sight.findings else _("已核实")]
    if sight.findings and word.verdict == Verdict.CHANGED:
        parts += [_(Symptom(one).label) for one in word.symptoms]
        parts += [f"{word.temperature_celsius}℃"] if word.temperature_celsius is not None else []
    parts += [_(Disposition(word.disposition).label)] if word.disposition else []
    return _("，").join(parts)


def state_words(state: SlotState | None, *, waived_reason: str = "", is_late: bool = False) -> str:
    """Say the state of a session; missing is never written as zero."""
    if state is None:
        return _("不用上报")
    if state == SlotState.WAIVED:
        return _("免报：{reason}").format(reason=waived_reason)
    words = _(STATE[state])
    if is_late and state in (SlotState.ZERO, SlotState.ILL):
        return _("{words}（逾期补报）").format(words=words)
    return words


def reported_cells(check: Current | None, reporter: str) -> tuple[Any, ...]:
    """Give who reported, when, and the version; dashes where no report stands."""
    if check is None or check.is_withdrawn:
        return NOTHING, NOTHING, NOTHING
    return reporter or NOTHING, check.submitted_at, check.version


def follow_ups(days: Iterable[DayWord]) -> list[str]:
    """Say each later day of an absence in a few words."""
    return [f"{one.day:%m-%d} {_follow_up(one)}" for one in days]


def _follow_up(one: DayWord) -> str:
    if not one.is_reported:
        return _("未报")
    if one.entry is None:
        return _("返校")
    symptoms = [_(Symptom(code).label) for code in one.entry.symptoms]
    celsius = [f"{one.entry.temperature_celsius}℃"] if one.entry.temperature_celsius is not None else []
    code = one.entry.absence_reason
    out = _(AbsenceReason(code).label) if code else _(Presence(one.entry.presence).label)
    return " ".join([out if one.is_out else _("返校"), *symptoms, *celsius])
