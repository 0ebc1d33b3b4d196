"""The plan of a school: what the nation asks, what the school made of it, each line with its source."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.answering import answer, back, went_through
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.prepare.hygiene import forms, queries, services
from sizao.prepare.hygiene.rules import NUMBER_LABELS, Default, Line, defaults
from sizao.prepare.hygiene.views.wording import basis_of, kind_words, line_words
from sizao.registry.places import queries as places


def opened(request: HttpRequest, school_id: int, permission: str) -> tuple[Actor, UnitRef]:
    """Give who asks and the school.

    raises: NotVisible, Forbidden.
    """
    actor, school = signed_in(request), unit_by_id(school_id)
    if school.id != school.school_id:
        raise NotVisible()
    actor.require(permission, school)
    return actor, school


@require_safe
def plan(request: HttpRequest, school_id: int) -> HttpResponse:
    """Show the plan, kind by kind."""
    actor, school = opened(request, school_id, "hygiene.board")
    found = queries.list_plans(actor, school_id=school.id, day=clock.today())
    shown = [
        {
            "kind": one.kind, "name": kind_words(one.kind), "count": one.place_count,
            "lines": [_shown(line, f"kind:{one.kind}") for line in one.lines],
            "particular": [
                {"name": site.whole_name, "lines": [_shown(line, f"place:{site.id}") for line in lines]}
                for site, lines in one.particular
            ],
        }
        for one in found
    ]  # fmt: skip
    context = {
        "school": school, "plans": shown, "may_plan": actor.may("hygiene.plan", school),
        "board_url": reverse("hygiene:board", args=[school.id, clock.today()]),
        "bases": [{"what": _(one.what), "basis": basis_of(one.source)} for one in defaults().values()],
    }  # fmt: skip
    return render(request, "hygiene/plan.html", context)


def _shown(line: Line, target: str) -> dict[str, Any]:
    return {**line_words(line), "target": target}


@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, school_id: int, code: str = "") -> HttpResponse:
    """Set a national line tighter, or add a line of the school's own."""
    actor, school = opened(request, school_id, "hygiene.plan")
    default = defaults().get(code)
    if code and default is None:
        raise NotVisible()
    target = request.GET.get("for", "")
    choices = _choices(actor, school, default)
    initial = {"place": target, **_initial(school, default, target)}
    form = forms.PlanLine(request.POST or None, initial=initial, default=default, **choices)

    def save(_values: dict[str, Any]) -> None:
        services.set_line(
            actor=actor, now=clock.now(), school_id=school.id, wanted=services.Wanted(code=code, **form.wanted())
        )

    if request.method == "POST" and went_through(form, save, field="place"):
        return back(reverse("hygiene:plan", args=[school.id]))
    context = {
        "school": school, "form": form, "code": code, "default": default,
        "what": _(default.what) if default else "", "basis": basis_of(default.source) if default else "",
        "least": _least(default) if default else "",
    }  # fmt: skip
    return answer(request, "hygiene/line.html", "hygiene/_line_form.html", context, form=form)


def _choices(actor: Actor, school: UnitRef, default: Default | None) -> dict[str, list[tuple[str, str]]]:
    today = clock.today()
    sites = [
        one for one in places.list_sites(actor, school_id=school.id, first=today, permission="hygiene.plan")
        if one.is_used_on(today) and (default is None or one.kind in default.kinds)
    ]  # fmt: skip
    kinds = [kind for kind in places.Kind if any(one.kind == kind for one in sites)]
    return {
        "kinds": [(str(kind), _(kind.label)) for kind in kinds],
        "places": [(str(one.id), one.whole_name) for one in sites],
    }  # fmt: skip


def _initial(school: UnitRef, default: Default | None, target: str) -> dict[str, Any]:
    """Begin with what holds now for the kind or place."""
    if default is None:
        return {}
    today = clock.today()
    held = [one for one in queries.list_settings(school.id, first=today) if one.code == default.code]
    mine = next((one for one in held if target in (f"kind:{one.place_kind}", f"place:{one.place_id}")), None)
    numbers = mine.numbers if mine else default.numbers
    return {
        "agent": mine.agent if mine else _(default.agent),
        **{name: getattr(numbers, name) for name in NUMBER_LABELS},
    }  # fmt: skip


def _least(default: Default) -> str:
    parts = [
        _("{label}不少于{n}").format(label=_(label), n=getattr(default.least, name))
        for name, label in NUMBER_LABELS.items() if getattr(default.least, name) is not None
    ]  # fmt: skip
    return _("，").join(parts)


@require_POST
def retire(request: HttpRequest, school_id: int, setting_id: uuid.UUID) -> HttpResponse:
    """Take back what the school set."""
    actor, school = opened(request, school_id, "hygiene.plan")
    services.retire_line(actor=actor, now=clock.now(), school_id=school.id, setting_id=setting_id)
    return back(reverse("hygiene:plan", args=[school.id]))
