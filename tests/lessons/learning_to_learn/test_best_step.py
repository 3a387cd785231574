"""The meta-loss of a constant step: against runs, differences and SciPy's minimum."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from course_lib.lessons.learning_to_learn.best_step import (
    HORIZONS,
    best,
    best_step,
    curvatures,
    final_loss,
    meta_gradient,
)


@pytest.mark.parametrize("steps", [1, 4, 30])
def test_the_loss_is_that_of_runs_and_the_slope_that_of_differences(steps):
    lam, lr = curvatures(0.2), 0.7
    x = np.ones(lam.size)
    for _ in range(steps):
        x = x - lr * lam * x
    assert final_loss(lr, steps, lam) == pytest.approx(np.mean(0.5 * lam * x**2), rel=1e-12)
    difference = np.diff(final_loss(lr + np.array([-1e-6, 1e-6]), steps, lam))[0] / 2e-6
    assert meta_gradient(lr, steps, lam) == pytest.approx(difference, rel=1e-6)


@pytest.mark.parametrize("steps", [1, 3, 10, 40])
@pytest.mark.parametrize("smallest", [0.05, 0.3])
def test_the_best_is_scipys(steps, smallest):
    lam = curvatures(smallest)
    found = minimize_scalar(
        lambda lr: np.log(final_loss(lr, steps, lam)), bounds=(0.5, 1 / smallest),
        method="bounded", options=dict(xatol=1e-10),
    )  # fmt: skip
    assert best(steps, smallest) == pytest.approx(found.x, abs=1e-5)


def test_the_theorem():
    for smallest in (0.05, 0.1, 0.5):
        lam = curvatures(smallest)
        assert best(1, smallest) == pytest.approx(np.mean(lam**2) / np.mean(lam**3), rel=1e-9)
        limit = 2 / (1 + smallest)
        off = [abs(best(T, smallest) - limit) for T in (3, 10, 100)]
        assert off[0] > off[1] > off[2]
        assert off[2] < 0.06


def test_one_run_of_the_explorer():
    horizon = int(HORIZONS[12])
    run = best_step(lr=0.5, horizon=horizon, smallest=0.1)
    assert run.by_horizon[12] == run.best
    assert run.here == pytest.approx(np.interp(0.5, run.grid, run.loss), rel=1e-3)
    assert f"T = {horizon}, η = 0.5" in run.summary
