"""A small county of its own whose classes report day after day through services, so that statistics have a past."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from django.test import Client

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.ids import new_id
from sizao.demo import builders
from sizao.demo.builders import BuiltSchool, GroupPlan, PersonPlan, SchoolPlan
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.registry.accounts import queries as accounts
from tests.reporting import deliver
from tests.signing import open_session

COUNTY = 430_104
JOB = Actor.system("test")
FIRST = dt.date(2026, 10, 15)
COUGH = ("COUGH",)
# Class number in the county and day's number to how many fall ill anew.
Illness = Callable[[int, int], int]


@dataclass
class SmallCounty:
    """Schools with their classes, the actors who report, and how many of each class have been ill."""

    schools: list[BuiltSchool]
    users: dict[str, int]
    days: list[dt.date] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    # Who was ill in a class's last report: well again in the next.
    ill: dict[int, list] = field(default_factory=dict)

    @property
    def classes(self) -> list[tuple[BuiltSchool, object]]:
        return [(school, built) for school in self.schools for built in school.classes]

    def actor(self, name: str, now: dt.datetime) -> Actor:
        """Give the officer or the reporter of the first school as of a moment."""
        return accounts.get_actor(self.users[name], on=now.date())

    def browser(self, name: str, at: dt.datetime) -> Client:
        """Sign the officer or a reporter in."""
        client = Client()
        client.cookies[accounts.SESSION_COOKIE] = open_session(self.users[name], now=at)
        return client

    def live(self, days: int, illness: Illness, *, silent: frozenset[int] = frozenset()) -> dt.datetime:
        """Let school days pass: slots open at half past six, classes report at eight. returns: the last moment."""
        day = self.days[-1] if self.days else FIRST - dt.timedelta(days=1)
        at = clock.at(day, dt.time(8))
        made = 0
        while made < days:
            day += dt.timedelta(days=1)
            opens = clock.at(day, dt.time(7))
            path = f"/430000/430100/{COUNTY}/"
            if not checks.open_slots(actor=JOB, now=opens, day=day, under=path):
                continue
            at = clock.at(day, dt.time(8))
            self._report(day, at, illness, silent)
            self.days.append(day)
            made += 1
        return at

    def _report(self, day: dt.date, at: dt.datetime, illness: Illness, silent: frozenset[int]) -> None:
        planned = []
        for number, (school, built) in enumerate(self.classes):
            if number in silent:
                continue
            begin = self.taken.get(number, 0)
            ill = [built.people[(begin + one) % len(built.people)] for one in range(illness(number, len(self.days)))]
            self.taken[number] = begin + len(ill)
            entries = tuple(Entry(person, symptoms=COUGH) for person in ill)
            well = tuple(self.ill.get(number, ()))
            check = Check(new_id(at), school.id, built.id, day, "MORNING", entries=entries, recovered=well)
            self.ill[number] = ill
            planned.append((self.actor(f"teacher{number}", at), at, check))
        answers = checks.submit_planned(actor=JOB, now=at, planned=planned)
        assert not [one for one in answers if isinstance(one, Exception)], answers
        deliver(at)


def build(now: dt.datetime, *, schools: int, classes: int, pupils: int = 40) -> SmallCounty:
    """Build schools of one grade each in a county without any."""
    since = FIRST - dt.timedelta(days=30)
    built = [
        builders.build_school(
            SchoolPlan(
                f"第{number}小学", COUNTY, "PRIMARY",
                tuple(
                    GroupPlan(
                        f"三({one})班", tuple(PersonPlan(f"学生{person}", "MALE") for person in range(pupils)),
                        "三年级", 2024, one,
                    )
                    for one in range(1, classes + 1)
                ),
            ),
            now=now, since=since,
        )
        for number in range(1, schools + 1)
    ]  # fmt: skip
    groups = [one for school in built for one in school.classes]
    posts = [
        builders.Post(f"teacher{number}", "任老师", "HOMEROOM_TEACHER", one.id) for number, one in enumerate(groups)
    ]
    posts += [
        builders.Post("officer", "贺科长", "COUNTY_OFFICER", COUNTY),
        builders.Post("reporter0", "米主任", "EPIDEMIC_REPORTER", built[0].id),
        builders.Post("reporter1", "郝主任", "EPIDEMIC_REPORTER", built[1].id),
    ]
    posts = [builders.Post(f"small-{one.username}", one.name, one.role, one.unit_id) for one in posts]
    users = builders.build_posts(posts, now=now, since=since, password="sizao-cast-2026")
    return SmallCounty(built, {name.removeprefix("small-"): user for name, user in users.items()})


def drawn(rate: float, seed: int = 4) -> Illness:
    """Draw how many fall ill, the same whenever it is asked."""
    table = np.random.default_rng(seed).poisson(rate, (400, 200))
    return lambda number, day: int(table[day, number])
