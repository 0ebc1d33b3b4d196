"""What was there before the morning of the pages: rooms and cells, who comes and goes, weeks of reports, a replay."""

import datetime as dt

from sizao.core import clock
from sizao.core.actor import Actor
from sizao.core.converters import Key
from sizao.core.ids import new_id
from sizao.demo import builders, dorms
from sizao.demo.cast import COUNTY, PASSWORD, Cast
from sizao.demo.plans import COUNTY as ELSEWHERE
from sizao.demo.replays import STORIES, player
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check
from sizao.oversee.quality import services as quality
from sizao.registry.changes import services as changes
from sizao.registry.changes.rules import Plan
from sizao.registry.tags import services as tags
from sizao.registry.transfers import services as transfers

JOB = Actor.system("the past of the pages")
WEEKDAYS = 12
STORY = "trip-intolerance"


def build(cast: Cast, now: dt.datetime) -> dict[str, object]:
    """Build it through services.

    returns: what the table of pages names: `room`, `dorm`, `cell`, `transfer` and `replayed`.
    """
    _report(cast, now)
    return {**_house(cast, now), "transfer": _move(cast, now), "replayed": _replay(now)}


def _house(cast: Cast, now: dt.datetime) -> dict[str, object]:
    """Build a dormitory with two boarders still without a bed, its keeper, and the grid of the school."""
    school, since = cast.school, now.date() - dt.timedelta(days=30)
    dorms.build_common(school, since=since)
    dorm = dorms.build_dorm(school, school.classes[1].people[:4], name="1号宿舍楼", since=since, beds=2)
    keeper = builders.Post("keeper", "宋阿姨", "DORM_KEEPER", dorm.unit_id)
    users = builders.build_posts([keeper], now=now, since=since, password=PASSWORD)
    cells = dorms.build_grid(school, [dorm], {dorm.unit_id: users["keeper"]}, now=now)
    cell = Key(school.id, cells[school.classes[0].id])
    return {"dorm": dorm.key, "room": dorm.rooms[0].key, "cell": cell}


def _move(cast: Cast, now: dt.datetime) -> Key:
    """Let a pupil ask to come, someone need a measure, and a school get another name in a month.

    returns: the pupil's transfer.
    """
    school, neighbor, by = cast.school, cast.neighbor_school, {"actor": JOB, "now": now}
    transfer = transfers.request_transfer(
        **by, school_id=neighbor.id, person_id=neighbor.classes[0].people[6], to_school_id=school.id
    )
    tag = tags.NewTag(school.classes[0].people[1], "CONTACT", ("FOLLOW_UP",), now.date() + dt.timedelta(days=9))
    tags.set_tags(**by, school_id=school.id, tags=[tag])
    starts_on = now.date() + dt.timedelta(days=30)
    changes.plan_change(
        **by, plan=Plan("RENAME", cast.foreign_school.id, starts_on, "县政发〔2026〕12号", name="江北实验小学")
    )
    return transfer


def _report(cast: Cast, now: dt.datetime) -> None:
    """Let a class report in the same second for weeks, and the machine ask how."""
    school = cast.neighbor_school
    past = (now.date() - dt.timedelta(days=back) for back in range(1, 2 * WEEKDAYS))
    for day in [day for day in past if day.weekday() < 5][:WEEKDAYS]:
        at = clock.at(day, dt.time(7, 45, 3))
        checks.open_slots(actor=JOB, now=clock.at(day, dt.time(6, 31)), day=day)
        check = Check(new_id(at), school.id, school.classes[0].id, day, "MORNING")
        checks.submit_planned(actor=JOB, now=at, planned=[(JOB, at, check)])
    assert quality.ask_questions(actor=JOB, now=now, county_id=COUNTY)


def _replay(now: dt.datetime) -> int:
    """Play the shortest story in another county. returns: its school."""
    story = STORIES[STORY]
    first = now.date() - dt.timedelta(days=story.days - 1)
    stage = player.build(story, county_id=ELSEWHERE, first=first, now=now)
    for _moment in player.play(stage):
        pass
    return stage.school.id
