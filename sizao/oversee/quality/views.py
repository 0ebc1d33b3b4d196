"""Questions about reports: the unit answers, the level above reads and closes."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.answering import back, went_through
from sizao.core.converters import Key
from sizao.core.http import signed_in
from sizao.core.words import WEEKDAYS, day_words
from sizao.oversee.quality import forms, queries, services
from sizao.oversee.quality.models import Question
from sizao.oversee.quality.rules import ASKS, Kind
from sizao.registry.orgs import queries as orgs

TONES = {"ASKED": "attention", "ANSWERED": "info", "CLOSED": "na"}


def sentence(row: Question) -> str:
    """Put a question into words with its numbers."""
    numbers: dict[str, Any] = dict(row.numbers)
    if "chance" in numbers:
        numbers["chance"] = _chance(numbers["chance"])
    if "share" in numbers:
        numbers["share"] = f"{numbers['share']:.1%}"
    if "weekday" in numbers:
        numbers["weekday"] = _(WEEKDAYS[numbers["weekday"]])
    return _(ASKS[Kind(row.kind)]).format(**numbers)


def _chance(value: float) -> str:
    """Write a small probability as people read it."""
    return _("1/{n}").format(n=f"{round(1 / value):,}") if value > 1e-9 else _("小于1/10亿")


def _row(row: Question, names: dict[int, Any]) -> dict[str, Any]:
    place = [names[one].short_name for one in dict.fromkeys((row.school_id, row.unit_id)) if one in names]
    return {
        "question": row, "key": Key(row.school_id, row.id), "place": " ".join(place), "kind": _(Kind(row.kind).label),
        "text": sentence(row), "state": _(row.state_label), "tone": TONES[row.state],
    }  # fmt: skip


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List the questions: open ones, the most unlikely first; those understood."""
    actor = signed_in(request)
    actor.require("quality.view")
    is_open = request.GET.get("show") != "closed"
    page = Paginator(queries.list_questions(actor, is_open=is_open), 50).get_page(request.GET.get("page"))
    found = list(page.object_list)
    names = orgs.list_lines({one for row in found for one in (row.school_id, row.unit_id)})
    context = {"rows": [_row(one, names) for one in found], "page": page, "is_open": is_open}
    return render(request, "quality/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one question; posted, answer or close it."""
    actor, now = signed_in(request), clock.now()
    row = queries.get_question(actor, school_id=key.school_id, question_id=key.id)
    school = unit_by_id(row.school_id)
    is_answer = request.method == "POST" and request.POST.get("which") == "answer"
    form = forms.Answer(request.POST if is_answer else None, initial={"answer": row.answer})
    place = {"actor": actor, "now": now, "school_id": key.school_id, "question_id": key.id}
    if is_answer and went_through(form, lambda values: services.answer_question(**place, **values), field="answer"):
        return back(request.path)
    if request.method == "POST" and not is_answer:
        services.close_question(**place)
        return back(request.path)
    context = {
        **_row(row, orgs.list_lines({row.school_id, row.unit_id})), "school": school, "form": form,
        "first": day_words(row.first), "until": day_words(row.until), "history": list(row.history()),
        "may_answer": row.state != "CLOSED" and actor.may("quality.answer", school),
        "may_close": row.state != "CLOSED" and actor.may("quality.close", school),
    }  # fmt: skip
    return render(request, "quality/question.html", context, status=422 if form.errors else 200)
