"""Changes of the rules: those of a line, one with its history, all versions of one rule; objections."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import Count, Q

from sizao.core.actor import Actor, UnitRef
from sizao.core.errors import NotVisible
from sizao.detect.rulebook.models import Objection, RuleChange
from sizao.detect.rulebook.rules import Kind, split_id
from sizao.registry.policies import queries as policies

PUBLIC = "a change of the rules is public to all below the unit that made it"


def list_line_changes(unit: UnitRef) -> list[RuleChange]:
    """List what a unit and those above ever put forward, latest first; drafts are the unit's own."""
    chain = policies.chain_of(unit.territory_path)
    rows = RuleChange.objects.whole_tree(reason=PUBLIC).filter(unit_id__in=chain)
    rows = rows.filter(~Q(state="DRAFT") | Q(unit_id=unit.id)).select_related("unit")
    rows = rows.annotate(objection_count=Count("objections", filter=Q(objections__state="RAISED")))
    return list(rows.order_by("-made_at", "-id"))


def get_change(actor: Actor, change_id: uuid.UUID) -> RuleChange:
    """Give a change that the actor is bound by or works above; a draft only to those who may put it forward.

    raises: NotVisible.
    """
    row = RuleChange.objects.whole_tree(reason=PUBLIC).filter(id=change_id).select_related("unit").first()
    if row is None or not _is_known(actor, row):
        raise NotVisible()
    return row


def _is_known(actor: Actor, row: RuleChange) -> bool:
    if actor.is_system:
        return True
    path = row.unit.territory_path
    is_bound = any(grant.unit.territory_path.startswith(path) for grant in actor.grants)
    is_above = any(path.startswith(grant.unit.territory_path) for grant in actor.grants_for("rulebook.view"))
    if row.state == "DRAFT":
        return any(path.startswith(grant.unit.territory_path) for grant in actor.grants_for("rulebook.propose"))
    return is_bound or is_above


def list_versions(unit: UnitRef, rule_id: str) -> list[RuleChange]:
    """List what a unit's line ever made of a rule, first version first: its tightenings, or the versions of a file."""
    chain = policies.chain_of(unit.territory_path)
    split = split_id(rule_id)
    base = split[1] if split else rule_id
    rows = RuleChange.objects.whole_tree(reason=PUBLIC).filter(unit_id__in=chain, approved_at__isnull=False)
    wanted = Q(kind=Kind.TIGHTER, subject=base) | Q(kind=Kind.RULES, content__text__contains=base)
    return list(rows.filter(wanted).select_related("unit").order_by("starts_on", "version"))


def list_objections(changes: Collection[uuid.UUID]) -> list[Objection]:
    """List what was said against changes, latest first, with how it was decided."""
    rows = Objection.objects.whole_tree(reason="an objection is shown on the rule").filter(change_id__in=list(changes))
    return list(rows.select_related("decider").order_by("-raised_at", "-id"))


def list_to_decide(actor: Actor) -> list[Objection]:
    """List the open objections that the actor's office decides, the shortest time first."""
    offices = actor.held_in("rulebook.decide")
    rows = Objection.objects.whole_tree(reason="of the offices one acts in").filter(state="RAISED", decider__in=offices)
    return list(rows.select_related("change", "unit", "decider").order_by("state_due_at"))


def list_to_approve(actor: Actor) -> list[RuleChange]:
    """List the changes of the actor's own office that wait for a second person who is not its maker; one query."""
    offices = actor.held_in("rulebook.approve")
    rows = RuleChange.objects.whole_tree(reason="of the offices one acts in").filter(state="PROPOSED", unit__in=offices)
    return list(rows.exclude(made_by=actor.user_id).select_related("unit").order_by("state_since"))


def find_standing(unit_id: int, kind: str, subject: str) -> list[RuleChange]:
    """List the approved versions of one subject in a unit, latest first."""
    rows = RuleChange.objects.whole_tree(reason="versions of the very unit").filter(
        unit_id=unit_id, kind=kind, subject=subject
    )
    return list(rows.order_by("-version"))


def list_above(unit: UnitRef, day: dt.date) -> list[RuleChange]:
    """List what the units above one have approved and not ended by a day."""
    chain = [one for one in policies.chain_of(unit.territory_path) if one != unit.id]
    rows = RuleChange.objects.whole_tree(reason=PUBLIC).filter(unit_id__in=chain, approved_at__isnull=False)
    return list(rows.filter(Q(until__isnull=True) | Q(until__gt=day)).select_related("unit"))
