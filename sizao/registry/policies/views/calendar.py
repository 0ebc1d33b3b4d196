"""The school calendar of a unit: month and year, each day with who decided; terms and days that differ."""

import datetime as dt
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock, http
from sizao.core.actor import Actor, UnitRef
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.errors import NotVisible
from sizao.core.words import WEEKDAYS, day_words
from sizao.registry.accounts import queries as accounts
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import forms, queries, services
from sizao.registry.policies.models import Term
from sizao.registry.policies.queries import LocalDay, TermLine
from sizao.registry.policies.rules import DayKind, DayVerdict
from sizao.registry.policies.views import grids, showing

EARLIEST, LATEST = dt.date(2020, 1, 1), dt.date(2100, 12, 31)
SHOWN_BELOW = 30
SHORT_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the calendar of the unit one acts in."""
    return back(reverse("policies:calendar", args=[http.signed_in(request).acting_unit.id]))


def asked_day(text: str, otherwise: dt.date) -> dt.date:
    """Read a day or month of an address, 2026-11 or 2026-11-23; what is no day in reach gives the other one."""
    try:
        day = dt.date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    except ValueError:
        return otherwise
    return day if EARLIEST <= day <= LATEST else otherwise


@require_safe
def calendar(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show a month, or with `?year=2026` a year; `?day=2026-11-23` explains one day."""
    actor, ref = http.opened(request, unit_id, "policies.view")
    today = clock.today()
    asked_year = request.GET.get("year", "")
    chosen = asked_day(request.GET.get("day", ""), today) if request.GET.get("day") else None
    month = asked_day(request.GET.get("month", ""), chosen or today)
    is_year = bool(re.fullmatch("[0-9]{4}", asked_year)) and EARLIEST.year <= int(asked_year) <= LATEST.year
    first, end = (
        (dt.date(int(asked_year), 1, 1), dt.date(int(asked_year) + 1, 1, 1)) if is_year else grids.month_of(month)
    )
    verdicts = queries.list_verdicts(ref, first, end)
    context = {
        **_frame(actor, ref, today), "first": first, "is_year": is_year,
        "months": [_month(start, verdicts, today) for start in _months(first, end)],
        "school_days": sum(verdict.is_school_day for verdict in verdicts.values()),
        "weekdays": [_(word) for word in WEEKDAYS], "short_weekdays": [_(word) for word in SHORT_WEEKDAYS],
        "previous": _step(first, is_year, -1), "next": _step(first, is_year, 1),
    }  # fmt: skip
    names = {step["id"]: step["name"] for step in context["crumbs"]}
    national = {row.day: row.name for row in queries.national_days_of(first, end)}
    context["spans"] = grids.spans_of(verdicts, names, national)
    context |= _set_days(ref, first, end)
    context["chosen"] = _chosen(chosen, verdicts, names, national) if chosen else None
    return render(request, "policies/calendar.html", context)


def _set_days(ref: UnitRef, first: dt.date, end: dt.date) -> dict[str, Any]:
    """Give the days of a period that the unit itself and those below it made to differ."""
    local = queries.list_local_days(ref, first, end)
    people = accounts.names_of({row.set_by for row in local if row.set_by is not None})
    lower = queries.list_lower_days(ref, first, end)
    return {
        "own_days": [{**_day_words(row), "who": people.get(row.set_by, "")} for row in local if row.unit_id == ref.id],
        "lower_days": [_day_words(row) for row in lower[:SHOWN_BELOW]],
        "lower_days_count": len(lower),
    }


def _day_words(row: LocalDay) -> dict[str, Any]:
    return {"row": row, "days": day_words(row.day), "kind": _(DayKind(row.kind).label)}


def _frame(actor: Actor, ref: UnitRef, today: dt.date) -> dict[str, Any]:
    """Give what all pages of a calendar show: the line of units, the terms, what one may do."""
    terms = queries.list_terms(ref)
    deciding = terms[-1].unit_id if terms else None
    lower_terms = queries.list_lower_terms(ref)
    return {
        "unit": ref, "crumbs": showing.crumbs_of(actor, ref), "today": today,
        "may_set": actor.may("policies.set", ref),
        "terms": [_term_words(term, deciding, ref, today) for term in terms],
        "lower_terms": [{"id": one, "name": name} for one, (name, _path) in list(lower_terms.items())[:SHOWN_BELOW]],
        "lower_terms_count": len(lower_terms), "missing_years": queries.list_missing_years(today),
        "may_import": queries.may_import(actor),
    }  # fmt: skip


def _term_words(term: TermLine, deciding: int | None, ref: UnitRef, today: dt.date) -> dict[str, Any]:
    return {
        "term": term, "is_own": term.unit_id == ref.id, "holds": term.unit_id == deciding,
        "is_now": term.starts_on <= today < term.ends_on, "latest": term.latest_day,
    }  # fmt: skip


def _months(first: dt.date, end: dt.date) -> list[dt.date]:
    months = []
    while first < end:
        months.append(first)
        first = grids.month_of(first)[1]
    return months


def _month(first: dt.date, verdicts: dict[dt.date, DayVerdict], today: dt.date) -> dict[str, Any]:
    own = {day: verdict for day, verdict in verdicts.items() if (day.year, day.month) == (first.year, first.month)}
    return {
        "first": first,
        "weeks": grids.weeks_of(first, own, today),
        "school_days": sum(verdict.is_school_day for verdict in own.values()),
    }


def _step(first: dt.date, is_year: bool, by: int) -> str:
    """Write the query of the neighboring month or year, empty out of reach."""
    if is_year:
        return f"year={first.year + by}" if EARLIEST.year <= first.year + by <= LATEST.year else ""
    other = (first + dt.timedelta(days=32 if by > 0 else -1)).replace(day=1)
    return f"month={other:%Y-%m}" if EARLIEST <= other <= LATEST else ""


def _chosen(
    day: dt.date, verdicts: dict[dt.date, DayVerdict], names: dict[int, str], national: dict[dt.date, str]
) -> dict[str, Any] | None:
    verdict = verdicts.get(day)
    if verdict is None:
        return None
    _word, _mark, tone = grids.SHORT[verdict.kind]
    reason = grids.reason_of(day, verdict, national)
    return {
        "day": day,
        "days": day_words(day),
        "kind": _(verdict.kind.label),
        "tone": tone or "good",
        "why": {
            "line": reason,
            "rule": _("本地停课、上课最先；再看学期；再看全国节假日和调休；最后看周几。下级定的比上级先。"),
            "decided_by": names.get(verdict.from_unit_id, "") if verdict.from_unit_id is not None else _("全国"),
            "records": _("住宿生在校，照常检查") if verdict.boarders_present else _("住宿生不在校"),
        },
    }


@require_http_methods(["GET", "HEAD", "POST"])
def term(request: HttpRequest, unit_id: int, term_id: int | None = None) -> HttpResponse:
    """Add a term, or change one of the unit's own: preview whom it reaches and which days change, then save."""
    actor, ref = http.opened(request, unit_id, "policies.view")
    actor.require("policies.set", ref)
    found = queries.get_term(ref.id, term_id) if term_id is not None else None
    initial = {}
    if found is not None:
        latest = found.ends_on - dt.timedelta(days=1)
        initial = {"name": found.name, "starts_on": found.starts_on, "latest_day": latest}
    form = forms.Term(request.POST or None, initial=initial)
    context = {**_frame(actor, ref, clock.today()), "form": form, "found": found}

    def preview(values: dict[str, Any]) -> None:
        queries.check_term(ref.id, values["name"], values["starts_on"], form.ends_on, besides=term_id)
        own = [(line.starts_on, line.ends_on) for line in queries.list_terms(ref) if _other(line, ref, term_id)]
        start, end = values["starts_on"], form.ends_on
        if found is not None:
            start, end = min(start, found.starts_on), max(end, found.ends_on)
        context["preview"] = _preview_terms(ref, start, end, [*own, (values["starts_on"], form.ends_on)])

    def save(values: dict[str, Any]) -> None:
        wanted = {"name": values["name"], "starts_on": values["starts_on"], "ends_on": form.ends_on}
        if found is None:
            services.add_term(actor=actor, now=clock.now(), unit_id=ref.id, **wanted)
        else:
            services.change_term(actor=actor, now=clock.now(), unit_id=ref.id, term_id=found.id, **wanted)
        rows = [(_("学期"), values["name"]), (_("期间"), _("{first}至{latest}").format(
            first=day_words(values["starts_on"]), latest=day_words(values["latest_day"])))]  # fmt: skip
        context["receipt"] = receipt(_("学期已设"), rows, [(_("看校历"), _calendar_url(ref, values["starts_on"]))])

    if request.method == "POST" and request.POST.get("step") != "edit":
        went_through(form, save if request.POST.get("step") == "save" else preview)
    return answer(request, "policies/term.html", "policies/_term_form.html", context, form=form)


def _other(line: TermLine, ref: UnitRef, term_id: int | None) -> bool:
    return line.unit_id == ref.id and line.id != term_id


def _calendar_url(ref: UnitRef, day: dt.date) -> str:
    return f"{reverse('policies:calendar', args=[ref.id])}?month={day:%Y-%m}"


def _preview_terms(ref: UnitRef, start: dt.date, end: dt.date, terms: list[tuple[dt.date, dt.date]]) -> dict[str, Any]:
    """Compare the days of a period as they are and as they would be with these own terms."""
    after = queries.verdicts_with(ref, start, end, terms=terms)
    return _compared(ref, queries.list_verdicts(ref, start, end), after, list_exempt_terms(ref))


def list_exempt_terms(ref: UnitRef) -> list[str]:
    """List the paths of units below that have terms of their own and so keep them."""
    return [path for _name, path in queries.list_lower_terms(ref).values()]


def _compared(
    ref: UnitRef, before: dict[dt.date, DayVerdict], after: dict[dt.date, DayVerdict], exempt: list[str]
) -> dict[str, Any]:
    reached = queries.affected_below(ref.territory_path, exempt, clock.today())
    to_off = [day for day in after if before[day].is_school_day and not after[day].is_school_day]
    to_on = [day for day in after if after[day].is_school_day and not before[day].is_school_day]
    return {
        "reached": orgs.reached_words(reached.counts), "exempt": reached.exempt_schools, "to_off": len(to_off),
        "to_on": len(to_on), "same": len(after) - len(to_off) - len(to_on), "holds_today": clock.today() in to_off,
    }  # fmt: skip


@require_POST
def remove_term(request: HttpRequest, unit_id: int, term_id: int) -> HttpResponse:
    """Remove a term of the unit: preview what its days become, then remove it."""
    actor, ref = http.opened(request, unit_id, "policies.view")
    actor.require("policies.set", ref)
    found: Term = queries.get_term(ref.id, term_id)
    if request.POST.get("step") == "save":
        services.remove_term(actor=actor, now=clock.now(), unit_id=ref.id, term_id=term_id)
        return back(_calendar_url(ref, clock.today()))
    own = [(line.starts_on, line.ends_on) for line in queries.list_terms(ref) if _other(line, ref, term_id)]
    context = {**_frame(actor, ref, clock.today()), "found": found, "latest": found.ends_on - dt.timedelta(days=1)}
    context["preview"] = _preview_terms(ref, found.starts_on, found.ends_on, own)
    return render(request, "policies/term_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Make days off or on for a unit and all below it: preview, then save."""
    actor, ref = http.opened(request, unit_id, "policies.view")
    actor.require("policies.set", ref)
    today = clock.today()
    day = asked_day(request.GET.get("day", ""), today + dt.timedelta(days=1))
    form = forms.Days(request.POST or None, today=today, initial={"first": day, "latest": day, "kind": "LOCAL_OFF"})
    context = {**_frame(actor, ref, today), "form": form}

    def preview(values: dict[str, Any]) -> None:
        wanted = dict.fromkeys(form.days(), (DayKind(values["kind"]), values["reason"]))
        first, end = values["first"], values["latest"] + dt.timedelta(days=1)
        after = queries.verdicts_with(ref, first, end, days=wanted)
        lower = {row.unit_id for row in queries.list_lower_days(ref, first, end)}
        exempt = queries.paths_of(lower)
        context["preview"] = _compared(ref, queries.list_verdicts(ref, first, end), after, exempt)

    def save(values: dict[str, Any]) -> None:
        services.set_days(
            actor=actor, now=clock.now(), unit_id=ref.id, days=form.days(), kind=values["kind"], reason=values["reason"]
        )
        words = dict(form.fields["kind"].choices)[values["kind"]]
        period = _("{first}至{latest}").format(first=day_words(values["first"]), latest=day_words(values["latest"]))
        rows = [(_("日期"), period), (_("这些天"), str(words)), (_("原因"), values["reason"])]
        context["receipt"] = receipt(_("校历已改"), rows, [(_("看校历"), _calendar_url(ref, values["first"]))])

    if request.method == "POST" and request.POST.get("step") != "edit":
        went_through(form, save if request.POST.get("step") == "save" else preview)
    return answer(request, "policies/days.html", "policies/_days_form.html", context, form=form)


@require_POST
def remove_day(request: HttpRequest, unit_id: int, day: str) -> HttpResponse:
    """Take back a day that the unit made to differ."""
    actor, ref = http.opened(request, unit_id, "policies.view")
    actor.require("policies.set", ref)
    found = asked_day(day, dt.date.min)
    if found == dt.date.min:
        raise NotVisible()
    services.remove_days(actor=actor, now=clock.now(), unit_id=ref.id, days=[found])
    return back(_calendar_url(ref, found))
