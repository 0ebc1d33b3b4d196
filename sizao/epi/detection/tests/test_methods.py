"""What each method is for: directions, small examples by hand, and what is better than the reference."""

import numpy as np
import pytest
from scipy import stats

from sizao.epi.detection import binomial, cusum, ears, ewma, farrington, glr, historic, percentile, predictive
from sizao.epi.detection.regression import fit, harmonics


def test_c1_by_hand():
    result = ears.ears_c1([1, 2, 3, 2, 1, 2, 3, 9], alpha=stats.norm.sf(3))

    mean, sd = 2.0, np.std([1, 2, 3, 2, 1, 2, 3], ddof=1)
    assert result.upper == pytest.approx([mean + 3 * sd])
    assert result.score == pytest.approx([(9 - mean) / sd])
    assert result.alarm.tolist() == [True]


def test_c3_of_cdc_counts_the_day_itself_and_two_before():
    quiet = [1, 2, 3, 2, 1, 2, 3, 2, 2]
    counts = [*quiet, 2, 4, 5, 5]

    c2 = ears.ears_c2(counts, min_sd=0)
    c3 = ears.ears_c3(counts, min_sd=0)

    beyond = np.maximum(c2.score - 1, 0)
    np.testing.assert_allclose(c3.score, beyond[2:] + beyond[1:-1] + beyond[:-2])
    np.testing.assert_array_equal(c3.alarm, c3.score > 2)


def test_c3_of_r_misses_the_first_day_that_cdc_sees():
    counts = [1, 2, 3, 2, 1, 2, 3, 2, 2, 2, 2, 30]

    assert ears.ears_c3(counts).alarm[-1]
    assert not ears.ears_c3(counts, variant="surveillance").alarm[-1]


def test_least_spread_keeps_one_case_after_quiet_days_from_being_an_alarm():
    counts = [0] * 9 + [1]

    assert ears.ears_c2(counts, min_sd=0).alarm[-1]
    assert not ears.ears_c2(counts).alarm[-1]


def test_window_with_five_of_seven_days_is_judged_and_with_four_is_not():
    counts = np.array([[1, 1], [2, 2], [1, 1], [np.nan, np.nan], [2, 2], [np.nan, np.nan], [1, np.nan], [9, 9]])

    result = ears.ears_c1(counts)

    assert result.is_judged.tolist() == [[True, False]]


def test_bayes_limit_is_the_quantile_of_the_predictive():
    result = historic.bayes([2, 1, 0, 3, 1, 1, 5])

    assert result.upper == [stats.nbinom.ppf(0.95, 8.5, 6 / 7)]
    assert result.expected == pytest.approx([8.5 / 6])


def test_corrected_farrington_answers_where_no_past_point_had_a_case():
    counts = np.zeros(320, dtype=int)
    counts[-1] = 6

    result = farrington.farrington_flexible(counts, first=-1, limit="nbPlugin", alpha=0.005)

    assert 0 < result.expected[0] < 0.05
    assert result.upper[0] <= 1
    assert result.alarm[0]


def test_farrington_takes_the_force_from_past_outbreaks():
    rng = np.random.default_rng(2)
    counts = rng.poisson(5, 320)
    spoiled = counts.copy()
    spoiled[[319 - 52, 319 - 2 * 52]] = 60

    plain, heavy, light = (
        farrington.farrington_flexible(given, first=-1, is_trend=False, is_reweighted=reweighted).upper[0]
        for given, reweighted in ((counts, True), (spoiled, False), (spoiled, True))
    )

    assert abs(light - plain) < abs(heavy - plain)


def test_farrington_by_rate_does_not_alarm_when_the_school_has_grown():
    rng = np.random.default_rng(1)
    people = np.r_[np.full(300, 1000.0), np.full(20, 3000.0)]
    counts = rng.poisson(people * 0.01)

    by_count = farrington.farrington_flexible(counts, first=-10, alpha=0.005)
    by_rate = farrington.farrington_flexible(counts, first=-10, alpha=0.005, population=people)

    assert by_count.alarm.sum() >= 8
    assert by_rate.alarm.sum() <= 1


def test_cusum_resets_as_told():
    counts = [2] * 10 + [9] * 6

    sums = {
        reset: cusum.cusum(counts, first=10, transform="standard", mean=2.0, limit=4, reset=reset).score
        for reset in ("none", "alarm", "half")
    }

    step = 7 / np.sqrt(2) - 1.04
    assert sums["none"] == pytest.approx(step * np.arange(1, 7))
    assert sums["alarm"][1] == pytest.approx(step if sums["alarm"][0] >= 4 else 2 * step)
    first_alarm = int(np.argmax(sums["half"] >= 4))
    assert sums["half"][first_alarm + 1] == pytest.approx(2 + step)


@pytest.mark.parametrize(
    "transform", ["standard", "rossi", "anscombe", "anscombe2nd", "pearsonNegBin", "anscombeNegBin"]
)
def test_upper_of_a_chart_is_the_count_that_alarms(transform):
    counts = np.array([3, 4, 2, 3, 5, 3, 2, 4, 3, 3, 0])
    options = {"first": 10, "transform": transform, "alpha": 0.3, "mean": 3.0}
    limit = cusum.cusum(counts, **options).upper[-1]

    at, below = counts.copy(), counts.copy()
    at[-1], below[-1] = int(np.ceil(limit)), int(np.ceil(limit)) - 1

    assert cusum.cusum(at, **options).alarm[-1]
    assert not cusum.cusum(below, **options).alarm[-1]


@pytest.mark.parametrize("dispersion", [0.0, 0.25])
def test_glr_is_the_largest_evidence_of_all_changes(dispersion):
    rng = np.random.default_rng(7)
    counts, mean = rng.poisson(4, 12), 3 + rng.random(12)

    result = glr.glr_cusum(counts, mean, dispersion=dispersion, is_restarting=False)

    factors = np.exp(np.linspace(0, 3, 20001))
    for day in range(12):
        best = 0.0
        for change in range(day + 1):
            y, m = counts[change : day + 1, None], mean[change : day + 1, None]
            grown = factors * m
            if dispersion:
                shift = (y + 1 / dispersion) * np.log((1 + dispersion * m) / (1 + dispersion * grown))
            else:
                shift = m - grown
            best = max(best, (y * np.log(factors) + shift).sum(axis=0).max())
        assert result.score[day] == pytest.approx(best, rel=1e-4, abs=1e-6)


def strongest(counts, mean, how) -> list[float]:
    """Look at every change of every day, anew after an alarm."""
    scores, begin = [], 0
    for day in range(len(counts)):
        earliest = max(begin, day - how["window"]) if how["window"] is not None else begin
        best = 0.0
        for change in range(earliest, day - how["least_days"] + 2):
            y, m = (
                np.nansum(counts[change : day + 1]),
                mean[change : day + 1][~np.isnan(counts[change : day + 1])].sum(),
            )
            if m and (y - m) * (1 if how["direction"] == "inc" else -1) > 0:
                best = max(best, m - y + (y * np.log(y / m) if y else 0.0))
        scores.append(np.nan if np.isnan(counts[day]) else best)
        begin = day + 1 if scores[-1] >= glr.LIMIT else begin
    return scores


@pytest.mark.parametrize("direction", ["inc", "dec"])
@pytest.mark.parametrize("window, least_days", [(None, 1), (None, 3), (0, 1), (1, 2), (2, 1), (7, 3), (30, 1), (0, 2)])
@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_poisson_chart_loses_no_change_by_looking_at_corners_only(direction, window, least_days, missing):
    rng = np.random.default_rng(11)
    mean = rng.gamma(3, 1.5, (120, 20))
    counts = rng.poisson(mean * np.where(np.arange(120) % 40 < 25, 1.0, 1.4)[:, None]).astype(float)
    counts[rng.random(counts.shape) < missing] = np.nan
    how = {"window": window, "least_days": least_days, "direction": direction}

    found = glr.glr_cusum(counts, mean, **how)

    expected = np.array([strongest(counts[:, one], mean[:, one], how) for one in range(20)]).T
    np.testing.assert_allclose(found.score, expected, rtol=1e-10, atol=1e-10)


def test_cases_needed_are_the_least_that_alarm():
    mean, counts = np.full(8, 2.0), np.array([2, 1, 3, 2, 2, 3, 2, 0])
    needed = int(glr.glr_cusum(counts, mean, is_cases=True).upper[-1])

    for last, is_alarm in ((needed, True), (needed - 1, False)):
        counts[-1] = last
        assert bool(glr.glr_cusum(counts, mean).alarm[-1]) is is_alarm


def test_epidemic_chart_finds_the_best_share():
    counts, mean = np.array([4, 9, 15, 22]), np.full(4, 4.0)

    result = glr.glr_cusum(counts, mean, change="epi", is_restarting=False, window=0)

    assert result.score[-1] == pytest.approx(22 * np.log(22 / 4) - 18)


def test_binomial_chart_follows_the_size_of_the_class():
    absent = np.array([1, 1, 1, 1, 4, 4, 4])

    small = binomial.binomial_cusum(absent, np.full(7, 30), odds_ratio=2, first=4)
    growing = binomial.binomial_cusum(absent, np.array([30, 30, 30, 30, 120, 120, 120]), odds_ratio=2, first=4)

    assert (small.score > growing.score).all()


def test_regression_recovers_what_was_simulated():
    rng = np.random.default_rng(11)
    design = harmonics(np.arange(2000), 52, pairs=1, is_trend=True)
    mean = np.exp(design @ [1.5, 0.0003, 0.4, -0.2])
    counts = rng.negative_binomial(4, 4 / (4 + mean))[:, None].astype(float)

    fitted = fit(counts, design, dispersion=None)

    assert fitted.converged.all()
    assert fitted.dispersion == pytest.approx([0.25], rel=0.15)
    assert fitted.coefficients[2:, 0] == pytest.approx([0.4, -0.2], abs=0.06)


def test_predictive_borrows_from_the_classes_beside():
    counts = np.zeros((20, 3), dtype=int)
    counts[::2, 1:] = 1
    counts[-1] = 2

    lone = predictive.pooled_predictive(counts, [0, 1, 2], exposure=40.0, first=-1)
    beside = predictive.pooled_predictive(counts, [0, 0, 0], exposure=40.0, first=-1)

    assert lone.pvalue[0, 0] < beside.pvalue[0, 0]
    assert beside.expected[0, 1] < lone.expected[0, 1]


def test_predictive_works_from_the_second_week_and_is_exact():
    counts = np.array([1, 0, 2, 1, 0, 4])

    result = predictive.pooled_predictive(counts, exposure=30.0, first=-1)

    law = stats.nbinom(3.5, 90 / (90 + 30))
    assert result.pvalue == pytest.approx([law.sf(4) + law.pmf(4) / 2])
    assert result.upper == law.ppf(0.999)


def test_predictive_p_values_are_uniform_on_average():
    rng = np.random.default_rng(8)
    counts = rng.poisson(rng.gamma(20, 0.02, 4000), (60, 4000))

    result = predictive.pooled_predictive(counts, np.arange(4000) // 8, first=-1)

    assert result.pvalue.mean() == pytest.approx(0.5, abs=0.02)
    assert result.alarm.mean() <= 0.002


def test_ewma_sees_a_slow_rise_that_no_single_day_shows():
    counts = np.r_[np.tile([1, 2, 3, 2], 8), 4, 4, 4, 4, 4]

    assert ewma.ewma(counts).alarm[-1]
    assert not ewma.ewma(counts, smoothing=1.0).alarm.any()


def test_percentile_leaves_past_outbreaks_out():
    counts = np.ones(800, dtype=int)
    outbreak = np.zeros(800, dtype=bool)
    outbreak[400:440] = outbreak[30:70] = True
    counts[outbreak] = 5
    counts[-7:] = 3
    options = {"years": 2, "frequency": 365, "first": -1}

    assert not percentile.moving_percentile(counts, **options).alarm[-1]
    assert percentile.moving_percentile(counts, outbreaks=outbreak, **options).alarm[-1]
