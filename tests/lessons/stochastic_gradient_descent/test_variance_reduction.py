"""The four methods are the library's; the variance is that of the gradient they use."""

import numpy as np
import pytest

from course_lib.functions import SquaredNorm
from course_lib.lessons.stochastic_gradient_descent import explorers
from course_lib.lessons.stochastic_gradient_descent.risks import LAM, patients, term_smoothness
from course_lib.lessons.stochastic_gradient_descent.variance_reduction import (
    METHODS,
    PASSES,
    RATES,
    SEED,
    curves_of,
    path_of,
    variance_reduction,
)
from course_lib.optim import saga, sgd_epochs, svrg, variance_reduced

K = 6
LR, PENALTY = RATES[K] / term_smoothness(), LAM * SquaredNorm()


def rng():
    return np.random.default_rng(SEED)


def test_svrg_is_the_librarys():
    run = svrg(patients(), np.zeros(19), LR, epochs=2, inner=594, rng=rng(), penalty=PENALTY)
    rows = [row for row in path_of("SVRG") if row[1] <= 1188]
    at = {int(bare): w[K] for _, bare, w, _ in rows}
    np.testing.assert_allclose(at[592], run.x[592], atol=1e-10)
    np.testing.assert_allclose(at[594 + 592], run.x[594 + 592], atol=1e-10)
    assert rows[-1][0] == run.spent[1186]


def test_saga_is_the_librarys():
    run = saga(patients(), np.zeros(19), LR, epochs=3, rng=rng(), penalty=PENALTY)
    spent, bare, w, _ = path_of("SAGA")[8]
    np.testing.assert_allclose(w[K], run.x[bare], atol=1e-10)
    assert spent == run.spent[bare]


@pytest.mark.parametrize("method", METHODS[:2])
def test_sgd_is_the_loop(method):
    draws = rng().integers(297, size=PASSES * 297)
    f, w = patients(), np.zeros(19)
    for t, i in enumerate(draws[:148]):
        rate = LR / (1 + t / 297) if method == METHODS[1] else LR
        w = w - rate * (f.subset([i]).grad(w) + LAM * w)
    np.testing.assert_allclose(path_of(method)[2][2][K], w, atol=1e-12)
    start = sgd_epochs(f, np.zeros(19), LR, epochs=0, rng=rng())
    np.testing.assert_array_equal(path_of(method)[0][2][K], start.x[0])


@pytest.mark.parametrize("row", [1, 5, 20])
def test_svrgs_variance_is_over_all_its_samples(row):
    f = patients()
    _, _, w, center = path_of("SVRG")[row]
    full = f.grad(center[K])
    v = np.array([variance_reduced(f, w[K], center[K], full, i) for i in range(297)])
    wanted = ((v - v.mean(axis=0)) ** 2).sum(axis=1).mean()
    assert curves_of("SVRG")[2][K, row] == pytest.approx(wanted)


def test_without_the_anchors_only_steps_are_counted():
    counted, bare = (variance_reduction(counted=c) for c in (True, False))
    svrg_at = METHODS.index("SVRG")
    assert counted.passes[svrg_at][-1] > 2 * bare.passes[svrg_at][-1]
    np.testing.assert_array_equal(counted.gap[svrg_at], bare.gap[svrg_at])
    np.testing.assert_array_equal(counted.passes[0], bare.passes[0])


def test_the_view_draws_every_method():
    explorer = explorers.variance_reduction()
    for line, passes in zip(explorer.view.gaps, explorer.result.passes, strict=True):
        np.testing.assert_allclose(line.get_xdata(), passes)
