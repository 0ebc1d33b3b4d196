"""The page where a class reports: look, tap who is not well, report."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from sizao.core import clock, pages, scope
from sizao.core.actor import Actor
from sizao.core.burden import services as burden
from sizao.core.errors import Invalid
from sizao.core.http import own_transaction, signed_in
from sizao.core.ids import new_id
from sizao.detect.checks import forms, queries, services
from sizao.detect.checks.queries import CheckPage
from sizao.detect.checks.rules import Answer, Check, Entry, Session, Source
from sizao.detect.checks.views import pupil
from sizao.detect.checks.views.showing import check_context, reported_entries


@own_transaction
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, group_id: int, day: dt.date, session: str) -> HttpResponse:
    """Show the class and take its report."""
    actor, now = signed_in(request), clock.now()
    with scope.transaction(actor):
        page = queries.get_check_page(actor, group_id=group_id, day=day, session=session, now=now)
        if request.method == "GET":
            return _page(request, page, actor, now)
    if "person" in request.GET:
        return pupil.edit(request, page, actor, now)
    return _submit(request, page, actor, now)


def _page(request: HttpRequest, page: CheckPage, actor: Actor, now: dt.datetime) -> HttpResponse:
    if request.GET.get("person"):
        return pupil.edit(request, page, actor, now)
    is_kept = request.GET.get("keep") == "1" and page.day == clock.school_date(now)
    is_editing = request.GET.get("edit") == "1" or not page.has_report or page.session == Session.OBSERVATION
    context = check_context(page, actor=actor, now=now, is_editing=is_editing, entries=_standing(page), is_kept=is_kept)
    context["opened"] = burden.stamp(f"checks.{page.session}", page.group, now=now) if is_editing else ""
    return render(
        request, "checks/check.html", {**context, "links": pages.links_for(actor=actor, unit=page.group, day=page.day)}
    )


def _standing(page: CheckPage) -> dict[uuid.UUID, Entry]:
    """Give the entries the page starts with: of the version that holds."""
    return {person: stored.entry for person, stored in page.entries.items()}


def _submit(request: HttpRequest, page: CheckPage, actor: Actor, now: dt.datetime) -> HttpResponse:
    entries: list[Entry] = []
    try:
        entries, answers = forms.read_check(request.POST, day=page.day)
        command = _command(request, page, entries, answers, actor, now)
        receipt = services.submit_one(actor=actor, now=now, check=command)
    except (Invalid, services.CheckRefused) as error:
        return _again(request, page, actor, now, entries, error)
    where = reverse("checks:check", args=[page.group.id, page.day, page.session])
    if not request.htmx:
        return HttpResponseRedirect(where)
    with scope.transaction(actor):
        written = queries.get_check_page(actor, group_id=page.group.id, day=page.day, session=page.session, now=now)
        context = check_context(written, actor=actor, now=now, is_editing=False, entries=_standing(written))
    return render(request, "checks/_reported.html", {**context, "fresh": receipt})


def _is_own(actor: Actor, page: CheckPage) -> bool:
    """Tell whether the actor reports for a group of their own, and not as a deputy (代报)."""
    return page.group.id in actor.held_in("checks.submit")


def _command(
    request: HttpRequest,
    page: CheckPage,
    entries: list[Entry],
    answers: dict[uuid.UUID, str],
    actor: Actor,
    now: dt.datetime,
) -> Check:
    by_id = {question.id: question for question in page.questions}
    entries = [*entries, *_taken_over(page, entries, answers)]
    ill = {entry.person_id for entry in entries}
    recovered = tuple(
        by_id[key].person_id
        for key, answer in answers.items()
        if key in by_id and answer == Answer.RECOVERED and by_id[key].person_id not in ill
    )
    return Check(
        id=_key(request.POST.get("key"), now),
        school_id=page.group.key,
        group_id=page.group.id,
        day=page.day,
        session=page.session,
        base_version=_number(request.POST.get("base_version"), page.base_version),
        entries=tuple(entries),
        recovered=recovered,
        reason=request.POST.get("reason", "").strip(),
        source=Source.WEB if _is_own(actor, page) else Source.DEPUTY,
    )


def _taken_over(page: CheckPage, entries: list[Entry], answers: dict[uuid.UUID, str]) -> list[Entry]:
    """Give what others proposed and the teacher took over without opening the sheet."""
    typed = {entry.person_id for entry in entries}
    return [
        one.entry
        for one in page.questions
        if one.is_suggestion and answers.get(one.id) == Answer.STILL and one.person_id not in typed
    ]


def _key(text: str | None, now: dt.datetime) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return new_id(now)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default


def _again(
    request: HttpRequest, page: CheckPage, actor: Actor, now: dt.datetime, entries: list[Entry], error: Exception
) -> HttpResponse:
    """Show the page again with what was typed and why it was refused; a conflict shows the report that came first."""
    with scope.transaction(actor):
        page = queries.get_check_page(actor, group_id=page.group.id, day=page.day, session=page.session, now=now)
        typed = {entry.person_id: entry for entry in entries}
        context = check_context(page, actor=actor, now=now, is_editing=True, entries=typed, error=error)
        context["opened"] = request.POST.get("opened", "")
        context["theirs"] = reported_entries(page)
    template = "checks/_form.html" if request.htmx else "checks/check.html"
    status = 422 if isinstance(error, Invalid) or request.htmx else error.http_status
    return render(request, template, context, status=status)


@own_transaction
@require_POST
def withdraw(request: HttpRequest, group_id: int, day: dt.date, session: str) -> HttpResponse:
    """Take a report back until the cut-off."""
    actor, now = signed_in(request), clock.now()
    with scope.transaction(actor):
        page = queries.get_check_page(actor, group_id=group_id, day=day, session=session, now=now)
    command = Check(
        new_id(now), page.group.key, group_id, day, session, base_version=page.base_version, is_withdrawn=True
    )
    services.submit_one(actor=actor, now=now, check=command)
    return HttpResponseRedirect(reverse("checks:check", args=[group_id, day, session]))
