"""Half the sum of squared residuals: derivatives, many points at once, what is refused."""

import numpy as np
import pytest

from course_lib.functions.least_squares import LeastSquares
from tests.functions.differences import central


def residuals(x):
    """Three residuals of two numbers."""
    u, v = x[..., 0], x[..., 1]
    return np.stack([u * v - 1, np.exp(u) - v, u - 2 * v], axis=-1)


def jacobian(x):
    u, v = x[..., 0], x[..., 1]
    one = np.ones_like(u)
    rows = [[v, u], [np.exp(u), -one], [one, -2 * one]]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


F = LeastSquares(residuals, jacobian, dim=2)
X = np.random.default_rng(0).uniform(-1, 1, (2, 5, 2))


def test_it_is_half_the_sum_of_squares():
    want = [[0.5 * np.linalg.norm(residuals(x)) ** 2 for x in row] for row in X]
    np.testing.assert_allclose(F(X), want, rtol=1e-12)
    np.testing.assert_allclose(F.grad(X), central(F, X), rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(F.grad(X)[1, 2], F.grad(X[1, 2]), rtol=1e-12)


def test_gauss_newton_is_the_hessian_where_residuals_vanish():
    A = jacobian(X[0, 0])
    np.testing.assert_allclose(F.gauss_newton(X)[0, 0], A.T @ A)
    assert F.gauss_newton(X).shape == (2, 5, 2, 2)
    at = X[1, 3]
    shifted = LeastSquares(lambda x: residuals(x) - residuals(at), jacobian, 2)
    np.testing.assert_allclose(shifted.gauss_newton(at), central(shifted.grad, at), rtol=1e-6)


def test_what_it_says_of_itself():
    assert (F.name, F.dim, F.differentiable, F.convex) == ("least squares", 2, True, None)
    assert LeastSquares(residuals, jacobian, 2, "three").name == "three"
    assert F.formula == r"\frac12 \sum_i r_i(x)^2"
    with pytest.raises(NotImplementedError, match="least squares has no closed-form Hessian"):
        F.hess([0.0, 0.0])


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        (dict(jacobian=lambda x: jacobian(x).T), ValueError,
         r"^jacobian must map points \(2,\) to \(3, 2\), one row for each residual, got \(2, 3\)"),
        (dict(residuals=3), TypeError, "^residuals must be"),
        (dict(jacobian=3), TypeError, "^jacobian must be"),
        (dict(dim=0), ValueError, "^dim must be at least 1"),
        (dict(name=3), TypeError, "^name must be"),
    ],
)  # fmt: skip
def test_bad_input_is_named(change, error, text):
    with pytest.raises(error, match=text):
        LeastSquares(**dict(residuals=residuals, jacobian=jacobian, dim=2) | change)


def test_points_of_another_dimension_are_refused():
    with pytest.raises(ValueError, match="x must be points with 2 coordinates"):
        F.gauss_newton([1.0, 2.0, 3.0])
