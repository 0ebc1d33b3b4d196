"""Tell those below a unit what its level asks, and open and cancel the tasks that come of it."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.notify import services as notify
from sizao.core.notify.templates import Param, Template
from sizao.core.tasks import services as tasks
from sizao.core.tasks.kinds import TaskKind
from sizao.core.tasks.services import NewTask
from sizao.registry.levels import queries
from sizao.registry.levels.facts import ResponseChanged
from sizao.registry.levels.rules import Change, Level
from sizao.registry.orgs import queries as orgs

JOB = Actor.system("levels: those below are told")
LEVELS = tuple(level.label for level in Level)
CHANGES = tuple(change.label for change in Change)
TOLD = Template(
    "levels.changed", "{unit}{level}应急响应{change}，执行到{day}。",
    {"unit": Param.UNIT, "change": Param.WORD, "level": Param.WORD, "day": Param.DAY}, words=(*LEVELS, *CHANGES),
)  # fmt: skip
OVER = Template(
    "levels.over", "{unit}{level}应急响应{change}，恢复平时要求。",
    {"unit": Param.UNIT, "change": Param.WORD, "level": Param.WORD}, words=(*LEVELS, *CHANGES),
)  # fmt: skip
TEMPLATES = (TOLD, OVER)
# What a level asks of a school is put into practice by its leader within a day. source: PROJECT
CARRY_OUT = TaskKind(
    "levels.carry_out", "落实应急响应", "{unit}启动{level}级应急响应：落实{count}项措施", ("SCHOOL_LEADER",),
    "levels.carry_out", closes_with_record=False,
)  # fmt: skip
CARRY_OUT_HOURS = 24
STARTING = (Change.ORDERED, Change.EXTENDED)
RECIPIENTS = {
    "SCHOOL": ("SCHOOL_LEADER", "EPIDEMIC_REPORTER", "SCHOOL_DOCTOR", "HEALTH_TEACHER"),
    "COUNTY": ("COUNTY_OFFICER",), "CITY": ("CITY_OFFICER",), "PROVINCE": ("PROVINCE_OFFICER",),
}  # fmt: skip


def on_response_changed(facts: Sequence[ResponseChanged], *, now: dt.datetime) -> None:
    """Tell every office and school below; open a task a school when a level is ordered, cancel it when it is over."""
    for fact in facts:
        unit = unit_by_id(fact.unit_id)
        below = orgs.list_told_below(unit, clock.school_date(now))
        notify.send_many([_message(fact, unit, one) for one in below], now=now)
        schools = [one for one in below if one.level == "SCHOOL"]
        if fact.change == Change.ORDERED:
            tasks.open_many(actor=JOB, now=now, tasks=_tasks(fact, unit, schools, now))
        elif fact.change not in STARTING:
            about = [(one.key, str(fact.response_id)) for one in schools]
            tasks.cancel_many(actor=JOB, now=now, kind=CARRY_OUT.code, about=about, reason="应急响应已结束")


def _message(fact: ResponseChanged, unit: UnitRef, to: UnitRef) -> notify.Message:
    parts = {"unit": unit.name, "change": Change(fact.change).label, "level": Level(fact.level).label}
    template = TOLD if fact.change in STARTING else OVER
    if template is TOLD:
        parts["day"] = fact.ends_on - dt.timedelta(days=1)
    about = notify.About(f"levels.{fact.response_id}", reverse("levels:unit", args=[to.id]))
    dedupe = f"{fact.response_id}.{fact.change}.{fact.ends_on}"
    return notify.Message(template, (notify.role_at(to.id, *RECIPIENTS[to.level]),), about, parts, dedupe=dedupe)


def _tasks(fact: ResponseChanged, unit: UnitRef, schools: Sequence[UnitRef], now: dt.datetime) -> list[NewTask]:
    asked = queries.get_response(fact.unit_id, fact.response_id)
    params = {"unit": unit.name, "level": fact.level, "count": len({line["key"] for line in asked.lines})}
    begins = max(now, clock.at(fact.starts_on, dt.time(8)))
    due = begins + dt.timedelta(hours=CARRY_OUT_HOURS)
    return [NewTask(CARRY_OUT.code, one.key, one.id, str(fact.response_id), due, params) for one in schools]
