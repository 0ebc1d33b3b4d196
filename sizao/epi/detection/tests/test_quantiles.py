"""Quantiles of counts are right where scipy is, and safe where scipy ends the process."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from sizao.epi.detection.quantiles import nb_mid_p, nb_quantile, nb_tail

WILD = """
import numpy as np
from sizao.epi.detection.quantiles import nb_quantile, nb_tail
values = [0.0, 1e-300, 1e-12, 1.0, 1e9, 1e12, 3.4e35, 1e300, np.inf, np.nan]
for mean in values:
    for size in values:
        for prob in (1e-12, 0.5, 0.995, 1 - 1e-12):
            found = float(nb_quantile(prob, mean, size))
            assert np.isnan(found) == (np.isnan(mean) or np.isnan(size)), (prob, mean, size, found)
            nb_tail(10.0, mean, size)
print("alive")
"""


def test_no_mean_and_no_size_end_the_process():
    done = subprocess.run([sys.executable, "-c", WILD], capture_output=True, text=True, timeout=120)

    assert done.stdout.strip() == "alive", done.stderr[-400:]


@pytest.mark.parametrize("mean", [0.01, 1.0, 30.0, 1e5])
@pytest.mark.parametrize("size", [0.2, 5.0, 1e6])
def test_quantile_and_tail_agree_with_scipy(mean, size):
    law = stats.nbinom(size, size / (size + mean))

    assert nb_quantile(0.99, mean, size) == law.ppf(0.99)
    assert nb_tail(3, mean, size) == pytest.approx(law.sf(2), rel=1e-9)
    assert nb_mid_p(3, mean, size) == pytest.approx(law.sf(3) + law.pmf(3) / 2, rel=1e-9)


def test_infinite_size_is_poisson():
    assert nb_quantile(0.99, 4.0, np.inf) == stats.poisson(4).ppf(0.99)
    assert nb_tail(3, 4.0, np.inf) == pytest.approx(stats.poisson(4).sf(2))
    assert nb_tail(0, 4.0, 2.0) == 1


def test_huge_means_are_near_a_normal():
    assert nb_quantile(0.995, 1e10, np.inf) == pytest.approx(stats.norm(1e10, 1e5).ppf(0.995))
