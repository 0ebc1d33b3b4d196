"""Risk points of one unit, and of the units below an office: counts by rating and the highest."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from sizao.core.actor import AREA_COLUMNS, Actor, UnitRef
from sizao.core.errors import NotVisible
from sizao.prepare.risks.models import Assessment, RiskPoint
from sizao.prepare.risks.rules import BOUNDS, MOST_HIGHEST, SCALE

# By which column the units one level down are told apart; a county's are its schools.
NEXT_COLUMN = {"COUNTY": "school_id", "CITY": "county_id", "PROVINCE": "city_id"}
CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Below:
    """Open risk points of one unit below, by rating. units: how many schools and offices have any."""

    unit_id: int
    severe: int
    high: int
    other: int
    overdue: int


def list_points(actor: Actor, unit: UnitRef, *, is_closed: bool = False) -> list[RiskPoint]:
    """List the risk points of a unit's own register, the highest first."""
    rows = RiskPoint.objects.visible_to(actor).filter(school_id=unit.key)
    rows = rows.filter(state=CLOSED) if is_closed else rows.exclude(state=CLOSED)
    return list(rows.order_by("-score", "review_on", "id"))


def matrix_of(points: Iterable[RiskPoint]) -> dict[tuple[int, int], int]:
    """Count points by (likelihood, impact), every cell of the matrix included."""
    cells = dict.fromkeys(((likelihood, impact) for likelihood in SCALE for impact in SCALE), 0)
    for one in points:
        cells[one.likelihood, one.impact] += 1
    return cells


def get_point(actor: Actor, *, school_id: int, point_id: uuid.UUID) -> RiskPoint:
    """Give one risk point. raises: NotVisible, Forbidden."""
    actor.require("risks.view")
    found = RiskPoint.objects.visible_to(actor).filter(school_id=school_id, id=point_id).first()
    if found is None:
        raise NotVisible()
    return found


def list_assessments(actor: Actor, point: RiskPoint) -> list[Assessment]:
    """List every rating of a point, latest first."""
    rows = Assessment.objects.visible_to(actor).filter(school_id=point.school_id, point_id=point.id)
    return list(rows.order_by("-assessed_at", "-id"))


def count_below(actor: Actor, office: UnitRef, today) -> list[Below]:
    """Count the open points of the units one level below an office, those with the most severe first; one query."""
    column, (severe, high) = NEXT_COLUMN[office.level], (BOUNDS[0][0], BOUNDS[1][0])
    rows = _below(actor, office).exclude(**{f"{column}__isnull": True}).values(column)
    counted = rows.annotate(
        severe=Count("id", filter=Q(score__gte=severe)), high=Count("id", filter=Q(score__gte=high, score__lt=severe)),
        other=Count("id", filter=Q(score__lt=high)), overdue=Count("id", filter=Q(review_on__lt=today)),
    )  # fmt: skip
    found = [Below(row.pop(column), **row) for row in counted]
    return sorted(found, key=lambda one: (-one.severe, -one.high, -one.other, one.unit_id))


def list_highest_below(actor: Actor, office: UnitRef) -> list[RiskPoint]:
    """List the highest open points of the units below an office."""
    return list(_below(actor, office).order_by("-score", "review_on", "school_id", "id")[:MOST_HIGHEST])


def _below(actor: Actor, office: UnitRef) -> QuerySet[RiskPoint]:
    rows = RiskPoint.objects.visible_to(actor).filter(**{AREA_COLUMNS[office.level]: office.id})
    return rows.exclude(state=CLOSED).exclude(school_id=office.key)
