"""The steps of the tour: who does what where, and how it is known to be done."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.audit import queries as audit
from sizao.detect.checks import queries as checks
from sizao.registry.accounts import queries as accounts


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    place: which of the demo's accounts of the role. is_done: (actor, path, now) → whether it is known to be done.
    """

    role: str
    place: int
    title: str
    text: str
    is_done: Callable[[Actor, str, dt.datetime], bool]


@dataclass(frozen=True, slots=True)
class Player:
    """The demo account that does a step."""

    username: str
    name: str
    role_label: str
    unit_name: str


def _has_acted(*actions: str) -> Callable[[Actor, str, dt.datetime], bool]:
    """Know a step by the actor's own entry in today's audit."""

    def is_done(actor: Actor, path: str, now: dt.datetime) -> bool:
        start = clock.at(clock.school_date(now), dt.time(0))
        return not audit.own_acts(actor, since=start).isdisjoint(actions)

    return is_done


def _has_reported_ill(actor: Actor, path: str, now: dt.datetime) -> bool:
    """Know the step by the report that holds for the teacher's class this morning."""
    groups = [grant.unit for grant in actor.grants_for("checks.submit")]
    day = clock.school_date(now)
    found = [checks.find_current(actor, group=group, day=day, session="MORNING") for group in groups]
    return any(one is not None and not one.is_withdrawn and one.ill > 0 for one in found)


def _looks_at_the_missing(actor: Actor, path: str, now: dt.datetime) -> bool:
    """Know the step by the page: looking leaves nothing behind."""
    return path.startswith("/daily/") and "/missing/" in path


REPORTED = ("checks.check.submitted", "checks.check.corrected")
STEPS = (
    Step(
        "HOMEROOM_TEACHER", 0, "班主任：两下报完", "点“去上报”，看一眼名单，没有异常就点“上报”。",
        _has_acted(*REPORTED),
    ),
    Step(
        "HOMEROOM_TEACHER", 1, "班主任：报一名不适学生", "点“去上报”，点一个学生，选症状，保存，再上报。",
        _has_reported_ill,
    ),
    Step(
        "SCHOOL_DOCTOR", 0, "校医：核实", "点“今日异常”，打开待核实的学生，选去向，点“核实”。",
        _has_acted("checks.entry.assessed"),
    ),
    Step(
        "SCHOOL_LEADER", 0, "校领导：签报", "点“签报”看数字，未报的班写明原因，再点“签报”并确认。",
        _has_acted("daily.return.signed"),
    ),
    Step(
        "COUNTY_OFFICER", 0, "县里：看谁没报，催报", "今日页先列未报的学校。点“催报”，看清名单，再点“催报”。",
        _has_acted("daily.units.chased"),
    ),
    Step(
        "PROVINCE_OFFICER", 0, "省里：看全省", "几秒后数字到省里。点“未报的单位”旁的“全部”，看哪里还没报齐。",
        _looks_at_the_missing,
    ),
)  # fmt: skip


def list_players() -> list[Player | None]:
    """Give the account of each step; None where the demo has none."""
    lines = accounts.list_demo_logins()
    players: list[Player | None] = []
    for step in STEPS:
        of_role = [line for line in lines if line[2] == step.role]
        line = of_role[step.place] if len(of_role) > step.place else None
        players.append(Player(line[0], line[1], accounts.role_label(line[2]), line[3]) if line else None)
    return players
