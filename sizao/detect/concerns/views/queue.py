"""The queue of a school: for those who judge what waits, oldest first; for its head the counts alone."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.detect.concerns import queries
from sizao.detect.concerns.rules import TRIAGE
from sizao.detect.concerns.views import showing

PER_PAGE = 30


@require_safe
def queue(request: HttpRequest, school_id: int | None = None) -> HttpResponse:
    """Show what waits to those who judge it, and to those who watch how much it is; of one's own school unless said."""
    actor = signed_in(request)
    actor.require(queries.WATCH)
    school = unit_by_id(school_id or queries.schools_of(actor, queries.WATCH)[0])
    actor.require(queries.WATCH, school)
    if school.level != "SCHOOL":
        raise NotVisible()
    context: dict[str, Any] = {"school": school, "days": queries.SHOWN_DAYS}
    if actor.may(TRIAGE, school):
        context |= _lines(request, actor, school)
    else:
        context["counts"] = queries.count_concerns(actor, school.id, now=clock.now())
    return render(request, "concerns/queue.html", context)


def _lines(request: HttpRequest, actor: Actor, school: UnitRef) -> dict[str, Any]:
    is_open, now = request.GET.get("closed") != "1", clock.now()
    rows = queries.list_concerns(actor, school.id, is_open=is_open)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    subjects = queries.subjects_of(actor, school.id, list(page.object_list))
    return {
        "may_judge": True, "is_open": is_open, "page": page,
        "lines": [showing.line(row, subjects[row.id], now) for row in page.object_list],
    }  # fmt: skip
