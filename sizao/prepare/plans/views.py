"""The key dates of a unit: the countdown, setting, changing and withdrawing them; the card of the day."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.http import signed_in
from sizao.core.pages import Card
from sizao.core.words import day_words
from sizao.prepare.plans import forms, queries, services
from sizao.prepare.plans.models import KeyDate
from sizao.prepare.plans.rules import AUDIENCE, DateKind
from sizao.registry.accounts import queries as accounts

CARD_LINES = 3
SCHOOL_ROLES = ("HOMEROOM_TEACHER", "SCHOOL_DOCTOR", "HEALTH_TEACHER", "EPIDEMIC_REPORTER", "SCHOOL_LEADER")


def today_cards(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Count down to the dates that concern the actor; no card when there is none."""
    today = clock.school_date(now)
    shown = queries.list_shown(actor, today)
    if not shown:
        return []
    lines = [{"text": _countdown(row, today), "day": day_words(row.day)} for row in shown[:CARD_LINES]]
    return [Card("plans/_card.html", {"lines": lines, "more": len(shown) - len(lines)}, order=70, place="side")]


def _countdown(row: KeyDate, today: dt.date) -> str:
    days = (row.day - today).days
    if days < 0:
        return row.name
    if days == 0:
        return _("今天{name}").format(name=row.name)
    if days == 1:
        return _("明天{name}").format(name=row.name)
    return _("距{name}还有{days}天").format(name=row.name, days=days)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the dates of the unit one acts in."""
    return back(reverse("plans:dates", args=[signed_in(request).acting_unit.id]))


@require_safe
def dates(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show what is coming for a unit, set by itself or above, and what was lately."""
    actor, unit = _opened(request, unit_id, "plans.view")
    today = _today()
    context = {
        "unit": unit, "may_set": actor.may("plans.set_dates", unit),
        "coming": [_line(actor, row, unit, today) for row in queries.list_coming(unit, today)],
        "past": [_line(actor, row, unit, today) for row in queries.list_past(unit, today)],
    }  # fmt: skip
    return render(request, "plans/dates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_date(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Set a key date."""
    actor, unit = _opened(request, unit_id, "plans.set_dates")
    initial = {"lead_days": forms.DEFAULT_LEAD_DAYS, "audience": _usual_audience(unit), "kind": DateKind.TERM_START}
    form = forms.KeyDate(request.POST or None, today=_today(), initial=initial)

    def save(_values: dict[str, Any]) -> KeyDate:
        return services.set_date(actor=actor, now=clock.now(), unit_id=unit_id, new=form.wanted())

    return _form(request, {"unit": unit, "form": form}, save, _("重要日期已设定"))


@require_http_methods(["GET", "HEAD", "POST"])
def change_date(request: HttpRequest, unit_id: int, date_id: int) -> HttpResponse:
    """Change a key date of the unit."""
    actor, unit = _opened(request, unit_id, "plans.set_dates")
    row = queries.get_date(unit_id, date_id)
    initial = {name: getattr(row, name) for name in forms.KeyDate.base_fields}
    form = forms.KeyDate(request.POST or None, today=_today(), initial=initial)

    def save(_values: dict[str, Any]) -> KeyDate:
        return services.change_date(
            actor=actor, now=clock.now(), unit_id=unit_id, date_id=date_id, new=form.wanted()
        )  # fmt: skip

    return _form(request, {"unit": unit, "form": form, "row": row}, save, _("重要日期已更改"))


@require_POST
def withdraw_date(request: HttpRequest, unit_id: int, date_id: int) -> HttpResponse:
    """Withdraw a key date of the unit."""
    actor, _unit = _opened(request, unit_id, "plans.set_dates")
    services.withdraw_date(actor=actor, now=clock.now(), unit_id=unit_id, date_id=date_id)
    return back(reverse("plans:dates", args=[unit_id]))


def _form(request: HttpRequest, context: dict[str, Any], save: Any, done: str) -> HttpResponse:
    """Show a date's form, or what was kept."""
    form, unit = context["form"], context["unit"]

    def act(values: dict[str, Any]) -> None:
        kept = save(values)
        rows = [(_("名称"), kept.name), (_("日期"), day_words(kept.day)), (_("提前几天提醒"), str(kept.lead_days))]
        moves = [(_("看重要日期"), reverse("plans:dates", args=[unit.id]))]
        context["receipt"] = receipt(done, rows, moves)

    if request.method == "POST":
        went_through(form, act, field="day")
    return answer(request, "plans/date.html", "plans/_form.html", context, form=form)


def _opened(request: HttpRequest, unit_id: int, permission: str) -> tuple[Actor, UnitRef]:
    actor, unit = signed_in(request), unit_by_id(unit_id)
    actor.require(permission, unit)
    return actor, unit


def _today() -> dt.date:
    return clock.today()


def _usual_audience(unit: UnitRef) -> list[str]:
    """Offer the staff of schools; an office its own officers too."""
    own = [f"{unit.level}_OFFICER"] if unit.school_id is None else []
    return [role for role in AUDIENCE if role in (*SCHOOL_ROLES, *own)]


def _line(actor: Actor, row: KeyDate, unit: UnitRef, today: dt.date) -> dict[str, Any]:
    return {
        "row": row, "countdown": _countdown(row, today), "day": day_words(row.day), "kind": _(DateKind(row.kind).label),
        "is_own": row.unit_id == unit.id and actor.may("plans.set_dates", unit) and row.day >= today,
        "audience": _("、").join(accounts.role_label(role) for role in row.audience),
        "duty_role": accounts.role_label(row.duty_role) if row.duty_role else "",
    }  # fmt: skip
