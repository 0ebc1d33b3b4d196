"""Import rooms and who lives in them: upload, look at what would change, write, take back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.answering import back, went_through
from sizao.core.converters import Key, open_key
from sizao.core.http import signed_in
from sizao.registry.accounts import queries as accounts
from sizao.registry.places import forms, queries, services
from sizao.registry.places.models import RoomImport
from sizao.registry.places.rules import Kind
from sizao.registry.places.rules.sheets import LABELS

TONES = {"UPLOADED": "attention", "COMMITTED": "good", "UNDONE": "info", "DISCARDED": "na"}
SHOWN = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest, school_id: int) -> HttpResponse:
    """List the imports of a school and take a new file."""
    actor, now, school = signed_in(request), clock.now(), unit_by_id(school_id)
    actor.require("roster.edit", school)
    form = forms.Upload(request.POST or None, request.FILES or None, initial={"effective_on": clock.school_date(now)})
    made: list[Any] = []

    def take(values: dict[str, Any]) -> None:
        day = values["effective_on"]
        made.append(
            services.start_import(actor=actor, now=now, school_id=school_id, upload=values["file"], effective_on=day)
        )

    if request.method == "POST" and went_through(form, take, field="file"):
        return back(reverse("places:import", args=[Key(school_id, made[0])]))
    rows = queries.list_imports(actor, school_id=school_id)
    lines = [
        {"key": Key(school_id, row.id), "row": row, "tone": TONES[row.state], "word": _(row.state_label)}
        for row in rows
    ]
    context = {"form": form, "school": school, "lines": lines}
    return render(request, "places/imports.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def detail(request: HttpRequest, key: Key) -> HttpResponse:
    """Show what an import would do, or has done."""
    actor, row = _opened(request, key)
    now, school = clock.now(), unit_by_id(key.school_id)
    context: dict[str, Any] = {
        "row": row, "key": key, "school": school, "tone": TONES[row.state], "word": _(row.state_label),
        "who": accounts.names_of([row.uploaded_by]).get(row.uploaded_by, ""),
        "can_undo": row.state == "COMMITTED" and row.undo_until is not None and now < row.undo_until,
        "counts": {name: len(row.written.get(name, ())) for name in ("places", "beds")},
    }  # fmt: skip
    if row.state == "UPLOADED":
        plan = services.read_import(actor=actor, now=now, school_id=key.school_id, import_id=key.id)
        context |= _plan(plan)
    return render(request, "places/import.html", context)


def _plan(plan: queries.ImportPlan) -> dict[str, Any]:
    places = [{"kind": _(Kind(one.kind).label), "name": " ".join(part for part in one.spot if part),
               "capacity": one.capacity} for one in plan.places]  # fmt: skip
    beds = [{"name": one.name, "row": one.row, "room": " ".join(part for part in one.spot if part),
             "is_moving": one.from_number is not None} for one in plan.beds]  # fmt: skip
    problems = [{"row": one.row, "column": _(LABELS.get(one.field, one.field)), "value": one.value,
                 "reason": one.text(_)} for one in sorted(plan.problems, key=lambda one: one.row or 0)]  # fmt: skip
    return {
        "plan": plan, "places": places[:SHOWN], "beds": beds[:SHOWN], "problems": problems[:SHOWN],
        "place_count": len(places), "bed_count": len(beds), "problem_count": len(problems),
    }  # fmt: skip


def _opened(request: HttpRequest, key: Key) -> tuple[Actor, RoomImport]:
    actor = signed_in(request)
    open_key(actor, key, "roster.edit")
    return actor, queries.get_import(actor, key)


@require_POST
def commit(request: HttpRequest, key: Key) -> HttpResponse:
    """Write what can be written."""
    actor, _row = _opened(request, key)
    services.import_rooms(actor=actor, now=clock.now(), school_id=key.school_id, import_id=key.id)
    return back(reverse("places:import", args=[key]))


@require_POST
def undo(request: HttpRequest, key: Key) -> HttpResponse:
    """Take a written import back."""
    actor, _row = _opened(request, key)
    services.undo_import(actor=actor, now=clock.now(), school_id=key.school_id, import_id=key.id)
    return back(reverse("places:import", args=[key]))


@require_POST
def discard(request: HttpRequest, key: Key) -> HttpResponse:
    """Give an import up."""
    actor, _row = _opened(request, key)
    services.discard_import(actor=actor, now=clock.now(), school_id=key.school_id, import_id=key.id)
    return back(reverse("places:imports", args=[key.school_id]))
