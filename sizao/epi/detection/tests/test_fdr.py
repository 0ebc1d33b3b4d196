"""Multiplicity: published steps, shares of false alarms, the way down the tree."""

import numpy as np
import pytest

from sizao.epi.detection import fdr


def test_benjamini_and_hochberg_choose_as_in_their_paper():
    # The 15 p-values of section 4.1 of the paper, of which the first four are chosen at .05.
    p_values = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]

    assert fdr.reject_bh(p_values).tolist() == [True] * 4 + [False] * 11


def test_share_of_false_alarms_is_kept():
    rng = np.random.default_rng(3)
    shares = []
    for _ in range(200):
        p_values = rng.uniform(size=1000)
        p_values[:50] *= 1e-4
        chosen = fdr.reject_bh(p_values, 0.1)
        shares.append(chosen[50:].sum() / max(chosen.sum(), 1))

    assert np.mean(shares) < 0.11


def test_what_was_not_judged_is_neither_chosen_nor_counted():
    assert fdr.reject_bh([0.01, np.nan, np.nan]).tolist() == [True, False, False]
    assert not fdr.reject_bh([]).any()


def test_children_are_judged_only_below_what_was_chosen():
    chosen = fdr.reject_tree(
        [[0.001, 0.9], [0.001, 0.5, 1e-9, 0.5], [0.9, 0.001, 1e-9]], [[0, 0, 1, 1], [0, 0, 2]]
    )  # fmt: skip

    assert chosen[0].tolist() == [True, False]
    assert chosen[1].tolist() == [True, False, False, False], "its parent is quiet"
    assert chosen[2].tolist() == [False, True, False]


def test_nothing_chosen_at_the_root_ends_the_search():
    assert not any(level.any() for level in fdr.reject_tree([[0.9], [0.0, 0.0]], [[0, 0]]))


@pytest.mark.parametrize("value", [-0.1, 1.1])
def test_what_is_no_probability_is_refused(value):
    with pytest.raises(fdr.ProbabilityRefused, match="index 1"):
        fdr.reject_bh([0.5, value])
