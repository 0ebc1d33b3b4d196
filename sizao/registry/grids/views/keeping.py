"""Keep the grid: cells, what they cover, who works there."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.core import clock
from sizao.core.actor import unit_by_id
from sizao.core.answering import answer, back, went_through
from sizao.core.converters import Key
from sizao.core.errors import NotVisible
from sizao.core.http import signed_in
from sizao.registry.accounts import queries as accounts
from sizao.registry.grids import forms, queries, services
from sizao.registry.grids.models import Cell
from sizao.registry.grids.rules import Line
from sizao.registry.grids.views.showing import opened_school

METHODS = ["GET", "HEAD", "POST"]


def _form_page(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    return answer(request, "grids/form.html", "grids/_form.html", {"form": form, **context}, form=form)


def _managed(request: HttpRequest, key: Key) -> tuple[Any, Cell]:
    actor = signed_in(request)
    found, _may_know = queries.get_cell(actor, key, day=clock.today())
    actor.require("grids.manage", unit_by_id(key.school_id))
    return actor, found


def _where(key: Key) -> str:
    return reverse("grids:cell", args=[key])


@require_http_methods(METHODS)
def new(request: HttpRequest, school_id: int, line: str) -> HttpResponse:
    """Add a cell to a line."""
    actor, school = opened_school(request, school_id)
    actor.require("grids.manage", school)
    code = line.upper()
    if code not in Line.values():
        raise NotVisible()
    form = forms.CellFields(request.POST or None, parents=queries.choices_of_parents(school_id, code))
    made: list[uuid.UUID] = []

    def save(values: dict[str, Any]) -> None:
        made.append(services.add_cell(actor=actor, now=clock.now(), school_id=school_id, line=code, **values))

    if request.method == "POST" and went_through(form, save, field="name"):
        return back(_where(Key(school_id, made[0])))
    return _form_page(
        request, form, school=school, title=_("加{line}网格").format(line=_(Line(code).label)), verb=_("加入")
    )


@require_http_methods(METHODS)
def edit(request: HttpRequest, key: Key) -> HttpResponse:
    """Rename a cell or put it elsewhere."""
    actor, cell = _managed(request, key)
    initial = {"name": cell.name, "parent_id": cell.parent_id}
    form = forms.CellFields(
        request.POST or None, initial=initial, parents=queries.choices_of_parents(key.school_id, cell.line)
    )

    def save(values: dict[str, Any]) -> None:
        services.change_cell(actor=actor, now=clock.now(), school_id=key.school_id, cell_id=key.id, **values)

    if request.method == "POST" and went_through(form, save, field="parent_id"):
        return back(_where(key))
    return _form_page(request, form, cell=cell, key=key, title=_("修改网格"), verb=_("保存"))


@require_http_methods(METHODS)
def cover(request: HttpRequest, key: Key) -> HttpResponse:
    """Put classes, departments or places into a cell."""
    actor, cell = _managed(request, key)
    choices = queries.choices_of_covered(actor, school_id=key.school_id, line=cell.line)
    form = forms.Cover(request.POST or None, choices=choices)

    def save(values: dict[str, Any]) -> None:
        chosen = values["covered"]
        units = [int(one) for one in chosen] if cell.line == Line.CLASS else []
        found = [uuid.UUID(one) for one in chosen] if cell.line == Line.DORM else []
        services.cover(
            actor=actor, now=clock.now(), school_id=key.school_id, cell_id=key.id, unit_ids=units, place_ids=found
        )

    if request.method == "POST" and went_through(form, save, field="covered"):
        return back(_where(key))
    return _form_page(request, form, cell=cell, key=key, title=_("加入网格"), verb=_("加入"))


@require_POST
def uncover(request: HttpRequest, key: Key, coverage_id: uuid.UUID) -> HttpResponse:
    """Take something out of a cell."""
    actor, _cell = _managed(request, key)
    services.uncover(actor=actor, now=clock.now(), school_id=key.school_id, coverage_id=coverage_id)
    return back(_where(key))


@require_http_methods(METHODS)
def appoint(request: HttpRequest, key: Key) -> HttpResponse:
    """Let someone work a cell."""
    actor, cell = _managed(request, key)
    people = accounts.list_school_staff(key.school_id, on=clock.today())
    form = forms.Appoint(request.POST or None, people=people)

    def save(values: dict[str, Any]) -> None:
        services.appoint_worker(actor=actor, now=clock.now(), school_id=key.school_id, cell_id=key.id, **values)

    if request.method == "POST" and went_through(form, save, field="user_id"):
        return back(_where(key))
    return _form_page(request, form, cell=cell, key=key, title=_("加网格员"), verb=_("加入"))


@require_POST
def dismiss(request: HttpRequest, key: Key, worker_id: uuid.UUID) -> HttpResponse:
    """Let someone no longer work a cell."""
    actor, _cell = _managed(request, key)
    services.dismiss_worker(actor=actor, now=clock.now(), school_id=key.school_id, worker_id=worker_id)
    return back(_where(key))


@require_POST
def retire(request: HttpRequest, key: Key) -> HttpResponse:
    """Retire a cell."""
    actor, _cell = _managed(request, key)
    services.retire_cell(actor=actor, now=clock.now(), school_id=key.school_id, cell_id=key.id)
    return back(reverse("grids:school", args=[key.school_id]))
