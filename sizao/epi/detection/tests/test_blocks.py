"""Results depend neither on how many series are judged at a time nor on threads."""

from dataclasses import fields

import numpy as np
import pytest

from sizao.epi.detection import kernels
from sizao.epi.detection.tests.test_counts import METHODS


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_results_are_the_same_for_any_block_and_any_threads(method):
    counts = np.random.default_rng(3).negative_binomial(2, 0.5, (80, 41)).astype(float)
    counts[np.random.default_rng(4).random(counts.shape) < 0.03] = np.nan
    with kernels.spread(threads=1, block_series=1000):
        whole = method(counts)

    for threads, block in ((1, 1), (2, 7), (3, 40)):
        with kernels.spread(threads=threads, block_series=block):
            part = method(counts)

        for one in fields(whole):
            np.testing.assert_array_equal(getattr(part, one.name), getattr(whole, one.name), err_msg=one.name)
