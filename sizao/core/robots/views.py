"""The robots of a unit: set one, test it, see its last result."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.core.robots import forms, queries, services
from sizao.core.robots.rules import Kind, Takes


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the robots of the unit one keeps."""
    grants = signed_in(request).grants_for("robots.manage")
    if not grants:
        raise NotVisible()
    return back(reverse("robots:unit", args=[grants[0].unit.id]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """List a unit's robots and take another one."""
    actor, ref = signed_in(request), unit_by_id(unit_id)
    actor.require("robots.manage", ref)
    form = forms.Robot(request.POST or None, initial={"kind": Kind.WECOM.value, "takes": Takes.REPORTS.value})
    context = _context(actor, ref)

    def save(values: dict[str, Any]) -> None:
        services.create_robot(actor=actor, now=clock.now(), unit_id=unit_id, wanted=services.Wanted(**values))
        rows = [(_("类型"), _(Kind(values["kind"]).label)), (_("发什么"), _(Takes(values["takes"]).label))]
        context["receipt"] = receipt(_("机器人已设，发一条测试消息看看"), rows, [(_("看机器人"), request.path)])

    if request.method == "POST" and went_through(form, save, field="title"):
        form = forms.Robot(initial={"kind": Kind.WECOM.value, "takes": Takes.REPORTS.value})
        context |= _context(actor, ref)
    return answer(request, "robots/unit.html", "robots/_form.html", {**context, "form": form}, form=form)


def _context(actor: Actor, ref: UnitRef) -> dict[str, Any]:
    now = clock.now()
    lines = queries.list_robots(actor, unit=ref, today=clock.school_date(now))
    return {"unit": ref, "lines": [{"row": one, "status": _status(one)} for one in lines], "as_of": now}


def _status(one: queries.RobotLine) -> dict[str, str]:
    if not one.is_on:
        return {"tone": "na", "word": _("已停用")}
    if one.latest_at is None:
        return {"tone": "attention", "word": _("还没发过")}
    return {"tone": "act", "word": _("没发出")} if one.latest_failure else {"tone": "good", "word": _("正常")}


@require_POST
def act(request: HttpRequest, key: Key, verb: str) -> HttpResponse:
    """Test, switch or remove a robot."""
    actor, now = signed_in(request), clock.now()
    if verb == "remove":
        return back(reverse("robots:unit", args=[services.remove_robot(actor=actor, now=now, key=key)]))
    row = queries.get_robot(actor, key)
    if verb == "try":
        failure = services.try_robot(actor=actor, now=now, key=key)
        if request.htmx:
            return render(request, "robots/_tried.html", {"failure": failure, "at": now, "title": row.title})
    elif verb in ("on", "off"):
        services.switch_robot(actor=actor, now=now, key=key, is_on=verb == "on")
    else:
        raise NotVisible()
    return back(reverse("robots:unit", args=[row.unit_id]))
