"""First- and second-order conditions, and their witnesses."""

import numpy as np
import pytest

from course_lib.convex import definiteness, first_order_test, second_order_test, tangent_gap
from course_lib.functions import CATALOGUE, MonkeySaddle, Objective, Quadratic, Saddle

every = pytest.mark.parametrize("f", CATALOGUE.values(), ids=CATALOGUE.keys())


@pytest.fixture
def rng():
    return np.random.default_rng(9)


@every
def test_first_order_agrees_with_convexity(f, rng):
    verdict = first_order_test(f, rng, 2000)
    assert verdict.holds is f.convex
    if verdict.holds is False:
        w = verdict.witness
        assert f(w.x) + f.grad(w.x) @ (w.y - w.x) > f(w.y)
        assert verdict.message.startswith("the tangent at x = ")


@every
def test_second_order_never_contradicts_convexity(f, rng):
    verdict = second_order_test(f, rng)
    if f.differentiable:
        assert verdict.holds is f.convex
    else:  # kinks are invisible to it: it can only refute
        assert verdict.holds is None or (verdict.holds is False and not f.convex)
    if verdict.holds is False:
        w = verdict.witness
        np.testing.assert_allclose(w.direction @ f.hess(w.x) @ w.direction, w.gap)
        np.testing.assert_allclose(w.y - w.x, w.direction)
        assert "curvature" in verdict.message


def test_tangent_gap_of_a_quadratic_is_half_the_square():
    f = Quadratic([1.0, 4.0], angle=0.3)
    x, y = np.random.default_rng(0).normal(size=(2, 10, 2))
    want = [0.5 * (b - a) @ f.Q @ (b - a) for a, b in zip(x, y, strict=True)]
    np.testing.assert_allclose(tangent_gap(f, x, y), want)


def test_the_witness_is_the_steepest_way_down(rng):
    verdict = second_order_test(MonkeySaddle(), rng, 5000)
    assert verdict.gap == pytest.approx(-6 * np.hypot(1.5, 1.5), rel=0.05)  # −6‖x‖ in the corner


def test_without_a_hessian_it_says_so(rng):
    class Plain(Objective):
        dim, bounds = 1, ((0.0, 1.0),)

        def _value(self, x):
            return x[..., 0]

        def _grad(self, x):
            return np.ones_like(x)

    verdict = second_order_test(Plain(), rng)
    assert verdict.holds is None
    assert "does not apply" in verdict.message


@pytest.mark.parametrize(
    ("eigenvalues", "word"),
    [
        ((1, 2), "positive definite"),
        ((0, 2), "positive semidefinite"),
        ((-1, -2), "negative definite"),
        ((-1, 0), "negative semidefinite"),
        ((-1, 2), "indefinite"),
        ((0, 0), "zero"),
        ((1e-13, 1), "positive semidefinite"),
        ((1e-13, 2e-13), "positive definite"),
    ],
)
def test_definiteness(eigenvalues, word):
    for angle in (0.0, 0.6):
        assert definiteness(Quadratic(eigenvalues, angle).Q) == word


@pytest.mark.parametrize(
    ("H", "message"),
    [
        ([[1.0, 2.0], [0.0, 1.0]], r"H must be symmetric, got .*; use \(H \+ H.T\) / 2"),
        ([[1.0, 0.0]], "H must be symmetric"),
        ([1.0, 2.0], "H must be an array with 2 axes"),
        (2.0, "H must be an array with 2 axes"),
        ([[[1.0]]], "H must be an array with 2 axes"),
    ],
)
def test_definiteness_is_about_symmetric_matrices(H, message):
    with pytest.raises(ValueError, match=message):
        definiteness(H)


def test_what_is_small_is_relative_to_the_largest():
    assert definiteness(np.diag([1e-8, 1.0])) == "positive definite"
    assert definiteness(np.diag([1e-10, 1.0])) == "positive semidefinite"
    assert definiteness(np.diag([0.1, 1.0]), 0.2) == "positive semidefinite"
    assert definiteness(np.diag([-0.1, 1.0]), tolerance=0.2) == "positive semidefinite"
    assert definiteness(np.diag([-0.1, -1.0]), tolerance=0.2) == "negative semidefinite"
    assert definiteness(np.diag([-0.1, 1.0]), tolerance=0.1) == "positive semidefinite"  # at it
    with pytest.raises(ValueError, match="tolerance must be"):
        definiteness(np.eye(2), -1.0)


def test_points_without_a_hessian_say_nothing(rng):
    class Half(Saddle):
        """The curvature is known on the right only, and grows with x."""

        differentiable = True

        def _hess(self, x):
            H = super()._hess(x) * x[..., :1, None]
            return np.where((x[..., 0] > 0)[..., None, None], H, np.nan)

    verdict = second_order_test(Half(), rng, 500, [(-1.0, 1.0), (0.0, 1.0)])
    assert (verdict.holds, verdict.tried) == (False, 500)
    assert verdict.witness.x[0] > 0.98
    assert verdict.gap == pytest.approx(-2 * verdict.witness.x[0])
    assert second_order_test(Half(), rng, 50, [(-1.0, 0.0), (0.0, 1.0)]).holds is None


def test_definiteness_of_a_saddle():
    assert definiteness(Saddle().hess([0.0, 0.0])) == "indefinite"
