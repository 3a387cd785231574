"""Local models: they touch f as closely as their order says, and know their minimum."""

import numpy as np
import pytest

from course_lib.convex import linear_model, quadratic_model
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


def test_messages():
    with pytest.raises(ValueError, match="slope must be a vector of 1 entries"):
        linear_model(AbsoluteValue(), [0.0], slope=[0.5, 1.0])
    with pytest.raises(ValueError, match="curvature must be finite everywhere"):
        quadratic_model(AbsoluteValue(), [0.0])
