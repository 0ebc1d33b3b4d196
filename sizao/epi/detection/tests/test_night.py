"""A small night: what was planted is found, and neither threads nor blocks change a digit."""

from dataclasses import fields

import numpy as np
import pytest

from bench.detection_night import build
from sizao.epi.detection.night import NightOptions, judge_night

SMALL = build(1000, 3)
# One class far from the rest, in another syndrome.
SMALL[0][1, -1, 4000] = 8


@pytest.fixture(scope="module")
def night():
    return judge_night(*SMALL, NightOptions(replicates=99))


@pytest.mark.parametrize("options", [{"threads": 2}, {"block_series": 37}, {"threads": 2, "block_series": 1000}])
def test_threads_and_blocks_change_nothing(night, options):
    again = judge_night(*SMALL, NightOptions(replicates=99, **options))

    for one in fields(night):
        assert np.array_equal(getattr(night, one.name), getattr(again, one.name), equal_nan=True), one.name


def test_planted_schools_are_found_on_every_level_and_little_else(night):
    assert night.counties[0, 0] and night.schools[0, :3].all() and night.classes[0, :30].mean() > 0.8
    assert night.channel[1, 4000] and night.channel.sum() < 10
    assert night.counties.sum() <= 4
