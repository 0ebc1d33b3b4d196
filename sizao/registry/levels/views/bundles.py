"""The measure bundles of a unit: what may be ordered, naming one, its next version, retiring it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock, http
from sizao.core.answering import answer, back, receipt, went_through
from sizao.registry.levels import forms, queries, services
from sizao.registry.levels.rules import Level, line_from
from sizao.registry.levels.views import showing
from sizao.registry.orgs import queries as orgs


@require_safe
def listing(request: HttpRequest, unit_id: int) -> HttpResponse:
    """List what the unit may order, and every version of what it named itself."""
    actor, ref = http.opened(request, unit_id, "levels.view")
    day = clock.today()
    names = orgs.list_lines({one.unit_id for one in queries.list_bundles(ref, day) if one.unit_id is not None})
    found = [
        {
            "bundle": one, "name": showing.bundle_name(one.code, one.name), "measures": showing.measures_of(one.lines),
            "level": _(Level(one.level).label) if one.level else _("任何一级"),
            "who": names[one.unit_id].name if one.unit_id is not None else _("系统自带"),
            "own": one.code.partition("-")[2] if one.unit_id == ref.id else "",
        }
        for one in queries.list_bundles(ref, day)
    ]  # fmt: skip
    context = {
        "unit": ref, "bundles": found, "versions": queries.list_versions(ref), "day": day,
        "may_order": actor.may("levels.order", ref),
    }  # fmt: skip
    return render(request, "levels/bundles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, unit_id: int, code: str = "") -> HttpResponse:
    """Name a bundle, or make the next version of one."""
    actor, ref = http.opened(request, unit_id, "levels.order")
    known = queries.get_own(ref, code) if code else None
    initial: dict[str, Any] = {"valid_from": clock.today()}
    if known is not None:
        initial |= {"name": known.name, "level": known.level, "source": known.source}
        initial |= forms.initial_of([line_from(line) for line in known.lines])
    form = forms.Measures(request.POST or None, stages=orgs.stage_choices(), initial=initial)
    context: dict[str, Any] = {"unit": ref, "form": form, "known": known}

    def save(values: dict[str, Any]) -> None:
        bundle = services.NewBundle(
            values["name"], form.lines(), values["source"], values["valid_from"], values["level"], code
        )
        made = services.name_bundle(actor=actor, now=clock.now(), unit_id=ref.id, bundle=bundle)
        rows = [(_("措施包"), made.name), (_("版本"), str(made.version))]
        context["receipt"] = receipt(
            _("措施包已保存"), rows, [(_("全部措施包"), reverse("levels:bundles", args=[ref.id]))]
        )

    if request.method == "POST":
        went_through(form, save, field="name")
    return answer(request, "levels/bundle.html", "levels/_bundle_form.html", context, form=form)


@require_POST
def retire(request: HttpRequest, unit_id: int, code: str) -> HttpResponse:
    """Let a bundle of the unit no longer be ordered."""
    actor, ref = http.opened(request, unit_id, "levels.view")
    services.retire_bundle(actor=actor, now=clock.now(), unit_id=ref.id, code=code)
    return back(reverse("levels:bundles", args=[ref.id]))
