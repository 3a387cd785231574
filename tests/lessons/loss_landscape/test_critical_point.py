"""Kinds by eigenvalues, random waves against differences, random matrices against their theory."""

import numpy as np
import pytest

from course_lib.lessons.loss_landscape.critical_point import (
    DIMS,
    RandomWaves,
    critical_point,
    kind_of,
    positive_share,
    wave_indices,
)


def test_kinds():
    assert [kind_of(pair) for pair in ([1, 2], [-1, -2], [1, -1e-9], [1, 0], [-1, 0], [0, 0])] == [
        "minimum", "maximum", "saddle", "not told by H", "not told by H", "not told by H",
    ]  # fmt: skip


def test_a_turn_keeps_the_eigenvalues():
    run = critical_point(first=1.5, second=-0.5, angle=35.0)
    np.testing.assert_allclose(np.linalg.eigvalsh(run.hessian), [-0.5, 1.5])
    v = np.array([np.cos(np.deg2rad(35)), np.sin(np.deg2rad(35))])
    np.testing.assert_allclose(run.hessian @ v, 1.5 * v)


@pytest.mark.parametrize("dim", [1, 3])
def test_waves_against_differences(dim):
    rng = np.random.default_rng(1)
    f, x, h = RandomWaves.draw(dim, rng), rng.standard_normal(dim), 1e-5
    steps = h * np.eye(dim)
    grad = [(f(x + e) - f(x - e)) / (2 * h) for e in steps]
    hess = [(f.grad(x + e) - f.grad(x - e)) / (2 * h) for e in steps]
    np.testing.assert_allclose(f.grad(x), grad, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(f.hess(x), hess, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(f.hess(np.stack([x, 2 * x]))[0], f.hess(x))


def test_shares_are_counts_of_the_points_found():
    run = critical_point(dim=3)
    counts = wave_indices(3)
    assert run.found == len(counts) > 250
    assert run.shares.sum() == pytest.approx(1)
    assert run.shares[2] == np.mean(counts == 2)
    assert run.minima[DIMS.index(3)] == run.shares[0]


@pytest.mark.parametrize(
    ("dim", "share"),
    [(1, 1 / 2), (2, (2 - 2**0.5) / 4), (3, (np.pi - 2 * 2**0.5) / (4 * np.pi))],
)
def test_random_matrices_against_their_theory(dim, share):
    assert positive_share(dim) == pytest.approx(share, abs=4 * (share * (1 - share) / 2e4) ** 0.5)


def test_an_unknown_dimension_is_refused():
    with pytest.raises(ValueError, match="dim must be"):
        critical_point(dim=9)
