"""Who may change a unit: whoever runs it, never the unit itself."""

from sizao.core.actor import Actor, UnitRef, unit_by_id, units_by_id
from sizao.core.errors import NotVisible, SizaoError
from sizao.registry.changes.rules import Kind, Plan


class RunElsewhere(SizaoError):
    """A unit is changed by whoever runs it."""

    code = "run_elsewhere"
    message = "“{name}”的调整由主管单位安排"
    http_status = 403


def may_plan(actor: Actor, unit: UnitRef) -> bool:
    """Tell whether someone may rename, move, split or merge a unit."""
    return actor.may("changes.plan", _above(unit))


def require_above(actor: Actor, unit: UnitRef) -> None:
    """Ask for the right where a unit is run from.

    raises: NotVisible, Forbidden, RunElsewhere.
    """
    if not may_plan(actor, unit):
        actor.require("changes.plan", unit)
        raise RunElsewhere(name=unit.name)


def require_parts(actor: Actor, plan: Plan) -> None:
    """Let nobody learn of units by naming them as parts.

    raises: NotVisible for one that does not exist or is not theirs to see.
    """
    found = units_by_id(plan.part_ids)
    if not all(one in found and actor.may("changes.view", found[one]) for one in plan.part_ids):
        raise NotVisible()


def require_target(actor: Actor, plan: Plan) -> None:
    """Ask for the right where units go: at the unit itself for a move, above it where it takes others in.

    raises: NotVisible, Forbidden, RunElsewhere.
    """
    if plan.target_id is None:
        return
    target = unit_by_id(plan.target_id)
    if plan.kind == Kind.MOVE:
        actor.require("changes.plan", target)
    else:
        require_above(actor, target)


def _above(unit: UnitRef) -> UnitRef:
    chain = [int(part) for part in unit.authority_path.strip("/").split("/")]
    return unit_by_id(chain[-2]) if len(chain) > 1 else unit
