"""Turn figures and returns into what the pages show."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sizao.core.words import WEEKDAYS, percent
from sizao.registry.accounts import queries as accounts
from sizao.report.daily import queries
from sizao.report.daily.models import DailyReturn
from sizao.report.daily.rules import LEVELS, SESSIONS, TITLES, Figures

LABELS = TITLES


def label_of(name: str) -> str:
    """Give a figure's name in the reader's language."""
    return _(LABELS[name])


def figure_rows(now: Figures, before: Figures | None) -> list[dict[str, Any]]:
    """List figures with those of the return before and the difference in words."""
    rows = []
    # Before any unit below has figures nothing is known, not even what is due: silence is never written as 0.
    is_silent = bool(now.units) and not now.units_reporting and not now.expected
    for name in LABELS:
        value = None if is_silent else getattr(now, name)
        old = getattr(before, name) if before else None
        rows.append({"label": label_of(name), "name": name, "value": value, "old": old, "change": change(value, old)})
    return rows


def change(value: int | None, old: int | None) -> str:
    """Say a difference: 多3, 少2, 相同; a dash where there is nothing to compare with."""
    if value is None or old is None:
        return "—"
    if value == old:
        return _("相同")
    return _("多{n}").format(n=value - old) if value > old else _("少{n}").format(n=old - value)


def status_of(row: DailyReturn | None, now: dt.datetime) -> dict[str, str]:
    """Give tone and word of a return's state."""
    if row is None:
        return {"tone": "na", "word": _("今天没有日报告")}
    if row.signed_at is None:
        overdue = row.state_due_at is not None and now >= row.state_due_at
        return {"tone": "act", "word": _("逾期未签报")} if overdue else {"tone": "attention", "word": _("待签报")}
    return {"tone": "good", "word": _(row.state_label)}


def level_steps(levels: list[tuple[str, str, DailyReturn | None]], now: dt.datetime) -> list[dict[str, Any]]:
    """Give the four-level progress: who signed and when, who is next."""
    names = accounts.names_of({row.signed_by for _level, _name, row in levels if row and row.signed_by})
    steps, is_next = [], True
    for level, name, row in levels:
        if level not in LEVELS:
            continue
        signed = row is not None and row.signed_at is not None
        tone = "good" if signed else ("attention" if is_next else "na")
        steps.append({
            "name": _(LEVELS[level]), "word": name if not signed else _(row.state_label),
            "tone": tone, "icon": "check" if signed else ("clock" if is_next else "minus"),
            "at": row.signed_at if signed else None, "who": names.get(row.signed_by, "") if signed else "",
            "current": is_next and not signed,
        })  # fmt: skip
        is_next = is_next and signed
    return steps


def cards_of(figures: Figures, *, unit_id: int, day: dt.date, week_ago: Figures | None) -> list[dict[str, Any]]:
    """Give the four numbers at the top; each leads to the list it counts."""
    where = reverse("daily:missing", args=[unit_id, day])
    done = figures.units_reporting
    return [
        {"label": _("应报学校"), "number": figures.units, "url": f"{where}?status=all", "icon": "school", "tone": "",
         "compared": _("班次{n}").format(n=figures.due)},
        {"label": _("已报学校"), "number": done, "url": f"{where}?status=done", "icon": "check", "tone": "good",
         "compared": percent(done, figures.units)},
        {"label": _("未报学校"), "number": figures.units - done, "url": f"{where}?status=missing",
         "icon": "alert-triangle", "tone": "act" if figures.units > done else "good",
         "compared": _("班次{n}").format(n=figures.missing)},
        {"label": _("异常学生"), "number": figures.ill, "url": f"{where}?status=ill", "icon": "thermometer",
         "tone": "info", "compared": _("比上{weekday}{change}").format(
             weekday=_(WEEKDAYS[day.weekday()]), change=change(figures.ill, week_ago.ill if week_ago else None))},
    ]  # fmt: skip


def reported_share(figures: Figures) -> str:
    """Give the reporting rate with its fraction, n of N."""
    return percent(figures.reported, figures.due)


def missing_lines(draft: queries.Draft, kept: dict[str, dict]) -> list[dict[str, Any]]:
    """List who is missing with the reason kept so far."""
    from sizao.registry.orgs import queries as orgs

    lines = orgs.list_lines({unit for unit, _session in draft.missing})
    return [
        {
            "id": unit, "name": lines[unit].name if unit in lines else str(unit),
            "session": _(SESSIONS.get(session, "日报告")),
            "reason": kept.get(str(unit), {}).get("reason", ""), "phone": lines[unit].phone if unit in lines else "",
        }
        for unit, session in draft.missing
    ]  # fmt: skip
