"""Scans: what is planted is found at the right level, chance stays rare, threads change nothing."""

import numpy as np
import pytest

from sizao.epi.detection.scans import circles, permutation, scores, tree
from sizao.epi.detection.scans.scores import ScanOptions

RNG = np.random.default_rng(4)
CLASSES = np.arange(240)
LEVELS = [CLASSES // 120, CLASSES // 24, CLASSES // 4]
TREE = tree.Tree.of(LEVELS)
MEAN = np.full((14, 240), 0.2)
QUIET = RNG.poisson(MEAN)
FAST = ScanOptions(replicates=199, seed=7)


def _with(school: int, more: int, days: int = 3) -> np.ndarray:
    """Add a few cases to every class of a school on its last days: no class stands out by itself."""
    counts = QUIET.copy()
    counts[-days:, school * 24 : school * 24 + 24 : 2] += more
    return counts


def test_slow_outbreak_over_a_school_is_found_and_named_at_the_school():
    counts = _with(3, 1)

    found = tree.scan_tree(counts, MEAN, TREE, options=FAST)

    assert found.p_value[1][3] < 0.01 and found.p_value[1].argmin() == 3
    assert found.p_value[3].min() > 0.01, "no class alone"
    assert found.locate(0, 0, counts, MEAN) == (1, 3)


def test_outbreak_in_one_class_is_named_there():
    counts = QUIET.copy()
    counts[-2:, 50] += 7

    found = tree.scan_tree(counts, MEAN, TREE, options=FAST)

    level, unit = found.locate(1, 50 // 24, counts, MEAN)
    assert level == len(TREE.starts) - 1 and unit == 50


def test_false_alarms_of_the_whole_tree_are_as_rare_as_said():
    rng = np.random.default_rng(8)
    small = tree.Tree.of([np.zeros(12), np.arange(12) // 4])
    mean = np.full((5, 12), 0.5)
    least = [
        min(level.min() for level in tree.scan_tree(rng.poisson(mean), mean, small, options=FAST).p_value)
        for _ in range(200)
    ]

    assert 0.01 < np.mean(np.array(least) <= 0.05) < 0.11


def test_drawing_ends_early_only_where_nothing_surprises():
    found, usual = _with(3, 1), QUIET
    whole, short = ScanOptions(replicates=199, seed=7), ScanOptions(replicates=199, seed=7, enough=20)

    all_found, soon_found = (tree.scan_tree(found, MEAN, TREE, options=how) for how in (whole, short))
    all_usual, soon_usual = (tree.scan_tree(usual, MEAN, TREE, options=how) for how in (whole, short))

    assert np.array_equal(all_found.surprise.maxima, soon_found.surprise.maxima)
    drawn = soon_usual.surprise.maxima.size
    assert drawn < 199 and set(soon_usual.surprise.maxima) < set(all_usual.surprise.maxima)
    least = [min(level.min() for level in one.p_value) for one in (all_usual, soon_usual)]
    assert least[1] >= 21 / (drawn + 1) and abs(least[0] - least[1]) < 0.2


def test_false_alarms_are_as_rare_when_drawing_ends_early():
    rng = np.random.default_rng(8)
    small = tree.Tree.of([np.zeros(12), np.arange(12) // 4])
    mean, drawn = np.full((5, 12), 0.5), rng.poisson(0.5, (300, 5, 12))
    whole, soon = (
        [
            tree.scan_tree(one, mean, small, options=ScanOptions(replicates=199, seed=seed, enough=enough))
            for seed, one in enumerate(drawn)
        ]
        for enough in (0, 10)
    )

    least = [np.array([min(level.min() for level in one.p_value) for one in scans]) for scans in (whole, soon)]
    for limit in (0.01, 0.05, 0.2, 0.5):
        assert abs(np.mean(least[0] <= limit) - np.mean(least[1] <= limit)) < 0.05, limit
    assert np.array_equal(least[0][least[0] < 0.04], least[1][least[0] < 0.04])
    assert np.mean([one.surprise.maxima.size for one in soon]) < 100


def test_threads_change_nothing():
    counts = _with(3, 1)
    one, two = (
        tree.scan_tree(counts, MEAN, TREE, options=ScanOptions(replicates=99, seed=7, threads=threads, enough=5))
        for threads in (1, 2)
    )

    assert np.array_equal(one.surprise.maxima, two.surprise.maxima)
    assert all(np.array_equal(a, b) for a, b in zip(one.p_value, two.p_value, strict=True))


def test_scattered_counts_need_dispersion():
    poisson = tree.scan_tree(QUIET, MEAN, TREE, options=FAST)
    scattered = tree.scan_tree(QUIET, MEAN, TREE, options=ScanOptions(replicates=199, seed=7, dispersion=3.0))

    assert scattered.surprise.location > poisson.surprise.location


def test_binomial_scan_allows_for_small_classes():
    people = np.where(CLASSES % 2 == 0, 10.0, 40.0)
    found = tree.scan_tree(_with(3, 2), MEAN, TREE, people=people, options=FAST)

    assert found.p_value[1].argmin() == 3
    assert scores.binomial_score(5.0, 1.0, 10.0) > scores.binomial_score(5.0, 1.0, 1e9)
    assert scores.binomial_score(5.0, 1.0, 1e9) == pytest.approx(scores.poisson_score(5.0, 1.0), rel=1e-6)


def test_small_p_values_come_from_the_tail():
    surprise = scores.Surprise.of(np.random.default_rng(1).gumbel(5, 1, 999))
    p_value = surprise.p_value(np.array([2.0, 6.0, 15.0, 25.0]))

    assert (np.diff(p_value) < 0).all() and p_value[2] < 1e-3
    assert p_value[2] == pytest.approx(-np.expm1(-np.exp(-10)), rel=0.8)


@pytest.mark.parametrize(
    "levels", [[[0, 1, 0, 1]], [[0, 0, 1, 1], [0, 1, 1, 2]]], ids=["scattered", "in two units above"]
)
def test_units_that_are_not_nested_are_refused(levels):
    with pytest.raises(scores.ScanRefused, match="not nested"):
        tree.Tree.of(levels)


@pytest.mark.parametrize("count, mean", [(-1, 1), (np.nan, 1), (1, 0), (1, np.inf)])
def test_wrong_counts_are_named_by_their_place(count, mean):
    counts, expected = QUIET.astype(float), MEAN.copy()
    counts[2, 5], expected[2, 5] = count, mean

    with pytest.raises(scores.ScanRefused) as refused:
        tree.scan_tree(counts, expected, TREE)

    assert refused.value.index == (2, 5)


PLACES = np.stack(np.meshgrid(np.arange(8.0), np.arange(8.0)), axis=-1).reshape(-1, 2)
NEAR = circles.nearest(PLACES, 9)
BLOCK = NEAR[27][:5]


def test_circle_that_crosses_counties_is_found():
    mean = np.full((7, 64), 1.0)
    counts = np.random.default_rng(5).poisson(mean)
    counts[-3:, BLOCK] += 3

    best = circles.scan_circles(counts, mean, NEAR, options=FAST)[0]

    assert best.p_value < 0.01 and best.days == 3
    assert len(set(best.members.tolist()) & set(BLOCK.tolist())) >= 4


def test_clusters_do_not_overlap():
    mean = np.full((7, 64), 1.0)
    found = circles.scan_circles(np.random.default_rng(6).poisson(mean), mean, NEAR, options=FAST)

    members = np.concatenate([one.members for one in found])
    assert np.unique(members).size == members.size


def test_a_school_is_its_own_nearest_even_where_two_stand_on_one_place():
    near = circles.nearest([[0.0, 0.0], [0.0, 0.0], [5.0, 0.0]], 3)

    assert near[:, 0].tolist() == [0, 1, 2]


def test_permutation_scan_needs_no_baseline_and_ignores_what_all_share():
    rng = np.random.default_rng(9)
    weather = np.repeat([1.0, 3.0], 15)[:, None] * np.linspace(0.5, 2.0, 64)
    counts = rng.poisson(weather)
    shared = permutation.scan_permutation(counts, NEAR, longest=5, options=FAST)[0]
    counts[-4:, BLOCK] += 6
    local = permutation.scan_permutation(counts, NEAR, longest=5, options=FAST)[0]

    assert shared.p_value > 0.05
    assert local.p_value < 0.01 and set(BLOCK.tolist()) & set(local.members.tolist())


def test_permutation_scan_of_one_case_is_refused():
    counts = np.zeros((10, 64))
    counts[3, 3] = 1
    with pytest.raises(scores.ScanRefused, match="1 cases"):
        permutation.scan_permutation(counts, NEAR)
