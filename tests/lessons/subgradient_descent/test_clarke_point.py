"""The sets of slopes at a point, against sets worked out by hand and against the definition."""

import numpy as np
import pytest

from course_lib.functions import CATALOGUE, Quadratic
from course_lib.lessons.subgradient_descent.clarke_point import (
    CREASES,
    clarke_point,
    cut_by_points,
    snap,
)

BY_HAND = {  # (function, x): Clarke differential, subdifferential
    ("|x|", 0.0): ([-1, 1], [-1, 1]),
    ("−|x|", 0.0): ([-1, 1], []),
    ("max(0, x)", 0.0): ([0, 1], [0, 1]),
    ("−max(0, x)", 0.0): ([-1, 0], []),
    ("min(|x|, |x − 2|)", 0.0): ([-1, 1], [-1, 0]),
    ("min(|x|, |x − 2|)", 1.0): ([-1, 1], []),
    ("max(x, x² − 2)", -1.0): ([-2, 1], [-2, 1]),
    ("max(x, x² − 2)", 2.0): ([1, 4], [1, 4]),
    ("|x|", 0.7): ([1], [1]),
}


@pytest.mark.parametrize(("at", "sets"), BY_HAND.items())
def test_the_sets_of_one_variable(at, sets):
    result = clarke_point(function=at[0], x=(at[1],))
    np.testing.assert_allclose(result.clarke.ravel(), sets[0], atol=1e-9)
    np.testing.assert_allclose(result.subgradients.ravel(), sets[1], atol=1e-6)


def test_the_root_has_no_clarke_differential_at_0():
    result = clarke_point(function="√|x|", x=(0.0,))
    assert len(result.clarke) == 0
    np.testing.assert_allclose(result.subgradients, [[0.0]], atol=1e-6)
    assert "not locally Lipschitz" in result.summary


def test_a_saddle_of_creases_has_a_square_and_nothing():
    result = clarke_point(function="|x| − |y|", x=(0.0, 0.0))
    assert sorted(result.clarke.tolist()) == [[-1, -1], [-1, 1], [1, -1], [1, 1]]
    assert len(result.subgradients) == 0
    assert "contains 0, so x is stationary" in result.summary


@pytest.mark.parametrize(("x", "ends"), [(-1.0, [-1.7, 0.3]), (1.0, [0.3, 2.3])])
def test_the_far_valley_cuts_the_subdifferential(x, ends):
    result = clarke_point(function="|x² − 1| + cx + y²", x=(x, 0.0))
    np.testing.assert_allclose(result.clarke, [[-1.7, 0], [2.3, 0]])
    np.testing.assert_allclose(result.subgradients[:, 0], ends, atol=1e-6)


@pytest.mark.parametrize("function", CREASES)
@pytest.mark.parametrize("along", [0.0, 0.3, 1.0])
def test_the_verdict_agrees_with_the_set(function, along):
    """g crosses f exactly where it is outside the subdifferential."""
    rng = np.random.default_rng(3)
    for _ in range(4):
        x = tuple(float(rng.choice(c)) for c in CREASES[function])
        result = clarke_point(function=function, x=x, along=along)
        low, high = (
            (result.subgradients.min(axis=0), result.subgradients.max(axis=0))
            if len(result.subgradients)
            else (np.inf, -np.inf)
        )
        inside = bool(((result.g >= low - 1e-6) & (result.g <= high + 1e-6)).all())
        assert inside == (len(result.above) == 0)
        assert ("no subgradient" in result.summary) == (not inside)


def test_cutting_leaves_the_gradient_of_a_smooth_convex_function():
    f = Quadratic([1.0, 4.0])
    x, square = np.array([0.5, -0.5]), np.array([[-4.0, -4], [4, -4], [4, 4], [-4, 4]])
    steps = np.stack(np.meshgrid(np.linspace(-0.1, 0.1, 41), np.linspace(-0.1, 0.1, 41)), axis=-1)
    left = cut_by_points(f, x, square, x + steps.reshape(-1, 2))
    np.testing.assert_allclose(left.mean(axis=0), f.grad(x), atol=0.05)
    assert np.ptp(left, axis=0).max() < 0.3
    assert len(cut_by_points(f, x, square + 20.0, x + steps.reshape(-1, 2))) == 0


def test_points_snap_to_creases_within_reach_only():
    assert snap("min(|x|, |x − 2|)", (1.03, 7.0), reach=0.05) == (1.0,)
    assert snap("min(|x|, |x − 2|)", (1.06, 7.0), reach=0.05) == (1.06,)
    assert snap("|x² − 1| + cx + y²", (0.97, -0.4), reach=0.05) == (1.0, -0.4)


def test_creases_are_where_the_gradient_jumps():
    for name, axes in CREASES.items():
        f = CATALOGUE[name]
        if f.dim > 1:
            continue
        for place in axes[0]:
            left, right = f.grad(np.array([[place - 1e-6], [place + 1e-6]]))
            assert abs(left - right) > 0.5
