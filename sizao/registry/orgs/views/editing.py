"""Add units, change them, close them and undo that."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.core import clock, http
from sizao.core.actor import Actor
from sizao.core.answering import answer, back, receipt, refused, went_through
from sizao.core.errors import Invalid, NotVisible
from sizao.core.words import day_words
from sizao.registry.orgs import forms, queries, services
from sizao.registry.orgs.models import Unit
from sizao.registry.orgs.queries import ref_of
from sizao.registry.orgs.rules import Level
from sizao.registry.orgs.services import ChildrenOpen, NewUnit, UnitInUse
from sizao.registry.orgs.views.tree import unit_context


def _kept(request: HttpRequest, unit_id: int) -> tuple[Actor, Unit]:
    """Open a unit for someone who may change it or add to it."""
    actor = http.signed_in(request)
    unit = queries.open_unit(actor, unit_id)
    actor.require("orgs.edit", ref_of(unit))
    return actor, unit


def _today() -> dt.date:
    return clock.today()


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Add a unit of a level under this one, which is where it stands."""
    actor, place = _kept(request, unit_id)
    context = unit_context(request, actor, place)
    level = request.GET.get("level", "")
    if level not in dict(context["added"]):
        raise NotVisible()
    form = forms.Unit(
        request.POST or None, level=level, province_id=place.province_id, owners=_owners(actor, place),
        initial={"starts_on": _today(), "owner": place.id},
    )  # fmt: skip
    made: list[int] = []

    def create(values: dict[str, Any]) -> None:
        made.append(services.create_units(actor=actor, now=clock.now(), units=[_new_unit(values, level, place)])[0].id)

    context |= {"form": form, "new_level": level, "new_label": _(Level(level).label)}
    if request.method == "POST" and went_through(form, create):
        moves = [
            (_("打开"), reverse("orgs:unit", args=[made[0]])),
            (_("再建一个"), f"{reverse('orgs:new', args=[place.id])}?level={level}"),
            (_("回到{name}").format(name=place.short_name), reverse("orgs:unit", args=[place.id])),
        ]
        rows = [(_("名称"), form.cleaned_data["name"]), (_("启用日期"), day_words(form.cleaned_data["starts_on"]))]
        context["receipt"] = receipt(_("{level}已建").format(level=_(Level(level).label)), rows, moves)
    return answer(request, "orgs/new.html", "orgs/_new_form.html", context, form=form)


def _owners(actor: Actor, place: Unit) -> list[tuple[int, str]]:
    """List who may run a school that stands here: this office or one above it that the actor keeps."""
    chain = [int(part) for part in place.territory_path.strip("/").split("/")]
    refs = queries.units_by_id(chain)
    return [(refs[one].id, refs[one].name) for one in reversed(chain) if actor.may("orgs.edit", refs[one])]


def _new_unit(values: dict[str, Any], level: str, place: Unit) -> NewUnit:
    given = {name: value for name, value in values.items() if name not in ("owner", "starts_on") and value is not None}
    runs = values.get("owner") or place.id
    return NewUnit(level, parent=runs, territory_parent=place.id, valid_from=values["starts_on"], **given)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Change what a unit is called and says of itself."""
    actor, unit = _kept(request, unit_id)
    context = unit_context(request, actor, unit)
    names = [name for name in forms.FIELDS[unit.level] if name != "owner"]
    form = forms.Unit(
        request.POST or None, level=unit.level, province_id=unit.province_id, may_shape=context["may_shape"],
        initial={name: getattr(unit, name) for name in names},
    )  # fmt: skip

    def save(values: dict[str, Any]) -> None:
        changes = dict(values)
        if "short_name" in changes:
            changes["short_name"] = changes["short_name"] or changes["name"]
        if changes.get("pinyin_key", "") in ("", unit.pinyin_key):
            changes.pop("pinyin_key", None)
        services.change_unit(actor=actor, now=clock.now(), unit_id=unit.id, changes=changes)

    context["form"] = form
    if request.method == "POST" and went_through(form, save):
        labels = [str(form.fields[name].label) for name in form.changed_data]
        rows = [(_("改动"), _("、").join(labels) or _("没有不同"))]
        moves = [(_("打开"), reverse("orgs:unit", args=[unit.id])), (_("再改"), reverse("orgs:change", args=[unit.id]))]
        context["receipt"] = receipt(_("已保存"), rows, moves)
    return answer(request, "orgs/change.html", "orgs/_change_form.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Close a unit from a day on; when something still stands in it, say what and where to go."""
    actor, unit = _kept(request, unit_id)
    context = unit_context(request, actor, unit)
    form = forms.Closing(request.POST or None, initial={"from_day": _today()})
    context["form"] = form
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["from_day"]
        try:
            services.close_unit(actor=actor, now=clock.now(), unit_id=unit.id, from_day=day)
        except UnitInUse as error:
            children = {"text": _("看它的下级"), "url": reverse("orgs:unit", args=[unit.id])}
            moves = [children] if isinstance(error, ChildrenOpen) else []
            line = {"title": _("不能停用"), "line": error.text(_), "moves": moves}
            return refused(request, "orgs/close.html", context, line)
        except Invalid as error:
            for problem in error.problems:
                form.add_error("from_day", problem.text(_))
        else:
            rows = [(_("从哪天起停用"), day_words(day))]
            moves = [(_("打开"), reverse("orgs:unit", args=[unit.id]))]
            context["receipt"] = receipt(_("{name}已停用").format(name=unit.name), rows, moves)
    return answer(request, "orgs/close.html", "orgs/_close_form.html", context, form=form)


@require_POST
def reopen(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Undo the closing of a unit."""
    actor, unit = _kept(request, unit_id)
    try:
        services.reopen_unit(actor=actor, now=clock.now(), unit_id=unit.id)
    except Invalid as error:
        lines = _("，").join(problem.text(_) for problem in error.problems)
        context = unit_context(request, actor, unit)
        return refused(request, "orgs/unit.html", context, {"title": _("不能恢复"), "line": lines, "moves": []})
    return back(reverse("orgs:unit", args=[unit.id]))


@require_http_methods(["GET", "HEAD", "POST"])
def classes(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Make the grades and classes of a whole school: counts, preview, then all at once."""
    actor, unit = _kept(request, unit_id)
    context = unit_context(request, actor, unit)
    if not context["may_generate"] or unit.valid_to is not None:
        raise NotVisible()
    form = forms.Classes(request.POST or None, stage=unit.stage)
    context["form"] = form
    if request.method == "POST" and request.POST.get("step") != "edit" and form.is_valid():
        wanted = {"counts": form.counts(), "primary_years": form.primary}
        if request.POST.get("step") == "create":

            def create(_values: dict[str, Any]) -> None:
                made = services.generate_classes(actor=actor, now=clock.now(), unit_id=unit.id, **wanted)
                moves = [(_("看班级"), reverse("orgs:unit", args=[unit.id]))]
                context["receipt"] = receipt(_("班级已建"), [(_("新建"), _("{n}个班").format(n=len(made)))], moves)

            went_through(form, create)
        else:
            context |= _preview(unit, wanted)
    return answer(request, "orgs/classes.html", "orgs/_classes_form.html", context, form=form)


def _preview(unit: Unit, wanted: dict[str, Any]) -> dict[str, Any]:
    grades = queries.preview_classes(unit, wanted["counts"], day=_today(), primary_years=wanted["primary_years"])
    lines = [
        {
            "name": one.plan.name,
            "added": _("、").join(name for _number, name in one.added),
            "kept": _("、").join(one.kept),
        }
        for one in grades
    ]
    return {"preview": lines, "added_count": sum(len(one.added) for one in grades)}
