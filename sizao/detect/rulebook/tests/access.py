"""Who meets what at the rule book: everyone reads what binds them, an office alone changes its own and decides."""

import datetime as dt

from sizao.core.actor import Actor, UnitRef
from sizao.detect.rulebook import services
from sizao.detect.rulebook.models import RuleChange
from sizao.registry.orgs import queries as orgs
from tests.access.rules import everyone, row, unit
from tests.access.world import JOB, Sample, World

OFFICES = ("COUNTY", "CITY", "PROVINCE")


def _rule(world: World, unit: UnitRef) -> Sample:
    return Sample({"unit_id": unit.id, "rule_id": "SIG-CLASSDORM-1D3"})


def _form(world: World, unit: UnitRef) -> Sample:
    return Sample({"unit_id": unit.id, "form": "pack"})


def _drafted(world: World, unit_id: int, kind: str, subject: str, **content: object) -> RuleChange:
    change = services.NewChange(kind, subject, "试〔2026〕1号", world.day + dt.timedelta(days=3), content)
    return services.draft_change(actor=JOB, now=world.now, unit_id=unit_id, change=change)


def _draft(world: World, unit: UnitRef) -> Sample:
    return Sample({"change_id": _drafted(world, unit.id, "PACK", "huzhou").id, "move": "propose"})


def _objection(world: World, unit: UnitRef) -> Sample | None:
    """Object to what an office just below has approved, which this one decides."""
    makers = [one for one in world.units.values() if one.level in OFFICES]
    maker = next((one for one in makers if (above := orgs.next_office(one.id)) and above.id == unit.id), None)
    if maker is None:
        return None
    change = _drafted(world, maker.id, "SETTING", "DAY_MODE", value="CALENDAR_DAY")
    place = {"actor": JOB, "now": world.now, "change_id": change.id}
    services.preview_change(**place)
    services.propose_change(**place)
    services.approve_change(**place)
    return Sample({"objection_id": services.object_to(**place, text="与上级文件不一致").id})


def _is_its_own(right: str):
    """Tell whether somebody holds the right in the very office, not only above it."""

    def holds(actor: Actor, unit: UnitRef | None) -> bool:
        return unit is None or unit.id in actor.held_in(right)

    return holds


ROUTES = {
    "rulebook:home": everyone,
    "rulebook:unit": unit("rulebook.view"),
    "rulebook:rule": row("rule", "rulebook.view", at="unit"),
    "rulebook:new": row("rule form", "rulebook.propose", at="office"),
    # A draft is known to those who may put it forward; its moves are made in the very office.
    "rulebook:change": row("rule change", "rulebook.propose", at="office"),
    "rulebook:act": row("rule change", "rulebook.propose", at="office").but(when=_is_its_own("rulebook.propose")),
    "rulebook:decide": row("rule objection", "rulebook.decide", at="office").but(when=_is_its_own("rulebook.decide")),
}

SAMPLES = {"rule": _rule, "rule form": _form, "rule change": _draft, "rule objection": _objection}
