"""The ball: its step, its fates, the border 2/f″ between them, and its picture."""

import numpy as np
import pytest
from matplotlib.figure import Figure

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
from course_lib.lessons.start_here.ball_view import BallView
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


@pytest.fixture
def view():
    view = BallView(Figure())
    view.update(ball(lr=0.1))
    return view


def test_frame_t_shows_the_steps_so_far(view):
    run = ball(lr=0.1)
    view.show(run, 5)
    assert np.array_equal(view.trail.get_xdata(), run.x[:6])
    assert np.array_equal(view.places.get_ydata(), run.value[:5])
    assert view.ball.get_xydata().tolist() == [[run.x[5], run.value[5]]]
    assert view.now.get_xydata().tolist() == [[0.1, run.x[5]]]


def test_another_step_size_moves_the_line_and_draws_nothing_new(view):
    before = [len(ax.get_children()) for ax in (view.land, view.fate)]
    view.update(ball(lr=0.2))
    assert view.chosen.get_xdata() == [0.2, 0.2]
    assert [len(ax.get_children()) for ax in (view.land, view.fate)] == before


def test_the_labels_stand_beside_what_they_name(view):
    """No label covers a place that a run of that step size visits."""
    rates, w = np.linspace(0, 0.36, 361), np.linspace(-2.2, 2.2, 171)
    density = ball(lr=0.1).density
    for text in view.fate.texts:
        column, row = (
            np.searchsorted(rates, text.get_position()[0]),
            np.searchsorted(w, text.get_position()[1]),
        )
        assert density[max(0, row - 3) : row + 4, max(0, column - 3) : column + 4].max() == 0
