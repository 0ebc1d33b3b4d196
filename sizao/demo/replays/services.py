"""Start a replay from a page of the demo, and play it as long work."""

import datetime as dt
import time
import uuid
from typing import Any

from sizao.core import clock, usecase
from sizao.core.actor import Actor
from sizao.core.errors import NotVisible
from sizao.core.usecase import use_case
from sizao.core.work import progress
from sizao.core.work import services as work
from sizao.core.work.kinds import Kind, Outcome
from sizao.demo import plans
from sizao.demo.replays import STORIES, player

KIND = "demo.replay"
# Real seconds that a day of the story takes.
SPEEDS = (0, 3, 10)


@use_case("replays.replay.started", permission=None)
def start_replay(*, actor: Actor, now: dt.datetime, name: str, seconds_a_day: int) -> uuid.UUID:
    """Play a story as long work; only in a demo. returns: the work's id. raises: NotVisible."""
    if not clock.is_shifted() or name not in STORIES or seconds_a_day not in SPEEDS:
        raise NotVisible()
    unit = actor.acting_unit
    usecase.touch(school_id=unit.key, kind=KIND, id=name)
    return work.start(
        actor=actor, now=now, kind=KIND, unit_id=unit.id, about_id=name, label=STORIES[name].title, name=name,
        seconds_a_day=seconds_a_day,
    )  # fmt: skip


def run(row: Any) -> Outcome:
    """Build the story's school and play it, day after day, at the wanted speed."""
    story = STORIES[row.arguments["name"]]
    now = clock.now()
    progress.stage(1)
    first = now.date() - dt.timedelta(days=story.days - 1)
    stage = player.build(story, county_id=plans.COUNTY, first=first, now=now)
    progress.stage(2, total=story.days)
    reports = cases = raised = revoked = 0
    for moment in player.play(stage, pause=lambda day: _pause(day, row.arguments["seconds_a_day"])):
        reports, cases = reports + moment.reports, cases + moment.new_cases
        raised, revoked = raised + len(moment.raised), revoked + len(moment.revoked)
        progress.advance(moment.day + 1)
    counts = (("上报份数", reports), ("发病人数", cases), ("信号", raised), ("撤销的信号", revoked))
    return Outcome(counts, url=f"/replays/{story.name}/{stage.school.id}/")


def _pause(day: int, seconds: int) -> None:
    if day:
        time.sleep(seconds)


KINDS = (
    Kind(KIND, "回放疫情", ("建学校", "逐日上报"), "天", "已经上报的留在演示里。", run),
)  # fmt: skip
