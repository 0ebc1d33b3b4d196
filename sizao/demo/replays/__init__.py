"""Recorded outbreaks (回放): played through the real pipeline, checks in, signals out; one file a story."""

from sizao.demo.replays.boarding_1978 import BOARDING_1978
from sizao.demo.replays.hfmd_kindergarten import HFMD_KINDERGARTEN
from sizao.demo.replays.norovirus_dormitory import NOROVIRUS_DORMITORY
from sizao.demo.replays.story import Story
from sizao.demo.replays.trip_intolerance import TRIP_INTOLERANCE
from sizao.demo.replays.varicella_primary import VARICELLA_PRIMARY

STORIES: dict[str, Story] = {
    story.name: story
    for story in (BOARDING_1978, NOROVIRUS_DORMITORY, VARICELLA_PRIMARY, HFMD_KINDERGARTEN, TRIP_INTOLERANCE)
}

__all__ = ["STORIES", "Story"]
