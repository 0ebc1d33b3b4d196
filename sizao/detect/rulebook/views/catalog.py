"""All rules as they hold in a unit, searchable; one rule with its versions side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sizao.core import clock, http
from sizao.core.actor import Actor, UnitRef
from sizao.core.answering import back
from sizao.core.errors import NotVisible
from sizao.detect.rulebook import queries
from sizao.detect.rulebook.rules import SETTING_VALUES, Kind, Setting
from sizao.detect.rulebook.views import showing
from sizao.registry.policies import queries as policies

SHOWN = {"on": "启用的", "off": "停用的", "own": "本地的", "unverified": "未核实的"}


def may_propose(actor: Actor, unit: UnitRef) -> bool:
    """Tell whether the actor may put changes of this very office forward."""
    return unit.id in actor.held_in("rulebook.propose")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the rules of the unit one acts in."""
    return back(reverse("rulebook:unit", args=[http.signed_in(request).acting_unit.id]))


@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """List every rule with its state here, filtered by words, kind and state."""
    actor, ref = http.opened(request, unit_id, "rulebook.view")
    day = clock.today()
    changes = queries.list_in_force(policies.chain_of(ref.territory_path), day)
    states = queries.states_with(changes)
    wanted, kind, show = (request.GET.get(name, "") for name in ("q", "kind", "show"))
    found = [
        one
        for one in states
        if queries.is_found(one.rule, wanted) and kind in ("", one.rule.kind.value) and _is_shown(one, show)
    ]
    context = {
        "unit": ref, "day": day, "rows": [showing.state_words(one, ref, day) for one in found], "q": wanted,
        "total": len(states), "on": sum(one.is_on for one in states), "kind": kind, "show": show,
        "kinds": [(code, _(words)) for code, words in showing.KINDS.items()],
        "shows": [(code, _(words)) for code, words in SHOWN.items()],
        "packs": [
            {"pack": one, "title": showing.pack_words(one), "who": showing.who_words(one.change, ref)}
            for one in queries.list_optional_packs(changes)
        ],
        "readings": _readings(changes, ref), "may_propose": may_propose(actor, ref),
        "changes": [showing.change_words(one, day) for one in queries.list_line_changes(ref)[:30]],
    }  # fmt: skip
    return render(request, "rulebook/unit.html", context)


def _is_shown(one: queries.RuleState, show: str) -> bool:
    states = {"on": one.is_on, "off": not one.is_on, "own": one.is_own, "unverified": one.is_unverified}
    return states.get(show, True)


def _readings(changes: list, ref: UnitRef) -> list[dict]:
    found = []
    for code, words in Setting.pairs():
        chosen = next((one for one in changes if one.kind == Kind.SETTING and one.subject == code), None)
        value = chosen.content["value"] if chosen else SETTING_VALUES[code][0][0]
        found.append({
            "code": code, "label": _(words), "value": _(dict(SETTING_VALUES[code])[value]),
            "who": showing.who_words(chosen, ref), "change": chosen,
        })  # fmt: skip
    return found


@require_safe
def rule(request: HttpRequest, unit_id: int, rule_id: str) -> HttpResponse:
    """Show one rule: what it says, by which text, whether it is on here, its versions and what was said against it."""
    actor, ref = http.opened(request, unit_id, "rulebook.view")
    day = clock.today()
    state = next((one for one in queries.list_states(ref, day) if one.rule.id == rule_id), None)
    if state is None:
        state = _past(ref, rule_id)
    columns = showing.versions_of(ref, rule_id)
    changes = {one["change"].id for one in columns if one["change"]} | ({state.change.id} if state.change else set())
    base = rule_id if not state.is_own else ""
    context = {
        "unit": ref, **showing.state_words(state, ref, day), "columns": columns, "table": showing.table_of(columns),
        "facts": showing.facts_of(state.rule, queries.source_of(state.rule, state.change)),
        "objections": showing.objection_words(queries.list_objections(changes)),
        "may_tighten": bool(base) and may_propose(actor, ref) and state.is_on and state.rule.is_judged,
    }  # fmt: skip
    return render(request, "rulebook/rule.html", context)


def _past(ref: UnitRef, rule_id: str) -> queries.RuleState:
    """Give a rule of the line that is not in force now. raises: NotVisible."""
    for row in reversed(queries.list_versions(ref, rule_id)):
        for one in queries.rules_of(row):
            if one.id == rule_id:
                return queries.RuleState(one, False, row)
    raise NotVisible()
