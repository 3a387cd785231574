"""The soft margin: slacks, multipliers in their box, errors over C."""

import numpy as np
import pytest

from course_lib.lessons.svm_hinge import explorers
from course_lib.lessons.svm_hinge.soft_margin import CLOUDS, soft_margin
from course_lib.linear import LinearSVM


@pytest.mark.parametrize("name", CLOUDS)
@pytest.mark.parametrize("C", [1e-3, 0.1, 10.0, 1e4])
def test_slacks_are_those_of_the_optimum(name, C):
    run = soft_margin(data=name, C=C)
    X, y = run.cloud.X, run.cloud.y
    svm = LinearSVM(C=C).fit(X, y)
    mine = 0.5 * run.w @ run.w + C * np.maximum(0, 1 - y * (X @ run.w + run.b)).sum()
    assert mine == pytest.approx(svm.objective_(svm.weights_), rel=1e-6)
    assert run.mistakes <= run.slack.sum() + 1e-9  # Σξ bounds the mistakes
    off = run.slack > 0
    np.testing.assert_allclose(y[off] * (run.feet[off] @ run.w + run.b), 1, atol=1e-9)
    length = np.linalg.norm(X - run.feet, axis=1)
    np.testing.assert_allclose(length, run.slack / np.linalg.norm(run.w), atol=1e-9)


def test_the_street_narrows_as_slack_gets_expensive():
    widths = [soft_margin(C=C).width for C in (1e-3, 1e-2, 0.1, 1.0, 10.0)]
    assert (np.diff(widths) < 0).all()


def test_the_curve_holds_the_errors_of_its_C():
    cloud = soft_margin().cloud
    run = soft_margin(C=float(cloud.C[5]))
    assert (run.train, run.validation) == (cloud.train[5], cloud.validation[5])
    assert cloud.validation.min() < cloud.validation[0]
    assert cloud.validation.min() < cloud.validation[-1]  # the best C lies between the ends


@pytest.mark.parametrize("name", CLOUDS)
@pytest.mark.parametrize("C", [1e-3, 0.03, 1.0, 10**1.5, 1e4])
def test_the_box_says_where_each_point_is(name, C):
    run = soft_margin(data=name, C=C)
    z = run.cloud.y * (run.cloud.X @ run.w + run.b)
    assert ((run.alpha >= 0) & (run.alpha <= C)).all()
    assert (z[run.alpha == 0] > 1 - 1e-4).all()  # beyond its edge, or on it
    assert (z[run.alpha == C] < 1 + 1e-4).all()  # inside the street, or on its edge
    np.testing.assert_allclose(z[(run.alpha > 0) & (run.alpha < C)], 1, atol=1e-4)
    np.testing.assert_allclose((run.alpha * run.cloud.y) @ run.cloud.X, run.w, atol=2e-3 * C)


def test_the_rings_are_on_the_points_of_their_kind():
    explorer = explorers.soft_margin()
    run, view = explorer.result, explorer.view
    np.testing.assert_array_equal(view.full.get_xydata(), run.cloud.X[run.slack > 0])
    between = view.between.get_xydata()
    assert len(between) == 3
    np.testing.assert_allclose(np.abs(between @ run.w + run.b), 1, atol=1e-4)
