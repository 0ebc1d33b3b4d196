"""Pages of the registers that inspectors ask for: looked at, printed, taken out as a file with a purpose."""

import calendar
import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sizao.core import clock, scope
from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.files import exports
from sizao.core.files.exports import LONGEST_PURPOSE
from sizao.core.http import signed_in
from sizao.detect.checks.queries import Session
from sizao.detect.registers import queries, services
from sizao.detect.registers.forms import Period
from sizao.detect.registers.queries import Form
from sizao.detect.registers.services import Wanted
from sizao.detect.registers.views import showing

METHODS = ["GET", "HEAD", "POST"]
OF_PERSONS = (Form.DAY, Form.ABSENCES)

Read = Callable[[UnitRef, Actor, dt.datetime], dict[str, Any]]


def _answer(request: HttpRequest, unit_id: int, wanted: Wanted, read: Read) -> HttpResponse:
    """Send the file when a purpose was posted, else show the register; inspectors say why first.

    read: gives the context of the page, `sheet` among it.
    """
    actor, now = signed_in(request), clock.now()
    unit = wanted.placed(actor, unit_id, now).unit
    error: Invalid | None = None
    if request.method == "POST":
        try:
            kind = exports.read_kind(request.POST.get("file", ""))
            purpose = request.POST.get("purpose", "")
            return exports.send(
                services.export_register(
                    actor=actor, now=now, unit_id=unit_id, wanted=wanted, purpose=purpose, kind=kind
                )
            )
        except Invalid as refused:
            error = refused
    if wanted.form in OF_PERSONS and not queries.sight_of(actor, unit).names:
        asked = _asked(request, actor, now, unit, wanted)
        if asked is not None:
            return asked
    with scope.open_school(unit.key, reason="registers from above: the right is asked and the look is on record"):
        found = read(unit, actor, now)
    context = {
        **found, "mask": showing.mask_words(found.get("sight")),
        "unit": unit, "form": wanted.form, "form_label": _(wanted.form.label), "as_of": now,
        "tabs": showing.tabs(actor, unit, min(wanted.latest, clock.school_date(now)), wanted.form),
        "purpose": request.GET.get("purpose", ""), "may_export": actor.may("registers.export", unit),
        "export_error": error.problems[0].text(_) if error else "", "longest_purpose": LONGEST_PURPOSE,
    }  # fmt: skip
    context["row_count"], context["column_count"] = len(context["sheet"].rows), len(context["sheet"].headings)
    status = 422 if error else context.get("status_code", 200)
    return render(request, f"registers/{wanted.form.lower()}.html", context, status=status)


def _asked(request: HttpRequest, actor: Actor, now: dt.datetime, unit: UnitRef, wanted: Wanted) -> HttpResponse | None:
    """Keep an inspector's purpose, or ask for it; every look is one entry of the audit."""
    purpose = request.GET.get("purpose", "")
    problem = ""
    if "purpose" in request.GET:
        try:
            services.open_register(actor=actor, now=now, unit_id=unit.id, wanted=wanted, purpose=purpose)
            return None
        except Invalid as refused:
            problem = refused.problems[0].text(_)
    context = {
        "unit": unit, "form_label": _(wanted.form.label), "purpose": purpose, "problem": problem,
        "kept": [(name, value) for name, value in request.GET.items() if name != "purpose"],
        "longest_purpose": LONGEST_PURPOSE,
    }  # fmt: skip
    return render(request, "registers/purpose.html", context, status=422 if problem else 200)


@never_cache
@require_http_methods(METHODS)
def day(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """Show the register of one day: one sheet of paper a class."""

    def read(unit: UnitRef, actor: Actor, now: dt.datetime) -> dict[str, Any]:
        register = queries.get_register(actor, unit_id=unit_id, day=day, now=now)
        return {
            "register": register, "sight": register.sight, "sheet": queries.day_sheet(register),
            "pages": [showing.page(register, group) for group in register.groups],
            **showing.neighbors(day, now),
        }  # fmt: skip

    return _answer(request, unit_id, Wanted(Form.DAY, day), read)


@never_cache
@require_http_methods(METHODS)
def month(request: HttpRequest, unit_id: int, year: int, month: int) -> HttpResponse:
    """Show one class's month in numbers; each day leads to its register."""

    def read(unit: UnitRef, actor: Actor, now: dt.datetime) -> dict[str, Any]:
        found = queries.get_month(actor, unit_id=unit_id, year=year, month=month, now=now)
        sheet = queries.month_sheet(found)
        first, days = found.first, calendar.monthrange(found.first.year, found.first.month)[1]
        return {
            "register": found, "sheet": sheet, "table": showing.table(sheet), "month": f"{first:%Y-%m}",
            "totals": showing.month_words(found),
            "previous": first - dt.timedelta(days=1), "next": first + dt.timedelta(days=days),
        }  # fmt: skip

    try:
        first = dt.date(year, month, 1)
    except ValueError:
        raise NotVisible() from None
    return _answer(request, unit_id, Wanted(Form.MONTH, first), read)


@never_cache
@require_http_methods(METHODS)
def summary(request: HttpRequest, unit_id: int, day: dt.date, session: str) -> HttpResponse:
    """Show one session of a school in numbers, class by class, without persons."""
    session = session.upper()
    if session not in Session.values():
        raise NotVisible()

    def read(unit: UnitRef, actor: Actor, now: dt.datetime) -> dict[str, Any]:
        found = queries.get_summary(actor, school_id=unit_id, day=day, session=session, now=now)
        sheet = queries.summary_sheet(found)
        return {
            "register": found, "sheet": sheet, "table": showing.table(sheet, showing.month_links(found)),
            "sessions": showing.session_tabs(found), **showing.neighbors(day, now),
        }  # fmt: skip

    return _answer(request, unit_id, Wanted(Form.SUMMARY, day, session), read)


@never_cache
@require_http_methods(METHODS)
def absences(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show the sickness absences of a range of days, each followed to the return."""
    today = clock.today()
    first, until = today - showing.SHOWN, today
    is_typed = "first" in request.GET or "until" in request.GET
    period = Period(request.GET if is_typed else None, initial={"first": first, "until": until})
    if period.is_valid():
        first, until = period.cleaned_data["first"], period.cleaned_data["until"]
    elif is_typed and request.method == "POST":
        raise Invalid([FieldProblem("until", _("日期写成2026-11-23这样"))])

    def read(unit: UnitRef, actor: Actor, now: dt.datetime) -> dict[str, Any]:
        found = queries.get_tracking_register(actor, unit_id=unit_id, first=first, until=until, now=now)
        sheet = queries.absences_sheet(found)
        return {
            "register": found, "sight": found.sight, "sheet": sheet, "table": showing.table(sheet),
            "period": period, "status_code": 422 if period.errors else 200,
        }  # fmt: skip

    return _answer(request, unit_id, Wanted(Form.ABSENCES, first, until=until), read)
