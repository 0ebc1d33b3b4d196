"""The page of the tour, and its moves; outside a demo there is no such page."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sizao.core import clock, http
from sizao.core.answering import back
from sizao.core.errors import NotVisible
from sizao.demo.tour import progress as kept
from sizao.demo.tour import showing
from sizao.demo.tour.progress import BEGINNING


def _in_a_demo(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not clock.is_shifted():
            raise NotVisible()
        return view(request)

    return guarded


@http.public
@never_cache
@require_safe
@_in_a_demo
def home(request: HttpRequest) -> HttpResponse:
    """List the steps, where one is, and begin, resume or begin anew."""
    progress = kept.read(request)
    lines = showing.lines_of(progress)
    at = progress.place if progress is not None and not progress.is_over else 0
    is_over = progress is not None and progress.is_over
    return render(
        request, "demo/tour.html", {"lines": lines, "at": lines[at], "is_over": is_over, "progress": progress}
    )


@http.public
@require_POST
@_in_a_demo
def go(request: HttpRequest) -> HttpResponse:
    """Go to a step and let the sign-in of the demo's accounts take the same form on: one tap changes the person."""
    progress = kept.read(request) or BEGINNING
    place = request.POST.get("place", "")
    if not place.isdecimal():
        raise NotVisible()
    moved = progress.moved(int(place), with_done="is_done" in request.POST)
    if moved.is_over:
        response = back(reverse("demo:home"))
    else:
        if moved.place == 0 and "is_new" in request.POST:
            moved = BEGINNING
        response = HttpResponseRedirect(reverse("accounts:login_demo"), status=307)
    kept.write(response, moved)
    return response


@http.public
@require_POST
@_in_a_demo
def leave(request: HttpRequest) -> HttpResponse:
    """Put the tour aside; the card on today's page takes it up again."""
    progress = kept.read(request) or BEGINNING
    response = back(reverse("web:today") if request.actor is not None else reverse("demo:home"))
    kept.write(response, progress.left())
    return response


@http.public
@never_cache
@require_safe
@_in_a_demo
def bar(request: HttpRequest) -> HttpResponse:
    """Give the bar anew after something was done on the page below it."""
    progress = kept.read(request)
    if progress is None or not progress.is_running:
        return HttpResponse("")
    path = request.GET.get("at", "")
    now = showing.bar_of(progress, request.actor, path=path, now=clock.now())
    return render(request, "demo/_tour_bar.html", {"tour": {"now": now}, "is_new": True})
