"""Ask in the demo where everyone stays in the coming holiday: some classes have answered, most have not."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence

from sizao.core.actor import Actor
from sizao.demo.builders import BuiltGroup, BuiltSchool
from sizao.detect.journeys import services as journeys

# Holidays of a year as (month, day, days, name), without lunar calendars: near enough for a demo.
HOLIDAYS = (
    (2, 1, 21, "寒假去向"), (5, 1, 5, "五一假期去向"), (7, 5, 57, "暑假去向"), (10, 1, 7, "国庆假期去向"),
)  # fmt: skip
AWAY_TO = ("430181", "430602", "440305", "310115", "420106", "510104")
ANSWERED_SCHOOLS, AWAY_A_CLASS = 3, 3


def coming_holiday(today: dt.date) -> journeys.NewCollection:
    """Give the next holiday that begins after a day."""
    first, days, name = min(
        (dt.date(year, month, day), days, name)
        for year in (today.year, today.year + 1)
        for month, day, days, name in HOLIDAYS
        if dt.date(year, month, day) > today
    )
    end = first + dt.timedelta(days=days)
    return journeys.NewCollection("HOLIDAY", name, first, end, end)


def ask(
    schools: Sequence[BuiltSchool], reporters: Mapping[int, Actor], office: tuple[int, Actor], *, now: dt.datetime,
    seed: int,
) -> int:  # fmt: skip
    """Let an office ask, and every second class of the first schools answer by exception.

    returns: number of classes that have answered.
    """
    rng = random.Random(seed + 3)
    unit_id, officer = office
    row = journeys.open_collection(actor=officer, now=now, unit_id=unit_id, new=coming_holiday(now.date()))
    answered = 0
    for school in schools[:ANSWERED_SCHOOLS]:
        for group in school.classes[1::2]:
            actor = reporters.get(group.id)
            if actor is not None:
                _answer(actor, school.id, group, row, rng, now)
                answered += 1
    return answered


def _answer(
    actor: Actor, school_id: int, group: BuiltGroup, row: journeys.Collection, rng: random.Random, now: dt.datetime
) -> None:
    for person_id in rng.sample(group.people, min(rng.randint(1, AWAY_A_CLASS), len(group.people))):
        area = rng.choice(AWAY_TO)
        end = row.starts_on + dt.timedelta(days=rng.randint(2, (row.ends_on - row.starts_on).days))
        trip = journeys.NewTrip("430104", area, row.starts_on, row.starts_on, "TRAIN", f"G{rng.randint(100, 9999)}")
        answer = journeys.NewAnswer("AWAY", (journeys.NewStay(area, row.starts_on, end),), (trip,))
        journeys.give_answer(
            actor=actor, now=now, collection_id=row.id, school_id=school_id, person_id=person_id, answer=answer
        )
    journeys.say_local(actor=actor, now=now, collection_id=row.id, group_id=group.id)
