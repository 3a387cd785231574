"""Which operations keep convexity: derivatives, claims, and counterexamples."""

import numpy as np
import pytest

from course_lib.convex import (
    AffineComposition,
    Product,
    Restriction,
    chord_test,
    find_violation,
)
from course_lib.functions import (
    AbsoluteValue,
    DoubleWell,
    Exponential,
    Max,
    MaxAffine,
    NormL1,
    NormL2,
    Quadratic,
    Quartic,
    Rosenbrock,
    Saddle,
    Softplus,
    ThreeExponentials,
)
from tests.functions.differences import central

A = np.array([[1.0, -2.0, 0.5], [0.3, 1.0, 2.0]])
SQUARE = Quadratic([2.0])
SMOOTH = [
    AffineComposition(Rosenbrock(), 0.5 * A, [0.1, 0.2]),
    Restriction(Rosenbrock(), [0.5, 0.5], [1.0, 0.5]),
    Restriction(Saddle(), [0.0, 1.0], [1.0, 2.0]),
    Product(Rosenbrock(), ThreeExponentials()),
    Product(SQUARE, Exponential()),
]
KEEPING = [
    2 * Quadratic() + NormL1(2) + Max(NormL2(2), MaxAffine.plane()),
    Max(SQUARE, Exponential(), AbsoluteValue()),
    AffineComposition(NormL2(2), A, 1.0),
    AffineComposition(Softplus(), [[1.0, -3.0]]),
    Restriction(ThreeExponentials(), [0.0, 0.0], [0.2, 0.3]),
]
BREAKING = [
    SQUARE - Quartic(),  # a difference
    Product(Quadratic.of([[0.0]], [-1.0]), SQUARE),  # x · x²
]


def by_name(f):
    return f.name


@pytest.mark.parametrize("f", SMOOTH, ids=by_name)
def test_chain_rules(f):
    rng = np.random.default_rng(11)
    x = rng.uniform(-0.8, 0.8, (30, f.dim))
    grad, hess = central(f, x), central(f.grad, x)
    np.testing.assert_allclose(f.grad(x), grad, rtol=1e-6, atol=1e-6 * (1 + np.abs(grad).max()))
    np.testing.assert_allclose(f.hess(x), hess, rtol=1e-6, atol=1e-6 * (1 + np.abs(hess).max()))


@pytest.mark.parametrize("f", SMOOTH, ids=by_name)
def test_grids_are_loops(f):
    x = np.random.default_rng(0).uniform(0.3, 1, (2, 3, f.dim))
    for call in (f, f.grad, f.hess):
        want = np.array([[call(p) for p in row] for row in x])
        np.testing.assert_allclose(call(x), want, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("f", KEEPING, ids=by_name)
def test_what_keeps_convexity_says_so_and_does(f):
    assert f.convex is True
    bounds = f.bounds or [(-2, 2)] * f.dim
    assert chord_test(f, np.random.default_rng(0), 3000, bounds).holds


@pytest.mark.parametrize("f", BREAKING, ids=by_name)
def test_what_need_not_keep_it_claims_nothing_and_breaks_it(f):
    assert f.convex is None
    assert find_violation(f, np.random.default_rng(0), bounds=[(-2.0, 2.0)]).holds is False


def test_on_every_line_means_convex():
    """The saddle is convex on the x-axis and not on the y-axis."""
    along = {tuple(d): Restriction(Saddle(), [0.0, 0.0], d) for d in ([1.0, 0.0], [0.0, 1.0])}
    rng = np.random.default_rng(0)
    assert chord_test(along[1.0, 0.0], rng).holds is True
    assert chord_test(along[0.0, 1.0], rng).holds is False


def test_restriction_is_f_on_the_line():
    f = Restriction(Rosenbrock(), [1.0, 2.0], [3.0, -1.0])
    s = np.linspace(-1, 1, 7)[:, None]
    np.testing.assert_allclose(f(s), Rosenbrock()([1.0, 2.0] + s * [3.0, -1.0]))


def test_kinks_pass_through_an_affine_map():
    f = AffineComposition(AbsoluteValue(), [[2.0, -1.0]])
    assert f.directional([1.0, 2.0], [1.0, 0.0]) == 2.0
    assert f.directional([1.0, 2.0], [-1.0, 0.0]) == 2.0


def test_smoothness_of_an_affine_map_bounds_the_hessian():
    f = AffineComposition(Softplus(), [[3.0, 4.0]])
    assert f.smoothness == pytest.approx(25 / 4)
    np.testing.assert_allclose(np.linalg.eigvalsh(f.hess([0.0, 0.0]))[-1], 25 / 4)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: AffineComposition(Saddle(), [[1.0, 2.0]]), "A must have 2 rows.* got 1"),
        (lambda: Restriction(Saddle(), [0.0, 0.0], [0.0, 0.0]), "direction must not be zero"),
        (lambda: Restriction(Saddle(), [0.0], [1.0]), "x must be a vector of 2 entries"),
        (lambda: Product(Saddle(), DoubleWell()), "factors must have one dimension"),
    ],
)
def test_messages(make, message):
    with pytest.raises(ValueError, match=message):
        make()
