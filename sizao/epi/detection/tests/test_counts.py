"""Bad input is refused by name and place, or answered as documented."""

import numpy as np
import pytest

from sizao.epi.detection import binomial, cusum, ears, ewma, farrington, glr, historic, percentile, predictive, unimodal
from sizao.epi.detection.counts import (
    DaysOutOfOrder,
    DoubledDay,
    MixedCalendar,
    NegativeCount,
    NoPopulation,
    NotACount,
    TooFewDays,
    WrongOption,
    WrongShape,
    read_counts,
    read_days,
    read_population,
)  # fmt: skip
from sizao.epi.errors import EpiError

SEASONS = {"frequency": 12, "years": 2, "window": 1}
METHODS = {
    "ears_c1": lambda counts: ears.ears_c1(counts),
    "ears_c2": lambda counts: ears.ears_c2(counts),
    "ears_c3": lambda counts: ears.ears_c3(counts),
    "ears_c3_r": lambda counts: ears.ears_c3(counts, variant="surveillance", min_sd=0),
    "bayes": lambda counts: historic.bayes(counts),
    "rki": lambda counts: historic.rki(counts),
    "cdc": lambda counts: historic.cdc(counts, years=1),
    "outbreak_p": lambda counts: unimodal.outbreak_p(counts),
    "farrington_flexible": lambda counts: farrington.farrington_flexible(counts, **SEASONS),
    "farrington_compat": lambda counts: farrington.farrington_flexible(counts, **SEASONS, compat="surveillance"),
    "farrington_original": lambda counts: farrington.farrington_original(counts, **SEASONS),
    "cusum": lambda counts: cusum.cusum(counts, first=20),
    "cusum_glm": lambda counts: cusum.cusum(counts, first=40, mean="glm", frequency=20),
    "lr": lambda counts: glr.lr_cusum(counts, 2.0, log_factor=0.7),
    "glr": lambda counts: glr.glr_cusum(counts, 2.0),
    "glr_nb": lambda counts: glr.glr_cusum(counts, 2.0, dispersion=0.3, window=20),
    "glr_fitted": lambda counts: glr.glr_cusum_fitted(counts, first=40, frequency=20).chart,
    "predictive": lambda counts: predictive.pooled_predictive(counts),
    "ewma": lambda counts: ewma.ewma(counts),
    "percentile": lambda counts: percentile.moving_percentile(
        counts, frequency=30, span_days=3, shifts=1, years=1
    ),
}  # fmt: skip
each = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


def counts(days: int = 80, series: int = 3) -> np.ndarray:
    """Draw counts."""
    return np.random.default_rng(5).poisson(2.0, (days, series))


@each
def test_negative_count_is_refused_where_it_stands(method):
    wrong = counts()
    wrong[7, 1] = -1

    with pytest.raises(NegativeCount) as found:
        method(wrong)
    assert found.value.index == (7, 1)


@each
@pytest.mark.parametrize("value", [0.5, np.inf, -np.inf, 2.0**60])
def test_what_is_no_whole_number_is_refused_where_it_stands(method, value):
    wrong = counts().astype(float)
    wrong[9, 2] = value

    with pytest.raises(NotACount) as found:
        method(wrong)
    assert found.value.index == (9, 2)


@each
def test_too_few_days_are_refused(method):
    is_from_first = method in [METHODS[name] for name in ("lr", "glr", "glr_nb", "outbreak_p")]

    with pytest.raises(EpiError):
        method(counts(days=0 if is_from_first else 1))


@each
def test_all_zeros_raise_no_alarm(method):
    result = method(np.zeros((80, 3), dtype=int))

    assert not result.alarm.any()


@pytest.mark.parametrize("name", [name for name in METHODS if name not in ("glr", "glr_nb", "lr")])
def test_constant_series_raise_no_alarm_unless_charted_against_less(name):
    # The three left out are given a mean that is less than the constant.
    result = METHODS[name](np.full((80, 3), 4))

    assert not result.alarm.any()


@each
def test_one_huge_value_is_an_alarm_and_harms_no_other_series(method):
    wild, tame = counts(), counts()
    wild[-1, 0] = 10**9

    result, plain = method(wild), method(tame)

    assert result.alarm[-1, 0] or method is METHODS["ears_c3_r"]
    if method is not METHODS["predictive"]:
        np.testing.assert_array_equal(result.score[:, 1:], plain.score[:, 1:])


@each
def test_single_series_is_answered_as_one_of_many(method):
    many = counts()

    one, all_of_them = method(many[:, 1]), method(many)

    assert one.alarm.ndim == 1
    if method is not METHODS["predictive"]:
        np.testing.assert_array_equal(one.upper, all_of_them.upper[:, 1])


@each
def test_missing_days_are_not_zeros(method):
    holed = counts().astype(float)
    holed[-1] = np.nan

    result = method(holed)

    assert not result.alarm[-1].any()
    assert np.isnan(result.observed[-1]).all()
    assert not result.is_judged[-1].any()


def test_other_shapes_and_kinds_are_refused():
    with pytest.raises(WrongShape):
        read_counts(np.zeros((2, 2, 2)))
    with pytest.raises(NotACount):
        read_counts(np.array(["a", "b"]))
    with pytest.raises(NotACount):
        read_counts(np.array([2**60]))
    with pytest.raises(WrongShape):
        glr.glr_cusum(counts(), np.ones(3))


@pytest.mark.parametrize("people", [0, -1, np.nan, np.inf, 1])
def test_population_must_be_known_and_not_below_the_count(people):
    given = read_counts(np.array([1, 2, 3]))
    with pytest.raises(NoPopulation) as found:
        read_population([9, people, 9], given)
    assert found.value.index == (1,)
    with pytest.raises(NoPopulation):
        binomial.binomial_cusum([1, 2, 3], [9, people, 9], odds_ratio=2, first=1)


@pytest.mark.parametrize(
    "days, step, error, index",
    [
        (["2026-01-01", "2026-01-03", "2026-01-02"], None, DaysOutOfOrder, (2,)),
        (["2026-01-01", "2026-01-02", "2026-01-02"], None, DoubledDay, (2,)),
        (["2026-01-01", "2026-01-08", "2026-01-09"], 7, MixedCalendar, (2,)),
        (["2026-01-01", "2026-01-02"], None, WrongShape, None),
    ],
)
def test_dates_that_do_not_follow_each_other_are_refused(days, step, error, index):
    with pytest.raises(error) as found:
        read_days(days, 3, step=step)
    assert found.value.index == index


def test_weekly_method_refuses_daily_dates():
    days = np.datetime64("2020-01-06") + np.arange(300)

    with pytest.raises(MixedCalendar):
        farrington.farrington_flexible(counts(days=300), days=days, years=3)


@pytest.mark.parametrize(
    "call",
    [
        lambda: ears.ears_c1(counts(), baseline_days=2),
        lambda: ears.ears_c1(counts(), alpha=0),
        lambda: ears.ears_c3(counts(), variant="other"),
        lambda: cusum.cusum(counts(), first=20, transform="other"),
        lambda: glr.glr_cusum(counts(), 2.0, change="epi", dispersion=0.1),
        lambda: glr.glr_cusum(counts(), 0.0),
        lambda: glr.lr_cusum(counts(), 2.0, log_factor=0),
        lambda: farrington.farrington_flexible(counts(), limit="other"),
        lambda: historic.bayes(counts(), historic.Reference(0, 6, is_recent=False)),
        lambda: predictive.pooled_predictive(counts(), alpha=1),
        lambda: ewma.ewma(counts(), smoothing=0),
    ],
)
def test_option_without_meaning_is_refused(call):
    with pytest.raises(WrongOption):
        call()


def test_refusal_says_what_and_where_in_two_languages():
    error = NegativeCount(index=(3, 1), value=-2)

    assert str(error) == "A count cannot be negative: -2. (at index 3, 1, counted from 0)"
    assert error.text() == "计数不能是负数：-2。"
    with pytest.raises(TooFewDays, match="At least 12 days are needed, there are 5"):
        ears.ears_c2(np.zeros(5, dtype=int), baseline_days=9)
