"""How a page answers a form: refusals into the form, a receipt in its place, a reason where no form is."""

from collections.abc import Callable, Sequence
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext

from sizao.core import clock
from sizao.core.errors import Forbidden, Invalid, NotVisible, SizaoError


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


def receipt(title: str, rows: Sequence[tuple[str, str]] = (), moves: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Describe what was done, as `_receipt.html` shows it.

    rows: (label, value); moves: (text, url).
    """
    return {
        "title": title,
        "at": clock.now(),
        "rows": [{"label": label, "value": value} for label, value in rows],
        "moves": [{"text": text, "url": url} for text, url in moves],
    }


def answer(
    request: HttpRequest, page: str, fragment: str, context: dict[str, Any], *, form: Form | None = None
) -> HttpResponse:
    """Show a page, or to HTMX only its form or the receipt that takes the form's place; 422 with a form's errors."""
    template = page
    if getattr(request, "htmx", False):
        template = "_receipt.html" if context.get("receipt") else fragment
    return render(request, template, context, status=422 if form is not None and form.errors else 200)


def refused(request: HttpRequest, page: str, context: dict[str, Any], refusal: dict[str, Any]) -> HttpResponse:
    """Say in words why something cannot be done and what can be done now, in place of the form or on its page.

    refusal: `title`, `line` and `moves` as `_refusal.html` shows them.
    """
    template = "_refusal.html" if getattr(request, "htmx", False) else page
    return render(request, template, {**context, "refusal": refusal}, status=409)


def back(url: str) -> HttpResponse:
    """Go to a page after a form was sent."""
    return HttpResponseRedirect(url, status=303)
