"""How collections, answers and places are said on pages."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from sizao.core.actor import UnitRef, unit_by_id
from sizao.core.words import day_words
from sizao.detect.journeys.models import Collection, RiskArea
from sizao.detect.journeys.queries import Answered
from sizao.detect.journeys.rules import DAY, Kind, Source, Whereabouts, is_asked
from sizao.detect.journeys.rules.risks import RiskLevel
from sizao.detect.journeys.services.exporting import stay_words, trip_words
from sizao.registry.orgs import queries as orgs


def collection_line(row: Collection, today: dt.date) -> dict[str, Any]:
    """Say what is asked about which days and until when."""
    return {
        "row": row, "kind": _(Kind(row.kind).label), "days": days_words(row.starts_on, row.ends_on),
        "return_on": day_words(row.return_on), "is_open": is_asked(row.return_on, today),
        "tone": "info" if is_asked(row.return_on, today) else "na",
        "state": _("正在收") if is_asked(row.return_on, today) else _("已返校"),
    }  # fmt: skip


def days_words(first: dt.date, end: dt.date) -> str:
    """Write [first, end) with its latest day."""
    return _("{first}至{latest}").format(first=first, latest=end - DAY)


def answer_line(one: Answered) -> dict[str, Any]:
    """Say where someone is in one line, and who said so."""
    where = _(Whereabouts(one.answer.whereabouts).label)
    parts = [stay_words(stay) for stay in one.stays]
    return {
        "key": one.key, "is_away": one.answer.whereabouts == Whereabouts.AWAY, "where": where,
        "words": _("；").join(parts) or where, "source": _(Source(one.answer.source).label),
        "at": one.answer.answered_at,
    }  # fmt: skip


def parts(one: Answered) -> list[dict[str, Any]]:
    """List the stays and ways of an answer, to be shown and taken out one by one."""
    stays = [{"id": part.id, "title": _("停留"), "words": stay_words(part)} for part in one.stays]
    return stays + [{"id": part.id, "title": _("行程"), "words": trip_words(part)} for part in one.trips]


def area_name(code: str) -> str:
    """Name an area of six digits or finer: a street or community by its county and its own digits."""
    if not code:
        return _("境外")
    return orgs.name_division(code[:6]) + (f" {code}" if len(code) > 6 else "")


def risk_line(row: RiskArea, unit: UnitRef) -> dict[str, Any]:
    """Say which area is at risk since when, by whom."""
    latest = _("到{day}").format(day=row.ends_on - DAY) if row.ends_on else _("未解除")
    return {
        "row": row, "name": area_name(row.code), "level": _(RiskLevel(row.level).label), "latest": latest,
        "is_own": row.unit_id == unit.id,
    }  # fmt: skip


def home_code(school_id: int) -> str:
    """Give the division in which a school stands: where ways begin and end."""
    areas = orgs.list_areas([school_id]).get(school_id, {})
    found = next((areas[name] for name in ("county_id", "city_id", "province_id") if areas.get(name)), None)
    code = str(found or "")
    return code if orgs.find_division(code) is not None else ""


def group_name(group_id: int) -> str:
    """Name a class or department; staff asked by their accounts stand under the school."""
    unit = unit_by_id(group_id)
    return _("教职工") if unit.id == unit.school_id else unit.name
