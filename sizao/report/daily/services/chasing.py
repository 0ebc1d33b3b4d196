"""Chase (催报): remind units that have not reported, and keep who was called with what answer."""

import datetime as dt
from collections.abc import Sequence

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id, units_by_id
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.registry.accounts import queries as accounts
from sizao.report.daily.facts import UnitsChased
from sizao.report.daily.models import ChaseCall
from sizao.report.daily.rules import CallAnswer


@use_case("daily.units.chased", permission="daily.chase", on="unit_id")
def chase_units(*, actor: Actor, now: dt.datetime, unit_id: int, day: dt.date, unit_ids: Sequence[int]) -> int:
    """Remind units under an office or school; each gets one reminder a half hour and office, whoever presses.

    returns: number of units reminded. raises: Invalid when none is chosen, NotVisible for a unit not below.
    """
    unit = unit_by_id(unit_id)
    below = units_by_id(unit_ids)
    if not unit_ids:
        raise Invalid([FieldProblem("unit_ids", "没有选要催报的单位")])
    if len(below) != len(set(unit_ids)) or any(
        not one.territory_path.startswith(unit.territory_path) for one in below.values()
    ):
        raise NotVisible()
    usecase.touch(school_id=unit.key, kind="daily.chase", id=day, fields=("unit_ids",))
    phone = accounts.phone_of(actor.user_id)
    half_hour = f"{now.astimezone(clock.SHANGHAI):%H}:{now.minute // 30 * 30:02d}"
    usecase.announce(UnitsChased(unit.key, day, tuple(sorted(below)), actor.name, phone, half_hour))
    return len(below)


@use_case("daily.call.recorded", permission="daily.chase", on="unit_id")
def record_call(
    *, actor: Actor, now: dt.datetime, unit_id: int, day: dt.date, called_id: int, answer: str, note: str = ""
) -> ChaseCall:
    """Keep that a missing unit was called, by whom and what it said, so that nobody rings it again.

    raises: Invalid for an unknown answer, NotVisible for a unit not below.
    """
    unit, called = unit_by_id(unit_id), unit_by_id(called_id)
    if not called.territory_path.startswith(unit.territory_path):
        raise NotVisible()
    if answer not in CallAnswer.values():
        raise Invalid([FieldProblem("answer", "选电话结果", value=answer)])
    call = ChaseCall(
        school_id=unit.key,
        id=new_id(now),
        day=day,
        unit_id=called_id,
        called_at=now,
        called_by=actor.user_id,
        called_name=actor.name,
        answer=answer,
        note=note.strip()[:200],
    )
    call.save(force_insert=True)
    usecase.touch(school_id=unit.key, kind="daily.call", id=call.id, fields=("answer",))
    return call
