"""What we ask of teachers: the page that publishes the burden."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.answering import back
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.words import week_words
from sizao.oversee.situation import queries
from sizao.oversee.situation.rules import Burden, change_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to what one's own school or office asks."""
    grants = signed_in(request).grants
    if not grants:
        raise NotVisible()
    return back(reverse("situation:burden", args=[grants[0].unit.key]))


@require_safe
def burden(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show minutes per teacher and day by week, by unit below, and the most expensive forms first."""
    actor, now = signed_in(request), clock.now()
    unit = unit_by_id(unit_id)
    found = queries.get_burden(actor, unit=unit, today=clock.school_date(now))
    latest = found.weeks.get(found.week)
    days = latest.teacher_days if latest else 0
    weeks = [{"words": week_words(week), **_words(one)} for week, one in sorted(found.weeks.items(), reverse=True)]
    most = max([one.minutes_per_teacher or 0 for _line, one in found.below], default=0) or 1
    context = {
        "unit": unit, "week_words": week_words(found.week), "now_words": _words(latest) if latest else None,
        "change": change_words(change_of([found.weeks[week].minutes_per_teacher for week in sorted(found.weeks)])),
        "weeks": weeks, "as_of": now,
        "below": [
            {"name": line.name, "bar": round((one.minutes_per_teacher or 0) / most * 100), **_words(one),
             "url": reverse("situation:burden", args=[line.id])} for line, one in found.below
        ],
        "forms": [
            {"label": _(one.label), "entries": one.entries, "median": round(one.median_seconds or 0),
             "share": _seconds(one.seconds / days) if days else "—"} for one in found.forms
        ],
    }  # fmt: skip
    return render(request, "situation/burden.html", context)


def _seconds(value: float) -> str:
    return _("{n}秒").format(n=round(value))


def _words(one: Burden) -> dict[str, Any]:
    minutes = one.minutes_per_teacher
    return {
        "minutes": _("{n}分钟").format(n=f"{minutes:.1f}") if minutes is not None else "—", "entries": one.entries,
        "is_measured": one.is_measured, "basis": _("实测") if one.is_measured else _("估算"),
    }  # fmt: skip


def change_words(change: float | None) -> str:
    """Say how a week differs from the one before."""
    if change is None:
        return _("没有上周可比")
    if not change:
        return _("与上周持平")
    return (_("比上周多{n}分钟") if change > 0 else _("比上周少{n}分钟")).format(n=abs(change))
