"""The ball: its step, its fates, and the border 2/f″ between them."""

import numpy as np
import pytest

from course_lib.functions import CATALOGUE
from course_lib.lessons.start_here.ball import (
    BOUND,
    CURVATURE,
    RATES,
    STEPS,
    ball,
    height,
    resting_places,
    step,
)
from course_lib.optim import GradientDescent, minimize

WELL = CATALOGUE["x⁴ − 3x²"]


def test_it_is_the_double_well():
    w = np.linspace(-2, 2, 41)
    assert np.allclose(height(w), WELL(w[:, None]), atol=1e-12)
    assert np.allclose(step(w, 0.1), w - 0.1 * WELL.grad(w[:, None])[:, 0])
    assert WELL.hess(np.array([np.sqrt(1.5)])) == pytest.approx(CURVATURE)


def test_the_run_is_that_of_the_library():
    trace = minimize(WELL, [0.2], GradientDescent(0.03), steps=STEPS)
    assert np.allclose(ball(lr=0.03).x, trace.x[:, 0])


@pytest.mark.parametrize(
    ("lr", "kind"),
    [
        (0.004, "creeps"), (0.03, "settles"), (0.164, "rings"), (0.19, "swings"),
        (0.23, "wanders"), (0.3, "roams"), (0.35, "escapes"),
    ],
)  # fmt: skip
def test_each_fate(lr, kind):
    run = ball(lr=lr)
    assert run.kind == kind
    assert run.summary.startswith(f"η = {lr:.3f}: the ball ")
    assert np.isfinite(run.x).all()
    assert np.isfinite(run.value).all()


def test_the_border_is_two_over_the_curvature():
    border = 2 / CURVATURE
    assert ball(lr=0.99 * border).kind in ("settles", "rings")
    assert ball(lr=1.01 * border).kind == "swings"


def test_the_picture_agrees_with_the_runs():
    density = resting_places()
    assert density.shape[1] == 360
    assert density.max() == 1

    def visited(lr):
        column = density[:, int(lr / RATES[1] * density.shape[1])]
        return np.linspace(-BOUND, BOUND, density.shape[0])[column > 0]

    assert visited(0.1) == pytest.approx(np.sqrt(1.5), abs=0.03)
    assert visited(0.19).min() == pytest.approx(0.95, abs=0.04)
    assert visited(0.19).max() == pytest.approx(1.38, abs=0.04)
    assert visited(0.3).min() < -1.5
    assert visited(0.35).size == 0


def test_a_step_size_must_be_positive():
    with pytest.raises(ValueError, match="lr must be positive, got 0"):
        ball(lr=0)
