"""The inbox: unread first, one tap to the thing."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sizao.core import clock
from sizao.core.converters import Key
from sizao.core.http import signed_in
from sizao.core.notify import queries, services


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one's own notices."""
    return _inbox(request, "notify/notice_list.html")


def _inbox(request: HttpRequest, template: str) -> HttpResponse:
    actor, number = signed_in(request), request.GET.get("page", "1")
    lines, page = queries.list_own(actor, page=int(number) if number.isdecimal() else 1)
    unread = queries.count_unread(actor.user_id)
    today = clock.today()
    return render(request, template, {"lines": lines, "page": page, "unread": unread, "today": today})


@require_safe
def open_notice(request: HttpRequest, key: Key) -> HttpResponse:
    """Go to what a notice is about; having opened it is having read it."""
    where = services.mark_read(actor=signed_in(request), now=clock.now(), key=key)
    return HttpResponseRedirect(where or reverse("notify:list"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    services.mark_all_read(actor=signed_in(request), now=clock.now())
    if request.htmx:
        return _inbox(request, "notify/_notices.html")
    return HttpResponseRedirect(reverse("notify:list"))
