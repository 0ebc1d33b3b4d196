"""The evening check of a building: rooms as sections, beds as cells, one room or the whole building in one report."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sizao.core import clock, scope
from sizao.core.actor import Actor
from sizao.core.burden import services as burden
from sizao.core.converters import Key
from sizao.core.errors import FieldProblem, Invalid, NotVisible, SizaoError
from sizao.core.http import own_transaction, signed_in
from sizao.core.ids import new_id
from sizao.core.words import day_words, minutes_until
from sizao.detect.checks import forms, queries, services
from sizao.detect.checks.queries import DormPage, RoomPage
from sizao.detect.checks.rules import Answer, Check, Entry, Session, Source
from sizao.detect.checks.views import pupil
from sizao.detect.checks.views.showing import (
    PARTS,
    cells_of,
    count_words,
    questions_of,
    sheet_choices,
    shown_of,
    status_of,
    summary,
)
from sizao.registry.accounts import queries as accounts

SESSION = Session.EVENING
Entries = dict[uuid.UUID, Entry]


@dataclass(slots=True)
class Sent:
    """What a form said and what became of it, room by room."""

    typed: Entries = field(default_factory=dict)
    answers: dict[uuid.UUID, str] = field(default_factory=dict)
    refused: dict[int, SizaoError] = field(default_factory=dict)
    error: Invalid | None = None
    written: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.refused and self.error is None


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom the rooms are shown: whether they may report, which room they change, who reported what."""

    now: dt.datetime
    may_submit: bool
    edited: str
    is_kept: bool
    handlers: dict[int, str]
    where: str


@own_transaction
@require_http_methods(["GET", "POST"])
def dorm(request: HttpRequest, key: Key, day: dt.date) -> HttpResponse:
    """Show the rooms of a building and take their reports."""
    actor, now = signed_in(request), clock.now()
    with scope.transaction(actor):
        page = queries.get_dorm_page(actor, key=key, day=day, session=SESSION, now=now)
        if "person" in request.GET and request.method == "GET":
            return _sheet(request, page, actor, now)
        if request.method == "GET":
            return render(request, "checks/dorm.html", _context(request, page, actor, now, Sent()))
    if "person" in request.GET:
        return _sheet(request, page, actor, now)
    return _submit(request, page, actor, now)


def _where(page: DormPage) -> str:
    return reverse("checks:dorm", args=[page.building.key, page.day])


def _sheet(request: HttpRequest, page: DormPage, actor: Actor, now: dt.datetime) -> HttpResponse:
    """Show one boarder's form: the sheet without JavaScript."""
    for one in page.rooms:
        if request.GET["person"] in {str(person.id) for person in one.page.people}:
            return pupil.edit(request, one.page, actor, now, where=_where(page), fields=forms.RoomEntry)
    raise NotVisible()


# --- Taking reports


def _submit(request: HttpRequest, page: DormPage, actor: Actor, now: dt.datetime) -> HttpResponse:
    sent = Sent()
    try:
        entries, sent.answers = forms.read_check(request.POST, day=page.day)
        sent.typed = {entry.person_id: entry for entry in entries}
        checks = _checks(request, page, sent, now)
        outcomes = services.submit_check(actor=actor, now=now, checks=checks)
        told = zip(checks, outcomes, strict=True)
        sent.refused = {check.group_id: one for check, one in told if isinstance(one, SizaoError)}
        sent.written = len(checks) - len(sent.refused)
    except Invalid as invalid:
        sent.error = invalid
    if not request.htmx and sent.is_whole:
        return HttpResponseRedirect(_where(page))
    with scope.transaction(actor):
        after = queries.get_dorm_page(actor, key=page.building.key, day=page.day, session=page.session, now=now)
        context = _context(request, after, actor, now, sent)
    template = "checks/_dorm.html" if request.htmx else "checks/dorm.html"
    return render(request, template, context, status=200 if sent.is_whole else 422)


def _checks(request: HttpRequest, page: DormPage, sent: Sent, now: dt.datetime) -> list[Check]:
    """Write one report for each room that the form holds, or for the one whose button was pressed."""
    posted = request.POST
    rooms = [one for one in page.rooms if f"key-{one.room.number}" in posted]
    only = posted.get("only", "")
    if only:
        rooms = [one for one in rooms if str(one.room.number) == only]
    if not rooms:
        raise Invalid([FieldProblem("only", "没有要上报的宿舍")])
    at_home = {person.id for one in page.rooms for person in one.page.people}
    if set(sent.typed) - at_home:
        raise Invalid([FieldProblem("entries", "有人当天不住这里，刷新后再填")])
    return [_check(posted, page, one, sent, now) for one in rooms]


def _check(posted: Any, page: DormPage, one: RoomPage, sent: Sent, now: dt.datetime) -> Check:
    number, living = one.room.number, {person.id for person in one.page.people}
    by_id = {question.id: question for question in one.page.questions}
    return Check(
        id=_uuid(posted.get(f"key-{number}"), now), school_id=page.building.key.school_id, group_id=number,
        day=page.day, session=page.session, base_version=_number(posted.get(f"base-{number}")),
        entries=tuple(entry for person, entry in sent.typed.items() if person in living),
        recovered=tuple(
            by_id[key].person_id for key, answer in sent.answers.items()
            if key in by_id and answer == Answer.RECOVERED and by_id[key].person_id not in sent.typed
        ),
        reason=posted.get(f"reason-{number}", "").strip(), source=Source.WEB,
    )  # fmt: skip


def _uuid(text: str | None, now: dt.datetime) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return new_id(now)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


# --- Showing


def _context(request: HttpRequest, page: DormPage, actor: Actor, now: dt.datetime, sent: Sent) -> dict[str, Any]:
    handlers = accounts.names_of({one.page.current.submitted_by for one in page.rooms if one.page.current})
    reader = Reader(
        now, actor.may("checks.submit", page.building.ref), request.GET.get("edit", ""),
        request.GET.get("keep") == "1" and page.day == clock.school_date(now), handlers, _where(page),
    )  # fmt: skip
    rooms = [_room(one, sent, reader) for one in page.rooms]
    open_rooms = [one for one in rooms if one["is_editing"]]
    due = next((one.page.slot for one in page.rooms if one.page.slot is not None), None)
    waiting = sum(one["is_waiting"] for one in rooms)
    return {
        "page": page, "where": _where(page), "day_words": day_words(page.day), "today": page.day.isoformat(),
        "rooms": rooms, "floors": _by_floor(rooms), "open_count": len(open_rooms), "room_count": len(rooms),
        "enrolled": sum(one["enrolled"] for one in rooms), "waiting": waiting, "is_dorm": True,
        "due": due.due_at if due else None, "minutes": minutes_until(due.due_at, now) if due else 0,
        "opens_at": due.opens_at if due else None, "has_slots": due is not None,
        "is_today": page.day == clock.school_date(now),
        "status": _status(rooms, waiting), "summary": _whole(open_rooms), "written": sent.written,
        "refusals": sum(bool(one["refusal"]) for one in rooms), "choices": sheet_choices(forms.LEAVE_REASONS),
        "problems": [problem.text(_) for problem in sent.error.problems] if sent.error else [],
        "opened": burden.stamp(f"checks.{SESSION}", page.building.ref, now=now) if open_rooms else "",
    }  # fmt: skip


def _room(one: RoomPage, sent: Sent, reader: Reader) -> dict[str, Any]:
    check, slot, number = one.page, one.page.slot, one.room.number
    living = {person.id: person for person in check.people}
    stored = {person: found.entry for person, found in check.entries.items()}
    own = {person: entry for person, entry in sent.typed.items() if person in living}
    refusal = sent.refused.get(number)
    is_waived = slot is not None and slot.waived_at is not None
    is_open = reader.is_kept or (slot is not None and reader.now >= slot.opens_at)
    is_new = not check.has_report
    is_asked = is_new or reader.edited == str(number) or refusal is not None
    is_editing = reader.may_submit and is_open and not is_waived and is_asked
    keeps_typed = is_editing and (sent.error is not None or refusal is not None or (is_new and bool(own)))
    entries, enrolled = own if keeps_typed else stored, slot.enrolled if slot else len(check.people)
    questions = questions_of(check) if is_editing else []
    for question in questions:
        question["answer"] = sent.answers.get(uuid.UUID(question["id"]), "")
    return {
        "number": number, "name": one.room.name, "floor": one.room.floor, "enrolled": enrolled,
        "is_editing": is_editing, "is_waiting": slot is not None and is_new and not is_waived,
        "status": status_of(check.state, is_late=bool(check.current and check.current.is_late)) if slot else None,
        "key": str(new_id(reader.now)), "base": check.base_version, "questions": questions,
        "cells": cells_of(check, entries, reader.where), "summary": summary(entries, enrolled),
        "shown": [] if is_new else shown_of(stored, living, may_arrive=False), "current": check.current,
        "handler": reader.handlers.get(check.current.submitted_by or 0, "") if check.current else "",
        "has_report": not is_new, "needs_reason": not is_new and slot is not None and reader.now >= slot.due_at,
        "refusal": refusal.text(_) if refusal else "", "can_edit": reader.may_submit and not is_new and not is_editing,
    }  # fmt: skip


def _by_floor(rooms: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    floors: dict[str, list[dict[str, Any]]] = {}
    for one in rooms:
        floors.setdefault(one["floor"], []).append(one)
    return list(floors.items())


def _status(rooms: list[dict[str, Any]], waiting: int) -> dict[str, str]:
    if not any(one["status"] for one in rooms):
        return {"tone": "na", "word": _("未到时间") if rooms else _("没有人住")}
    if waiting:
        return {"tone": "attention", "word": _("还有{n}间未报").format(n=waiting)}
    return {"tone": "good", "word": _("都已上报")}


def _whole(rooms: list[dict[str, Any]]) -> str:
    """Say what the building's button reports, before any tap."""
    groups = [cell["group"] for one in rooms for cell in one["cells"]]
    return count_words({name: groups.count(name) for name in PARTS}, len(groups))
