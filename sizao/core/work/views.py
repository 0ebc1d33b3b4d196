"""The page of long work: where it is, how fast, how it ended."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sizao.core import clock
from sizao.core.answering import back
from sizao.core.converters import Key
from sizao.core.http import signed_in
from sizao.core.work import kinds, queries, services
from sizao.core.work.models import Work
from sizao.core.work.rules import OPEN_STATES

# The answer that ends polling.
STOP = 286
TONES = {"QUEUED": "info", "RUNNING": "info", "DONE": "good", "FAILED": "act", "CANCELED": "na"}
# Before so much is done an estimate is a guess.
ESTIMATE_FROM = 0.1


@never_cache
@require_safe
def work(request: HttpRequest, key: Key) -> HttpResponse:
    """Show one's own work; to HTMX only the moving part, until it has ended."""
    found = queries.get_work(signed_in(request), key)
    context = _context(found, clock.now())
    if getattr(request, "htmx", False):
        return render(request, "work/_progress.html", context, status=200 if context["is_open"] else STOP)
    return render(request, "work/work.html", context)


@require_POST
def cancel(request: HttpRequest, key: Key) -> HttpResponse:
    """Ask for its end."""
    services.cancel(actor=signed_in(request), now=clock.now(), key=key)
    return back(reverse("work:work", args=[key]))


def _context(found: Work, now: dt.datetime) -> dict[str, Any]:
    kind = kinds.get(found.kind)
    seconds = (now - found.stage_since).total_seconds() if found.stage_since else 0.0
    rate = found.done / seconds if seconds > 1 else 0.0
    return {
        "key": Key(found.school_id, found.id),
        "work": found,
        "title": _(kind.title),
        "tone": TONES[found.state],
        "word": _(found.state_label),
        "is_open": found.state in OPEN_STATES,
        "is_ending": found.is_unwanted,
        "stages": [
            {"number": number, "text": _(text), "is_current": number == found.stage and found.state == "RUNNING"}
            for number, text in enumerate(kind.stages, start=1)
        ],
        "stage_count": len(kind.stages),
        "stage_text": _(kind.stages[found.stage - 1]) if 0 < found.stage <= len(kind.stages) else "",
        "counted": _(kind.counted),
        "keeps": _(kind.keeps),
        "rate": round(rate),
        "minutes_left": _minutes_left(found, rate),
        "counts": [(_(label), number) for label, number in found.outcome.get("counts", [])],
        "url": found.outcome.get("url", ""),
        "failure": _(found.failure) if found.failure else "",
    }


def _minutes_left(found: Work, rate: float) -> int | None:
    """Estimate the minutes of this stage, once a tenth of it is done."""
    if not found.total or not rate or found.done < found.total * ESTIMATE_FROM:
        return None
    return max(1, round((found.total - found.done) / rate / 60))
