"""Put a change forward, see what it would have done, approve it as the second person; object and decide."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sizao.core import clock, http
from sizao.core.actor import Actor, unit_by_id, units_by_id
from sizao.core.answering import answer, back, went_through
from sizao.core.converters import Key
from sizao.detect.rulebook import forms, queries, services
from sizao.detect.rulebook.models import RuleChange
from sizao.detect.rulebook.views import showing
from sizao.detect.rulebook.views.catalog import may_propose
from sizao.epi import packs
from sizao.registry.accounts import queries as accounts

TITLES = {"pack": "启用规则包", "tighter": "收紧一条规则", "file": "上传本地规则", "reading": "改口径"}
SHOWN_LINES = 100


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, unit_id: int, form: str) -> HttpResponse:
    """Write a change down; then its page shows what it would have done."""
    actor, ref = http.opened(request, unit_id, "rulebook.view")
    actor.require("rulebook.propose", ref)
    if form not in forms.FORMS:
        raise Http404
    subject = request.POST.get("subject") or request.GET.get("subject", "")
    bound = _form(request, form, subject)

    def save(values: dict[str, Any]) -> None:
        wanted = services.NewChange(
            bound.kind, bound.named(), values["source"], values["starts_on"], bound.content(), values["until"],
            values["reason"],
        )  # fmt: skip
        made.append(services.draft_change(actor=actor, now=clock.now(), unit_id=unit_id, change=wanted))

    made: list[RuleChange] = []
    if request.method == "POST" and went_through(bound, save):
        return _try(actor, made[0].id)
    context = {"unit": ref, "form": bound, "form_name": form, "title": _(TITLES[form]), "about": subject}
    return answer(request, "rulebook/new.html", "rulebook/_new_form.html", context, form=bound)


def _form(request: HttpRequest, name: str, subject: str) -> forms.Basis:
    initial: dict[str, Any] = {"subject": subject, "starts_on": clock.today() + dt.timedelta(days=1)}
    base = next((one for one in packs.catalog() if one.id == subject), None)
    if name == "tighter" and base is not None:
        initial["text"] = base.text
    options = {"subject": subject} if name == "reading" else {}
    return forms.FORMS[name](request.POST or None, request.FILES or None, initial=initial, **options)


def _try(actor: Actor, change_id: uuid.UUID) -> HttpResponse:
    """Try a change and go to its page, or to that of the long work."""
    unit_id = queries.get_change(actor, change_id).unit_id
    work = services.start_preview(actor=actor, now=clock.now(), change_id=change_id)
    page = reverse("rulebook:change", args=[change_id])
    return back(page if work is None else reverse("work:work", args=[Key(unit_by_id(unit_id).key, work)]))


@require_safe
def change(request: HttpRequest, change_id: uuid.UUID) -> HttpResponse:
    """Show one change: what it says, what it would have done, who decided, what was said against it."""
    actor = http.signed_in(request)
    return _page(request, actor, queries.get_change(actor, change_id))


def _page(request: HttpRequest, actor: Actor, row: RuleChange, status: int = 200, **bound: Any) -> HttpResponse:
    day = clock.today()
    objections = queries.list_objections([row.id])
    people = accounts.names_of({one for one in (row.made_by, row.approved_by) if one is not None})
    mine = may_propose(actor, row.unit)
    deciders = actor.held_in("rulebook.decide")
    context = {
        **showing.change_words(row, day), "rules": queries.rules_of(row), "preview": _preview(row),
        "made_by": people.get(row.made_by, ""), "approved_by": people.get(row.approved_by, ""), "mine": mine,
        "may_propose": mine and row.state == "DRAFT", "may_approve": mine and row.state == "PROPOSED",
        "is_mine_alone": row.made_by == actor.user_id,
        "history": [{"move": one, "word": _(row.loop.states[one.to_state])} for one in row.history()],
        "may_withdraw": mine and row.state in ("DRAFT", "PROPOSED", "APPROVED"),
        "objections": [
            {**one, "may_decide": one["row"].state == "RAISED" and one["row"].decider_id in deciders}
            for one in showing.objection_words(objections)
        ],
        "may_object": row.state == "APPROVED" and (row.until is None or row.until > day),
        "reason": bound.get("reason") or forms.Reason(auto_id="reason-%s"),
        "objection": bound.get("object") or forms.ObjectionText(auto_id="object-%s"),
    }  # fmt: skip
    return render(request, "rulebook/change.html", context, status=status)


def _preview(row: RuleChange) -> dict[str, Any] | None:
    """Say what the change would have fired, by rule and school, the most first; one query."""
    if row.preview is None:
        return None
    lines = sorted(row.preview["lines"], key=lambda one: (-one["gained"] - one["lost"], one["rule"]))
    schools = units_by_id({one["school"] for one in lines[:SHOWN_LINES]})
    return {
        **row.preview, "gained": sum(one["gained"] for one in lines), "lost": sum(one["lost"] for one in lines),
        "lines": [
            {**one, "name": schools[one["school"]].name}
            for one in lines[:SHOWN_LINES] if one["school"] in schools
        ],
        "more": max(0, len(lines) - SHOWN_LINES), "at": row.previewed_at,
    }  # fmt: skip


@require_POST
def act(request: HttpRequest, change_id: uuid.UUID, move: str) -> HttpResponse:
    """Make one move of a change, try it again, or object to it; what is wrong comes back in its form."""
    actor = http.signed_in(request)
    row = queries.get_change(actor, change_id)
    place = {"actor": actor, "now": clock.now(), "change_id": change_id}
    if move == "try":
        return _try(actor, change_id)
    plain: dict[str, Callable[..., Any]] = {"propose": services.propose_change, "approve": services.approve_change}
    if move in plain:
        plain[move](**place)
        return back(reverse("rulebook:change", args=[change_id]))
    reasoned: dict[str, Callable[..., Any]] = {"refuse": services.refuse_change, "withdraw": services.withdraw_change}
    if move == "object":
        form: Any = forms.ObjectionText(request.POST, auto_id="object-%s")
        went = went_through(form, lambda values: services.object_to(**place, text=values["text"]), field="text")
    elif move in reasoned:
        form = forms.Reason(request.POST, auto_id="reason-%s")
        went = went_through(form, lambda values: reasoned[move](**place, reason=values["reason"]), field="reason")
    else:
        raise Http404
    if went:
        return back(reverse("rulebook:change", args=[change_id]))
    return _page(request, actor, row, 422, **{"object" if move == "object" else "reason": form})


@require_POST
def decide(request: HttpRequest, objection_id: uuid.UUID) -> HttpResponse:
    """Decide an objection as the office above."""
    actor = http.signed_in(request)
    row = services.decide_objection(
        actor=actor, now=clock.now(), objection_id=objection_id, is_upheld=request.POST.get("decision") == "uphold",
        reason=request.POST.get("reason", ""),
    )  # fmt: skip
    return back(reverse("rulebook:change", args=[row.change_id]))
