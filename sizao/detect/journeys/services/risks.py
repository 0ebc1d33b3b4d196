"""List areas at risk for the schools below an office, end them, take a mistake back."""

import datetime as dt

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Forbidden, Invalid
from sizao.core.usecase import use_case
from sizao.detect.journeys import queries
from sizao.detect.journeys.facts import RiskChanged
from sizao.detect.journeys.models import RiskArea
from sizao.detect.journeys.rules import DAY
from sizao.detect.journeys.rules.risks import NewRisk, problems_of_risk
from sizao.registry.orgs import queries as orgs

KIND = "journeys.risk"


@use_case("journeys.risk.listed", permission="journeys.list_risks", on="unit_id")
def list_risk(*, actor: Actor, now: dt.datetime, unit_id: int, new: NewRisk) -> RiskArea:
    """List an area at risk; the schools below see who was there lately.

    raises: NotVisible, Forbidden at a school, Invalid.
    """
    unit = unit_by_id(unit_id)
    if unit.school_id is not None:
        raise Forbidden(act="列出风险地区")
    today = clock.school_date(now)
    problems = problems_of_risk(new, today=today, is_known=lambda code: orgs.find_division(code) is not None)
    if not problems and any(row.code == new.code and row.unit_id == unit_id for row in queries.list_risks(unit, today)):
        problems = [FieldProblem("code", "这个地区已列出，先结束原来的")]
    if problems:
        raise Invalid(problems)
    row = RiskArea.objects.create(
        unit_id=unit_id, code=new.code, level=new.level, source=new.source, starts_on=new.starts_on,
        ends_on=new.ends_on, listed_by=actor.user_id, listed_at=now,
    )  # fmt: skip
    _changed(row)
    return row


@use_case("journeys.risk.ended", permission="journeys.list_risks", on="unit_id")
def end_risk(*, actor: Actor, now: dt.datetime, unit_id: int, risk_id: int, latest_day: dt.date) -> None:
    """Say until which day an area is at risk; who was there before is still followed up.

    raises: NotVisible, Forbidden, Invalid.
    """
    row = queries.get_risk(unit_id, risk_id)
    if latest_day < row.starts_on:
        raise Invalid([FieldProblem("latest_day", "不能早于第一天", value=str(latest_day))])
    row.ends_on = latest_day + DAY
    row.save(update_fields=["ends_on"])
    _changed(row)


@use_case("journeys.risk.withdrawn", permission="journeys.list_risks", on="unit_id")
def withdraw_risk(*, actor: Actor, now: dt.datetime, unit_id: int, risk_id: int) -> None:
    """Take an area back that was listed by mistake; the open tasks about it are cancelled.

    raises: NotVisible, Forbidden.
    """
    row = queries.get_risk(unit_id, risk_id)
    row.is_withdrawn = True
    row.save(update_fields=["is_withdrawn"])
    _changed(row)


def _changed(row: RiskArea) -> None:
    key = unit_by_id(row.unit_id).key
    usecase.touch(school_id=key, kind=KIND, id=row.id)
    usecase.announce(RiskChanged(key, row.id, row.is_withdrawn))
