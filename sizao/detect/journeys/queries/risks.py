"""Areas at risk on a unit's line, and who was there lately: by name in the school, as counts above it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sizao.core import scope
from sizao.core.actor import Actor, UnitRef, units_by_id
from sizao.core.errors import NotVisible
from sizao.detect.journeys.models import Answer, FollowUp, RiskArea, Stay, Trip
from sizao.detect.journeys.rules import DAY
from sizao.detect.journeys.rules.risks import MOST_DAYS, NewRisk, Touch, around, stem, touch
from sizao.registry.orgs import queries as orgs
from sizao.registry.policies import queries as policies

JOB = Actor.system("journeys: who was in an area at risk")
PUBLIC = "an area at risk is known to all below the office that listed it"
POLICY = "journeys.risk_days"
Window = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Touched:
    """One answer that touched an area at risk, and what was decided."""

    school_id: int
    answer_id: uuid.UUID
    risk: RiskArea
    touch: Touch
    decided: FollowUp | None = None


def _standing(today: dt.date) -> QuerySet[RiskArea]:
    """Give the areas that may still matter: at risk within the longest window."""
    rows = RiskArea.objects.whole_tree(reason=PUBLIC).filter(is_withdrawn=False, starts_on__lte=today)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today - dt.timedelta(days=MOST_DAYS)))


def list_risks(unit: UnitRef, today: dt.date) -> list[RiskArea]:
    """List the areas on a unit's line that are or were lately at risk, or soon will be; the latest first."""
    rows = RiskArea.objects.whole_tree(reason=PUBLIC).filter(is_withdrawn=False)
    rows = rows.filter(unit_id__in=policies.chain_of(unit.territory_path))
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today - dt.timedelta(days=MOST_DAYS)))
    return list(rows.select_related("unit").order_by("-starts_on", "-id"))


def list_near_risks(today: dt.date, *, risk_ids: Iterable[int] | None = None) -> list[RiskArea]:
    """List the areas of the whole country that may still matter; for the machine."""
    rows = _standing(today) if risk_ids is None else _standing(today).filter(id__in=list(risk_ids))
    return list(rows.order_by("id"))


def has_risks(unit: UnitRef, today: dt.date) -> bool:
    """Tell whether anything on a unit's line is or was lately at risk; one query."""
    return _standing(today).filter(unit_id__in=policies.chain_of(unit.territory_path)).exists()


def get_risk(unit_id: int, risk_id: int) -> RiskArea:
    """Give one area that a unit listed.

    raises: NotVisible.
    """
    rows = RiskArea.objects.whole_tree(reason=PUBLIC).filter(unit_id=unit_id, id=risk_id, is_withdrawn=False)
    found = rows.first()
    if found is None:
        raise NotVisible()
    return found


def window_of(school_id: int, today: dt.date) -> Window:
    """Give the first and the latest day that count at a school."""
    days = int(str(policies.get_resolved(school_id, POLICY, today).value))
    return today - dt.timedelta(days=days), today


def list_touched(school_id: int, today: dt.date) -> list[Touched]:
    """List who of a school was in an area at risk lately, undecided first; the caller has asked the right."""
    line = policies.chain_of(units_by_id([school_id])[school_id].territory_path)
    risks = list(_standing(today).filter(unit_id__in=line).select_related("unit"))
    if not risks:
        return []
    window = window_of(school_id, today)
    found = [one for risk in risks for one in _touching(risk, [school_id], window)]
    rows = FollowUp.objects.whole_tree(reason="of a school for which the right was asked")
    rows = rows.filter(school_id=school_id, answer_id__in={one.answer_id for one in found})
    decided = {(row.answer_id, row.risk_id): row for row in rows}
    lines = [
        Touched(one.school_id, one.answer_id, one.risk, one.touch, decided.get((one.answer_id, one.risk.id)))
        for one in found
    ]
    return sorted(lines, key=lambda one: (one.decided is not None, -one.touch.latest_day.toordinal(), one.answer_id))


def list_schools_touched(risk: RiskArea, school_ids: Sequence[int] | None, today: dt.date) -> set[int]:
    """List the schools where somebody was in an area at risk and nothing is decided yet; for the machine."""
    below = orgs.list_in_force_on(JOB, today).filter(level="SCHOOL", territory_path__startswith=_path(risk))
    if school_ids is not None:
        below = below.filter(id__in=list(school_ids))
    ids = list(below.values_list("id", flat=True))
    with scope.open_schools(ids, reason="the machine opens the tasks of schools, no names"):
        wide = _touching(risk, ids, (today - dt.timedelta(days=MOST_DAYS), today))
        rows = FollowUp.objects.whole_tree(reason="what schools have decided").filter(risk_id=risk.id)
        decided = set(rows.filter(school_id__in={one.school_id for one in wide}).values_list("school_id", "answer_id"))
    windows = {school: window_of(school, today)[0] for school in {one.school_id for one in wide}}
    return {
        one.school_id
        for one in wide
        if one.touch.latest_day >= windows[one.school_id] and (one.school_id, one.answer_id) not in decided
    }


def count_touched(unit: UnitRef, today: dt.date) -> dict[int, tuple[int, int]]:
    """Count by area at risk (its id) how many people under an office were there, in how many schools; no names."""
    found = {}
    below = orgs.list_in_force_on(JOB, today).filter(level="SCHOOL", territory_path__startswith=unit.territory_path)
    ids = list(below.values_list("id", flat=True))
    window = (today - dt.timedelta(days=int(str(policies.get_resolved(unit.id, POLICY, today).value))), today)
    for risk in list_risks(unit, today):
        with scope.open_schools(ids, reason="how many were in an area at risk, no names"):
            touched = _touching(risk, ids, window)
        found[risk.id] = (len(touched), len({one.school_id for one in touched}))
    return found


def _path(risk: RiskArea) -> str:
    return units_by_id([risk.unit_id])[risk.unit_id].territory_path


def _touching(risk: RiskArea, school_ids: Sequence[int], window: Window) -> list[Touched]:
    """Find answers whose stays or trips touched an area; each once, with its latest and surest touch. Two queries."""
    said = NewRisk(risk.code, risk.level, risk.source, risk.starts_on, risk.ends_on)
    best: dict[tuple[int, uuid.UUID], Touch] = {}
    for school_id, answer_id, places, days in _visits(stem(risk.code), school_ids, window):
        one = touch(places, days, said, window=window)
        known = best.get((school_id, answer_id))
        if one is not None and (known is None or _rank(one) > _rank(known)):
            best[school_id, answer_id] = one
    return [Touched(school_id, answer_id, risk, one) for (school_id, answer_id), one in best.items()]


def _rank(one: Touch) -> tuple[bool, dt.date]:
    return one.is_certain, one.latest_day


def _visits(wanted: str, school_ids: Sequence[int], window: Window) -> Iterable[tuple]:
    reason = "compared with an area at risk, school by school as opened"
    stays = Stay.objects.whole_tree(reason=reason).filter(_near("stem", wanted), school_id__in=school_ids)
    stays = stays.filter(starts_on__lte=window[1], ends_on__gt=window[0])
    for school_id, answer_id, place, first, end in stays.values_list(
        "school_id", "answer_id", "stem", "starts_on", "ends_on"
    ):
        yield school_id, answer_id, (place,), (first, end - DAY)
    trips = Trip.objects.whole_tree(reason=reason).filter(school_id__in=school_ids)
    trips = trips.filter(_near("from_stem", wanted) | _near("to_stem", wanted))
    trips = trips.filter(left_on__lte=window[1], arrived_on__gte=window[0])
    for school_id, answer_id, start, goal, left_on, arrived_on in trips.values_list(
        "school_id", "answer_id", "from_stem", "to_stem", "left_on", "arrived_on"
    ):
        yield school_id, answer_id, (start, goal), (left_on, arrived_on)


def _near(column: str, wanted: str) -> Q:
    return Q(**{f"{column}__startswith": wanted}) | Q(**{f"{column}__in": around(wanted)})


def answers_of(school_id: int, ids: Iterable[uuid.UUID]) -> QuerySet[Answer]:
    """Give answers of a school by id, for whoever was shown who was where."""
    rows = Answer.objects.whole_tree(reason="of a school for which the right was asked")
    return rows.filter(school_id=school_id, id__in=list(ids))
