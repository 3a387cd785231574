"""Subspaces, their bases and projections, against SciPy, NumPy and (as an oracle) scikit-learn."""

import numpy as np
import pytest
from scipy import linalg, optimize

from course_lib.linear import Subspace, orthonormal_basis, principal_directions


def vectors(seed, d=7, m=4):
    return np.random.default_rng(seed).normal(size=(d, m))


@pytest.mark.parametrize("seed", range(5))
def test_the_basis_is_orthonormal_and_spans_the_same(seed):
    A = vectors(seed)
    X = orthonormal_basis(A)
    np.testing.assert_allclose(X.T @ X, np.eye(4), atol=1e-14)
    Q = linalg.orth(A)
    np.testing.assert_allclose(X @ X.T, Q @ Q.T, atol=1e-13)
    # The first i span what the first i columns span: R of A = XR is upper triangular.
    np.testing.assert_allclose(np.tril(X.T @ A, -1), 0, atol=1e-13)
    assert (np.diag(X.T @ A) > 0).all()


def test_columns_that_add_nothing_are_left_out():
    A = vectors(0, d=5, m=2)
    A = np.column_stack([A[:, 0], np.zeros(5), 3 * A[:, 0], A[:, 1], A[:, 0] - A[:, 1]])
    X = orthonormal_basis(A)
    assert X.shape == (5, 2)
    np.testing.assert_allclose(X, orthonormal_basis(A[:, [0, 3]]), atol=1e-14)
    assert orthonormal_basis(np.zeros((3, 2))).shape == (3, 0)


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e8])
def test_what_adds_nothing_is_told_by_the_length_of_the_column(scale):
    a, b = np.random.default_rng(0).normal(size=(2, 5))
    A = scale * np.column_stack([a, np.pi * a, a + 1e-7 * b])
    assert orthonormal_basis(A).shape == (5, 2)


def test_nearly_parallel_columns_stay_orthogonal():
    # A Hilbert matrix ruins the classical form that subtracts once.
    A = linalg.hilbert(9)
    X = orthonormal_basis(A)
    np.testing.assert_allclose(X.T @ X, np.eye(X.shape[1]), atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_projection_is_the_nearest_point(seed):
    A = vectors(seed)
    K, z = Subspace.spanned_by(A), np.random.default_rng(seed + 50).normal(size=7)
    c, *_ = linalg.lstsq(A, z)
    np.testing.assert_allclose(K.project(z), A @ c, atol=1e-12)
    found = optimize.minimize(lambda c: ((z - K.X @ c) ** 2).sum(), np.zeros(4), tol=1e-12)
    np.testing.assert_allclose(found.x, K.coordinates(z), atol=1e-6)
    np.testing.assert_allclose((z - K.project(z)) @ A, 0, atol=1e-12)  # the right angle


def test_many_points_are_projected_as_one_by_one():
    K, Z = Subspace.spanned_by(vectors(1)), np.random.default_rng(9).normal(size=(3, 2, 7))
    many = K.project(Z)
    assert many.shape == (3, 2, 7)
    for place in np.ndindex(3, 2):
        np.testing.assert_allclose(many[place], K.project(Z[place]), atol=1e-14)
    np.testing.assert_allclose(K.project(many), many, atol=1e-14)  # twice is once
    assert K.coordinates(Z).shape == (3, 2, 4)
    np.testing.assert_allclose(K.place(K.coordinates(Z)), many)


def test_the_first_basis_vectors():
    K, z = Subspace.spanned_by(vectors(2)), np.arange(7.0)
    assert K.first(2).dim == 2
    np.testing.assert_allclose(K.first(2).coordinates(z), K.coordinates(z)[:2])
    np.testing.assert_array_equal(K.first(0).project(z), np.zeros(7))


def test_the_basis_given_is_copied():
    X = np.eye(3)[:, :2].copy()
    K = Subspace(X)
    X[0, 0] = 7.0
    assert K.X[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        K.X[0, 0] = 2.0


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"X must have orthonormal columns.*use Subspace.spanned"):
        Subspace([[1.0, 1.0], [0.0, 1.0]])
    with pytest.raises(ValueError, match="z must be points with 2 coordinates"):
        Subspace(np.eye(2)).project([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="vectors must be an array with 2 axes"):
        orthonormal_basis([1.0, 2.0])
    with pytest.raises(ValueError, match="k must be at most the 2 basis vectors, got 3"):
        Subspace(np.eye(2)).first(3)
    with pytest.raises(ValueError, match="k must be at most the 2 columns of data, got 3"):
        principal_directions(np.eye(2), 3)
    with pytest.raises(ValueError, match="number of rows of data must be at least 2"):
        principal_directions([[1.0, 2.0]])


def spread(seed=0):
    return np.random.default_rng(seed).normal(size=(200, 6)) * [1, 5, 2, 0.5, 3, 0.1] + 4


def test_principal_directions_are_the_right_singular_vectors():
    Z = spread()
    found = principal_directions(Z, 4)
    _, s, V = linalg.svd(Z - Z.mean(axis=0), full_matrices=False)
    np.testing.assert_allclose(found.variance, s[:4] ** 2 / 200)
    np.testing.assert_allclose(np.abs(V[:4] @ found.subspace.X), np.eye(4), atol=1e-10)
    np.testing.assert_allclose(found.total, Z.var(axis=0).sum())
    np.testing.assert_allclose(found.mean, Z.mean(axis=0))
    assert principal_directions(Z).subspace.dim == 6


def test_the_largest_entry_of_a_principal_direction_is_positive():
    X = principal_directions(spread(1)).subspace.X
    assert (X[np.abs(X).argmax(axis=0), np.arange(6)] > 0).all()


@pytest.mark.parametrize("k", [1, 2, 4])
def test_no_other_subspace_leaves_less(k):
    Z = spread(2)
    found = principal_directions(Z, k)
    Z = Z - found.mean

    def left(K):
        return ((Z - K.project(Z)) ** 2).sum(axis=1).mean()

    assert left(found.subspace) == pytest.approx(found.total - found.variance.sum())
    rng = np.random.default_rng(3)
    for _ in range(50):
        other = Subspace.spanned_by(found.subspace.X + 0.2 * rng.normal(size=(6, k)))
        assert left(other) > left(found.subspace)


@pytest.mark.oracle
def test_principal_directions_are_those_of_scikit_learn():
    decomposition = pytest.importorskip("sklearn.decomposition")
    Z = spread(4)
    theirs, ours = decomposition.PCA(3).fit(Z), principal_directions(Z, 3)
    signs = np.sign((theirs.components_.T * ours.subspace.X).sum(axis=0))
    np.testing.assert_allclose(signs * theirs.components_.T, ours.subspace.X, atol=1e-10)
    np.testing.assert_allclose(theirs.explained_variance_ * 199 / 200, ours.variance)
    np.testing.assert_allclose(
        theirs.inverse_transform(theirs.transform(Z)),
        ours.mean + ours.subspace.project(Z - ours.mean),
    )
