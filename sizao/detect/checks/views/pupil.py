"""One pupil on a page of its own (the sheet without JavaScript), and 已到校 in one tap."""

import datetime as dt
import uuid
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sizao.core import clock, scope
from sizao.core.actor import Actor
from sizao.core.errors import Invalid, NotVisible
from sizao.core.http import own_transaction, signed_in
from sizao.core.ids import new_id
from sizao.core.words import day_words
from sizao.detect.checks import forms, queries, services
from sizao.detect.checks.queries import CheckPage
from sizao.detect.checks.rules import AbsenceReason, Check, Entry, Presence


def edit(
    request: HttpRequest,
    page: CheckPage,
    actor: Actor,
    now: dt.datetime,
    *,
    where: str = "",
    fields: type = forms.PupilEntry,
) -> HttpResponse:
    """Show one pupil's form; posted, it writes the group's report with this pupil in it.

    where: the page to go back to, the class's own unless given; fields: the form of a room asks otherwise.
    """
    where = where or reverse("checks:check", args=[page.group.id, page.day, page.session])
    person_id = _person(request.GET.get("person", ""), page)
    person = next(one for one in page.people if one.id == person_id)
    stored = page.entries.get(person_id)
    error: Exception | None = None
    form = fields(request.POST or None, initial=_initial(stored.entry if stored else None, page.day))
    if request.method == "POST" and form.is_valid():
        try:
            _write(form.cleaned_data, page, person_id, actor, now)
            return HttpResponseRedirect(where)
        except (Invalid, services.CheckRefused) as refused:
            error = refused
            texts = [problem.text(_) for problem in refused.problems] or [refused.text(_)]
            for text in texts:
                form.add_error(None, text)
    context = {"page": page, "person": person, "form": form, "day_words": day_words(page.day), "where": where}
    return render(request, "checks/pupil.html", context, status=422 if error or form.errors else 200)


def _person(text: str, page: CheckPage) -> uuid.UUID:
    try:
        wanted = uuid.UUID(text)
    except ValueError:
        raise NotVisible() from None
    if wanted not in {person.id for person in page.people}:
        raise NotVisible()
    return wanted


def _initial(entry: Entry | None, day: dt.date) -> dict:
    if entry is None:
        return {"presence": "PRESENT", "onset_date": day}
    return {
        "presence": AbsenceReason.NOT_BACK if entry.absence_reason == AbsenceReason.NOT_BACK else entry.presence,
        "absence_reason": entry.absence_reason,
        "symptoms": entry.symptoms,
        "temperature": entry.temperature_celsius,
        "temperature_site": entry.temperature_site,
        "onset_date": entry.onset_date,
        "seen_doctor": {True: "YES", False: "NO", None: ""}[entry.seen_doctor],
        "diagnosis": entry.diagnosis,
        "severe": entry.severe_signs,
        "shared_meal": entry.shared_meal,
        "note": entry.note,
    }


def _write(values: dict, page: CheckPage, person_id: uuid.UUID, actor: Actor, now: dt.datetime) -> None:
    others = {key: stored.entry for key, stored in page.entries.items() if key != person_id}
    recovered: tuple[uuid.UUID, ...] = ()
    if values["presence"]:
        others[person_id] = forms.read_entry(person_id, values, default_onset=page.day)
    elif any(question.person_id == person_id for question in page.questions):
        recovered = (person_id,)
    check = _next_version(page, tuple(others.values()), now, recovered=recovered)
    services.submit_one(actor=actor, now=now, check=check)


def _next_version(
    page: CheckPage,
    entries: tuple[Entry, ...],
    now: dt.datetime,
    *,
    reason: str = "",
    recovered: tuple[uuid.UUID, ...] = (),
) -> Check:
    return Check(
        new_id(now), page.group.key, page.group.id, page.day, page.session, base_version=page.base_version,
        entries=entries, reason=reason, recovered=recovered,
    )  # fmt: skip


@own_transaction
@require_POST
def arrived(request: HttpRequest, group_id: int, day: dt.date, session: str, person_id: uuid.UUID) -> HttpResponse:
    """Record that an absent pupil has come (已到校): a new version, the absence stays in the old one."""
    actor, now = signed_in(request), clock.now()
    with scope.transaction(actor):
        page = queries.get_check_page(actor, group_id=group_id, day=day, session=session, now=now)
    stored = page.entries.get(person_id)
    if stored is None:
        raise NotVisible()
    entries = {key: one.entry for key, one in page.entries.items()}
    entries[person_id] = replace(stored.entry, presence=Presence.ARRIVED_LATE, absence_reason="")
    check = _next_version(page, tuple(entries.values()), now, reason=_("迟到已到校"))
    services.submit_one(actor=actor, now=now, check=check)
    return HttpResponseRedirect(reverse("checks:check", args=[group_id, day, session]))
