"""Whitening against NumPy's identities, its own inverse and (as an oracle) scikit-learn."""

import numpy as np
import pytest
from scipy import linalg

from course_lib.linear import Subspace, Whitening, principal_directions, whitening

KINDS = ("pca", "zca")


def table(seed=0, n=300, d=5):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + rng.normal(size=d) * 4


def covariance(Z):
    return np.cov(Z.T, bias=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_white_data_have_the_identity_as_covariance(kind, seed):
    X = table(seed)
    Z = whitening(X, kind=kind).apply(X)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(covariance(Z), np.eye(5), atol=1e-10)


def test_zca_is_the_inverse_root_of_the_covariance():
    X = table(1)
    root = linalg.inv(linalg.sqrtm(covariance(X)))
    white = whitening(X, kind="zca")
    np.testing.assert_allclose(white.matrix(), root, atol=1e-9)
    np.testing.assert_allclose(white.apply(X), (X - X.mean(axis=0)) @ root, atol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_eps_is_added_to_the_variance_inside_the_root(kind):
    X = table(2)
    found = principal_directions(X)
    Z = whitening(X, eps=0.7, kind=kind).apply(X)
    C = covariance(Z) if kind == "pca" else found.subspace.X.T @ covariance(Z) @ found.subspace.X
    np.testing.assert_allclose(C, np.diag(found.variance / (found.variance + 0.7)), atol=1e-10)


@pytest.mark.parametrize("strength", [0.0, 0.3, 1.0])
def test_strength_is_the_power_of_the_scales(strength):
    X = table(3)
    found = principal_directions(X)
    c = found.subspace.coordinates(X - found.mean) / found.variance ** (strength / 2)
    np.testing.assert_allclose(whitening(X).apply(X, strength), c, atol=1e-10)
    turned = whitening(X, kind="zca").apply(X, strength)
    np.testing.assert_allclose(turned, found.subspace.place(c), atol=1e-10)
    if strength == 0:
        np.testing.assert_allclose(turned, X - X.mean(axis=0), atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0])
def test_invert_undoes_apply(kind, strength):
    X = table(4)
    white = whitening(X, eps=0.1, kind=kind)
    np.testing.assert_allclose(white.invert(white.apply(X, strength), strength), X, atol=1e-10)
    few = whitening(X, 2, kind=kind)
    found = principal_directions(X, 2)
    projected = found.mean + found.subspace.project(X - found.mean)
    back = few.invert(few.apply(X, strength), strength)
    np.testing.assert_allclose(back, projected, atol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
def test_many_points_are_whitened_as_one_by_one_and_the_matrix_says_the_same(kind):
    X, white = table(5), whitening(table(5), 3, kind=kind)
    many = X[:12].reshape(3, 4, 5)
    Z = white.apply(many, 0.5)
    assert Z.shape == (3, 4, 3 if kind == "pca" else 5)
    for at in np.ndindex(3, 4):
        np.testing.assert_allclose(Z[at], white.matrix(0.5) @ (many[at] - white.mean), atol=1e-12)
        np.testing.assert_allclose(Z[at], white.apply(many[at], 0.5), atol=1e-12)


def test_no_other_whitening_stays_closer_to_the_data():
    X = table(6)
    C = X - X.mean(axis=0)
    Z = whitening(X, kind="zca").apply(X)
    best = ((Z - C) ** 2).sum(axis=1).mean()
    assert best == pytest.approx(((np.sqrt(principal_directions(X).variance) - 1) ** 2).sum())
    rng = np.random.default_rng(0)
    for _ in range(50):
        turn = linalg.expm(0.2 * (A := rng.normal(size=(5, 5))) - 0.2 * A.T)
        other = Z @ turn.T
        np.testing.assert_allclose(covariance(other), np.eye(5), atol=1e-10)
        assert ((other - C) ** 2).sum(axis=1).mean() > best


def test_constant_and_dependent_columns_need_an_eps_or_fewer_directions():
    X = table(7, d=3)
    X = np.column_stack([X, np.full(len(X), 3.0), X[:, 0] + X[:, 1]])
    with pytest.raises(
        ValueError, match=r"eps must be positive.*only 3 of the 5 directions.*k ≤ 3"
    ):
        whitening(X)
    Z = whitening(X, 3).apply(X)
    np.testing.assert_allclose(covariance(Z), np.eye(3), atol=1e-8)
    white = whitening(X, eps=1e-3, kind="zca")
    assert np.isfinite(white.apply(X)).all()
    np.testing.assert_allclose(white.apply(X)[:, 3], 0, atol=1e-6)  # the constant column


def test_what_counts_as_rounding_is_told_from_the_largest_variance():
    corners = np.array([[1.0, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
    assert whitening(corners * [1e3, 1e-2, 1.1e-3]).scales.shape == (3,)
    with pytest.raises(ValueError, match="vary along only 1 of the 3 directions"):
        whitening(corners * [1e3, 0.9e-3, 0.9e-3])
    with pytest.raises(ValueError, match=r"vary along only 2 of the 3 directions.*choose k ≤ 2,"):
        whitening(corners * [1e3, 1.0, 0.9e-3])


@pytest.mark.parametrize("kind", KINDS)
def test_fewer_samples_than_columns(kind):
    X = table(8, n=6, d=20)
    with pytest.raises(ValueError, match="only 5 of the 20 directions"):
        whitening(X, kind=kind)
    Z = whitening(X, 5, kind=kind).apply(X)
    # All samples are equally far from each other: nothing but their number is left.
    apart = np.linalg.norm(Z[:, None] - Z, axis=2)
    np.testing.assert_allclose(apart + np.sqrt(12) * np.eye(6), np.sqrt(12), atol=1e-6)


def test_what_was_given_is_copied_and_frozen():
    mean, scales = np.zeros(2), np.ones(2)
    white = Whitening(mean, Subspace(np.eye(2)), scales)
    mean[0], scales[0] = 5.0, 5.0
    assert white.apply([1.0, 2.0]).tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        white.scales[0] = 2.0
    X = table(9)
    kept = X.copy()
    whitening(X, eps=0.1, kind="zca").apply(X, 0.5)
    np.testing.assert_array_equal(X, kept)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: whitening(table(), eps=-1.0), ValueError, "eps must be zero or positive"),
        (lambda: whitening(table(), kind="cholesky"), ValueError, "kind must be one of 'pca'"),
        (lambda: whitening(table(), 6), ValueError, "k must be at most the 5 columns of data"),
        (lambda: whitening([1.0, 2.0]), ValueError, "data must be an array with 2 axes"),
        (lambda: whitening(table()).apply([1.0]), ValueError, "x must be points with 5 coord"),
        (lambda: whitening(table()).apply(table(), 1.5), ValueError, r"strength must be in \[0, 1"),
        (lambda: whitening(table(), 2).invert(table()), ValueError, "z must be points with 2 coo"),
        (lambda: Whitening([0.0], np.eye(1), [1.0]), TypeError, "subspace must be a Subspace"),
        (lambda: Whitening([0.0], Subspace(np.eye(1)), [0.0]), ValueError, "scales must be posit"),
        (lambda: Whitening([0.0], Subspace(np.eye(1)), [1.0, 2.0]), ValueError, "vector of 1 ent"),
    ],
)
def test_bad_input_is_named(call, error, text):
    with pytest.raises(error, match=text):
        call()


@pytest.mark.oracle
@pytest.mark.parametrize("k", [2, 5])
def test_whitening_is_that_of_scikit_learn(k):
    decomposition = pytest.importorskip("sklearn.decomposition")
    X, new = table(10), table(11)
    theirs = decomposition.PCA(k, whiten=True).fit(X)
    ours = whitening(X, k)
    signs = np.sign((theirs.components_.T * ours.subspace.X).sum(axis=0))
    # scikit-learn divides the variance by n − 1.
    Z = signs * theirs.transform(new) * np.sqrt(300 / 299)
    np.testing.assert_allclose(ours.apply(new), Z, atol=1e-9)
    back = theirs.inverse_transform(theirs.transform(new))
    np.testing.assert_allclose(ours.invert(ours.apply(new)), back, atol=1e-9)


@pytest.mark.parametrize("scales", [[1.0, 0.0], [0.0, 1.0], [-1.0, 1.0]])
def test_every_scale_is_positive(scales):
    with pytest.raises(ValueError, match=f"scales must be positive, got {min(scales):g}; choose"):
        Whitening(np.zeros(2), Subspace(np.eye(2)), scales)
