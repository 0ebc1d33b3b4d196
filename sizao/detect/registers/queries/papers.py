"""Lay registers out on paper: one sheet a class as schools keep them, the same cells as page and workbook."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from sizao.core.files.papers import Grid, Paper, PaperColumn, PaperSheet, Part
from sizao.core.files.spreadsheets import cell_words
from sizao.core.words import day_words
from sizao.detect.checks.queries import Session
from sizao.detect.registers.queries import cells
from sizao.detect.registers.queries.days import GroupDay, Register, Sitting
from sizao.detect.registers.queries.people import Sight
from sizao.detect.registers.queries.sheets import Form, Sheet, sitting_words

ALIGN = {"amount": "end", "tally": "center", "ticked": "center"}
SEEN = {True: "电话只写尾号4位。", False: "按编号：不含姓名和电话。"}
MISSING_IS_NOT_ZERO = "未报不是零：没有上报的写未报，人数为—；免报的写原因。"


def day_paper(register: Register) -> Paper:
    """Write the register of a day: a sheet a class, a part a session.

    source: HNFORM
    """
    sheets = tuple(_day_sheet(register, group) for group in register.groups)
    title = f"{register.unit.name} {_(Form.DAY.label)} {day_words(register.day)}"
    empty = PaperSheet(title, (Part(lines=(_("这一天没有要上报的时段"),)),))
    return Paper(title, sheets or (empty,), (_(MISSING_IS_NOT_ZERO), _(SEEN[register.sight.names])), is_landscape=True)


def _day_sheet(register: Register, group: GroupDay) -> PaperSheet:
    title = f"{register.school} {group.group.name} {_(Form.DAY.label)}"
    parts = tuple(_sitting(register, group, one) for one in group.sittings)
    return PaperSheet(title, parts, (day_words(register.day),), (_("班主任"), _("校医或保健教师"), _("日期")))


def _sitting(register: Register, group: GroupDay, sitting: Sitting) -> Part:
    rows = tuple(cells.person_cells(line, day=register.day, sight=register.sight) for line in sitting.lines)
    lines = [sitting_words(group, sitting), *_counts(sitting), *_reported(sitting)]
    grid = Grid(_columns(cells.person_headings()), rows) if rows else None
    return Part(_(Session(sitting.session).label), (_("；").join(lines),), grid)


def _counts(sitting: Sitting) -> Iterable[str]:
    if sitting.enrolled is not None:
        yield _("应到{n}人").format(n=sitting.enrolled)
    if sitting.is_reported:
        words = _("实到{present}人，缺勤{absent}人，因病缺勤{ill_absent}人，异常{ill}人")
        yield words.format(
            present=sitting.present, absent=sitting.current.absent, ill_absent=sitting.absent_ill,
            ill=sitting.current.ill,
        )  # fmt: skip


def _reported(sitting: Sitting) -> Iterable[str]:
    who, at, version = (cell_words(one) for one in cells.reported_cells(sitting.current, sitting.reporter))
    if sitting.is_reported:
        yield _("上报人{who}，上报时间{at}").format(who=who, at=at)
        if sitting.current.version > 1:
            yield _("第{n}版，更正原因：{why}").format(n=version, why=sitting.current.reason or cells.NOTHING)


def sheet_paper(sheet: Sheet, *, sight: Sight | None = None) -> Paper:
    """Write a table as one sheet: the summary is signed by who checks it, the others stand as they are."""
    is_summary = sheet.form == Form.SUMMARY
    grid = Grid(_columns(sheet.headings), sheet.rows, has_total=is_summary)
    part = Part(grid=grid) if sheet.rows else Part(lines=(_("没有要登记的"),))
    signs = (_("审核人（签字）"), _("日期")) if is_summary else ()
    notes = [_(MISSING_IS_NOT_ZERO)] + ([_(SEEN[sight.names])] if sight else [])
    return Paper(sheet.title, (PaperSheet(sheet.title, (part,), signs=signs),), tuple(notes), is_landscape=True)


def _columns(headings: Iterable[cells.Heading]) -> tuple[PaperColumn, ...]:
    return tuple(
        PaperColumn(one.title, ALIGN.get(one.kind, "start"), one.over, one.kind in ("tally", "ticked"))
        for one in headings
    )
