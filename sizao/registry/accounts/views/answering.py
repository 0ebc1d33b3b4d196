"""How the pages of accounts answer: who sends, refusals into the form, receipts in place of it."""

import ipaddress
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from sizao.core import clock
from sizao.core.errors import Forbidden, Invalid, NotVisible, SizaoError
from sizao.registry.accounts import services
from sizao.registry.accounts.rules import device_words

HOME = "/today/"


def origin_of(request: HttpRequest) -> services.Origin:
    """Give the client's address and browser; behind our HTTPS proxy the address is the last one the proxy wrote."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.IS_HTTPS else ""
    candidate = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        address = str(ipaddress.ip_address(candidate))
    except ValueError:
        address = None
    return services.Origin(address, device_words(request.headers.get("User-Agent", "")))


def wanted_page(request: HttpRequest) -> str:
    """Give where the request wants to go next, if that is a page of this host, else the day's home."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else HOME


def went_through(form: Form, act: Callable[[dict[str, Any]], Any], *, field: str | None = None) -> bool:
    """Run a use case with a valid form; what it refuses becomes the form's errors, but a missing right stays one.

    field: which field a refusal without field names belongs to.
    """
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Invalid as refusal:
        for problem in refusal.problems:
            form.add_error(problem.field if problem.field in form.fields else field, problem.text(gettext))
        return False
    except (Forbidden, NotVisible):
        raise
    except SizaoError as refusal:
        form.add_error(field, refusal.text(gettext))
        return False
    return True


def receipt(title: str, rows: list[tuple[str, str]] | None = None, moves: list[tuple[str, str]] | None = None) -> dict:
    """Describe what was done, as `_receipt.html` shows it."""
    return {
        "title": title,
        "at": clock.now(),
        "rows": [{"label": label, "value": value} for label, value in rows or []],
        "moves": [{"text": text, "url": url} for text, url in moves or []],
    }


def answer(request: HttpRequest, page: str, fragment: str, context: dict[str, Any], form: Form) -> HttpResponse:
    """Show a page, or to HTMX only its form or the receipt that takes the form's place."""
    template = page
    if getattr(request, "htmx", False):
        template = "_receipt.html" if context.get("receipt") else fragment
    return render(request, template, context, status=422 if form.errors else 200)


def back(url: str) -> HttpResponse:
    """Go to a page after a form was sent."""
    return HttpResponseRedirect(url, status=303)
