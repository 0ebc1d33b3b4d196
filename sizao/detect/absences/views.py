"""因病缺勤追查: one item an absent pupil, with what is known, whom to call, and the cause as told."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.converters import Key, KeyedConverter
from sizao.core.errors import Invalid, NotVisible
from sizao.core.http import signed_in
from sizao.core.ids import new_id
from sizao.core.words import day_words, minutes_until
from sizao.detect.absences import queries, services
from sizao.detect.absences.forms import ARRIVED, CauseFields
from sizao.detect.absences.queries import Absence
from sizao.detect.absences.services import Cause
from sizao.detect.checks.queries import AbsenceReason, entry_words


@require_http_methods(["GET", "HEAD", "POST"])
def absence_list(request: HttpRequest) -> HttpResponse:
    """Show the absent of one's own groups; posted, register one cause."""
    actor, now = signed_in(request), clock.now()
    actor.require("checks.submit")
    if request.method == "POST":
        return _register(request, actor, now)
    return _page(request, actor, now)


def _page(request: HttpRequest, actor: Actor, now: dt.datetime, typed: dict[str, Any] | None = None) -> HttpResponse:
    """Show all items; `typed` replaces the item whose form came back with errors."""
    items = [_item(absence, now) for absence in queries.list_absences(actor, now=now)]
    if typed is not None:
        items = [typed if one["key"] == typed["key"] else one for one in items]
    today = clock.school_date(now)
    context = {
        "waiting": [one for one in items if one["needs_cause"]],
        "registered": [one for one in items if not one["needs_cause"]],
        "open_count": sum(one["is_open"] for one in items),
        "due": queries.due_at(today, now),
        "minutes": minutes_until(clock.at(today, queries.DUE_HOUR), now),
        "day": today,
        "day_words": day_words(today),
    }
    return render(request, "absences/list.html", context, status=422 if typed else 200)


def _item(absence: Absence, now: dt.datetime, form: CauseFields | None = None) -> dict[str, Any]:
    """Collect what one item shows."""
    is_open = bool(absence.open_days)
    today = clock.school_date(now)
    late = [day for day in absence.open_days if now >= clock.at(day, queries.DUE_HOUR)]
    return {
        "key": Key(absence.school_id, absence.person.id),
        "person": absence.person,
        "group": absence.group,
        "words": _("，").join(entry_words(absence.entry)),
        "is_open": is_open,
        "is_late": bool(late),
        "needs_cause": absence.needs_cause,
        "earlier_days": [day_words(day) for day in absence.open_days if day != today],
        "contacts": absence.contacts,
        "request_id": new_id(now),
        "form": form or _form(absence),
    }


def _form(absence: Absence, data: Any = None) -> CauseFields:
    entry = absence.entry
    reason = "" if entry.absence_reason == AbsenceReason.PENDING else entry.absence_reason
    initial = {
        "reason": reason,
        "symptoms": entry.symptoms,
        "onset_date": entry.onset_date,
        "seen_doctor": {True: "YES", False: "NO", None: ""}[entry.seen_doctor],
        "diagnosis": entry.diagnosis,
    }
    return CauseFields(data, initial=initial, auto_id=f"person-{absence.person.id}-%s")


def _register(request: HttpRequest, actor: Actor, now: dt.datetime) -> HttpResponse:
    key, request_id = _sent(request)
    absence = next(iter(queries.list_absences(actor, now=now, person_id=key.id)), None)
    if absence is None:
        services.trace_cause(actor=actor, now=now, key=key, cause=Cause(AbsenceReason.OTHER), request_id=request_id)
        return HttpResponseRedirect(reverse("absences:list"))
    form = _form(absence, request.POST)
    if form.is_valid():
        try:
            services.trace_cause(actor=actor, now=now, key=key, cause=_cause(form), request_id=request_id)
        except Invalid as error:
            for problem in error.problems:
                field = problem.field.rpartition(".")[2]
                form.add_error(field if field in form.fields else None, problem.text(_))
    if form.errors:
        return _again(request, actor, now, _item(absence, now, form))
    if not request.htmx:
        return HttpResponseRedirect(reverse("absences:list"))
    open_count = sum(bool(one.open_days) for one in queries.list_absences(actor, now=now))
    context = {"receipt": _receipt(absence, _cause(form), now), "open_count": open_count}
    return render(request, "absences/_registered.html", context)


def _cause(form: CauseFields) -> Cause:
    """Give the answers as the service takes them."""
    values = form.cleaned_data
    has_arrived = values["reason"] == ARRIVED
    return Cause(
        reason="" if has_arrived else values["reason"],
        symptoms=tuple(values["symptoms"]),
        onset_date=values["onset_date"],
        seen_doctor={"YES": True, "NO": False}.get(values["seen_doctor"]),
        diagnosis=values["diagnosis"].strip(),
        has_arrived=has_arrived,
    )


def _sent(request: HttpRequest) -> tuple[Key, uuid.UUID]:
    """Read the person and the form's own id.

    raises: NotVisible.
    """
    try:
        return KeyedConverter().to_python(request.POST.get("person", "")), uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        raise NotVisible() from None


def _again(request: HttpRequest, actor: Actor, now: dt.datetime, item: dict[str, Any]) -> HttpResponse:
    if request.htmx:
        return render(request, "absences/_item.html", {"item": item}, status=422)
    return _page(request, actor, now, item)


def _receipt(absence: Absence, cause: Cause, now: dt.datetime) -> dict[str, Any]:
    return {
        "title": _("已登记"),
        "at": now,
        "moves": [{"url": reverse("absences:list"), "text": _("下一名")}],
        "rows": [
            {"label": _("学生"), "value": f"{absence.group.short_name} {absence.person.name}"},
            {"label": _("缺勤原因"), "value": _("，").join(entry_words(cause.applied_to(absence.entry)))},
        ],
    }
