"""The views of notebook 08 show what the runs hold."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.special import expit

from course_lib.lessons.logistic_regression.boundary_descent import PAIRS, boundary_descent
from course_lib.lessons.logistic_regression.boundary_descent_view import NORMS, BoundaryDescentView
from course_lib.lessons.logistic_regression.logistic_curve import logistic_curve
from course_lib.lessons.logistic_regression.logistic_curve_view import DEAR, LogisticCurveView
from course_lib.lessons.logistic_regression.polynomial_boundary import polynomial_boundary
from course_lib.lessons.logistic_regression.polynomial_boundary_view import (
    LIMITS,
    PolynomialBoundaryView,
)
from course_lib.lessons.logistic_regression.softmax_fields import softmax_fields
from course_lib.lessons.logistic_regression.softmax_fields_view import SoftmaxFieldsView
from course_lib.lessons.logistic_regression.two_distributions import two_distributions
from course_lib.lessons.logistic_regression.two_distributions_view import TOP, TwoDistributionsView

CASES = [
    (LogisticCurveView, logistic_curve, [dict(), dict(slope=-1.0), dict(bias=2.0)]),
    (BoundaryDescentView, boundary_descent, [dict(), dict(lr=9.0), dict(adds=1, out=(3,))]),
    (SoftmaxFieldsView, softmax_fields, [dict(), dict(C=0.1), dict(model="one-vs-rest")]),
    (PolynomialBoundaryView, polynomial_boundary, [dict(), dict(degree=9), dict(C=1.0)]),
    (TwoDistributionsView, two_distributions, [dict(), dict(q=0.0), dict(p=1.0, q=1.0)]),
]


@pytest.mark.parametrize(("view", "experiment", "settings"), CASES)
def test_sliders_make_no_artists(view, experiment, settings):
    figure = Figure()
    made = view(figure)
    made.update(experiment(**settings[0]))
    before = [len(ax.get_children()) for ax in figure.axes]
    for values in settings[1:]:
        made.update(experiment(**values))
    assert [len(ax.get_children()) for ax in figure.axes] == before


def test_rings_mark_the_dear_labels():
    view, run = LogisticCurveView(Figure()), logistic_curve()
    view.update(run)
    assert len(view.dear.get_xdata()) == (run.cost > DEAR).sum() > 0
    assert view.now.get_xydata().tolist() == [[run.bias, run.slope]]
    assert view.middle.get_xdata()[0] == run.boundary


def test_frame_k_shows_iteration_steps_k():
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
    assert len(curve.get_xdata()) == len(run.steps)


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


def test_bars_and_borders_of_three_species():
    view, run = SoftmaxFieldsView(Figure()), softmax_fields(model="one-vs-rest")
    view.update(run)
    np.testing.assert_allclose([bar.get_height() for bar in view.bars], run.answer)
    assert view.sum.get_text() == f"at ✚: sum {run.answer.sum():.2f}"
    for k, image in enumerate(view.fields):
        np.testing.assert_array_equal(image.get_array(), run.fields[..., k])
    assert len(view.borders.get_xdata()) > 50


def test_losses_of_all_degrees():
    view, run = PolynomialBoundaryView(Figure()), polynomial_boundary(degree=9)
    view.update(run)
    np.testing.assert_allclose(view.test.get_ydata(), np.clip(run.test, *LIMITS))
    assert view.best.get_xdata().tolist() == [1 + run.test.argmin()]
    assert view.bar.get_xdata() == [9, 9]


def test_sums_stack_and_infinity_says_so():
    view, run = TwoDistributionsView(Figure()), two_distributions(p=0.6, q=0.2)
    view.update(run)
    np.testing.assert_allclose(view.base[0].get_height(), run.entropy)
    np.testing.assert_allclose(view.extra[0].get_y() + view.extra[0].get_height(), run.cross)
    view.update(two_distributions(p=0.6, q=0.0))
    assert view.totals[0].get_text() == "∞"
    assert view.extra[0].get_y() + view.extra[0].get_height() == pytest.approx(TOP)
