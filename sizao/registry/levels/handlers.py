"""Tell those below a unit what its level asks, and open and cancel the tasks that come of it."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from sizao.core import clock
from sizao.core.actor import Actor, UnitRef, unit_by_id
from sizao.core.notify import services as notify
from sizao.core.notify.templates import Param, Template
from sizao.core.tasks import services as tasks
from sizao.registry.levels import services
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
STARTING = (Change.ORDERED, Change.EXTENDED, Change.TAKEN_OVER)
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
        schools = [one.key for one in below if one.level == "SCHOOL"]
        if fact.change in STARTING:
            services.settle_tasks(actor=JOB, now=now, school_ids=schools)
        else:
            about = [(one, str(fact.response_id)) for one in schools]
            tasks.cancel_many(actor=JOB, now=now, kind=services.CARRY_OUT.code, about=about, reason="应急响应已结束")


def _message(fact: ResponseChanged, unit: UnitRef, to: UnitRef) -> notify.Message:
    parts = {"unit": unit.name, "change": Change(fact.change).label, "level": Level(fact.level).label}
    template = TOLD if fact.change in STARTING else OVER
    if template is TOLD:
        parts["day"] = fact.ends_on - dt.timedelta(days=1)
    about = notify.About(f"levels.{fact.response_id}", reverse("levels:unit", args=[to.id]))
    dedupe = f"{fact.response_id}.{fact.change}.{fact.ends_on}"
    return notify.Message(template, (notify.role_at(to.id, *RECIPIENTS[to.level]),), about, parts, dedupe=dedupe)
