"""React to the daily return's own facts with notices; each is one call into the notices."""

import datetime as dt
from collections.abc import Sequence

from sizao.core.actor import OFFICES, UnitRef, units_by_id
from sizao.core.notify import services as notify
from sizao.core.notify.templates import Param, Template
from sizao.report.daily.facts import ReturnAmended, UnitsChased

CHASED = Template(
    "daily.chased",
    "{unit}催报：今日{day}还有未报。经手人{contact}。",
    {"unit": Param.UNIT, "day": Param.DAY, "contact": Param.CONTACT},
)
AMENDED = Template(
    "daily.amended",
    "{unit}更正了{day}日报告，{count}处数字有变。",
    {"unit": Param.UNIT, "day": Param.DAY, "count": Param.COUNT},
)
TEMPLATES = (CHASED, AMENDED)

# Whom a reminder reaches in a unit of each level: the lowest first, never a superior.
RECIPIENTS = {
    "CLASS": ("HOMEROOM_TEACHER",),
    "DEPARTMENT": ("GRID_WORKER",),
    "SCHOOL": ("EPIDEMIC_REPORTER", "HEALTH_TEACHER", "SCHOOL_LEADER"),
    "COUNTY": ("COUNTY_OFFICER",),
    "CITY": ("CITY_OFFICER",),
    "PROVINCE": ("PROVINCE_OFFICER",),
}


def on_units_chased(facts: Sequence[UnitsChased], *, now: dt.datetime) -> None:
    """Remind the chased units; the inbox keeps one a person, day and kind."""
    units = units_by_id({unit for fact in facts for unit in (*fact.unit_ids, fact.school_id)})
    messages = [
        _chase(fact, units[unit_id], units)
        for fact in facts
        for unit_id in fact.unit_ids
        if unit_id in units and units[unit_id].level in RECIPIENTS
    ]
    notify.send_many(messages, now=now)


def _chase(fact: UnitsChased, unit: UnitRef, units: dict[int, UnitRef]) -> notify.Message:
    url = f"/daily/{unit.id}/{fact.day}/missing/" if unit.level not in ("CLASS", "DEPARTMENT") else "/today/"
    return notify.Message(
        CHASED,
        (notify.role_at(unit.id, *RECIPIENTS[unit.level]),),
        notify.About(f"daily.chase.{fact.school_id}.{unit.id}.{fact.day}", url),
        {"unit": units[fact.school_id].name, "day": fact.day, "contact": f"{fact.by_name} {fact.by_phone}".strip()},
        dedupe=f"{fact.school_id}:{fact.half_hour}",
    )


def on_return_amended(facts: Sequence[ReturnAmended], *, now: dt.datetime) -> None:
    """Tell the next office above that a signed figure was wrong."""
    units = units_by_id({fact.school_id for fact in facts})
    above = units_by_id({unit for ref in units.values() for unit in _chain(ref)})
    messages = []
    for fact in facts:
        unit = units[fact.school_id]
        office = next((above[one] for one in reversed(_chain(unit)) if above[one].level in OFFICES), None)
        if office is not None:
            url = f"/daily/{unit.id}/{fact.day}/"
            params = {"unit": unit.name, "day": fact.day, "count": len(fact.changes)}
            to = (notify.role_at(office.id, *RECIPIENTS[office.level]),)
            messages.append(notify.Message(AMENDED, to, notify.About(f"daily.amended.{fact.return_id}", url), params))
    notify.send_many(messages, now=now)


def _chain(unit: UnitRef) -> list[int]:
    return [int(part) for part in unit.territory_path.strip("/").split("/")][:-1]
