"""Pages of the replays: which outbreaks can be played, one story day by day, what a replay brought to light."""

import datetime as dt
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.answering import back
from sizao.core.converters import Key
from sizao.core.http import signed_in
from sizao.demo.replays import STORIES, Story, services
from sizao.detect.signals import queries as signals
from sizao.registry.orgs import queries as orgs


def only_in_a_demo(view):
    """Let no page of the demo be known in a real installation."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not clock.is_shifted():
            raise Http404
        return view(request, *args, **kwargs)

    return shown


def _words(story: Story) -> dict[str, Any]:
    is_chinese = translation.get_language().startswith("zh")
    return {
        "story": story, "title": story.title if is_chinese else story.title_en,
        "teaches": story.teaches if is_chinese else story.teaches_en, "cases": len(story.sick),
        "pupils": sum(story.classes),
    }  # fmt: skip


@only_in_a_demo
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List the stories."""
    signed_in(request)
    return render(request, "demo/replays.html", {"stories": [_words(story) for story in STORIES.values()]})


@only_in_a_demo
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: HttpRequest, name: str) -> HttpResponse:
    """Show a story's days; posted, play it."""
    actor = signed_in(request)
    if name not in STORIES:
        raise Http404
    if request.method == "POST":
        speed = request.POST.get("speed", "")
        seconds = int(speed) if speed.isdecimal() else services.SPEEDS[1]
        work_id = services.start_replay(actor=actor, now=clock.now(), name=name, seconds_a_day=seconds)
        return back(reverse("work:work", args=[Key(actor.acting_unit.key, work_id)]))
    told = STORIES[name]
    counts = [len(told.begins(day)) for day in range(told.days)]
    context = {
        **_words(told), "days": [{"number": day + 1, "count": count} for day, count in enumerate(counts)],
        "most": max(counts), "speeds": [{"seconds": one, "text": _speed(one)} for one in services.SPEEDS],
    }  # fmt: skip
    return render(request, "demo/replay.html", context)


def _speed(seconds: int) -> str:
    return _("不停顿") if seconds == 0 else _("每天{n}秒").format(n=seconds)


@only_in_a_demo
@require_safe
def played(request: HttpRequest, name: str, school_id: int) -> HttpResponse:
    """Show what a replay brought to light, in order: signals with their clocks, and which were revoked."""
    actor = signed_in(request)
    if name not in STORIES:
        raise Http404
    school = unit_by_id(school_id)
    if not school.name.startswith(STORIES[name].title):
        raise Http404
    lines = signals.list_lines(school_id)
    groups = orgs.list_lines({line.group_id for line in lines if line.group_id})
    rows = [
        {
            "line": line, "key": Key(school_id, line.id), "may_open": actor.may("signals.view", school),
            "place": groups[line.group_id].short_name if line.group_id in groups else _("全校"),
            "hours": _hours(line.deadline, line.detected_at),
        }
        for line in lines
    ]  # fmt: skip
    return render(request, "demo/replayed.html", {**_words(STORIES[name]), "school": school, "rows": rows})


def _hours(deadline: dt.datetime | None, detected_at: dt.datetime) -> int | None:
    return None if deadline is None else round((deadline - detected_at).total_seconds() / 3600)
