"""Sums and multiples: what is known of the parts is carried over, and nothing more."""

import numpy as np
import pytest

from course_lib.functions import (
    L1,
    AbsoluteValue,
    ConstantFunction,
    DoubleWell,
    NormL1,
    NormL2,
    Objective,
    Quadratic,
    Rosenbrock,
    Saddle,
    Sum,
)
from tests.functions.differences import central

X = np.random.default_rng(3).uniform(-1, 1, (20, 2))


def test_values_gradients_and_hessians_add_up():
    f = 2 * Quadratic([1.0, 3.0]) + Rosenbrock() - 0.5 * Saddle()
    np.testing.assert_allclose(f.grad(X), central(f, X), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(f.hess(X), central(f.grad, X), rtol=1e-6, atol=1e-6)
    want = 2 * Quadratic([1.0, 3.0])(X) + Rosenbrock()(X) - 0.5 * Saddle()(X)
    np.testing.assert_allclose(f(X), want)


def test_a_sum_of_sums_is_flat():
    f = (Quadratic() + Saddle()) + (Rosenbrock() + ConstantFunction(1.0))
    assert isinstance(f, Sum)
    assert len(f.terms) == 4


def test_constants_of_a_sum_bound_its_hessian():
    f = Quadratic([1.0, 5.0]) + Quadratic([2.0, 3.0], angle=0.7)
    lam = np.linalg.eigvalsh(f.hess(X[0]))
    assert f.strong_convexity == 3.0 <= lam[0]
    assert f.smoothness == 8.0 >= lam[1]
    assert (f + NormL1(2)).smoothness is None
    assert (f + NormL1(2)).strong_convexity == 3.0
    assert (f + Saddle()).strong_convexity is None  # its downward bend may undo the 3


def test_multiples_carry_constants_and_minima():
    f = 3 * Quadratic([1.0, 5.0], center=2)
    assert (f.smoothness, f.strong_convexity, f.minimum) == (15.0, 3.0, 0.0)
    np.testing.assert_array_equal(f.minimizer, [2.0, 2.0])
    g = -Quadratic([1.0, 5.0])
    assert (g.smoothness, g.strong_convexity, g.minimum, g.convex) == (5.0, None, None, None)
    assert not len(g.minimizers)
    zero = 0 * DoubleWell()
    assert zero.convex
    assert zero.minimum is None
    assert zero.minimizers.shape == (0, 0)  # every point, and none in particular
    assert (zero.strong_convexity, zero.differentiable) == (None, True)
    assert (0 * NormL1(2)).differentiable
    assert (0 * NormL1(2)).convex


@pytest.mark.parametrize(
    ("f", "convex"),
    [
        (Quadratic() + NormL2(2), True),
        (Quadratic() + Saddle(), None),
        (2 * NormL1(2), True),
        (-NormL1(2), None),
        (2 * Saddle(), False),
    ],
)
def test_convexity_is_claimed_only_where_it_follows(f, convex):
    assert f.convex is convex


def test_kinks_of_a_sum_add_up_in_every_direction():
    f = AbsoluteValue() + 2 * AbsoluteValue() + Quadratic([2.0], center=1)
    assert f.directional([0.0], [1.0]) == 3 - 2
    assert f.directional([0.0], [-1.0]) == 3 + 2
    g = 0.5 * L1() + Quadratic([1.0, 1.0])
    corners = {tuple(row) for row in g.active_gradients([0.0, 2.0])}
    assert corners == {(-0.5, 2.5), (0.5, 2.5)}
    assert sorted((3 * (2 * AbsoluteValue())).active_gradients([0.0]).ravel()) == [-6, 6]
    with pytest.raises(NotImplementedError, match="two kinks at one point"):
        (NormL1(2) + NormL2(2)).active_gradients([0.0, 0.0])


def test_a_constant_is_the_same_on_a_grid():
    f, grid = ConstantFunction(2.5), np.zeros((4, 3, 2))
    np.testing.assert_array_equal(f(grid), np.full((4, 3), 2.5), strict=True)
    np.testing.assert_array_equal(f.grad(grid), grid, strict=True)


def test_mixed_dimensions_are_refused():
    with pytest.raises(ValueError, match=r"terms of a sum must have one dimension, got \[1, 2\]"):
        AbsoluteValue() + Quadratic()


def test_only_objectives_add_and_only_numbers_scale():
    with pytest.raises(TypeError):
        Quadratic() + 1.0
    with pytest.raises(TypeError):
        Quadratic() * Saddle()
    with pytest.raises(TypeError, match="factor must be a number, got 'two'"):
        Quadratic() * "two"


def test_a_function_without_kinks_declared_must_not_guess():
    class Mystery(Objective):
        name, dim, differentiable = "mystery", 1, False

        def _value(self, x):
            return np.abs(x[..., 0])

        def _grad(self, x):
            return np.sign(x)

    for call in (lambda f: f.directional([0.0], [1.0]), lambda f: f.active_gradients([0.0])):
        with pytest.raises(NotImplementedError, match="mystery has no closed-form"):
            call(Mystery())
    with pytest.raises(NotImplementedError, match="mystery has no closed-form Hessian"):
        Mystery().hess([0.0])


def test_constant():
    f = ConstantFunction(2.5)
    assert f(X).tolist() == [2.5] * len(X)
    assert not f.grad(X).any()
    assert f.hess(X).shape == (20, 2, 2)
