"""The school doctor's page: today's ill and absent pupils, confirmed, changed or dismissed, with what was done."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.words import day_words
from sizao.detect.checks import forms, queries, services
from sizao.detect.checks.rules import Disposition, Session, Verdict
from sizao.detect.checks.views.showing import cell_of, entry_words
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster

TONES = {Verdict.CONFIRMED: "good", Verdict.CHANGED: "info", Verdict.DISMISSED: "na"}


def _rows(actor: Actor, school_id: int, day: dt.date) -> list[dict[str, Any]]:
    """Collect the entries of the versions that hold, with names and the latest assessment, in five queries."""
    current = queries.list_current(actor, school_id=school_id, day=day)
    holding = {one.id: one for one in current.values() if not one.is_withdrawn and (one.ill or one.absent)}
    by_check = queries.list_entries(actor, school_id=school_id, day=day, check_ids=holding)
    people = roster.list_people(
        actor, school_id=school_id, ids={stored.entry.person_id for group in by_check.values() for stored in group}
    )
    groups = orgs.list_lines({one.group_id for one in holding.values()})
    rows = [
        _row(stored, holding[check_id], people, groups)
        for check_id, group in by_check.items()
        for stored in group
        if stored.entry.person_id in people
    ]
    return sorted(rows, key=lambda row: (row["assessment"] is not None, not row["is_ill"], row["group"], row["number"]))


def _row(stored: Any, check: Any, people: dict, groups: dict) -> dict[str, Any]:
    person = people[stored.entry.person_id]
    assessment = stored.assessment
    return {
        "id": stored.id, "person": person, "number": person.class_position or 0,
        "group": groups[check.group_id].name if check.group_id in groups else "",
        "session": _(Session(check.session).label), "entry": stored.entry, "is_ill": stored.entry.is_ill,
        "words": _("，").join(entry_words(stored.entry)), "tone": cell_of(stored.entry)["tone"] or "na",
        "assessment": assessment,
        "verdict": _(Verdict(assessment.verdict).label) if assessment else "",
        "verdict_tone": TONES[Verdict(assessment.verdict)] if assessment else "attention",
        "disposition": _(Disposition(assessment.disposition).label) if assessment and assessment.disposition else "",
    }  # fmt: skip


@require_safe
def entries(request: HttpRequest, school_id: int, day: dt.date) -> HttpResponse:
    """List the day's ill and absent pupils, those without the doctor's word first."""
    actor = signed_in(request)
    school = unit_by_id(school_id)
    actor.require("checks.view_entries", school)
    rows = _rows(actor, school_id, day)
    context = {
        "school": school, "day": day, "day_words": day_words(day), "rows": rows,
        "waiting": sum(row["assessment"] is None and row["is_ill"] for row in rows),
        "may_assess": actor.may("checks.assess", school),
    }  # fmt: skip
    return render(request, "checks/entries.html", context)


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, school_id: int, day: dt.date, entry_id: uuid.UUID) -> HttpResponse:
    """Confirm, change or dismiss one entry and say where the pupil went."""
    actor, now = signed_in(request), clock.now()
    actor.require("checks.assess", unit_by_id(school_id))
    row = next((one for one in _rows(actor, school_id, day) if one["id"] == entry_id), None)
    if row is None:
        raise NotVisible()
    said = row["entry"]
    known = {"verdict": "CONFIRMED", "symptoms": said.symptoms, "temperature": said.temperature_celsius}
    form = forms.Assessment(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        services.assess_entry(
            actor=actor, now=now, school_id=school_id, day=day, entry_id=entry_id, verdict=values["verdict"],
            disposition=values["disposition"], symptoms=tuple(values["symptoms"]),
            temperature_celsius=values["temperature"], note=values["note"],
        )  # fmt: skip
        return HttpResponseRedirect(reverse("checks:entries", args=[school_id, day]))
    context = {"row": row, "form": form, "day": day, "day_words": day_words(day), "school_id": school_id}
    return render(request, "checks/assess.html", context, status=422 if form.errors else 200)
