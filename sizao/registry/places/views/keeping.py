"""Add a place, change it, retire it; its checkpoints."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.converters import Key
from sizao.core.http import signed_in
from sizao.core.ids import new_id
from sizao.registry.accounts import queries as accounts
from sizao.registry.places import forms, queries, services
from sizao.registry.places.models import Place
from sizao.registry.places.rules import KEY_KINDS, Kind
from sizao.registry.places.services import PlaceWords

NAMES = ("name", "parent_id", "unit_id", "owner_role", "owner_user_id", "capacity", "is_key")


def _choices(actor: Actor, school_id: int, kind: str = "") -> dict[str, Any]:
    today = clock.today()
    return {
        "parents": queries.choices_of_parents(actor, school_id=school_id, kind=kind),
        "units": queries.choices_of_units(actor, school_id=school_id), "roles": accounts.school_roles(),
        "people": accounts.list_school_staff(school_id, on=today),
    }  # fmt: skip


def _words(values: dict[str, Any]) -> PlaceWords:
    return PlaceWords(**{name: values[name] for name in NAMES})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, school_id: int) -> HttpResponse:
    """Add one place."""
    actor, now, school = signed_in(request), clock.now(), unit_by_id(school_id)
    actor.require("places.manage", school)
    kind = request.GET.get("kind", Kind.DORM_ROOM)
    initial = {
        "kind": kind, "parent_id": request.GET.get("in", ""), "key": new_id(now), "is_key": kind in KEY_KINDS,
    }  # fmt: skip
    form = forms.NewPlace(request.POST or None, initial=initial, **_choices(actor, school_id))
    context: dict[str, Any] = {"form": form, "school": school, "title": _("加场所"), "verb": _("加入")}

    def save(values: dict[str, Any]) -> None:
        made = services.NewPlace(values["kind"], _words(values), values["key"])
        (place_id,) = services.add_places(actor=actor, now=now, school_id=school_id, places=[made])
        again = f"{reverse('places:new', args=[school_id])}?kind={values['kind']}&in={values['parent_id'] or ''}"
        moves = [(_("查看"), reverse("places:place", args=[Key(school_id, place_id)])), (_("再加一个"), again)]
        context["receipt"] = receipt(_("场所已加入"), [(_("名称"), values["name"])], moves)

    if request.method == "POST":
        went_through(form, save, field="parent_id")
    return answer(request, "places/form.html", "places/_form.html", context, form=form)


def _managed(request: HttpRequest, key: Key) -> tuple[Actor, Place]:
    actor = signed_in(request)
    found = queries.get_place(actor, key)
    actor.require("places.manage", unit_by_id(key.school_id))
    return actor, found


def _where(key: Key) -> str:
    return reverse("places:place", args=[key])


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: Key) -> HttpResponse:
    """Change what is said of a place."""
    actor, found = _managed(request, key)
    initial = {name: getattr(found, name) for name in NAMES}
    form = forms.PlaceFields(request.POST or None, initial=initial, **_choices(actor, key.school_id, found.kind))

    def save(values: dict[str, Any]) -> None:
        services.change_place(
            actor=actor, now=clock.now(), school_id=key.school_id, place_id=key.id, words=_words(values)
        )

    if request.method == "POST" and went_through(form, save, field="parent_id"):
        return back(_where(key))
    context = {"form": form, "place": found, "key": key, "title": _("修改场所"), "verb": _("保存")}
    return answer(request, "places/form.html", "places/_form.html", context, form=form)


@require_POST
def retire(request: HttpRequest, key: Key) -> HttpResponse:
    """Retire a place with all that stands in it."""
    actor, _found = _managed(request, key)
    services.retire_place(actor=actor, now=clock.now(), school_id=key.school_id, place_id=key.id)
    return back(f"{reverse('places:home')}?school={key.school_id}")


@require_http_methods(["GET", "HEAD", "POST"])
def checkpoint(request: HttpRequest, key: Key) -> HttpResponse:
    """Add a checkpoint to a place."""
    actor, found = _managed(request, key)
    form = forms.Checkpoint(request.POST or None, roles=accounts.school_roles())

    def save(values: dict[str, Any]) -> None:
        services.add_checkpoint(actor=actor, now=clock.now(), school_id=key.school_id, place_id=key.id, **values)

    if request.method == "POST" and went_through(form, save):
        return back(_where(key))
    context = {"form": form, "place": found, "key": key, "title": _("加检查点"), "verb": _("加入")}
    return answer(request, "places/form.html", "places/_form.html", context, form=form)


@require_POST
def retire_checkpoint(request: HttpRequest, key: Key, checkpoint_id: uuid.UUID) -> HttpResponse:
    """Take a checkpoint away."""
    actor, _found = _managed(request, key)
    services.retire_checkpoint(actor=actor, now=clock.now(), school_id=key.school_id, checkpoint_id=checkpoint_id)
    return back(_where(key))
