"""The facts that notebook 06 states in its folded answers, its text and its exercises."""

import numpy as np
import pytest

from course_lib.datasets import load_spambase
from course_lib.functions import EmpiricalRisk, LogLoss
from course_lib.lessons.stochastic_gradient_descent import explorers
from course_lib.lessons.stochastic_gradient_descent.descent_paths import (
    SAMPLE_SECONDS,
    STEP_SECONDS,
    descent_paths,
    path_of,
)
from course_lib.lessons.stochastic_gradient_descent.early_stopping import (
    LAMBDAS,
    early_stopping,
)
from course_lib.lessons.stochastic_gradient_descent.gradient_cloud import SIZES, gradient_cloud
from course_lib.lessons.stochastic_gradient_descent.risks import (
    car_risk,
    car_variance,
    term_smoothness,
)
from course_lib.lessons.stochastic_gradient_descent.sample_order import (
    ORDERS,
    RATES,
    sample_order,
    table,
)
from course_lib.lessons.stochastic_gradient_descent.staleness import limits, staleness
from course_lib.lessons.stochastic_gradient_descent.variance_reduction import (
    METHODS,
    variance_reduction,
)
from course_lib.lessons.stochastic_gradient_descent.variance_reduction import RATES as STEPS
from course_lib.optim import sgd_epochs, svrg_rate
from course_lib.optim.parallel import hogwild


def end(path):
    """Root mean square of the last quarter, in euros."""
    return 1e3 * np.sqrt(np.mean(path.excess[-max(1, len(path.excess) // 4) :] ** 2))


# ---- the cloud ----------------------------------------------------------------------------------


def test_four_times_the_batch_is_a_quarter_of_the_variance():
    explorer = explorers.gradient_cloud()
    eight, more = explorer.peek(), explorer.peek(batch=32)
    k = SIZES.index(8)
    assert eight.theory[k] == pytest.approx(14.0, abs=0.05)
    assert more.theory[k + 2] == pytest.approx(3.5, abs=0.02)
    ratio = eight.measured[k] / more.measured[k + 2]
    assert ratio == pytest.approx(4, rel=0.15)
    np.testing.assert_allclose(eight.measured, eight.theory, rtol=0.15)


def test_at_the_best_line_the_cloud_is_still_there():
    run = gradient_cloud(way=1.0)
    assert np.hypot(*run.full) < 1e-12
    assert run.theory[0] == pytest.approx(50, abs=0.5)
    assert car_variance(car_risk().minimizer) == pytest.approx(run.theory[0])


# ---- paths --------------------------------------------------------------------------------------


def test_the_cost_of_a_step_is_what_was_measured():
    told = {1: 4.1, 16: 4.4, 256: 7.9, 1436: 23}
    for batch, micro in told.items():
        assert 1e6 * (STEP_SECONDS + batch * SAMPLE_SECONDS) == pytest.approx(micro, rel=0.1)


def test_at_equal_samples_the_small_batch_wins():
    for seed in range(5):
        run = descent_paths(budget="samples", seed=seed)
        assert end(run.full) == pytest.approx(3550, abs=5)
        assert end(run.mini) == pytest.approx(350, abs=50)
        assert end(run.single) == pytest.approx(1240, abs=80)
    assert (run.full.steps, run.single.steps) == (10, 14_360)
    assert end(descent_paths(budget="samples").mini) == pytest.approx(370, abs=5)


def test_at_equal_seconds_about_100_cars_are_best():
    ends = {
        batch: np.mean([end(descent_paths(batch=batch, budget="seconds", seed=s).mini)
                        for s in range(5)])
        for batch in (1.0, 10.0, 31.6, 100.0, 316.0, 1436.0)
    }  # fmt: skip
    assert min(ends, key=ends.get) == 100.0
    assert ends[100.0] == pytest.approx(118, abs=8)


def test_one_car_per_step_fails_first():
    for seed in range(10):
        run = descent_paths(lr=0.6, seed=seed)
        assert end(run.full) == pytest.approx(10, abs=0.5)
        assert np.max(run.single.excess[15:]) > 5
    x = car_risk().X
    assert 2 * (x**2).sum(axis=1).max() > 3 * car_risk().smoothness


# ---- the noise floor ----------------------------------------------------------------------------


def test_the_gaps_of_the_linear_scaling_rule():
    f = car_risk()
    gaps = []
    for batch, lr in ((1, 0.005), (4, 0.02), (16, 0.08)):
        run = sgd_epochs(f, f.minimizer, lr, epochs=28 * batch // 4 + 4, batch_size=batch,
                         rng=np.random.default_rng(0), order="with replacement")  # fmt: skip
        assert len(run.x) > 5000
        gaps.append(np.mean(f(run.x[500:]) - f.minimum))
    np.testing.assert_allclose(gaps, 0.07, rtol=0.33)


# ---- orders -------------------------------------------------------------------------------------


def gaps(lr, **more):
    return sample_order(lr=lr, **more).gap[:, -5:].mean(axis=1)


def test_reshuffling_beats_replacement_at_a_hundredth():
    replaced, fresh, once, _ = gaps(0.01)
    assert fresh == pytest.approx(2.0e-4, rel=0.05)
    assert replaced == pytest.approx(4.5e-3, rel=0.05)
    assert once == pytest.approx(6.3e-4, rel=0.05)
    assert replaced / fresh > 20
    each = [table(order, 1)[0][4][:, -5:].mean(axis=1) for order in ORDERS[:2]]
    assert (each[1] < each[0]).all()


def test_sorted_swings_and_ends_eight_times_as_high():
    run = explorers.sample_order().peek(order="sorted by class")
    bias = run.bias[3]
    half = len(bias) // 2
    for epoch in (bias[:half], bias[half:]):  # down through the healthy, up through the ill
        low = int(np.argmin(epoch))
        assert 0.3 < low / half < 0.7
        assert epoch[-1] - epoch[low] > 0.5
    assert gaps(10**-1.5)[3] / gaps(10**-1.5)[1] == pytest.approx(8, abs=0.5)


def test_batches_of_50_hardly_notice():
    for rate in RATES[:-1]:
        four = gaps(rate, batch=50)
        assert four.max() < 1.05 * four.min()


def test_with_replacement_37_per_cent_are_missed():
    assert pytest.approx(0.37, abs=0.005) == (1 - 1 / 297) ** 297


# ---- early stopping -----------------------------------------------------------------------------


def test_patience_does_not_move_the_epoch_that_the_loss_keeps():
    stops = [early_stopping(patience=patience) for patience in (1, 40)]
    assert [(run.best, run.stop) for run in stops] == [(9, 10), (9, 49)]


def test_the_loss_rises_and_the_error_hardly():
    run = explorers.early_stopping().peek()
    assert (run.best, run.stop) == (9, 19)
    assert run.loss[1, 9] == pytest.approx(0.297, abs=0.001)
    assert run.loss[1, -1] == pytest.approx(0.450, abs=0.001)
    np.testing.assert_allclose(run.error[1, [9, -1]], [0.114, 0.120])
    np.testing.assert_allclose(run.test, [0.094, 0.103], atol=6e-4)


def test_a_penalty_leaves_little_to_do():
    run = early_stopping(lam=0.1)
    assert run.loss[1, -1] - run.loss[1].min() < 0.001
    assert run.test[1] == pytest.approx(0.088, abs=6e-4)


def test_a_patience_of_one_stops_at_once():
    assert early_stopping(watched="error rate", patience=1).stop == 2


def test_ten_seeds():
    plain = np.array([early_stopping(seed=seed).test for seed in range(10)])
    held = np.mean([early_stopping(seed=seed, lam=0.1).test[1] for seed in range(10)])
    np.testing.assert_allclose(plain.mean(axis=0), [0.094, 0.110], atol=6e-4)
    assert held == pytest.approx(0.094, abs=6e-4)
    assert 0.1 in LAMBDAS


# ---- variance reduction -------------------------------------------------------------------------


def test_who_levels_off():
    run = explorers.variance_reduction().peek()
    constant, falling, svrg, saga = (run.gap[METHODS.index(m)] for m in METHODS)
    assert constant[-40:].mean() == pytest.approx(6e-3, rel=0.35)
    assert constant[-40:].mean() > 0.5 * constant[40:80].mean()
    assert falling[-1] < 0.5 * falling[len(falling) // 3]
    assert svrg[-1] < 1e-6
    assert saga[-1] < 1e-11
    for k, gap in ((2, svrg), (3, saga)):
        noise = run.noise[k]
        assert noise[-1] / noise[len(noise) // 2] < 0.01
        passes, logs = run.passes[k][8:], np.log(gap[8:])
        assert np.corrcoef(passes, logs)[0, 1] < -0.99


def test_larger_steps_raise_the_floor_of_the_constant_step_alone():
    ends = [[gap[-1] for gap in variance_reduction(step=s).gap] for s in (10**-0.5, 1.0)]
    (constant, *others), (higher, *lower) = ends
    assert constant == pytest.approx(6e-3, rel=0.05)
    assert higher == pytest.approx(2e-2, rel=0.05)
    assert all(new < 0.5 * old for new, old in zip(lower, others, strict=True))


def test_small_steps_need_no_reduction():
    wins = [variance_reduction(step=float(step)).gap for step in STEPS]
    better = [gap[0][-1] < gap[2][-1] for gap in wins]
    np.testing.assert_array_equal(np.flatnonzero(better), [0, 1, 2, 3])
    assert STEPS[3] == pytest.approx(0.056, rel=0.01)


def test_the_anchors_and_second_gradients_are_most_of_the_cost():
    k = METHODS.index("SVRG")
    counted, bare = (variance_reduction(counted=c).passes[k][-1] for c in (True, False))
    assert counted == pytest.approx(40, abs=0.3)
    assert bare == pytest.approx(16, abs=0.1)


def test_the_theorem_asks_for_many_steps():
    L = term_smoothness()
    assert pytest.approx(31.4, abs=0.05) == L
    told = [svrg_rate(L, 0.05, 0.1 / L, m) for m in (5_000, 20_000, 100_000)]
    np.testing.assert_allclose(told, [1.82, 0.64, 0.33], atol=0.005)


# ---- old gradients ------------------------------------------------------------------------------


def test_the_limit_at_a_fifth():
    np.testing.assert_allclose(limits()[[7, 8]], [0.209, 0.185], atol=5e-4)
    gap = [staleness(tau=tau).gap for tau in (7, 8)]
    assert gap[0][-1] < gap[0][0]
    assert gap[1][-60:].max() > gap[1][150:210].max()


def test_random_delays_are_milder():
    fixed, drawn = (staleness(tau=10, kind=kind).gap for kind in ("always τ", "random, 0 to 2τ"))
    assert not fixed[-1] < 10 * fixed[0]
    assert drawn[-1] < 0.2 * drawn[0]


def test_noise_hurts_more_than_a_short_delay():
    explorer = explorers.staleness()
    assert 1e3 * explorer.peek(tau=0).gap[-1] == pytest.approx(106, abs=1)
    assert 1e3 * explorer.peek().gap[-1] == pytest.approx(88, abs=1)
    noisy = 1e3 * explorer.peek(gradient="16 cars").gap[-100:]
    assert np.sqrt(np.mean(noisy**2)) == pytest.approx(475, rel=0.05)


# ---- without waiting ----------------------------------------------------------------------------


def test_another_seed_moves_the_loss_as_much_as_a_second_process(monkeypatch):
    monkeypatch.setattr("sys.platform", "emscripten")  # the same steps, without a process
    spam = load_spambase(labels=(-1, 1))
    X, start = np.log1p(spam.X), np.zeros(57)
    f = EmpiricalRisk(LogLoss(), X, spam.y)
    ends = [f(hogwild(LogLoss(), X, spam.y, start, 0.05, epochs=2, seed=s).x) for s in (0, 2)]
    np.testing.assert_allclose(ends, [0.274, 0.209], atol=1e-3)


# ---- on paper -----------------------------------------------------------------------------------


def test_a_thousand_workers_on_paper():
    def seconds(P):
        return 4096 * 1e-3 / P + 2 * (P - 1) / P * 1e8 / 1e10 + 2 * (P - 1) * 2e-5

    assert seconds(1) / seconds(64) == pytest.approx(47, abs=1)
    assert seconds(1) / seconds(1000) == pytest.approx(64, abs=1)


def test_a_path_stops_when_it_has_left_the_plane():
    assert len(path_of(1, 5.0, 0, 1000)) < 1000
