"""Orders of the samples, SGD by epochs, SVRG and SAGA, each against a loop or a theorem."""

import numpy as np
import pytest

from course_lib.functions import EmpiricalRisk, LogLoss, Quadratic, SquaredError, SquaredNorm
from course_lib.optim import GradientDescent, minimize
from course_lib.optim.stochastic import (
    ORDERS,
    batches,
    saga,
    sgd_epochs,
    svrg,
    svrg_rate,
    variance_reduced,
)

RNG = np.random.default_rng(4)
X = RNG.normal(size=(40, 3))
Y = X @ [1.0, -2.0, 0.5] + RNG.normal(size=40)
LEAST = EmpiricalRisk(SquaredError(), X, Y)
LOG = EmpiricalRisk(LogLoss(), X, np.sign(Y))
START = np.array([1.0, 1.0, 1.0])


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("order", ORDERS)
def test_an_epoch_has_n_samples_and_the_last_batch_is_smaller(order):
    sizes = [len(rows) for rows in batches(10, 4, 2, rng=rng(), order=order)]
    assert sizes == [4, 4, 2, 4, 4, 2]


def epochs_of(order, n=50, epochs=3):
    rows = np.concatenate(list(batches(n, 7, epochs, rng=rng(), order=order)))
    return rows.reshape(epochs, n)


def test_what_the_orders_are():
    each = np.arange(50)
    fresh, once, stands = (epochs_of(order) for order in ORDERS[1:])
    for rows in (fresh, once, stands):
        np.testing.assert_array_equal(np.sort(rows, axis=1), [each] * 3)
    assert not (fresh[0] == fresh[1]).all()
    assert (once == once[0]).all()
    assert not (once[0] == each).all()
    assert (stands == each).all()
    assert len(set(epochs_of("with replacement")[0])) < 50


def test_with_replacement_misses_a_share_of_one_over_e():
    rows = epochs_of("with replacement", n=1000, epochs=20)
    missed = np.mean([1 - len(set(row)) / 1000 for row in rows])
    assert missed == pytest.approx(np.exp(-1), abs=0.01)


def test_sgd_is_the_loop_over_the_samples():
    run = sgd_epochs(LEAST, START, 0.05, epochs=2, rng=rng(), order="as it stands")
    w = START.copy()
    for i in [*range(40)] * 2:
        w -= 0.05 * 2 * (X[i] @ w - Y[i]) * X[i]
    np.testing.assert_allclose(run.x[-1], w, atol=1e-12)
    assert run.spent[-1] == 80


def test_the_batch_of_all_is_gradient_descent():
    mine = sgd_epochs(LOG, START, 0.3, epochs=9, batch_size=40, rng=rng())
    other = minimize(LOG, START, GradientDescent(0.3), steps=9)
    np.testing.assert_allclose(mine.x, other.x, atol=1e-12)


def test_a_schedule_and_a_penalty_enter_every_step():
    run = sgd_epochs(LEAST, START, lambda t: 0.1 / (t + 1), epochs=1, batch_size=20, rng=rng(),
                     order="as it stands", penalty=0.5 * SquaredNorm())  # fmt: skip
    w = START.copy()
    for t, rows in enumerate((slice(0, 20), slice(20, 40))):
        w = w - 0.1 / (t + 1) * (2 * X[rows].T @ (X[rows] @ w - Y[rows]) / 20 + 0.5 * w)
    np.testing.assert_allclose(run.x[-1], w, atol=1e-12)


@pytest.mark.parametrize("f", [LEAST, LOG])
def test_the_corrected_gradients_are_unbiased(f):
    x, center = rng(1).normal(size=(2, 3))
    full = f.grad(center)
    mean = np.mean([variance_reduced(f, x, center, full, i) for i in range(40)], axis=0)
    np.testing.assert_allclose(mean, f.grad(x), atol=1e-12)


def test_the_variance_vanishes_where_x_is_the_anchor():
    x = rng(1).normal(size=3)
    for i in (0, 7):
        np.testing.assert_allclose(variance_reduced(LOG, x, x, LOG.grad(x), i), LOG.grad(x))


def test_svrg_is_the_loop_of_its_paper():
    run = svrg(LEAST, START, 0.01, epochs=2, inner=5, rng=rng(3))
    draw, w, path = rng(3), START.copy(), [START]
    for _ in range(2):
        far = w.copy()
        mu = 2 * X.T @ (X @ far - Y) / 40
        for i in draw.integers(40, size=5):
            w = w - 0.01 * (2 * X[i] * (X[i] @ w - Y[i]) - 2 * X[i] * (X[i] @ far - Y[i]) + mu)
            path.append(w)
    np.testing.assert_allclose(run.x, path, atol=1e-12)
    assert run.spent.tolist() == [40, 42, 44, 46, 48, 90, 92, 94, 96, 98, 100]
    assert run.anchors.tolist() == [0, 5]


def test_a_random_anchor_is_a_point_of_its_own_epoch():
    run = svrg(LEAST, START, 0.01, epochs=3, inner=4, rng=rng(3), anchor="random")
    assert run.spent.tolist() == [
        40, 42, 44, 46, 48, 88, 90, 92, 94, 96, 136, 138, 140, 142, 144, 144,
    ]  # fmt: skip
    assert run.anchors.tolist() == [0, 5, 10]
    draw = rng(3)
    for first in run.anchors:
        draw.integers(40, size=4)
        np.testing.assert_array_equal(run.x[first + 5], run.x[first + draw.integers(4)])


def term_smoothness(f):
    return 2 * (f.X**2).sum(axis=1).max()


def test_svrg_keeps_the_rate_of_its_theorem():
    L, mu = term_smoothness(LEAST), LEAST.strong_convexity
    eta, m = 0.1 / L, int(50 * L / mu / 2)
    q = svrg_rate(L, mu, eta, m)
    assert q < 1
    gaps = []
    for seed in range(8):
        run = svrg(LEAST, START, eta, epochs=3, inner=m, rng=rng(seed), anchor="random")
        ends = run.x[[0, m + 1, 2 * m + 2, 3 * m + 3]]
        gaps.append(LEAST(ends) - LEAST.minimum)
    mean = np.mean(gaps, axis=0)
    assert (mean[1:] <= q * mean[:-1] + 1e-14).all()


@pytest.mark.parametrize("method", [svrg, saga])
def test_it_converges_where_sgd_has_a_floor(method):
    eta = 0.2 / term_smoothness(LEAST)
    run = method(LEAST, START, eta, epochs=60, rng=rng())
    floor = sgd_epochs(LEAST, START, eta, epochs=180, rng=rng())
    gap = LEAST(run.x[-1]) - LEAST.minimum
    assert gap < 1e-9
    assert np.mean(LEAST(floor.x[-400:]) - LEAST.minimum) > 1e-4


def test_saga_keeps_the_mean_of_its_table():
    run = saga(LOG, START, 0.05, epochs=1, rng=rng(2), penalty=0.1 * SquaredNorm())
    w, g = START.copy(), np.stack([LOG.subset([i]).grad(START) for i in range(40)])
    for i in rng(2).integers(40, size=40):
        new = LOG.subset([i]).grad(w)
        step = new - g[i] + g.mean(axis=0) + 0.1 * w
        g[i], w = new, w - 0.05 * step
    np.testing.assert_allclose(run.x[-1], w, atol=1e-12)
    assert (run.spent[0], run.spent[-1]) == (40, 80)
    assert run.anchors.tolist() == [0]
    assert run.spent.tolist() == list(range(40, 81))


def test_no_rate_is_promised_from_half_the_inverse_smoothness_on():
    assert svrg_rate(2.0, 1.0, 0.25, 10) == np.inf


def test_the_start_is_not_touched():
    start = START.copy()
    for run in (sgd_epochs, svrg, saga):
        run(LEAST, start, 0.01, epochs=1, rng=rng())
    np.testing.assert_array_equal(start, START)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: batches(4, 9, 1, rng=rng()), "batch_size must be at most the 4 samples, got 9"),
        (lambda: batches(4, 0, 1, rng=rng()), "batch_size must be at least 1, got 0"),
        (lambda: batches(4, 1, 1, rng=7), "rng must be a numpy Generator"),
        (lambda: batches(4, 1, 1, rng=rng(), order="x"), "order must be one of"),
        (lambda: sgd_epochs(Quadratic([1.0, 2.0]), [1, 1], 0.1, epochs=1, rng=rng()),
         "f must be a mean over samples"),
        (lambda: sgd_epochs(LEAST, [1.0], 0.1, epochs=1, rng=rng()), "x0 must be"),
        (lambda: svrg(LEAST, START, -1.0, epochs=1, rng=rng()), "lr must be positive"),
        (lambda: svrg(LEAST, START, 1.0, epochs=1, inner=0, rng=rng()), "inner must be at least 1"),
        (lambda: svrg(LEAST, START, 1.0, epochs=1, rng=rng(), anchor="x"), "anchor must be one of"),
        (lambda: saga(LEAST, START, 1.0, epochs=1, rng=rng(), penalty=3), "penalty must be an Obj"),
        (lambda: variance_reduced(LOG, START, START, START, 40), r"^i must be in \[0, 39\]"),
        (lambda: variance_reduced(LOG, START, START, START, -1), r"^i must be in .*got -1"),
        (lambda: svrg_rate(1.0, 0.0, 0.1, 10), "strong_convexity must be positive"),
    ],
)  # fmt: skip
def test_bad_input_is_named(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()
