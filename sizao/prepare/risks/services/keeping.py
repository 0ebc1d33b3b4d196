"""Keep a register of risk points: people of the unit itself add, rate again, and say how far the measure is."""

import datetime as dt
import uuid
from dataclasses import asdict

from sizao.core import clock, usecase
from sizao.core.actor import AREA_COLUMNS, Actor, UnitRef, unit_by_id, units_by_id
from sizao.core.errors import FieldProblem, Forbidden, Invalid, NotVisible, SizaoError
from sizao.core.ids import new_id
from sizao.core.looped import start_many
from sizao.core.usecase import use_case
from sizao.prepare.risks.models import Assessment, RiskPoint
from sizao.prepare.risks.rules import (
    KEEPERS,
    LONGEST_NOTE,
    REOPENED_DAYS,
    REVIEW_HOUR,
    NewPoint,
    problems_of_point,
)
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies

KIND = "risks.point"


class NoRegister(SizaoError):
    """Only schools and counties keep one."""

    code = "no_risk_register"
    message = "风险点由学校和县区登记，这一级看汇总"
    http_status = 409


class PointClosed(SizaoError):
    """What is gone is not rated again before it has come back."""

    code = "risk_point_closed"
    message = "风险点已消除，又出现时先改回"
    http_status = 409


@use_case("risks.point.added", permission="risks.keep", on="unit_id")
def add_point(*, actor: Actor, now: dt.datetime, unit_id: int, new: NewPoint) -> RiskPoint:
    """Put a risk point on the register of a school or county.

    raises: NotVisible, Forbidden, NoRegister, Invalid.
    """
    unit = unit_by_id(unit_id)
    if unit.level not in KEEPERS:
        raise NoRegister()
    _require_own(actor, unit)
    _refuse(unit, new, now)
    row = RiskPoint(
        school_id=unit.key, id=new_id(now), added_at=now, assessed_at=now, score=new.likelihood * new.impact,
        **asdict(new), **_areas(unit),
    )  # fmt: skip
    start_many([row], actor=actor, now=now)
    row.state_due_at = clock.at(new.review_on, REVIEW_HOUR)
    row.save(force_insert=True)
    _rate(row, actor, now, "")
    return row


@use_case("risks.point.assessed", permission="risks.keep")
def assess_point(
    *, actor: Actor, now: dt.datetime, school_id: int, point_id: uuid.UUID, new: NewPoint, note: str
) -> RiskPoint:
    """Rate a point again, with what is to be done now; the earlier rating stays in its history.

    raises: NotVisible, Forbidden, PointClosed, Invalid.
    """
    row = _locked(actor, school_id, point_id)
    if row.state == "CLOSED":
        raise PointClosed()
    _refuse(unit_by_id(school_id), new, now, besides=row.id)
    for name, value in asdict(new).items():
        setattr(row, name, value)
    row.score, row.assessed_at = new.likelihood * new.impact, now
    row.state_due_at, row.escalated = clock.at(new.review_on, REVIEW_HOUR), 0
    row.save()
    _rate(row, actor, now, _short(note, is_needed=False))
    return row


@use_case("risks.point.moved", permission="risks.keep")
def move_point(
    *, actor: Actor, now: dt.datetime, school_id: int, point_id: uuid.UUID, move: str, reason: str
) -> RiskPoint:
    """Say how far the measure is, that the risk is gone, or that it is back; what is back is reviewed within a month.

    raises: NotVisible, Forbidden, Invalid, MoveRefused.
    """
    row = _locked(actor, school_id, point_id)
    if move == "reopen":
        _refuse_same(row.school_id, row.title, besides=row.id)
    row.move(move, actor=actor, now=now, reason=_short(reason, is_needed=True))
    if move == "reopen":
        row.review_on = clock.school_date(now) + dt.timedelta(days=REOPENED_DAYS)
        row.state_due_at = clock.at(row.review_on, REVIEW_HOUR)
        row.save(update_fields=["review_on", "state_due_at"])
    usecase.touch(school_id=school_id, kind=KIND, id=point_id, fields=("state",))
    return row


def _rate(row: RiskPoint, actor: Actor, now: dt.datetime, note: str) -> None:
    Assessment.objects.create(
        school_id=row.school_id, id=new_id(now), point_id=row.id, likelihood=row.likelihood, impact=row.impact,
        measure=row.measure, owner=row.owner, review_on=row.review_on, note=note, assessed_at=now,
        assessed_by=actor.user_id,
    )  # fmt: skip
    usecase.touch(school_id=row.school_id, kind=KIND, id=row.id, fields=("likelihood", "impact", "measure"))


def _locked(actor: Actor, school_id: int, point_id: uuid.UUID) -> RiskPoint:
    """Give a point of the actor's own unit. raises: NotVisible, Forbidden."""
    rows = RiskPoint.objects.visible_to(actor).filter(school_id=school_id, id=point_id)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotVisible()
    unit = unit_by_id(school_id)
    actor.require("risks.keep", unit)
    _require_own(actor, unit)
    return row


def _require_own(actor: Actor, unit: UnitRef) -> None:
    """Refuse those above: who has the risk rates it, and answers for the measure."""
    if not actor.is_system and unit.id not in actor.held_in("risks.keep"):
        raise Forbidden(act="改别的单位的风险点")


def _refuse(unit: UnitRef, new: NewPoint, now: dt.datetime, *, besides: uuid.UUID | None = None) -> None:
    problems = problems_of_point(new, level=unit.level, today=clock.school_date(now))
    if problems:
        raise Invalid(problems)
    _refuse_same(unit.key, new.title, besides=besides)


def _refuse_same(school_id: int, title: str, *, besides: uuid.UUID | None) -> None:
    rows = RiskPoint.objects.whole_tree(reason="the unit's own register").filter(school_id=school_id, title=title)
    if rows.exclude(state="CLOSED").exclude(id=besides).exists():
        raise Invalid([FieldProblem("title", "已有同名的风险点")])


def _areas(unit: UnitRef) -> dict[str, int | None]:
    """Give the offices above a unit, a county itself included, by column."""
    if unit.school_id is not None:
        return orgs.list_areas([unit.school_id])[unit.school_id]
    above = units_by_id(policies.chain_of(unit.territory_path))
    return {AREA_COLUMNS[one.level]: one.id for one in above.values() if one.level in AREA_COLUMNS}


def _short(text: str, *, is_needed: bool) -> str:
    if (is_needed and not text.strip()) or len(text) > LONGEST_NOTE:
        raise Invalid([FieldProblem("reason", "写明原因，最多{most}字", {"most": LONGEST_NOTE})])
    return text.strip()
