"""The list of the ill, one illness with what the doctor adds, and the form for those no report named."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.answering import back, went_through
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.ids import new_id
from sizao.core.words import day_words
from sizao.detect.checks.queries import SevereSign, Symptom
from sizao.detect.linelist import forms, queries, services
from sizao.detect.linelist.queries import Illness
from sizao.detect.linelist.rules import Said, Status
from sizao.epi import diseases
from sizao.registry.orgs import queries as orgs
from sizao.registry.roster import queries as roster

SHOWN_DAYS = 14
MOST_FOUND = 20
TONES = {Status.SUSPECTED: "attention", Status.CLINICAL: "act", Status.CONFIRMED: "act", Status.EXCLUDED: "na"}


def _rows(actor: Actor, school_id: int, found: list[Illness]) -> list[dict[str, Any]]:
    """Put names and words to illnesses, in two queries."""
    people = roster.list_people(actor, school_id=school_id, ids={one.person_id for one in found})
    groups = orgs.list_lines({one.class_id for one in found if one.class_id})
    return [_row(one, people[one.person_id], groups) for one in found if one.person_id in people]


def _row(one: Illness, person: roster.PersonLine, groups: dict[int, Any]) -> dict[str, Any]:
    named = diseases.BY_KEY.get(one.disease)
    symptoms = [_(Symptom(code).label) for code in one.symptoms]
    signs = [_(SevereSign(code).label) for code in one.severe_signs]
    celsius = [f"{one.temperature_celsius}℃"] if one.temperature_celsius is not None else []
    return {
        "illness": one, "person": person, "group": groups[one.class_id].short_name if one.class_id in groups else "",
        "onset": day_words(one.onset_date), "words": _("，").join([*symptoms, *celsius, *signs]),
        "disease": name_of(named) if named else one.disease,
        "status": _(Status(one.status).label) if one.status else "",
        "tone": TONES[Status(one.status)] if one.status else "info", "is_over": one.recovered_at is not None,
    }  # fmt: skip


def name_of(disease: diseases.Disease) -> str:
    """Name a disease in the reader's language."""
    return disease.zh if get_language().startswith("zh") else disease.en


def _school_of(request: HttpRequest, actor: Actor) -> int:
    """Give the school whose line list is asked for, the actor's own unless another is named."""
    text = request.GET.get("school", "")
    if text.isdecimal():
        return int(text)
    schools = [grant.unit.school_id for grant in actor.grants_for("linelist.view") if grant.unit.school_id]
    if not schools:
        raise NotVisible()
    return schools[0]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List who fell ill in the last two weeks."""
    actor = signed_in(request)
    school_id = _school_of(request, actor)
    school = unit_by_id(school_id)
    actor.require("linelist.view", school)
    today = clock.today()
    since = today - dt.timedelta(days=SHOWN_DAYS - 1)
    rows = _rows(actor, school_id, queries.list_illnesses(actor, school_id=school_id, since=since))
    context = {
        "school": school, "rows": rows, "since": day_words(since),
        "may_complete": actor.may("linelist.complete", school),
        "open_count": sum(not row["is_over"] and not row["illness"].is_out for row in rows),
    }  # fmt: skip
    return render(request, "linelist/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def illness(request: HttpRequest, school_id: int, person_id: uuid.UUID, episode: int) -> HttpResponse:
    """Show one illness; posted, write a diagnosis or its end."""
    actor, now = signed_in(request), clock.now()
    actor.require("linelist.view", unit_by_id(school_id))
    found = queries.find_illness(actor, school_id=school_id, person_id=person_id, episode=episode)
    rows = _rows(actor, school_id, [found]) if found else []
    if not rows:
        raise NotVisible()
    place = {"illness": services.IllnessKey(school_id, person_id, episode)}
    which = request.POST.get("which", "")
    case = forms.CaseChange(
        request.POST if which == "case" else None,
        initial={"disease": found.disease, "status": found.status or "SUSPECTED"},
    )
    end = forms.Recovery(request.POST if which == "end" else None, initial={"recovered_at": now.replace(second=0)})
    if which == "case" and went_through(
        case, lambda values: services.change_case(actor=actor, now=now, **place, **values)
    ):
        return back(request.path)
    if which == "end" and went_through(
        end, lambda values: services.record_recovery(actor=actor, now=now, **place, **values)
    ):
        return back(request.path)
    context = {
        "row": rows[0], "case": case, "end": end, "school_id": school_id,
        "may_complete": actor.may("linelist.complete", unit_by_id(school_id)),
        "definition": _definition(found.disease),
    }  # fmt: skip
    return render(request, "linelist/illness.html", context, status=422 if case.errors or end.errors else 200)


def _definition(key: str) -> dict[str, str] | None:
    """Read the case definition of a disease aloud in the reader's language."""
    disease = diseases.BY_KEY.get(key)
    if disease is None:
        return None
    language: Any = "zh" if get_language().startswith("zh") else "en"
    return {"name": name_of(disease), "said": disease.case_definition.say(language)}


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, school_id: int) -> HttpResponse:
    """Find the person, then register an illness that came to the clinic; of a pupil or of staff."""
    actor, now = signed_in(request), clock.now()
    school = unit_by_id(school_id)
    actor.require("linelist.complete", school)
    person = _person(request.GET.get("person", ""), actor, school_id)
    if person is None:
        return _search(request, actor, school)
    form = forms.Registration(request.POST or None, initial={"onset_date": clock.school_date(now)})
    if request.method == "POST" and went_through(form, lambda values: _register(request, actor, now, person, values)):
        return back(reverse("linelist:home"))
    context = {
        "school": school, "form": form, "person": person, "key": request.POST.get("key") or new_id(now),
        "group": next(iter(orgs.list_lines([person.group_id]).values()), None) if person.group_id else None,
    }  # fmt: skip
    return render(request, "linelist/register.html", context, status=422 if form.errors else 200)


def _person(text: str, actor: Actor, school_id: int) -> Any:
    """Give the person that the address names, None where it names nobody. raises: NotVisible."""
    if not text:
        return None
    try:
        wanted = uuid.UUID(text)
    except ValueError:
        raise NotVisible() from None
    return roster.get_person(actor, school_id=school_id, person_id=wanted)


def _search(request: HttpRequest, actor: Actor, school: Any) -> HttpResponse:
    """Find someone by name, pinyin or number."""
    text = request.GET.get("q", "").strip()
    found = list(roster.find_people(actor, school_id=school.id, text=text)[:MOST_FOUND]) if text else []
    groups = orgs.list_lines({one.group_id for one in found if one.group_id})
    people = [
        {"person": one, "group": groups[one.group_id].short_name if one.group_id in groups else ""} for one in found
    ]
    context = {"school": school, "text": text, "people": people}
    return render(request, "linelist/search.html", context)


def _register(request: HttpRequest, actor: Actor, now: dt.datetime, person: Any, values: dict[str, Any]) -> None:
    try:
        request_id = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        request_id = new_id(now)
    services.register_illness(
        actor=actor, now=now, school_id=person.school_id, person_id=person.id,
        presented=services.Presented(
            Said(
                tuple(values["symptoms"]), values["temperature"], values["onset_date"],
                tuple(values["severe_signs"]), values["exposure"].strip(),
            ),
            services.Diagnosed(values["disease"], values["status"]), is_hospitalised=values["is_hospitalised"],
            is_new=values["is_new"],
        ),
        request_id=request_id,
    )  # fmt: skip
