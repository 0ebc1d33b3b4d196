"""The school's board: classes by sessions, who has not reported, waivers."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sizao.core import clock, pages
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.http import signed_in
from sizao.core.words import day_words, minutes_until, percent
from sizao.detect.checks import forms, queries, services
from sizao.detect.checks.queries import GroupSlots
from sizao.detect.checks.rules import Session, SlotState
from sizao.detect.checks.views.showing import status_of
from sizao.registry.changes import queries as changes

SESSIONS = (Session.MORNING, Session.NOON, Session.EVENING)
DONE = (SlotState.ZERO, SlotState.ILL)


@require_safe
def board_today(request: HttpRequest) -> HttpResponse:
    """Go to today's board of the school whose staff the actor is."""
    actor = signed_in(request)
    schools = [grant.unit.school_id for grant in actor.grants_for("checks.board") if grant.unit.school_id]
    if not schools:
        raise NotVisible()
    return HttpResponseRedirect(reverse("checks:board_day", args=[schools[0], clock.today()]))


@require_safe
def board(request: HttpRequest, school_id: int, day: dt.date) -> HttpResponse:
    """Show every class and department with the state of each session; `?show=missing` keeps the silent ones."""
    actor, now = signed_in(request), clock.now()
    school = changes.unit_on(school_id, day) if day < clock.school_date(now) else unit_by_id(school_id)
    if school.school_id != school_id:
        raise NotVisible()
    actor.require("checks.board", school)
    rows = queries.get_board(actor, school_id=school_id, day=day, now=now)
    context = _context(rows, school, day, now, actor, request.GET.get("show", "all"))
    context["links"] = pages.links_for(actor=actor, unit=school, day=day)
    template = "checks/_board.html" if request.htmx else "checks/board.html"
    seen = request.GET.get("seen")
    if request.htmx and seen == context["version"]:
        return HttpResponse(status=204)
    return render(request, template, context)


def _context(
    rows: list[GroupSlots], school: Any, day: dt.date, now: dt.datetime, actor: Actor, show: str
) -> dict[str, Any]:
    sessions = [session for session in SESSIONS if any(session in row.slots for row in rows)]
    lines = [_line(row, sessions, now) for row in rows]
    cells = [cell for line in lines for cell in line["cells"] if cell]
    missing = sum(cell["is_missing"] for cell in cells)
    done = sum(cell["is_done"] for cell in cells)
    expected = sum(not cell["is_waived"] for cell in cells)
    if show == "missing":
        lines = [line for line in lines if any(cell and cell["is_missing"] for cell in line["cells"])]
    return {
        "school": school, "day": day, "day_words": day_words(day), "show": show,
        "sessions": [_(session.label) for session in sessions], "lines": lines, "as_of": now,
        "counts": {"expected": expected, "done": done, "missing": missing, "rate": percent(done, expected),
                   "ill": sum(cell["ill"] for cell in cells)},
        "version": f"{done}.{missing}.{sum(cell['version'] for cell in cells)}",
        "poll": "every 5s, refresh" if missing else "every 30s, refresh",
        "previous_day": day - dt.timedelta(days=1),
        "next_day": day + dt.timedelta(days=1) if day < clock.school_date(now) else None,
        "may_waive": actor.may("checks.waive", school), "may_enter": actor.may("checks.submit", school),
    }  # fmt: skip


def _line(row: GroupSlots, sessions: list[Session], now: dt.datetime) -> dict[str, Any]:
    return {"group": row.group, "cells": [_cell(row, session, now) for session in sessions]}


def _cell(row: GroupSlots, session: str, now: dt.datetime) -> dict[str, Any] | None:
    if session not in row.slots:
        return None
    slot, current, state = row.slots[session]
    is_done = state in DONE
    return {
        "session": session, "label": _(Session(session).label),
        "status": status_of(state, is_late=bool(current and current.is_late)),
        "ill": current.ill if current and is_done else 0, "absent": current.absent if current and is_done else 0,
        "enrolled": slot.enrolled if slot else 0, "at": current.submitted_at if current and is_done else None,
        "is_missing": state in (SlotState.MISSING, SlotState.DUE), "is_done": is_done,
        "is_waived": state == SlotState.WAIVED, "waived_reason": slot.waived_reason if slot else "",
        "version": current.version if current else 0, "due": slot.due_at if slot else None,
        "minutes": minutes_until(slot.due_at, now) if slot else 0,
    }  # fmt: skip


@require_POST
def waive(request: HttpRequest, school_id: int, day: dt.date, group_id: int) -> HttpResponse:
    """Waive sessions of a group that is away, with the reason."""
    form = forms.Waiver(request.POST)
    if not form.is_valid():
        raise Invalid([FieldProblem(name, str(errors[0])) for name, errors in form.errors.items()])
    services.waive_slots(
        actor=signed_in(request), now=clock.now(), group_id=group_id, day=day,
        sessions=form.cleaned_data["sessions"], reason=form.cleaned_data["reason"],
    )  # fmt: skip
    return HttpResponseRedirect(reverse("checks:board_day", args=[school_id, day]))


@require_POST
def unwaive(request: HttpRequest, school_id: int, day: dt.date, group_id: int) -> HttpResponse:
    """Take a waiver back."""
    services.unwaive_slots(
        actor=signed_in(request), now=clock.now(), group_id=group_id, day=day, sessions=request.POST.getlist("sessions")
    )
    return HttpResponseRedirect(reverse("checks:board_day", args=[school_id, day]))
