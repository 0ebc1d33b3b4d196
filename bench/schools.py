"""Many schools for a benchmark, with sizes and few people: made through the services where speed allows."""

import datetime as dt
import json
import sys

import django

PUPILS = 3


def build(school_count: int, class_count: int, user_count: int) -> dict:
    """Build schools under one county with their classes, and reporters with tokens that may submit for all of them.

    Every tenth class has pupils, so that some reports can name someone.
    """
    from sizao.core import clock
    from sizao.demo import builders
    from sizao.demo.builders import BUILDER
    from sizao.demo.cast import COUNTY
    from sizao.detect.checks import services as checks
    from sizao.registry.accounts import queries as people
    from sizao.registry.accounts import services as accounts
    from sizao.registry.orgs import services as orgs

    now = clock.now()
    since = now.date() - dt.timedelta(days=30)
    builders.ground(now=now, provinces=["43"], first=since, latest=now.date() + dt.timedelta(days=40))
    schools = orgs.create_units(
        actor=BUILDER, now=now,
        units=[
            orgs.NewUnit("SCHOOL", f"第{n}小学", COUNTY, stage="PRIMARY", valid_from=since)
            for n in range(school_count)
        ],
    )  # fmt: skip
    classes = orgs.create_units(
        actor=BUILDER, now=now,
        units=[
            orgs.NewUnit("CLASS", f"{n + 1}班", school.id, declared_size=45, valid_from=since)
            for school in schools for n in range(class_count)
        ],
    )  # fmt: skip
    pupils = _pupils(schools, classes, now, since)
    users = accounts.create_users(
        actor=BUILDER, now=now, users=[accounts.NewUser(f"u{n}", f"用户{n}") for n in range(user_count)]
    )
    accounts.grant_posts(
        actor=BUILDER, now=now, grants=[accounts.NewGrant(user, COUNTY, "INTEGRATION", since) for user in users]
    )
    actors = people.get_actors(users, on=now.date())
    tokens = [
        accounts.create_token(
            actor=actors[user], now=now, name="bench", scopes=("checks.submit", "checks.view"), days=1,
            machine_now=clock.machine_now(),
        )
        for user in users
    ]  # fmt: skip
    opened = checks.open_slots(actor=BUILDER, now=now, day=now.date())
    return {
        "day": now.date().isoformat(), "tokens": tokens, "slots": opened,
        "classes": [(unit.school_id, unit.id) for unit in classes], "pupils": pupils,
    }  # fmt: skip


def _pupils(schools: list, classes: list, now: dt.datetime, since: dt.date) -> dict[int, list[str]]:
    """Enroll a few pupils in every tenth class and give them."""
    from sizao.demo.builders import BUILDER
    from sizao.registry.roster import services as roster

    pupils: dict[int, list[str]] = {}
    for school in schools:
        own = [unit for unit in classes if unit.school_id == school.id][::10]
        enrolled = [
            roster.NewPerson(f"学生{n}", "STUDENT", unit.id, "CLASS", since, class_position=n)
            for unit in own for n in range(1, PUPILS + 1)
        ]  # fmt: skip
        ids = roster.enroll_people(actor=BUILDER, now=now, school_id=school.id, people=enrolled)
        for place, unit in enumerate(own):
            pupils[unit.id] = [str(one) for one in ids[place * PUPILS : (place + 1) * PUPILS]]
    return pupils


if __name__ == "__main__":
    django.setup()
    print(json.dumps(build(*(int(text) for text in sys.argv[1:4]))))
