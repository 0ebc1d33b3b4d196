"""The return on paper (学校传染病防控日报告): the signed snapshot, or a draft that says so."""

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sizao.core.actor import Actor, UnitRef
from sizao.core.files.papers import Grid, Paper, PaperColumn, PaperSheet, Part
from sizao.core.files.spreadsheets import cell_words
from sizao.core.words import day_words, percent
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.report.daily import queries as daily
from sizao.report.daily.queries import LEVELS, SESSIONS, TITLES, Draft, Figures, SignedReturn, Window
from sizao.report.papers.queries.boards import NOTHING, REPORTS

NOTE = "未报不是零：没有上报的，人数为—或不计入；签报后发现的进入下一次日报告，签报的数字有误才更正。"


@dataclass(frozen=True, slots=True)
class ReturnPaper:
    """All that the form says of a unit's day; `row` is None while nothing is signed."""

    unit: UnitRef
    day: dt.date
    row: SignedReturn | None
    window: Window
    figures: Figures
    sessions: list[dict[str, Any]]
    missing: list[dict[str, Any]]
    corrections: list[dict[str, Any]]
    levels: list[dict[str, Any]]
    as_of: dt.datetime

    @property
    def labels(self) -> list[str]:
        return [label_of(name) for name in TITLES]

    @property
    def share(self) -> str:
        """The reporting rate with its fraction, n of N."""
        return percent(self.figures.reported, self.figures.due)

    @property
    def statement(self) -> str:
        return _statement(self.figures)


def label_of(name: str) -> str:
    """Give a figure's name in the reader's language."""
    return _(TITLES[name])


def get_return_paper(actor: Actor, *, unit: UnitRef, day: dt.date, now: dt.datetime) -> ReturnPaper:
    """Read what stands on a unit's form of a day: the signed version, else what would be signed now."""
    versions = daily.list_signed(actor, unit=unit, day=day)
    row = versions[-1] if versions else None
    draft = daily.draft_return(actor, unit=unit, day=day, now=now)
    figures = row.figures if row else draft.figures
    names = accounts.names_of({one.signed_by for one in versions if one.signed_by})
    return ReturnPaper(
        unit=unit,
        day=day,
        row=row,
        window=draft.window,
        figures=figures,
        sessions=_sessions(draft, row, figures),
        missing=_missing(draft, row),
        corrections=_corrections(versions, names),
        levels=_levels(actor, unit, day),
        as_of=row.signed_at if row else now,
    )


def _statement(figures: Figures) -> str:
    """Say the return in one sentence; what is missing never passes for zero."""
    if figures.missing:
        said = _("未报{n}个班次，未报不是零").format(n=figures.missing)
        ill = _("已报的班次异常{n}人").format(n=figures.ill) if figures.ill else _("已报的班次无异常")
        return _("{ill}；{said}").format(ill=ill, said=said)
    if not figures.reported:
        return _("还没有数字")
    return _("异常学生{n}人").format(n=figures.ill) if figures.ill else _("无异常，零报告")


def _sessions(draft: Draft, row: SignedReturn | None, whole: Figures) -> list[dict[str, Any]]:
    by_session = row.by_session if row else draft.by_session
    named = [(_(label), by_session[name]) for name, label in SESSIONS.items() if name in by_session]
    return [
        {"label": label, "values": [(label_of(name), _shown(one, name)) for name in TITLES]}
        for label, one in (*named, (_("全日"), whole))
    ]


def _shown(figures: Figures, name: str) -> int | str:
    """Give a figure; of people nothing is known where no report came."""
    is_known = figures.reported > 0 or name in REPORTS
    return getattr(figures, name) if is_known else NOTHING


def _missing(draft: Draft, row: SignedReturn | None) -> list[dict[str, Any]]:
    """List who is missing, with the reason that was stated at signing."""
    if row is not None:
        found = [(int(key), one["session"], one["reason"]) for key, one in row.missing_reasons.items()]
    else:
        found = [(key, session, "") for key, session in draft.missing]
    lines = orgs.list_lines({key for key, _session, _reason in found})
    return [
        {"name": lines[key].name if key in lines else key, "session": _(SESSIONS.get(session, "日报告")),
         "reason": reason} for key, session, reason in found
    ]  # fmt: skip


def _corrections(versions: list[SignedReturn], names: dict[int, str]) -> list[dict[str, Any]]:
    """List what each version changed, old and new numbers, the first correction first."""
    return [
        {
            "row": later, "who": names.get(later.signed_by, ""),
            "changes": [
                {"label": label_of(name), "old": old, "new": new}
                for name, (old, new) in later.figures.difference(earlier.figures).items()
            ],
        }
        for earlier, later in itertools.pairwise(versions)
    ]  # fmt: skip


def _levels(actor: Actor, unit: UnitRef, day: dt.date) -> list[dict[str, Any]]:
    """List who signed at each level, and for whom when the post was handed over."""
    found = [one for one in daily.list_signed_levels(actor, unit=unit, day=day) if one[0] in LEVELS]
    signed = [row for _level, row in found if row is not None]
    names = accounts.names_of({one for row in signed for one in (row.signed_by, row.delegated_by) if one})
    units = {line.level: line.name for line in orgs.list_ancestors(unit.id)}
    return [
        {
            "level": _(LEVELS[level]), "name": units[level], "row": row,
            "who": names.get(row.signed_by, "") if row else "",
            "role": accounts.role_label(row.signed_role) if row and row.signed_role else "",
            "for_whom": names.get(row.delegated_by, "") if row and row.delegated_by else "",
        }
        for level, row in found
    ]  # fmt: skip


def return_paper(found: ReturnPaper) -> Paper:
    """Lay the form out for paper."""
    under = (_("学校传染病防控日报告"), day_words(found.day))
    parts = (
        Part(lines=tuple(_head(found))),
        Part(_("数字"), grid=Grid(_columns(_("时段"), *found.labels, amounts=True), tuple(_figure_rows(found)))),
        _missing_part(found),
        *(_correction(one) for one in found.corrections),
        Part(_("各级签报"), grid=Grid(_columns(*_level_titles()), tuple(_level_row(one) for one in found.levels))),
    )
    title = f"{found.unit.name} {_('日报告')} {day_words(found.day)}"
    return Paper(title, (PaperSheet(found.unit.name, parts, under, (_("签报人（签字）"), _("单位盖章"))),), (_(NOTE),))


def _level_titles() -> tuple[str, ...]:
    return _("级别"), _("单位"), _("签报人"), _("签报时间"), _("版本")


def _head(found: ReturnPaper) -> list[str]:
    row, window, figures = found.row, found.window, found.figures
    lines = []
    if row is None:
        lines.append(_("草稿：未签报，数字截至{at}").format(at=_moment(found.as_of)))
    covers = _("{start}至{end}").format(start=_moment(window.start), end=_moment(window.end))
    heard = f"{figures.units_reporting}/{figures.units}" if figures.units else NOTHING
    lines.append(_("覆盖时段：{covers}；版本：{version}").format(covers=covers, version=_version(row)))
    lines.append(_("有数的单位：{heard}；报告率：{share}").format(heard=heard, share=found.share))
    lines.append(_("结论：{statement}").format(statement=found.statement))
    return lines


def _figure_rows(found: ReturnPaper) -> list[tuple[Any, ...]]:
    return [(one["label"], *(value for _label, value in one["values"])) for one in found.sessions]


def _missing_part(found: ReturnPaper) -> Part:
    if not found.missing:
        return Part(_("未报"), (_("没有未报的单位"),))
    rows = [(one["name"], one["session"], one["reason"] or _("没有说明原因")) for one in found.missing]
    return Part(_("未报"), grid=Grid(_columns(_("单位"), _("时段"), _("原因")), tuple(rows)))


def _correction(one: dict[str, Any]) -> Part:
    row = one["row"]
    line = _("{who}，{at}，原因：{why}").format(who=one["who"], at=_moment(row.signed_at), why=row.reason)
    rows = [(change["label"], change["old"], change["new"]) for change in one["changes"]]
    grid = Grid(_columns(_("项目"), _("原数"), _("更正后"), amounts=True), tuple(rows))
    return Part(_("更正（第{n}版）").format(n=row.version), (line,), grid)


def _level_row(one: dict[str, Any]) -> tuple[Any, ...]:
    row = one["row"]
    if row is None:
        return one["level"], one["name"], _("未签报"), NOTHING, NOTHING
    who = f"{one['who']} {one['role']}".strip()
    if one["for_whom"]:
        who += _("（受{name}委托）").format(name=one["for_whom"])
    return one["level"], one["name"], who, row.signed_at, _("第{n}版").format(n=row.version)


def _columns(first: str, *others: str, amounts: bool = False) -> tuple[PaperColumn, ...]:
    align = "end" if amounts else "start"
    return PaperColumn(first), *(PaperColumn(title, align) for title in others)


def _version(row: SignedReturn | None) -> str:
    if row is None:
        return NOTHING
    return (_("第{n}版（更正）") if row.version > 1 else _("第{n}版")).format(n=row.version)


def _moment(at: dt.datetime) -> str:
    return cell_words(at)
