"""Lay the board of an office out as a table: the page and the workbook show the same cells."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sizao.core.actor import OFFICES, Actor, UnitRef
from sizao.core.errors import NotVisible
from sizao.core.files.spreadsheets import Column
from sizao.core.words import day_words
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.report.daily import queries as daily
from sizao.report.daily.queries import TITLES, CallAnswer, Figures, SignedReturn, SubUnit

NOTHING = "—"
# Numbers of reports are known also where none came; numbers of people are not.
REPORTS = ("expected", "waived", "reported", "missing")
PEOPLE = ("zero", "on_time", "late", "enrolled", "present", "absent", "absent_ill", "ill")


@dataclass(frozen=True, slots=True)
class BoardSheet:
    """The board of an office: cells are text, whole numbers or moments; the last row is the whole office."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    folded_at: dt.datetime | None


def board_sheet(actor: Actor, *, unit: UnitRef, day: dt.date) -> BoardSheet:
    """Write an office's board, one row a sub-unit, in seven queries.

    raises: NotVisible for a unit that is no office, Forbidden.
    """
    if unit.level not in OFFICES:
        raise NotVisible()
    rows = daily.list_sub_units(actor, unit=unit, day=day)
    returns = daily.list_signed_below(actor, unit=unit, day=day)
    whole, folded_at = daily.tally_of(actor, unit=unit, day=day)
    names = accounts.names_of({one.signed_by for one in returns.values() if one.signed_by})
    unheard = orgs.list_lines({int(key) for one in returns.values() for key in one.missing_reasons})
    lines = [_row(row, returns.get(row.line.id), names, unheard) for row in rows]
    if lines:
        lines.append(_whole(whole, sum(not row.is_missing for row in rows), len(rows)))
    columns = (
        Column(_("单位"), 24),
        *(Column(_(TITLES[name]), 9) for name in (*REPORTS, *PEOPLE)),
        Column(_("签报人"), 12),
        Column(_("签报时间"), 17),
        Column(_("版本"), 6),
        Column(_("说明"), 44, wraps=True),
    )
    title = f"{unit.name} {_('上报情况')} {day_words(day)}"
    return BoardSheet(title, columns, tuple(lines), folded_at)


def _counts(figures: Figures) -> tuple[Any, ...]:
    """Give the figures of a unit; people are not counted where no report came."""
    known = figures.reported > 0
    return (
        *(getattr(figures, name) for name in REPORTS),
        *(getattr(figures, name) if known else NOTHING for name in PEOPLE),
    )


def _row(
    row: SubUnit, signed: SignedReturn | None, names: dict[int, str], unheard: dict[int, orgs.UnitLine]
) -> tuple[Any, ...]:
    by = (names.get(signed.signed_by, NOTHING), signed.signed_at, signed.version) if signed else (NOTHING,) * 3
    return (row.line.name, *_counts(row.figures), *by, _words(row, signed, unheard))


def _words(row: SubUnit, signed: SignedReturn | None, unheard: dict[int, orgs.UnitLine]) -> str:
    """Say why figures are missing: what the unit stated at signing, what a call brought, else that nobody said."""
    figures = row.figures
    if figures.due <= 0:
        return _("免报") if figures.waived else _("没有要上报的班次")
    parts = [] if signed else [_("未签报")]
    if figures.missing:
        reasons = _reasons(signed, unheard) if signed else []
        if row.call is not None:
            answer = _(CallAnswer(row.call.answer).label)
            reasons.append(_("电话：{answer}").format(answer=" ".join([answer, row.call.note]).strip()))
        parts.append(_("未报{n}个班次").format(n=figures.missing))
        parts += reasons or [_("没有说明原因")]
    return _("，").join(parts)


def _reasons(signed: SignedReturn, unheard: dict[int, orgs.UnitLine]) -> list[str]:
    stated = []
    for key, one in signed.missing_reasons.items():
        line = unheard.get(int(key))
        name = line.name if line else key
        stated.append(_("{name}（{reason}）").format(name=name, reason=one["reason"]) if one["reason"] else name)
    return stated


def _whole(figures: Figures, done: int, units: int) -> tuple[Any, ...]:
    heard = _("{n}/{all}个单位报齐").format(n=done, all=units)
    return (_("合计"), *_counts(figures), NOTHING, NOTHING, NOTHING, heard)
