"""My tasks, one tap to the thing; and the page of a task that another person verifies."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.converters import Key
from sizao.core.errors import Invalid, NotVisible, SizaoError
from sizao.core.http import signed_in
from sizao.core.loops import Loop
from sizao.core.notify import directory
from sizao.core.pages import Card
from sizao.core.tasks import kinds, queries, services
from sizao.core.tasks.models import Task
from sizao.core.tasks.rules import LOOP

ON_CARD = 3


def today_cards(*, actor: Actor, now: dt.datetime) -> list[Card]:
    """Give the card of `/today/`: the most pressing tasks; nothing when there is none."""
    lines = queries.list_for(actor, now)
    waiting = queries.list_to_verify(actor, now)
    if not lines and not waiting:
        return []
    context = {"lines": lines[:ON_CARD], "count": len(lines), "waiting": len(waiting)}
    return [Card("tasks/_card.html", context, order=30)]


@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    """Show what the actor has to do, or with `?status=DONE` what others did and the actor verifies."""
    actor, now = signed_in(request), clock.now()
    is_verifying = request.GET.get("status") == "DONE"
    own, waiting = queries.list_for(actor, now), queries.list_to_verify(actor, now)
    context = {
        "lines": waiting if is_verifying else own,
        "is_verifying": is_verifying,
        "own_count": len(own),
        "waiting_count": len(waiting),
        "overdue_count": sum(line.is_overdue for line in own),
        "has_tabs": actor.has("tasks.verify"),
    }
    return render(request, "tasks/task_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one task with its history; posted, report it done."""
    actor, now = signed_in(request), clock.now()
    if request.method == "POST":
        try:
            services.finish_task(actor=actor, now=now, key=key, proof=request.POST.get("proof", ""))
        except Invalid as error:
            return _page(request, actor, key, now, error)
        return _done(request, key)
    return _page(request, actor, key, now)


def _page(
    request: HttpRequest, actor: Actor, key: Key, now: dt.datetime, error: SizaoError | None = None
) -> HttpResponse:
    found = queries.find_task(actor, key)
    if found is None:
        raise NotVisible()
    context = {
        "task": found,
        "line": queries.line_of(found, now, unit_by_id(found.unit_id).name),
        "has_own_place": kinds.get(found.kind).url is not None,
        "can_finish": queries.is_own(actor, found),
        "can_judge": queries.find_to_verify(actor, key).exists() and not _did(found, actor),
        "history": _history(found, LOOP),
        "typed": request.POST,
        "problems": [problem.text(_) for problem in error.problems] if error else [],
    }
    return render(request, "tasks/task.html", context, status=422 if error else 200)


def _did(found: Task, actor: Actor) -> bool:
    """Tell whether the latest report that the task is done is the actor's own."""
    done = found.history().filter(move="finish").first()
    return done is not None and done.moved_by == actor.user_id


def _history(found: Task, loop: Loop) -> list[dict[str, Any]]:
    moves = queries.history_of(found)
    book = directory.get()
    names = book.names_of({move.moved_by for move in moves if move.moved_by is not None})
    labels = {move.name: move.label for move in loop.moves} | {"start": "开始", "escalate": "逾期提醒"}
    return [
        {
            "at": move.moved_at,
            "label": _(labels[move.move]),
            "who": names.get(move.moved_by, "") if move.moved_by else _("系统"),
            "role": book.role_label(move.moved_role) if move.moved_by else "",
            "text": "" if move.move == "escalate" else move.reason or move.proof,
        }
        for move in moves
    ]


def _done(request: HttpRequest, key: Key) -> HttpResponse:
    where = reverse("tasks:task", args=[key])
    return HttpResponse(headers={"HX-Redirect": where}) if request.htmx else HttpResponseRedirect(where)


@require_POST
def close(request: HttpRequest, key: Key) -> HttpResponse:
    """Close a task that another person has done."""
    services.close_task(actor=signed_in(request), now=clock.now(), key=key)
    return _done(request, key)


@require_POST
def send_back(request: HttpRequest, key: Key) -> HttpResponse:
    """Send a task back with the reason."""
    services.return_task(actor=signed_in(request), now=clock.now(), key=key, reason=request.POST.get("reason", ""))
    return _done(request, key)
