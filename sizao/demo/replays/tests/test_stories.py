"""Stories are what they say, and their signals come on the right days through the real pipeline."""

import datetime as dt

import pytest

from sizao.demo.cast import COUNTY
from sizao.demo.replays import STORIES, boarding_1978, player
from sizao.demo.replays.story import spread
from sizao.epi import packs


def test_every_case_has_a_pupil_of_its_own_in_the_school():
    for story in STORIES.values():
        places = [(one.class_place, one.pupil) for one in story.sick]
        assert len(set(places)) == len(places), story.name
        assert all(one.pupil < story.classes[one.class_place] for one in story.sick), story.name


def test_1978_has_as_many_boys_and_ill_as_were_published():
    story = STORIES["boarding-1978"]

    assert sum(story.classes) == boarding_1978.BOYS
    assert len(story.sick) == boarding_1978.EVER_ILL
    assert max(range(story.days), key=lambda day: len(story.begins(day))) in (4, 5)


def test_same_seed_tells_the_same_story():
    first = spread((1, 3, 5), (30, 30), seed=4, symptoms=("RASH",))

    assert first == spread((1, 3, 5), (30, 30), seed=4, symptoms=("RASH",))
    assert first != spread((1, 3, 5), (30, 30), seed=5, symptoms=("RASH",))


def _played(name: str, now: dt.datetime, days: int | None = None) -> list[player.Moment]:
    story = STORIES[name]
    first = now.date() - dt.timedelta(days=story.days - 1)
    stage = player.build(story, county_id=COUNTY, first=first, now=now)
    found = []
    for moment in player.play(stage):
        found.append(moment)
        if days is not None and len(found) == days:
            break
    return found


def third_of_a_class_or_room(story) -> int:
    """Give the day on which some class has three who fell ill on that day, or five within three."""
    for day in range(story.days):
        for place in range(len(story.classes)):
            own = [one.onset_day for one in story.sick if one.class_place == place]
            if own.count(day) >= 3 or sum(day - 2 <= one <= day for one in own) >= 5:
                return day
    raise AssertionError("no class reaches the threshold")


def thirtieth_in_a_week(story) -> int:
    for day in range(story.days):
        if sum(day - 6 <= one.onset_day <= day for one in story.sick) >= 30:
            return day
    raise AssertionError("thirty are never reached")


@pytest.mark.slow
@pytest.mark.django_db
def test_1978_raises_its_signals_on_the_days_of_the_rules_with_their_clocks(cast, now):
    story = STORIES["boarding-1978"]
    moments = _played("boarding-1978", now, days=5)
    first_day = {line.rule: one.day for one in reversed(moments) for line in one.raised}
    emergency = next(rule for rule in packs.catalog() if rule.id == "PHE-FLU-30")

    assert min(first_day.get("SIG-CLASSDORM-1D3", 99), first_day.get("SIG-CLASSDORM-3D5", 99)) == (
        third_of_a_class_or_room(story)
    )
    assert first_day[emergency.id] == thirtieth_in_a_week(story)
    for line in (line for one in moments for line in one.raised if line.rule == emergency.id):
        assert line.deadline == line.detected_at + dt.timedelta(hours=emergency.deadline.hours)


@pytest.mark.slow
@pytest.mark.django_db
def test_excluded_stomach_aches_revoke_their_signal(cast, now):
    moments = _played("trip-intolerance", now)

    assert [line.rule for one in moments for line in one.raised if line.rule == "SIG-CLASSDORM-1D3"]
    assert all(
        line.revoked_at is not None for one in moments for line in one.raised if line.rule == "SIG-CLASSDORM-1D3"
    )
