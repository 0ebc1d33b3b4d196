"""Lay registers out as tables: the page and the workbook show the same cells."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sizao.core.actor import UnitRef
from sizao.core.choices import Choices
from sizao.core.words import day_words
from sizao.detect.checks.queries import Session, SlotState, Symptom
from sizao.detect.registers.queries import cells
from sizao.detect.registers.queries.cells import NOTHING, Heading
from sizao.detect.registers.queries.counts import RECENT_DAYS, Counted, Month, Summary, SummaryLine
from sizao.detect.registers.queries.days import GroupDay, Register, Sitting
from sizao.detect.registers.queries.tracked import TrackedLine, TrackingRegister


class Form(Choices):
    """The registers there are."""

    DAY = "DAY", "晨午检登记表"
    MONTH = "MONTH", "晨午检月度记录"
    SUMMARY = "SUMMARY", "晨午检汇总表"
    ABSENCES = "ABSENCES", "因病缺勤追踪登记表"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: cells are text, whole numbers, dates or moments, None where there is nothing to say."""

    form: Form
    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Any, ...], ...]


def _reported_headings() -> tuple[Heading, ...]:
    return Heading(_("上报人"), 10), Heading(_("上报时间"), 16, "date"), Heading(_("版本"), 6, "amount")


def _place(school: str, unit: UnitRef) -> str:
    return school if unit.id == unit.school_id else f"{school} {unit.name}"


def sitting_words(group: GroupDay, sitting: Sitting) -> str:
    """Say the state of one session of a class: 本班无异常，零报告."""
    slot, current = sitting.slot, sitting.current
    words = cells.state_words(
        sitting.state,
        waived_reason=slot.waived_reason if slot else "",
        is_late=current is not None and current.is_late,
    )
    is_class = group.group.level == "CLASS"
    return _("本班{words}").format(words=words) if is_class and sitting.state == SlotState.ZERO else words


def day_sheet(register: Register) -> Sheet:
    """Write the register of a day: one row a person, and one row for each session without any."""
    headings = (
        Heading(_("日期"), 11, "date"),
        Heading(_("班级"), 10),
        Heading(_("时段"), 8),
        Heading(_("状态"), 20),
        Heading(_("应到"), 6, "amount"),
        Heading(_("实到"), 6, "amount"),
        *_reported_headings(),
        *cells.person_headings(),
    )
    blank = (None,) * len(cells.person_headings())
    rows: list[tuple[Any, ...]] = []
    for group in register.groups:
        for sitting in group.sittings:
            persons = [cells.person_cells(line, day=register.day, sight=register.sight) for line in sitting.lines]
            rows += [(*_sitting_cells(register, group, sitting), *one) for one in persons or [blank]]
    title = f"{_place(register.school, register.unit)} {_(Form.DAY.label)} {day_words(register.day)}"
    return Sheet(Form.DAY, title, headings, tuple(rows))


def _sitting_cells(register: Register, group: GroupDay, sitting: Sitting) -> tuple[Any, ...]:
    return (
        register.day,
        group.group.name,
        _(Session(sitting.session).label),
        sitting_words(group, sitting),
        NOTHING if sitting.enrolled is None else sitting.enrolled,
        NOTHING if sitting.present is None else sitting.present,
        *cells.reported_cells(sitting.current, sitting.reporter),
    )


def summary_sheet(summary: Summary) -> Sheet:
    """Write the summary: one row a group, and the total of those that reported."""
    today, recent = _("本日"), _("近{n}日").format(n=RECENT_DAYS)
    headings = (
        Heading(_("班级"), 12, "name"),
        Heading(_("年级"), 9),
        Heading(_("班级人数"), 6, "amount"),
        Heading(_("出勤人数"), 6, "amount"),
        Heading(_("因病缺勤人数"), 6, "amount"),
        *(Heading(_(one.label), 6, "tally", over) for over in (today, recent) for one in Symptom),
        Heading(_("状态"), 20),
        *_reported_headings(),
        Heading(_("近{n}日未报").format(n=RECENT_DAYS), 8, "amount"),
    )
    rows = [_summary_row(line) for line in summary.lines]
    if rows:
        rows.append(_total_row(summary))
    session = _(Session(summary.session).label)
    title = f"{summary.unit.name} {_(Form.SUMMARY.label)} {session} {day_words(summary.day)}"
    return Sheet(Form.SUMMARY, title, headings, tuple(rows))


def _summary_row(line: SummaryLine) -> tuple[Any, ...]:
    one, recent = line.counted, line.recent
    known = one.check is not None
    return (
        line.group.name,
        line.grade or NOTHING,
        one.enrolled,
        one.check.enrolled - one.check.absent if known else NOTHING,
        one.absent_ill if known else NOTHING,
        *(one.symptoms.get(code, 0) if known else NOTHING for code in Symptom),
        *(NOTHING if recent is None else recent.get(code, 0) for code in Symptom),
        _counted_words(one),
        *cells.reported_cells(one.check, one.reporter),
        line.gaps,
    )


def _total_row(summary: Summary) -> tuple[Any, ...]:
    known = [line.counted for line in summary.reported]
    counts: tuple[Any, ...] = (NOTHING,) * (3 + len(Symptom))
    if known:
        counts = (
            sum(one.check.enrolled for one in known),
            sum(one.check.enrolled - one.check.absent for one in known),
            sum(one.absent_ill for one in known),
            *(summary.total(code) for code in Symptom),
        )
    recent = [summary.recent_total(code) for code in Symptom]
    return (
        _("合计"),
        _("已报{n}/{all}").format(n=len(known), all=summary.expected),
        *counts,
        *(NOTHING if one is None else one for one in recent),
        _("只计已报的班"),
        *(NOTHING,) * len(_reported_headings()),
        sum(line.gaps for line in summary.lines),
    )


def _counted_words(one: Counted) -> str:
    reason = one.slot.waived_reason if one.slot else ""
    return cells.state_words(one.state, waived_reason=reason, is_late=one.check is not None and one.check.is_late)


def month_sheet(month: Month) -> Sheet:
    """Write the month of a group: one row a session."""
    headings = (
        Heading(_("日期"), 11, "name"),
        Heading(_("时段"), 8),
        Heading(_("状态"), 24),
        Heading(_("应到"), 6, "amount"),
        Heading(_("实到"), 6, "amount"),
        Heading(_("缺勤"), 6, "amount"),
        Heading(_("因病缺勤"), 9, "amount"),
        Heading(_("异常"), 6, "amount"),
        Heading(_("症状人数"), 30, "long"),
        *_reported_headings(),
    )
    title = f"{_place(month.school, month.unit)} {_(Form.MONTH.label)} {month.first:%Y-%m}"
    return Sheet(Form.MONTH, title, headings, tuple(_month_row(one) for one in month.rows))


def _month_row(one: Counted) -> tuple[Any, ...]:
    counts: tuple[Any, ...] = (NOTHING,) * 4
    if one.check is not None:
        counts = (one.check.enrolled - one.check.absent, one.check.absent, one.absent_ill, one.check.ill)
    found = [(code, one.symptoms[code]) for code in Symptom if one.symptoms.get(code)]
    named = _("，").join(_("{word}{n}").format(word=_(code.label), n=n) for code, n in found)
    return (
        one.day,
        _(Session(one.session).label),
        _counted_words(one),
        one.enrolled,
        *counts,
        named or None,
        *cells.reported_cells(one.check, one.reporter),
    )


def absences_sheet(register: TrackingRegister) -> Sheet:
    """Write the tracking register: one row an absence.

    source: SZFORM
    """
    headings = (
        Heading(_("班级"), 10), Heading(_("编号"), 6, "amount"), Heading(_("姓名"), 10, "name"), Heading(_("性别"), 6),
        Heading(_("年龄"), 6, "amount"), Heading(_("家长电话"), 10), Heading(_("缺勤原因"), 12), Heading(_("症状"), 16),
        Heading(_("是否就诊"), 9), Heading(_("诊断"), 14), Heading(_("发病日期"), 11, "date"),
        Heading(_("离校时间"), 16, "date"), Heading(_("跟踪情况"), 36, "long"), Heading(_("返校日期"), 11, "date"),
        Heading(_("校医核实"), 18), Heading(_("追踪人"), 10), Heading(_("记录人"), 10),
        Heading(_("登记日期"), 11, "date"), Heading(_("更正版本"), 9),
    )  # fmt: skip
    period = _("{first}至{until}").format(first=register.first.isoformat(), until=register.until.isoformat())
    title = f"{_place(register.school, register.unit)} {_(Form.ABSENCES.label)} {period}"
    return Sheet(Form.ABSENCES, title, headings, tuple(_absence_row(one, register) for one in register.lines))


def _absence_row(line: TrackedLine, register: TrackingRegister) -> tuple[Any, ...]:
    one = line.absence
    entry = one.entry
    return (
        one.group.name,
        *cells.who_cells(line.person, one.since),
        cells.phone_words(line.person, register.sight),
        cells.attendance_words(entry),
        _("，").join(_(Symptom(code).label) for code in entry.symptoms) or None,
        cells.seen_words(entry),
        entry.diagnosis or None,
        entry.onset_date,
        one.left_at or _("当日未到校"),
        _("；").join(cells.follow_ups(one.days)) or None,
        one.returned_on or _("未返校"),
        cells.assessment_words(one.assessment, register.sight) or None,
        one.traced_by or _("待查"),
        one.recorded_by or NOTHING,
        one.since,
        cells.version_words(one.version) or None,
    )
