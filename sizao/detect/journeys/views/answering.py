"""Answer for one person: the question in a tap, the form for who is away, its parts one by one."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.answering import answer, back, receipt, refused, went_through
from sizao.core.burden import services as burden
from sizao.core.converters import Key
from sizao.core.errors import Forbidden
from sizao.core.http import signed_in
from sizao.core.words import day_words
from sizao.detect.journeys import forms, queries, services
from sizao.detect.journeys.models import Collection
from sizao.detect.journeys.queries import Subject
from sizao.detect.journeys.rules import DAY, Source, Whereabouts
from sizao.detect.journeys.views import showing
from sizao.registry.orgs import queries as orgs


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """Offer the divisions that fit what is being typed."""
    signed_in(request)
    text = next(iter(request.GET.values()), "")
    return render(request, "journeys/_areas.html", {"found": orgs.search_divisions(str(text)[:60])})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, key: Key, collection_id: int) -> HttpResponse:
    """Answer for a child, or for someone of a class."""
    actor = _someone(request)
    subject = queries.get_subject(actor, school_id=key.school_id, person_id=key.id)
    return _question(request, actor, subject, collection_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, school_id: int, collection_id: int) -> HttpResponse:
    """Answer for oneself as one of the staff."""
    actor = _someone(request)
    unit = unit_by_id(school_id)
    if not any(grant.unit.school_id == school_id for grant in actor.grants_for(queries.ANSWER_SELF)):
        actor.require(queries.ANSWER_SELF, unit)
    return _question(request, actor, queries.get_self(actor, school_id), collection_id)


def _someone(request: HttpRequest) -> Actor:
    """Give the actor when they answer for anyone at all."""
    actor = signed_in(request)
    rights = (queries.ANSWER, queries.ANSWER_CLASS, queries.ANSWER_SELF)
    if not any(actor.has(right) for right in rights):
        raise Forbidden(act=_("填去向"))
    return actor


def _question(request: HttpRequest, actor: Actor, subject: Subject, collection_id: int) -> HttpResponse:
    now = clock.now()
    row = queries.get_asking(collection_id, subject.school_id, today=clock.school_date(now))
    said = queries.find_answer(subject, row)
    if request.method != "POST" and said is not None and said.stays and "again" not in request.GET:
        return back(reverse("journeys:answer", args=[said.key]))
    known = _known(subject, row) | ({"whereabouts": Whereabouts.AWAY} if "away" in request.GET else {})
    form = forms.Answer(request.POST or None, initial=known)
    line = showing.collection_line(row, clock.school_date(now))
    context: dict[str, Any] = {
        "form": form, "subject": subject, "row": row, "collection": line,
        "where": request.path, "group": showing.group_name(subject.group_id), "back": _back(subject, row),
        "drops": len(said.stays) + len(said.trips) if said else 0,
        "opened": request.POST.get("opened", "")
        or burden.stamp("journeys.answer", unit_by_id(subject.group_id), now=now),
    }  # fmt: skip

    def save(values: dict[str, Any]) -> None:
        key = services.give_answer(
            actor=actor, now=now, collection_id=row.id, school_id=subject.school_id, person_id=subject.person_id,
            answer=form.wanted(showing.home_code(subject.school_id)),
        )  # fmt: skip
        context["receipt"] = _receipt(subject, row, key, values)

    if request.method == "POST" and went_through(form, save, field="whereabouts") and "quick" in request.POST:
        return back(request.POST.get("back") or reverse("web:today") if _is_inside(request) else reverse("web:today"))
    return answer(request, "journeys/question.html", "journeys/_question.html", context, form=form)


def _is_inside(request: HttpRequest) -> bool:
    """Go back to a page of ours only."""
    where = request.POST.get("back", "")
    return where.startswith("/journeys/") and "//" not in where


def _known(subject: Subject, row: Collection) -> dict[str, Any]:
    """Begin with what was said now, else the last time: the same place, the days of this holiday."""
    found = queries.find_answer(subject, row) or queries.find_last(subject, row)
    days = {"starts_on": row.starts_on, "latest_day": row.ends_on - DAY}
    if found is None:
        return days
    known = {**days, "whereabouts": found.answer.whereabouts}
    if not found.stays:
        return known
    first = found.stays[0]
    known |= {"area": showing.area_name(first.area_code), "place": first.place, "street_code": first.street_code}
    if found.answer.collection_id == row.id:
        known |= {"starts_on": first.starts_on, "latest_day": first.ends_on - DAY}
    if found.trips:
        known |= {"means": found.trips[0].means, "back_means": found.trips[-1].means}
    return known


def _receipt(subject: Subject, row: Collection, key: Key, values: dict[str, Any]) -> dict[str, Any]:
    is_away = values["whereabouts"] == Whereabouts.AWAY
    where = showing.area_name(values["area_code"]) if is_away else _("在本地")
    rows = [(_("姓名"), subject.name), (_("在哪里"), where)]
    if is_away:
        days = _("{first}至{latest}").format(first=values["starts_on"], latest=values["latest_day"])
        rows.append((_("日期"), days))
    rows.append((_("返校日期"), day_words(row.return_on)))
    moves = [(_("还去别处，再加一个地方"), reverse("journeys:answer", args=[key]))] if is_away else []
    return receipt(_("已填好"), rows, [*moves, (_("返回"), _back(subject, row))])


def _back(subject: Subject, row: Collection) -> str:
    if subject.source == Source.CLASS:
        return reverse("journeys:group", args=[subject.group_id, row.id])
    return reverse("journeys:mine")


@never_cache
@require_safe
def show(request: HttpRequest, key: Key) -> HttpResponse:
    """Show what was said of someone, with its parts."""
    actor = _someone(request)
    return render(request, "journeys/answer.html", _answer_context(actor, key))


def _answer_context(actor: Actor, key: Key) -> dict[str, Any]:
    said, subject = queries.get_answer(actor, key)
    row = queries.get_collection(said.answer.collection_id)
    if subject.person_id is None:
        again = reverse("journeys:own", args=[subject.school_id, row.id])
    else:
        again = reverse("journeys:person", args=[Key(subject.school_id, subject.person_id), row.id])
    return {
        "key": key, "subject": subject, "line": showing.answer_line(said), "parts": showing.parts(said), "row": row,
        "collection": showing.collection_line(row, clock.today()), "again": again,
        "group": showing.group_name(subject.group_id), "back": _back(subject, row),
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_stay(request: HttpRequest, key: Key) -> HttpResponse:
    """Add a place of stay."""
    actor, context = _part_context(request, key)
    row = context["row"]
    form = forms.Stay(request.POST or None, initial={"starts_on": row.starts_on, "latest_day": row.ends_on - DAY})

    def save(_values: dict[str, Any]) -> None:
        services.add_stay(actor=actor, now=clock.now(), key=key, stay=form.stay())

    return _part(request, {**context, "form": form, "title": _("再加一个地方"), "verb": _("加上")}, save, "area")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_trip(request: HttpRequest, key: Key) -> HttpResponse:
    """Add a way."""
    actor, context = _part_context(request, key)
    row = context["row"]
    form = forms.Trip(request.POST or None, initial={"left_on": row.starts_on, "arrived_on": row.starts_on})

    def save(_values: dict[str, Any]) -> None:
        services.add_trip(actor=actor, now=clock.now(), key=key, trip=form.wanted())

    return _part(request, {**context, "form": form, "title": _("再加一段行程"), "verb": _("加上")}, save, "to_area")


def _part_context(request: HttpRequest, key: Key) -> tuple[Actor, dict[str, Any]]:
    actor = _someone(request)
    return actor, _answer_context(actor, key)


def _part(request: HttpRequest, context: dict[str, Any], save: Any, field: str) -> HttpResponse:
    form = context["form"]
    if request.method == "POST" and went_through(form, save, field=field):
        return back(reverse("journeys:answer", args=[context["key"]]))
    return render(request, "journeys/part.html", {**context, "where": request.path}, status=422 if form.errors else 200)


@require_POST
def drop(request: HttpRequest, key: Key, part_id: uuid.UUID) -> HttpResponse:
    """Take one part out."""
    actor = _someone(request)
    try:
        services.drop_part(actor=actor, now=clock.now(), key=key, part_id=part_id)
    except services.AnswerMissing as refusal:
        context = _answer_context(actor, key)
        moves = [{"text": _("改为在本地"), "url": f"{context['again']}?again"}]
        said = {"title": _("没有删"), "line": refusal.text(_), "moves": moves}
        return refused(request, "journeys/answer.html", context, said)
    return back(reverse("journeys:answer", args=[key]))
