"""Local models: they touch f as closely as their order says, and know their minimum."""

import numpy as np
import pytest

from course_lib.convex import TaylorModel, linear_model, quadratic_model
from course_lib.functions import (
    AbsoluteValue,
    DoubleWell,
    Himmelblau,
    Quadratic,
    Rosenbrock,
    Saddle,
    ThreeExponentials,
)
from tests.functions.differences import central

CURVED = [Rosenbrock(), Himmelblau(), ThreeExponentials(), DoubleWell()]


@pytest.mark.parametrize("f", CURVED, ids=lambda f: f.name)
@pytest.mark.parametrize(("model", "order"), [(linear_model, 2), (quadratic_model, 3)])
def test_the_error_has_the_order_of_the_model(f, model, order):
    """Halving the step divides the error by 2^(order)."""
    x = np.array([0.4, -0.3])[: f.dim]
    m, d = model(f, x), np.array([0.6, 0.8])[: f.dim]
    error = [abs(f(x + h * d) - m(x + h * d)) for h in (1e-2, 5e-3)]
    assert m(x) == f(x)
    assert error[0] / error[1] == pytest.approx(2**order, rel=0.05)


@pytest.mark.parametrize("f", CURVED, ids=lambda f: f.name)
def test_derivatives(f):
    x = np.full(f.dim, 0.3)
    m, y = quadratic_model(f, x), np.random.default_rng(0).normal(size=(10, f.dim))
    np.testing.assert_array_equal(m.grad(x), f.grad(x))
    np.testing.assert_allclose(m.hess(y), np.broadcast_to(f.hess(x), (10, f.dim, f.dim)))
    scale = np.abs(m.grad(y)).max()
    np.testing.assert_allclose(m.grad(y) / scale, central(m, y) / scale, atol=1e-8)
    assert not linear_model(f, x).hess(y).any()


def test_of_a_quadratic_it_is_the_quadratic():
    f = Quadratic([1.0, 7.0], angle=0.4, center=[1.0, -2.0])
    m = quadratic_model(f, [5.0, 5.0])
    y = np.random.default_rng(0).normal(size=(10, 2))
    np.testing.assert_allclose(m(y), f(y))
    np.testing.assert_allclose(m.minimizer, [1.0, -2.0])
    np.testing.assert_allclose(m.minimum, 0.0, atol=1e-12)
    assert m.strong_convexity == pytest.approx(1.0)


def test_a_saddle_has_no_newton_minimum():
    m = quadratic_model(Saddle(), [1.0, 1.0])
    assert m.convex is False
    assert m.minimum == -np.inf
    assert not len(m.minimizers)


def test_a_chosen_subgradient_gives_a_line():
    line = linear_model(AbsoluteValue(), [0.0], slope=[0.5])
    assert line([4.0]) == 2.0
    assert (line.convex, line.minimum) == (True, -np.inf)
    assert linear_model(AbsoluteValue(), [0.0]).minimum == 0.0  # a flat line


def test_a_valley_floor_without_curvature():
    f = Quadratic.of([[1.0, 0.0], [0.0, 0.0]], [2.0, 0.0])
    m = quadratic_model(f, [5.0, 3.0])
    np.testing.assert_allclose([m.minimum, f(m.minimizer)], -2.0)
    assert m.strong_convexity is None


def test_what_a_model_knows_of_itself():
    given = np.array([[4.0, 2.0], [0.0, 1.0]])  # symmetric once averaged: eigenvalues (5 ± √13)/2
    m = TaylorModel([1.0, -1.0], 3.0, [1.0, 0.0], given)
    assert m.curvature.tolist() == [[4.0, 1.0], [1.0, 1.0]]
    assert given.tolist() == [[4.0, 2.0], [0.0, 1.0]]
    assert (m.smoothness, m.strong_convexity) == pytest.approx(
        ((5 + 13**0.5) / 2, (5 - 13**0.5) / 2)
    )
    assert m.bounds == ((-1.0, 3.0), (-3.0, 1.0))
    step = -np.linalg.solve(m.curvature, m.slope)
    np.testing.assert_allclose(m.minimizer, m.center + step)
    assert m.minimum == pytest.approx(3.0 + 0.5 * m.slope @ step)
    down = TaylorModel([0.0, 0.0], 0.0, [0.0, 0.0], np.diag([-3.0, 1.0]))
    assert (down.convex, down.smoothness, down.strong_convexity) == (False, 3.0, None)
    rounded = TaylorModel([0.0, 0.0], 0.0, [0.0, 0.0], np.diag([-1e-14, 1.0]))
    assert (rounded.convex, rounded.strong_convexity) == (True, None)
    bent = TaylorModel([0.0, 0.0], 0.0, [0.0, 0.0], np.diag([-1e-10, 1.0]))
    assert bent.convex is False
    H = m.hess([0.0, 0.0])
    H += 1.0
    assert m.curvature[0, 0] == 4.0  # what is handed out is a copy


def test_messages():
    with pytest.raises(ValueError, match="slope must be a vector of 1 entries"):
        linear_model(AbsoluteValue(), [0.0], slope=[0.5, 1.0])
    with pytest.raises(ValueError, match="curvature must be finite everywhere"):
        quadratic_model(AbsoluteValue(), [0.0])
