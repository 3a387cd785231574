"""Gradient descent on two species: the run, the clicks, the picture."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.special import expit

from course_lib.explorers.explorer import Pointer
from course_lib.functions import EmpiricalRisk, LogLoss, SquaredNorm, add_bias
from course_lib.lessons.logistic_regression import explorers
from course_lib.lessons.logistic_regression.boundary_descent import (
    FIRST,
    FRAMES,
    PAIRS,
    boundary_descent,
    descend,
    penguin_pair,
)
from course_lib.lessons.logistic_regression.boundary_descent_view import NORMS, BoundaryDescentView
from course_lib.optim import GradientDescent, minimize

SEPARABLE = list(PAIRS)[1]


@pytest.mark.parametrize("lam", [0.0, 0.02])
def test_its_own_descent_takes_the_steps_of_the_library(lam):
    data = penguin_pair(FIRST)
    X = add_bias(data.scaler.transform(data.X))
    steps, w = descend(X, data.y, lam, 0.8)
    f = EmpiricalRisk(LogLoss(), X, 2 * data.y - 1)
    f = f + lam * SquaredNorm(unpenalized=1) if lam else f
    trace = minimize(f, np.zeros(3), GradientDescent(0.8), steps=100)
    early = steps <= 100
    np.testing.assert_allclose(w[early], trace.x[steps[early]], rtol=1e-9, atol=1e-12)


def test_the_run_reaches_the_optimum():
    run = boundary_descent(lr=2.0)
    np.testing.assert_allclose(run.w[-1], run.best, rtol=1e-3)
    np.testing.assert_allclose(run.loss[-1], run.best_loss, rtol=1e-3)
    assert "it has arrived" in run.summary
    assert run.steps.tolist() == FRAMES.tolist()


def test_weights_run_off_on_separable_data_unless_c_is_finite():
    free = boundary_descent(pair=SEPARABLE, lr=100.0, free=True)
    assert free.best is None
    assert (np.diff(free.norm[-12:]) > 0).all()
    assert free.norm[-1] > 50
    assert "grows without end" in free.summary
    finite = boundary_descent(pair=SEPARABLE, C=1.0)
    np.testing.assert_allclose(finite.norm[-1], finite.best_norm, rtol=0.01)
    assert finite.best_norm < 5


def test_points_go_in_and_out():
    plain, less = boundary_descent(), boundary_descent(out=(0, 7))
    assert plain.kept.all()
    assert np.flatnonzero(~less.kept).tolist() == [0, 7]
    assert not np.allclose(plain.best, less.best)
    more = boundary_descent(pair=SEPARABLE, free=True, own=((50.0, 15.0, 0),))
    assert more.best is not None, "one blue point among the orange ones makes an optimum"
    assert "of 275 wrong" in more.summary


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (dict(lr=0.05), "still on its way"),
        (dict(lr=100.0), "jumps from side to side"),
        (dict(lr=3.0, C=0.003), "ηλ > 2"),
    ],
)
def test_summary_of_the_descent(values, words):
    run = boundary_descent(**values)
    assert words in run.summary
    assert np.isfinite(run.w).all()
    assert (run.status == "diverged") == ("ηλ" in words)


def test_the_scores_are_log_odds():
    run = boundary_descent()
    point = np.array([run.pair.across[7], run.pair.up[30]])
    z = run.pair.scaler.transform(point)
    np.testing.assert_allclose(run.scores(5)[30, 7], np.r_[1.0, z] @ run.w[5])


@pytest.fixture
def explorer():
    return explorers.boundary_descent()


def act(explorer, kind, x, y, axes=0):
    new = explorer._on_pointer(Pointer(kind, axes, x, y), explorer.values)
    if new:
        explorer.set(**new)


def test_a_click_adds_a_point_a_drag_moves_it_and_a_click_takes_it_away(explorer):
    explorer.set(adds=1)
    act(explorer, "click", 33.0, 21.0)
    assert explorer.values["own"] == ((33.0, 21.0, 1),)
    act(explorer, "drag", 33.9, 21.2)
    act(explorer, "release", 33.9, 21.2)
    assert explorer.values["own"] == ((33.9, 21.2, 1),)
    act(explorer, "click", 33.9, 21.2)
    assert explorer.values["own"] == ()


def test_a_click_leaves_a_penguin_out_and_takes_it_back(explorer):
    x, y = penguin_pair(FIRST).X[17]
    act(explorer, "click", x, y)
    (gone,) = explorer.values["out"]
    assert penguin_pair(FIRST).X[gone].tolist() == [x, y]
    act(explorer, "click", x, y)
    assert explorer.values["out"] == ()


def test_another_pair_has_none_of_them(explorer):
    act(explorer, "click", 33.0, 21.0)
    explorer.controls["pair"].value = list(PAIRS)[1]
    assert explorer.values["own"] == ()


def test_choosing_c_brings_the_penalty_back(explorer):
    explorer.set(free=True)
    explorer.controls["C"].value = 10.0
    assert not explorer.values["free"]


def test_picture_k_shows_iteration_steps_k():
    view, run = BoundaryDescentView(Figure()), boundary_descent(own=((40.0, 20.0, 1),), out=(2,))
    view.update(run)
    view.show(run, 12)
    np.testing.assert_allclose(view.field.image.get_array(), expit(run.scores(12)))
    assert view.count.get_text() == f"after {run.steps[12]} steps"
    curve, now, best = view.loss
    assert now.get_xydata().tolist() == [[run.steps[12] + 1, run.loss[12]]]
    assert best.get_ydata()[0] == run.best_loss
    assert view.own.get_xydata().tolist() == [[40.0, 20.0]]
    assert view.absent.get_xydata().tolist() == [run.pair.X[2].tolist()]
    drawn = sum(len(line.get_xdata()) for line in view.sides.lines)
    assert drawn == len(run.pair.y)
    assert curve.get_xdata().tolist() == (1 + run.steps[:13]).tolist()  # as far as it has gone


def test_what_leaves_the_axes_is_drawn_at_their_edge():
    view, run = BoundaryDescentView(Figure()), boundary_descent(lr=3.0, C=0.003)
    view.update(run)
    view.show(run, len(run.steps) - 1)
    assert run.norm[-1] > NORMS[1]
    assert view.norm[1].get_ydata()[0] == NORMS[1]
    assert view.norm[0].get_ydata().max() == NORMS[1]


def test_no_optimum_is_drawn_where_there_is_none():
    view = BoundaryDescentView(Figure())
    view.update(boundary_descent(pair=list(PAIRS)[1], lr=100.0, free=True))
    assert len(view.loss[2].get_xdata()) == len(view.norm[2].get_xdata()) == 0


@pytest.mark.parametrize("values", [dict(), dict(lr=9.0), dict(adds=1, out=(3,))])
def test_sliders_make_no_artists(values):
    view = BoundaryDescentView(Figure())
    view.update(boundary_descent())
    before = [len(ax.get_children()) for ax in view.left.figure.axes]
    view.update(boundary_descent(**values))
    after = [len(ax.get_children()) for ax in view.left.figure.axes]
    assert after == before


def test_of_one_point_too_many_the_oldest_goes(explorer):
    places = [(33.0 + 2 * k, 21.4, 0) for k in range(explorers.MOST)]
    explorer.set(own=tuple(places))
    act(explorer, "click", 35.0, 13.3)
    own = explorer.values["own"]
    assert len(own) == explorers.MOST
    assert own == (*places[1:], (35.0, 13.3, 0))


def test_a_drag_that_brings_one_too_many_drops_the_oldest_too(explorer):
    places = [(33.0 + 2 * k, 21.4, 0) for k in range(explorers.MOST)]
    explorer.set(own=tuple(places))
    act(explorer, "drag", 35.0, 13.3)
    assert explorer.values["own"] == (*places[1:], (35.0, 13.3, 0))
