"""A guardian tells the class that a child will not come, sees what became of it, takes it back."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.burden import services as burden
from sizao.core.converters import Key, open_key
from sizao.core.http import signed_in
from sizao.core.ids import new_id
from sizao.detect.screening import forms, queries, services
from sizao.detect.screening.rules import SelfReport
from sizao.detect.screening.views import showing
from sizao.registry.roster.queries import Child


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Show what was said of one's children lately, and what became of it."""
    actor, now = signed_in(request), clock.now()
    children = queries.list_children(actor)
    lines = queries.list_reports(children, today=clock.school_date(now))
    context = {"lines": showing.lines(lines, children), "has_children": bool(children)}
    return render(request, "screening/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_report(request: HttpRequest) -> HttpResponse:
    """Ask what the class needs to know, in at most five taps; posted, tell the class."""
    actor, now = signed_in(request), clock.now()
    children = queries.list_children(actor)
    if not children:
        return render(request, "screening/new.html", {"has_children": False})
    form = _form(request, children, now)
    context: dict[str, Any] = {"form": form, "has_children": True, "only_child": children[0].name}
    if request.method == "POST" and went_through(form, lambda values: _send(actor, now, values)):
        context["receipt"] = _receipt(form.cleaned_data, children)
    elif request.method != "POST":
        context["opened"] = burden.stamp("screening.self_report", unit_by_id(children[0].group_id), now=now)
    else:
        context["opened"] = request.POST.get("opened", "")
    return answer(request, "screening/new.html", "screening/_form.html", context, form=form)


def _form(request: HttpRequest, children: list[Child], now: dt.datetime) -> forms.Report:
    days: dict[dt.date, str] = {}
    for group_id in dict.fromkeys(child.group_id for child in children):
        days |= dict.fromkeys(queries.days_to_choose(group_id, now), "")
    today = clock.school_date(now)
    names = queries.names_of_groups(children)
    return forms.Report(
        request.POST or None,
        children=[(str(Key(one.school_id, one.id)), f"{one.name} {names.get(one.group_id, '')}") for one in children],
        days=[(day.isoformat(), showing.day_choice(day, today)) for day in days],
        initial={"onset_date": today, "key": new_id(now)},
    )


def _send(actor: Actor, now: dt.datetime, values: dict[str, Any]) -> uuid.UUID:
    child: Key = values["child"]
    is_ill = values["leave"] == "ILLNESS"
    report = SelfReport(
        id=values["key"] or new_id(now), school_id=child.school_id, person_id=child.id, day=values["day"],
        leave=values["leave"], symptoms=tuple(values["symptoms"]) if is_ill else (),
        onset_date=values["onset_date"] if is_ill else None,
        seen_doctor={"YES": True, "NO": False}.get(values["seen_doctor"]) if is_ill else None,
    )  # fmt: skip
    return services.send_report(actor=actor, now=now, report=report)


def _receipt(values: dict[str, Any], children: list[Child]) -> dict[str, Any]:
    child = next(one for one in children if Key(one.school_id, one.id) == values["child"])
    rows = [(_("孩子"), child.name), (_("日期"), values["day"].isoformat())]
    rows.append((_("内容"), showing.words(values["leave"], values["symptoms"] if values["leave"] == "ILLNESS" else ())))
    return receipt(_("已提交给班主任"), rows, [(_("看处理结果"), reverse("screening:list"))])


@require_POST
def withdraw(request: HttpRequest, key: Key) -> HttpResponse:
    """Take a message back while the class has not answered it."""
    actor = signed_in(request)
    open_key(actor, key, queries.REPORT)
    services.withdraw_report(actor=actor, now=clock.now(), school_id=key.school_id, report_id=key.id)
    return back(reverse("screening:list"))
