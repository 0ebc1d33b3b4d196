"""The return of one unit and day: look at derived figures, sign with one confirmation, amend later."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import FieldProblem, Invalid, NotVisible, SizaoError
from sizao.core.http import signed_in
from sizao.core.words import day_words
from sizao.report.daily import queries, services
from sizao.report.daily.models import DailyReturn
from sizao.report.daily.rules import Figures
from sizao.report.daily.views import showing

SEEN = ("expected", "reported", "ill", "absent")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the actor's own return of today."""
    actor = signed_in(request)
    own = [grant.unit for grant in actor.grants_for("daily.view") if grant.unit.school_id in (None, grant.unit.id)]
    if not own:
        raise NotVisible()
    return HttpResponseRedirect(reverse("daily:show", args=[own[0].id, clock.today()]))


@require_safe
def show(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """Show a unit's return: live figures before it is signed, the snapshot after."""
    actor, now = signed_in(request), clock.now()
    unit = queries.get_unit(actor, unit_id, day=day, now=now)
    return render(request, "daily/return.html", _context(actor, unit, day, now))


def _context(
    actor: Actor, unit: UnitRef, day: dt.date, now: dt.datetime, error: SizaoError | None = None
) -> dict[str, Any]:
    versions = queries.list_versions(actor, unit=unit, day=day)
    row = versions[0] if versions else None
    draft = queries.draft_return(actor, unit=unit, day=day, now=now)
    is_signed = row is not None and row.signed_at is not None
    figures = queries.figures_of(row) if is_signed else draft.figures
    earlier = queries.find_signed_before(actor, unit=unit, day=day)
    before = queries.figures_of(earlier) if earlier else None
    later = draft.figures.difference(figures) if is_signed else {}
    return {
        "unit": unit, "day": day, "day_words": day_words(day), "row": row, "versions": versions, "error": error,
        "error_text": error.text(_) if error else "", "status": showing.status_of(row, now),
        "figures": figures, "figure_rows": showing.figure_rows(figures, before), "is_signed": is_signed,
        "before_words": _before_words(earlier, day),
        "share": showing.reported_share(figures), "window": draft.window, "found_later": draft.found_later,
        "sessions": _sessions(draft, row, is_signed),
        "missing": showing.missing_lines(draft, row.missing_reasons if row else {}) if not is_signed
        else _kept_missing(row),
        "is_school": unit.school_id is not None,
        "levels": showing.level_steps(queries.list_levels(actor, unit=unit, day=day), now),
        "may_sign": row is not None and not is_signed and actor.may("daily.sign", unit),
        "may_amend": is_signed and bool(later) and actor.may("daily.sign", unit),
        "changes": [
            {"label": showing.label_of(name), "old": old, "new": new} for name, (old, new) in later.items()
        ],
        "seen": [(name, getattr(draft.figures, name)) for name in SEEN],
        "dialog_rows": [
            {"label": showing.label_of(name), "value": getattr(draft.figures, name)} for name in SEEN
        ],
        "due": row.covers_to if row else None,
        "previous_day": day - dt.timedelta(days=1),
        "next_day": day + dt.timedelta(days=1) if day < clock.school_date(now) else None,
        "signer": actor.name, "as_of": row.signed_at if is_signed else now,
    }  # fmt: skip


def _before_words(earlier: DailyReturn | None, day: dt.date) -> str:
    """Name the return that is compared with: 昨日, or its date after a weekend."""
    if earlier is None or earlier.day == day - dt.timedelta(days=1):
        return _("昨日")
    return f"{earlier.day:%m-%d}"


def _sessions(draft: queries.Draft, row: DailyReturn | None, is_signed: bool) -> list[dict[str, Any]]:
    by_session = draft.by_session
    if is_signed and row is not None:
        by_session = {name: Figures(**values) for name, values in row.by_session.items()}
    return [
        {"label": _(showing.SESSIONS[name]), "figures": one, "share": showing.reported_share(one)}
        for name, one in ((name, by_session[name]) for name in showing.SESSIONS if name in by_session)
    ]


def _kept_missing(row: DailyReturn) -> list[dict[str, Any]]:
    from sizao.registry.orgs import queries as orgs

    lines = orgs.list_lines([int(key) for key in row.missing_reasons])
    return [
        {"id": int(key), "name": lines[int(key)].name if int(key) in lines else key,
         "session": _(showing.SESSIONS.get(one["session"], "日报告")), "reason": one["reason"], "phone": ""}
        for key, one in row.missing_reasons.items()
    ]  # fmt: skip


def _seen(request: HttpRequest) -> dict[str, int]:
    given = {name: request.POST.get(f"seen-{name}", "") for name in SEEN}
    wrong = [name for name, text in given.items() if not text.isdecimal()]
    if wrong:
        raise Invalid([FieldProblem(f"seen-{name}", "数字读不出来，刷新页面") for name in wrong])
    return {name: int(text) for name, text in given.items()}


def _reasons(request: HttpRequest) -> dict[int, str]:
    """Read the reason of each missing class; those left empty take the one given for all the rest."""
    rest = request.POST.get("rest", "")
    return {
        int(name.removeprefix("reason-")): text if text.strip() else rest
        for name, text in request.POST.items()
        if name.startswith("reason-") and name.removeprefix("reason-").isdecimal()
    }


@require_POST
def sign(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """Sign the return the signer has looked at."""
    actor, now = signed_in(request), clock.now()
    unit = queries.get_unit(actor, unit_id)
    actor.require("daily.sign", unit)
    reasons = _reasons(request)
    try:
        services.sign_return(actor=actor, now=now, unit_id=unit_id, day=day, reasons=reasons, seen=_seen(request))
    except (services.ReasonsMissing, services.FiguresChanged, services.NoReturn, services.AlreadySigned) as error:
        context = _context(actor, unit, day, now, error)
        for line in context["missing"]:
            line["reason"] = request.POST.get(f"reason-{line['id']}", line["reason"])
        context["rest"] = request.POST.get("rest", "")
        return render(request, "daily/return.html", context, status=error.http_status)
    return HttpResponseRedirect(reverse("daily:show", args=[unit_id, day]))


@require_POST
def amend(request: HttpRequest, unit_id: int, day: dt.date) -> HttpResponse:
    """Amend a signed return whose figures were wrong."""
    actor, now = signed_in(request), clock.now()
    unit = queries.get_unit(actor, unit_id)
    reason = request.POST.get("reason", "")
    try:
        services.amend_return(actor=actor, now=now, unit_id=unit_id, day=day, reason=reason)
    except SizaoError as error:
        if error.http_status in (403, 404):
            raise
        return render(request, "daily/return.html", _context(actor, unit, day, now, error), status=error.http_status)
    return HttpResponseRedirect(reverse("daily:show", args=[unit_id, day]))
