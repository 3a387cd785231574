"""Polynomial features: the fits and their picture."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.lessons.logistic_regression.polynomial_boundary import (
    SHAPES,
    SIDE,
    fit,
    monomials,
    polynomial_boundary,
)
from course_lib.lessons.logistic_regression.polynomial_boundary_view import (
    LIMITS,
    PolynomialBoundaryView,
)
from course_lib.linear import LogisticRegression


def test_monomials():
    a, b = 1.5, -2.0
    want = [a, b, a * a, a * b, b * b, a**3, a * a * b, a * b * b, b**3]
    np.testing.assert_allclose(monomials([[a, b]], 3), [want])
    assert monomials(np.zeros((4, 5, 2)), 9).shape == (4, 5, 54)


@pytest.mark.parametrize("shape", SHAPES)
def test_train_loss_falls_with_the_degree_and_validation_loss_does_not(shape):
    run = polynomial_boundary(shape=shape, C=1e4, n=100)
    assert (np.diff(run.train) < 5e-4).all()
    assert run.val[8] > 3 * run.val.min()
    assert "over-fitted" in polynomial_boundary(shape=shape, degree=9, C=1e4, n=100).summary


def test_each_fit_is_the_librarys():
    data = polynomial_boundary(shape="moons", C=100.0, n=60).samples
    raw = monomials(data.X, 5)
    Z = (raw - raw.mean(axis=0)) / raw.std(axis=0)
    model = LogisticRegression(C=100.0).fit(Z, data.y)
    np.testing.assert_allclose(
        fit("moons", 60, 5, 100.0).weights, model.weights_, rtol=1e-3, atol=1e-3
    )


def test_a_circle_needs_degree_two():
    run = polynomial_boundary(degree=1)
    assert "too stiff; degree 2 is best" in run.summary
    assert run.fit.val_error > 0.4
    assert polynomial_boundary(degree=2).fit.val_error < 0.2


def test_the_drawn_field_is_that_of_the_fit():
    run = polynomial_boundary(shape="xor", degree=4, C=10.0, n=60)
    i, j = 22, 51
    near = run.scores[i, j]
    data = run.samples
    raw, mean_of = monomials(data.X, 4), monomials([[SIDE[j], SIDE[i]]], 4)
    z = (mean_of - raw.mean(axis=0)) / raw.std(axis=0)
    w = fit("xor", 60, 4, 10.0).weights
    np.testing.assert_allclose(near, (w[0] + z @ w[1:])[0])


def test_losses_of_all_degrees():
    view, run = PolynomialBoundaryView(Figure()), polynomial_boundary(degree=9)
    view.update(run)
    np.testing.assert_allclose(view.val.get_ydata(), np.clip(run.val, *LIMITS))
    assert view.best.get_xdata().tolist() == [1 + run.val.argmin()]
    assert view.bar.get_xdata() == [9, 9]


@pytest.mark.parametrize("values", [dict(), dict(degree=9), dict(C=1.0)])
def test_sliders_make_no_artists(values):
    view = PolynomialBoundaryView(Figure())
    view.update(polynomial_boundary())
    before = [len(ax.get_children()) for ax in view.left.figure.axes]
    view.update(polynomial_boundary(**values))
    after = [len(ax.get_children()) for ax in view.left.figure.axes]
    assert after == before
