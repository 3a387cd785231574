"""The robust line: against SciPy and against sampled ellipses, and its certificate."""

import numpy as np
import pytest
from scipy.optimize import minimize

from course_lib.lessons.convex_programs.robust_line import (
    SCALES,
    penguins,
    robust_line,
    solve,
    weight_of_length,
    worst_case,
)
from course_lib.linear import LinearSVM

TURN = np.linspace(0, 2 * np.pi, 721)
CIRCLE = np.stack([np.cos(TURN), np.sin(TURN)], axis=1)


@pytest.mark.parametrize("radii", [(1.0, 0.5), (4.0, 0.1), (0.2, 1.0)])
def test_the_line_is_that_of_a_general_solver(radii):
    X, y = penguins()
    line, _ = solve(X, y, np.array(radii))
    middle = X.mean(axis=0)

    def room(v):
        return y * (v[0] + (X - middle) @ v[1:]) - np.linalg.norm(radii * v[1:]) - 1

    found = minimize(lambda v: v[1:] @ v[1:], [0.0, 1.0, -2.0],
                     constraints={"type": "ineq", "fun": room},
                     options={"ftol": 1e-14, "maxiter": 500})  # fmt: skip
    np.testing.assert_allclose(line[1:], found.x[1:], rtol=2e-3)
    assert room(np.r_[line[0] + line[1:] @ middle, line[1:]]).min() > -1e-5


def test_without_ellipses_it_is_the_hard_margin():
    X, y = penguins()
    line, _ = solve(X, y, np.zeros(2))
    svm = LinearSVM(C=np.inf).fit(X - X.mean(axis=0), y)
    np.testing.assert_allclose(line[1:], svm.coef_[0], rtol=1e-4)


def test_no_point_of_an_ellipse_enters_the_street():
    run = robust_line(length=2.0, depth=0.4)
    points = run.X[:, None] + run.radii * CIRCLE
    margins = run.y[:, None] * (points @ run.w + run.b)
    assert margins.min() == pytest.approx(1, abs=1e-3)
    nearest = margins.min(axis=1)
    np.testing.assert_array_equal(run.touching, nearest < 1 + 1e-3)


@pytest.mark.parametrize("radii", [(2.0, 0.4), (1.0, 0.5)])
def test_the_worst_case_is_that_of_sampled_ellipses(radii):
    X, y = penguins()
    line, _ = solve(X, y, np.zeros(2))
    share = worst_case(X, y, np.array(radii), line)
    for k in (0, 30, 60, 90, 125):
        points = X[:, None] + SCALES[k] * np.array(radii) * CIRCLE
        wrong = (y[:, None] * (points @ line[1:] + line[0])).min(axis=1) < 0
        assert share[k] == pytest.approx(wrong.mean(), abs=0.04)
    assert share[0] == 0
    assert (np.diff(share) >= 0).all()


def test_two_means_with_overlapping_ellipses_prove_that_there_is_no_line():
    run = robust_line(length=6.0, depth=2.5)
    assert not run.separable
    assert "Infeasible" in run.summary
    apart = (run.mixes[1] - run.mixes[0]) / run.radii
    assert np.linalg.norm(apart) < 2  # in radii of the ellipses: they overlap
    for mix, label in zip(run.mixes, (-1, 1), strict=True):  # inside the hull of its species
        w = np.random.default_rng(0).normal(size=(200, 2))
        assert (w @ mix <= (w @ run.X[run.y == label].T).max(axis=1) + 1e-9).all()
    assert np.isnan(run.wrong[0]).all()
    assert not run.touching.any()


def test_just_before_and_just_after_the_last_line():
    """Where the solver says that there is no line, none of 2,000 directions has one."""
    X, y = penguins()
    angle = np.linspace(0, 2 * np.pi, 2000)
    w = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for depth in np.arange(0.5, 2.51, 0.1):
        radii = np.array([3.0, depth])
        low = (w @ X[y > 0].T).min(axis=1) - np.linalg.norm(radii * w, axis=1)
        high = (w @ X[y < 0].T).max(axis=1) + np.linalg.norm(radii * w, axis=1)
        best = (low - high).max()
        if abs(best) > 1e-3:
            assert (solve(X, y, radii)[0] is not None) == (best > 0)


def test_the_weight_of_a_feature():
    X = np.array([[0.0, 0.0], [2.0, 4.0]])
    assert weight_of_length(np.array([9.0, 2.0, -1.0]), X) == pytest.approx(0.5)


def test_a_negative_radius_is_refused():
    with pytest.raises(ValueError, match="depth must be zero or positive"):
        robust_line(depth=-0.1)
