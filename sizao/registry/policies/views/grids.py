"""Lay the days of a month out in weeks and say what each is."""

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from sizao.core.words import day_words
from sizao.registry.policies.rules import DayKind, DayVerdict

# Word in a cell, mark in a small cell, tone; an ordinary day has no mark and no tone.
SHORT: dict[str, tuple[str, str, str]] = {
    DayKind.SCHOOL_DAY: ("上课", "", ""), DayKind.WEEKEND: ("周末", "", "na"), DayKind.HOLIDAY: ("放假", "休", "info"),
    DayKind.MAKE_UP: ("调休", "班", "attention"), DayKind.VACATION: ("假期", "假", "na"),
    DayKind.LOCAL_OFF: ("停课", "停", "attention"), DayKind.LOCAL_ON: ("上课", "课", "good"),
}  # fmt: skip
ORDINARY = (DayKind.SCHOOL_DAY, DayKind.WEEKEND)


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Give the first day of a day's month and of the next one."""
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=32)).replace(day=1)


def cell_of(day: dt.date, verdict: DayVerdict, today: dt.date) -> dict[str, Any]:
    """Word one day of a grid."""
    word, mark, tone = SHORT[verdict.kind]
    return {
        "day": day, "word": _(word), "mark": _(mark) if mark else "", "tone": tone, "is_today": day == today,
        "is_school_day": verdict.is_school_day, "label": f"{day_words(day)} {_(verdict.kind.label)}",
    }  # fmt: skip


def weeks_of(
    first: dt.date, verdicts: Mapping[dt.date, DayVerdict], today: dt.date
) -> list[list[dict[str, Any] | None]]:
    """Lay a month out in weeks from Monday; days of other months are None."""
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    return [
        [cell_of(day, verdicts[day], today) if day.month == first.month else None for day in week] for week in weeks
    ]


def reason_of(day: dt.date, verdict: DayVerdict, names: Mapping[dt.date, str]) -> str:
    """Say why a day is what it is; a national day by its name.

    names: of the nation's days, as announced.
    """
    is_national = verdict.kind in (DayKind.HOLIDAY, DayKind.MAKE_UP)
    return (names.get(day, "") if is_national else "") or _(verdict.reason)


def spans_of(
    verdicts: Mapping[dt.date, DayVerdict], unit_names: Mapping[int, str], names: Mapping[dt.date, str]
) -> list[dict[str, Any]]:
    """Join neighboring days of one kind that differ from an ordinary week, with who decided; in order of days.

    unit_names: of the units on the line. names: of the nation's days.
    """
    spans: list[dict[str, Any]] = []
    for day, verdict in sorted(verdicts.items()):
        if verdict.kind in ORDINARY:
            continue
        key = (verdict.kind, verdict.from_unit_id, reason_of(day, verdict, names))
        if spans and spans[-1]["key"] == key and spans[-1]["latest"] == day - dt.timedelta(days=1):
            spans[-1]["latest"] = day
            continue
        spans.append({"key": key, "first": day, "latest": day, "verdict": verdict})
    return [_span_words(span, unit_names) for span in spans]


def _span_words(span: dict[str, Any], unit_names: Mapping[int, str]) -> dict[str, Any]:
    first, latest, verdict = span["first"], span["latest"], span["verdict"]
    word, _mark, tone = SHORT[verdict.kind]
    days = day_words(first)
    if latest != first:
        days = _("{first}至{latest}").format(first=day_words(first), latest=day_words(latest))
    return {
        "days": days, "kind": _(verdict.kind.label), "word": _(word), "tone": tone or "good",
        "reason": span["key"][2],
        "who": unit_names.get(verdict.from_unit_id, "") if verdict.from_unit_id is not None else _("全国"),
        "count": (latest - first).days + 1,
    }  # fmt: skip
