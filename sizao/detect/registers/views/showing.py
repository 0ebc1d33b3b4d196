"""Turn registers into what their pages show: tabs, tables, the pages of a class, what is masked."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef
from sizao.core.files.spreadsheets import cell_words
from sizao.core.pages import Link
from sizao.core.words import day_words
from sizao.detect.checks.queries import Session, SlotState, Source
from sizao.detect.registers.queries import Form, Month, Register, Sheet, Sight, Summary, cells
from sizao.detect.registers.queries.days import GroupDay, Sitting
from sizao.detect.registers.queries.sheets import sitting_words

# A week at a time, as inspectors turn the pages.
SHOWN = dt.timedelta(days=6)
# Columns up to this width in characters do not break.
SHORT = 10


def tabs(actor: Actor, unit: UnitRef, day: dt.date, form: Form) -> list[dict[str, Any]]:
    """List the registers of a unit that the reader may open, the one shown marked."""
    urls = _urls(actor, unit, day)
    return [{"label": _(one.label), "url": url, "current": one == form} for one, url in urls.items()]


def links(actor: Actor, unit: UnitRef, day: dt.date) -> list[Link]:
    """Lead from other pages to the registers of a unit that the reader may open."""
    return [Link(_(one.label), url) for one, url in _urls(actor, unit, day).items() if unit.level != "PLACE"]


def _urls(actor: Actor, unit: UnitRef, day: dt.date) -> dict[Form, str]:
    is_school = unit.id == unit.school_id
    persons = actor.may("registers.view", unit) or actor.may("registers.inspect", unit)
    counts = actor.may("registers.summary", unit)
    urls: dict[Form, str] = {}
    if persons:
        urls[Form.DAY] = reverse("registers:day", args=[unit.id, day])
    if is_school and counts:
        urls[Form.SUMMARY] = reverse("registers:summary", args=[unit.id, day, "morning"])
    if not is_school and (persons or counts):
        urls[Form.MONTH] = reverse("registers:month", args=[unit.id, day.year, day.month])
    if persons:
        urls[Form.ABSENCES] = f"{reverse('registers:absences', args=[unit.id])}?first={day - SHOWN}&until={day}"
    return urls


def neighbors(day: dt.date, now: dt.datetime) -> dict[str, Any]:
    """Give the day in words and the days beside it."""
    following = day + dt.timedelta(days=1)
    return {
        "day": day, "day_words": day_words(day), "previous_day": day - dt.timedelta(days=1),
        "next_day": following if following <= clock.school_date(now) else None,
    }  # fmt: skip


def table(sheet: Sheet, links: dict[str, str] | None = None) -> dict[str, Any]:
    """Give a sheet as a table of one or two heading rows; `links` leads from the name of a row to its page."""
    return _table(sheet.headings, sheet.rows, links or {})


def _table(headings: tuple[cells.Heading, ...], rows: Any, links: dict[str, str]) -> dict[str, Any]:
    top: list[dict[str, Any]] = []
    for one in headings:
        if one.over and top and top[-1]["over"] == one.over:
            top[-1]["span"] += 1
        else:
            title = one.over or one.title
            top.append({"title": title, "over": one.over, "span": 1, "kind": "" if one.over else one.kind})
    return {
        "top": top, "below": [one for one in headings if one.over],
        "rows": [[_cell(one, value, links) for one, value in zip(headings, row, strict=True)] for row in rows],
    }  # fmt: skip


def _cell(heading: cells.Heading, value: Any, links: dict[str, str]) -> dict[str, Any]:
    words = cell_words(value)
    is_quiet = heading.kind == "tally" and value in (0, cells.NOTHING)
    return {
        "kind": heading.kind, "label": heading.whole_title, "words": words, "is_quiet": is_quiet,
        "url": links.get(words, "") if heading.kind == "name" else "",
        "is_short": heading.kind == "text" and heading.width <= SHORT,
        "is_missing": words == _(cells.STATE[SlotState.MISSING]),
    }  # fmt: skip


def page(register: Register, group: GroupDay) -> dict[str, Any]:
    """Give one sheet of paper: a class with its sessions."""
    name = group.group.name
    return {
        "group": group.group, "title": f"{register.school} {name} {_(Form.DAY.label)}",
        "sittings": [_sitting(register, group, sitting) for sitting in group.sittings],
        "month_url": reverse("registers:month", args=[group.group.id, register.day.year, register.day.month]),
    }  # fmt: skip


def _sitting(register: Register, group: GroupDay, sitting: Sitting) -> dict[str, Any]:
    current, slot = sitting.current, sitting.slot
    rows = [cells.person_cells(line, day=register.day, sight=register.sight) for line in sitting.lines]
    state = sitting.state
    return {
        "session": sitting.session.lower(), "label": _(Session(sitting.session).label),
        "words": sitting_words(group, sitting), "is_zero": state == SlotState.ZERO,
        "is_missing": state in (SlotState.MISSING, SlotState.DUE), "is_reported": sitting.is_reported,
        "sitting": sitting, "current": current, "due": slot.due_at if slot else None,
        "is_withdrawn": current is not None and current.is_withdrawn,
        "source": _(Source(current.source).label) if current and current.source != Source.WEB else "",
        "table": _table(cells.person_headings(), rows, {}),
    }  # fmt: skip


def session_tabs(summary: Summary) -> list[dict[str, Any]]:
    """List the sessions of the day, the one shown marked."""
    return [
        {
            "label": _(Session(one).label),
            "url": reverse("registers:summary", args=[summary.unit.id, summary.day, one.lower()]),
            "current": one == summary.session,
        }
        for one in summary.sessions
    ]


def month_links(summary: Summary) -> dict[str, str]:
    """Lead from the name of a class to its month."""
    when = [summary.day.year, summary.day.month]
    return {line.group.name: reverse("registers:month", args=[line.group.id, *when]) for line in summary.lines}


def month_words(month: Month) -> str:
    """Say how a month was reported."""
    expected = [one for one in month.rows if one.state is not SlotState.WAIVED]
    done = [one for one in expected if one.check]
    zero = sum(one.state == SlotState.ZERO for one in done)
    late = sum(one.check.is_late for one in done)
    words = _("应报{expected}次，已报{done}次，其中零报告{zero}次，逾期补报{late}次")
    return words.format(expected=len(expected), done=len(done), zero=zero, late=late)


def mask_words(sight: Sight | None) -> str:
    """Say what of people goes into the file."""
    if sight is None:
        return _("只有人数，没有姓名")
    names = _("姓名全名") if sight.names else _("只有班内编号，没有姓名")
    phones = _("电话只有尾号4位") if sight.phones else _("没有电话")
    return _("{names}，{phones}").format(names=names, phones=phones)
