"""Whether a level can be ordered: asked before it is shown what it would change, and again when it is ordered."""

import datetime as dt
from dataclasses import dataclass

from sizao.core.actor import UnitRef
from sizao.core.errors import FieldProblem, Invalid
from sizao.registry.levels.queries.bundles import list_bundles
from sizao.registry.levels.queries.responses import spans_beside
from sizao.registry.levels.rules import Level, check_beside, period_problems


@dataclass(frozen=True, slots=True)
class Order:
    """A level to be ordered over [starts_on, ends_on); `replaces` ends the unit's own that overlap it."""

    level: str
    bundle: str
    starts_on: dt.date
    ends_on: dt.date
    reason: str
    replaces: bool = False


def check_order(unit: UnitRef, order: Order, *, today: dt.date) -> None:
    """Refuse an order that cannot be given; the page asks before it shows what the order would change.

    raises: Invalid, WeakerThanAbove, LevelsOverlap.
    """
    problems = period_problems(order.starts_on, order.ends_on, today=today)
    if order.level not in Level.values():
        problems.append(FieldProblem("level", "选响应级别", value=order.level))
    if not order.reason.strip():
        problems.append(FieldProblem("reason", "写明原因"))
    codes = {one.code for one in list_bundles(unit, today)}
    if order.bundle not in codes:
        problems.append(FieldProblem("bundle", "没有这个措施包", value=order.bundle))
    if problems:
        raise Invalid(problems)
    above, own = spans_beside(unit.id)
    check_beside(order.level, order.starts_on, order.ends_on, above=above, own=[] if order.replaces else own)
