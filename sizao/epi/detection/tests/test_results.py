"""Every result becomes a frame and a picture by the same mechanism."""

import matplotlib as mpl
import numpy as np
import pytest

from sizao.epi.detection import ears
from sizao.epi.detection.counts import WrongShape
from sizao.epi.detection.tests.test_counts import METHODS, counts

mpl.use("Agg")


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_frame_and_picture_of_each_method(method):
    result = method(counts())

    frame = result.to_frame()
    axes = result.plot(series=1)

    assert frame.columns[:2] == ["day", "series"]
    assert {"observed", "expected", "upper", "score", "alarm"} <= set(frame.columns)
    assert len(frame) == result.alarm.size
    assert frame["alarm"].to_list() == result.alarm.ravel().tolist()
    assert len(axes.patches) == len(result.alarm)
    mpl.pyplot.close(axes.figure)


def test_frame_takes_the_names_of_days_and_series():
    days = np.datetime64("2026-09-01") + np.arange(80)

    result = ears.ears_c1(counts(), days=days, first=-2)
    frame = result.to_frame(series=["一班", "二班", "三班"])

    assert frame["day"].dtype.is_temporal()
    assert frame["day"].n_unique() == 2
    assert frame["series"].to_list()[:3] == ["一班", "二班", "三班"]
    with pytest.raises(WrongShape):
        result.to_frame(series=["一班"])


def test_single_series_has_no_column_of_series():
    frame = ears.ears_c1(counts()[:, 0]).to_frame()

    assert frame.columns[0] == "day"
    assert "series" not in frame.columns


def test_results_cannot_be_changed():
    with pytest.raises(AttributeError):
        ears.ears_c1(counts()).alarm = None
