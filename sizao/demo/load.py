"""Load the demo into an empty installation, and move an old demo on to its next morning."""

import datetime as dt
import random
import time
from collections.abc import Callable

from django.conf import settings

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.errors import SizaoError
from sizao.demo import (
    builders,
    communities,
    concerns,
    dorms,
    flag,
    holiday,
    inspections,
    plans,
    province,
    risks,
    sanitation,
)
from sizao.demo.builders import BuiltSchool
from sizao.demo.history import World, pass_day, settle
from sizao.registry.accounts import queries as accounts
from sizao.registry.grids import services as grids
from sizao.registry.orgs import queries as orgs

HISTORY_DAYS = {"tiny": 14, "county": 4, "province": 1}
# Places are kept so many days back: the board has a week, the load does not take longer.
HYGIENE_DAYS = 3
# Whose people a scale has; `province` adds schools without people by COPY.
PEOPLE_OF = {"tiny": "tiny", "county": "county", "province": "tiny"}
MORNING_SHARE = 0.62
REPORTING = ("HOMEROOM_TEACHER", "GRID_WORKER", "DORM_KEEPER")
Say = Callable[[str], None]


class NotADemo(SizaoError):
    """The database holds data that no demo made."""

    code = "not_a_demo"
    message = "数据库里已有数据，不能装入演示"
    http_status = 409


class UnknownScale(SizaoError):
    """No demo of this name."""

    code = "unknown_scale"
    message = "没有名为{scale}的演示规模，可选：{known}"
    http_status = 422


def load_if_empty(scale: str, *, seed: int = 1, say: Say) -> bool:
    """Load a demo into an empty database, or move an existing demo on; leaves real data alone.

    returns: whether anything was loaded.
    """
    found = flag.read(settings.SIZAO_HOME)
    if found is not None:
        move_on(found, say=say)
        return False
    if orgs.count_units():
        return False
    load(scale, seed=seed, say=say)
    return True


def load(scale: str, *, seed: int, say: Say) -> None:
    """Build the demo's county with some weeks of history through services, then set the flag.

    raises: UnknownScale, NotADemo.
    """
    if scale not in PEOPLE_OF:
        raise UnknownScale(scale=scale, known="、".join(PEOPLE_OF))
    if orgs.count_units():
        raise NotADemo()
    started = time.monotonic()
    now = flag.first_morning(clock.machine_now())
    offset = (now - clock.machine_now()).total_seconds()
    world, schools = _build(PEOPLE_OF[scale], seed, now, HISTORY_DAYS[scale])
    people = sum(len(group.people) for school in schools for group in school.groups)
    say(f"演示：{len(schools)}所学校，{people}人（{time.monotonic() - started:.1f}秒）")
    if scale == "province":
        province.copy_units(now=now, seed=seed, say=say)
    reports = _live(world, now, HISTORY_DAYS[scale])
    holiday.ask(schools, world.actors, world.offices[0], now=now, seed=seed)
    if scale == "province":
        province.copy_reports(day=now.date(), session="MORNING", share=MORNING_SHARE, now=now)
        settle(now)
    flag.write(settings.SIZAO_HOME, flag.Flag(scale, seed, offset))
    say(f"演示：{reports}份上报（{time.monotonic() - started:.1f}秒）")


def _build(scale: str, seed: int, now: dt.datetime, days: int) -> tuple[World, list[BuiltSchool]]:
    since = min(now.date() - dt.timedelta(days=days + 10), dt.date(plans.school_year_of(now.date()), 9, 1))
    builders.ground(
        now=now, provinces=["43"], first=now.date() - dt.timedelta(days=days + 3),
        latest=now.date() + dt.timedelta(days=100),
    )  # fmt: skip
    schools = [
        builders.build_school(plan, now=now, since=since)
        for plan in plans.plan_schools(scale, seed=seed, today=now.date())
    ]
    houses = {school.id: _dorms(school, since) for school in schools}
    posts = plans.plan_posts(
        schools, seed=seed, dorms={key: [one.unit_id for one in own] for key, own in houses.items()}
    )
    users = builders.build_posts(posts, now=now, since=since, password=flag.PASSWORD)
    # One family with a child in each of the first two schools.
    children = [("guardian", one.id, one.classes[0].people[4], "母亲") for one in schools[:2]]
    builders.build_guardians(children, users, {post.username: post.name for post in posts}, now=now)
    actors = accounts.get_actors(users.values(), on=now.date())
    by_unit = {(actor.grants[0].unit.id, actor.grants[0].role): actor for actor in actors.values()}
    reporters = {unit: actor for (unit, role), actor in by_unit.items() if role in REPORTING}
    workers = {unit: actor.user_id for unit, actor in reporters.items() if actor.user_id}
    for school in schools:
        dorms.build_grid(school, houses[school.id], workers, now=clock.at(since, dt.time(9)))
    grids.count_gaps(actor=builders.BUILDER, now=now)
    leaders = {unit: actor for (unit, role), actor in by_unit.items() if role == "SCHOOL_LEADER"}
    offices = [
        (plans.COUNTY, by_unit[plans.COUNTY, "COUNTY_OFFICER"]), (plans.CITY, by_unit[plans.CITY, "CITY_OFFICER"]),
        (plans.PROVINCE, by_unit[plans.PROVINCE, "PROVINCE_OFFICER"]),
    ]  # fmt: skip
    _prevent(schools[0], leaders, by_unit, now=now)
    # The newcomer's own classes are still to be reported this morning.
    waiting = frozenset(group.id for group in schools[0].classes[:3])
    world = World(
        schools, reporters, leaders, offices, random.Random(seed + 2), waiting, waits_from=now,
        dorms=[one for own in houses.values() for one in own],
    )  # fmt: skip
    return world, schools


def _prevent(
    school: BuiltSchool, leaders: dict[int, Actor], by_unit: dict[tuple[int, str], Actor], *, now: dt.datetime
) -> None:
    """Let the first school's people look ahead: risks, the community, what somebody saw, places inspected."""
    risks.keep_registers(leaders, (plans.COUNTY, by_unit[plans.COUNTY, "COUNTY_OFFICER"]), now=now)
    communities.ask_community(leaders, plans.COUNTY, now=now)
    concerns.tell(school, by_unit, now=now)
    inspections.inspect_places(leaders, now=now)


def _dorms(school: BuiltSchool, since: dt.date) -> list[dorms.BuiltDorm]:
    """Give a school its places, and a dormitory a sex where it has boarders."""
    dorms.build_common(school, since=since)
    return [
        dorms.build_dorm(school, people, name=f"{number}号宿舍楼", since=since)
        for number, people in enumerate(dorms.boarders_of(school).values(), 1)
    ]


def _live(world: World, now: dt.datetime, days: int) -> int:
    """Let the past days and this morning pass."""
    reports = 0
    for ahead in range(days, -1, -1):
        day = now.date() - dt.timedelta(days=ahead)
        end = clock.at(day, dt.time(23, 30))
        reports += pass_day(world, day, until=min(end, now))
        if ahead <= HYGIENE_DAYS:
            sanitation.record_day(world, day, until=min(end, now))
    return reports


def move_on(found: flag.Flag, *, say: Say) -> None:
    """Set a demo whose day is over to its next morning; what was not reported in between stays missing."""
    demo_now = clock.machine_now() + dt.timedelta(seconds=found.offset_seconds)
    morning = flag.next_morning(demo_now.astimezone(clock.SHANGHAI))
    if morning is None:
        return
    offset = (morning - clock.machine_now()).total_seconds()
    flag.write(settings.SIZAO_HOME, flag.Flag(found.scale, found.seed, offset))
    say(f"演示时钟：{morning:%Y-%m-%d %H:%M}")
