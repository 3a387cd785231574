"""The algebra of the cones: what scalings, products, quotients and steps to the edge promise."""

import numpy as np
import pytest

from course_lib.convex.programs import Nonnegative, SecondOrder, Semidefinite
from course_lib.convex.programs.cones import Product

ALL = (Semidefinite(2), Nonnegative(2), SecondOrder(3), Nonnegative(0), Semidefinite(1),
       SecondOrder(4), Semidefinite(2))  # fmt: skip
SINGLE = [
    (Nonnegative(3),),
    (SecondOrder(3), SecondOrder(2)),
    (SecondOrder(1),),
    (Semidefinite(3),),
]
families = pytest.mark.parametrize("cones", [ALL, *SINGLE], ids=str)


def symmetric(cones, rng):
    """Random entries, in the order of the rows; those of matrices symmetric."""
    parts = [rng.standard_normal(cone.size) for cone in cones]
    return np.concatenate([
        (part.reshape(c.n, c.n) + part.reshape(c.n, c.n).T).ravel()
        if isinstance(c, Semidefinite) else part for c, part in zip(cones, parts, strict=True)
    ])  # fmt: skip


def inside(product, cones, rng):
    """A random sorted point whose distance to the edge is 0.3."""
    u = product.sort(symmetric(cones, rng))
    return u + (0.3 - product.least(u)) * product.identity


def test_the_kinds_are_sorted():
    product = Product(ALL)
    # rows: 0-3 matrix, 4-5 numbers, 6-8 cone, 9 matrix, 10-13 cone, 14-17 matrix
    want = [4, 5, 6, 7, 8, 10, 11, 12, 13, 9, 0, 1, 2, 3, 14, 15, 16, 17]
    assert product.order.tolist() == want
    assert (product.size, product.degree) == (18, 2 + 2 + 1 + 2 + 2)
    assert product.identity.tolist() == [1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1]
    rows = np.arange(18.0)
    np.testing.assert_array_equal(product.unsort(product.sort(rows)), rows)
    np.testing.assert_array_equal(product.sort(np.stack([rows, -rows])), [want, np.negative(want)])
    sizes = np.arange(18.0)
    scales = [0, 1, 4, 4, 4, 8, 8, 8, 8, 9, 13, 13, 13, 13, 17, 17, 17, 17]
    np.testing.assert_array_equal(product.row_scales(sizes), scales)


def test_least_is_the_lowest_of_all():
    product = Product(ALL)
    one = product.identity
    assert product.least(one) == pytest.approx(1.0)
    for k in range(18):
        u = 5 * one
        u[k] -= 7.0
        if k not in (11, 12, 15, 16):  # off the diagonal of a matrix one entry alone is not enough
            assert product.least(u) == pytest.approx(-2.0)
    assert Product(()).least(np.zeros(0)) == np.inf


@families
def test_products(cones):
    """Commutative; the identity is one up to a number; squares are inside; linear in each."""
    product, rng = Product(cones), np.random.default_rng(0)
    u, v, w = (product.sort(symmetric(cones, rng)) for _ in range(3))
    np.testing.assert_allclose(product.product(u, v), product.product(v, u), atol=1e-12)
    unit = product.product(product.identity, u) / u
    np.testing.assert_allclose(unit, unit[0])
    assert product.least(product.product(u, u)) >= -1e-12
    both = product.product(u, v + 2 * w)
    np.testing.assert_allclose(both, product.product(u, v) + 2 * product.product(u, w), atol=1e-12)
    assert product.identity @ product.product(u, v) == pytest.approx(unit[0] * u @ v)


@families
def test_scalings(cones):
    """λ = W z = W⁻ᵀ s, back again, and one map for one vector and for many."""
    product, rng = Product(cones), np.random.default_rng(1)
    s, z = (inside(product, cones, rng) for _ in range(2))
    W = product.scaling(s, z)
    np.testing.assert_allclose(W.s_down(s), W.point, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(W.s_up(W.point), s, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(W.z_up(W.point), z, rtol=1e-9, atol=1e-9)
    many = np.array([product.sort(symmetric(cones, rng)) for _ in range(5)])
    np.testing.assert_allclose(W.s_down(many), [W.s_down(v) for v in many], atol=1e-9)
    np.testing.assert_allclose(W.s_up(W.s_down(many[0])), many[0], atol=1e-8)
    # W⁻ᵀ is the transpose of W⁻¹
    assert W.s_down(many[0]) @ many[1] == pytest.approx(many[0] @ W.z_up(many[1]), rel=1e-8)
    np.testing.assert_allclose(product.product(W.point, W.divide(many[2])), many[2], atol=1e-8)


@families
def test_the_way_to_the_edge(cones):
    """λ + v/t is on the edge; inwards there is none."""
    product, rng = Product(cones), np.random.default_rng(2)
    W = product.scaling(inside(product, cones, rng), inside(product, cones, rng))
    for _ in range(5):
        v = product.sort(symmetric(cones, rng))
        v -= (0.5 + max(0.0, product.least(v))) * product.identity  # it points out
        t = W.fall(v)
        assert t > 0
        assert product.least(W.point + v / t) == pytest.approx(0.0, abs=1e-9)
        assert product.least(W.point + 0.9 * v / t) > 0
    assert W.fall(product.identity) == 0.0
    assert Product(()).scaling(np.zeros(0), np.zeros(0)).fall(np.zeros(0)) == 0.0
