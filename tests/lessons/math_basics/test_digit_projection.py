"""Pictures rebuilt from their coordinates in k directions."""

import numpy as np
import pytest

from course_lib.datasets import load_mnist
from course_lib.lessons.math_basics import explorers
from course_lib.lessons.math_basics.digit_projection import (
    BASES,
    BOOT,
    DIGITS,
    MOST,
    TRAINING,
    basis_of,
    digit_directions,
    digit_projection,
    sample_pictures,
)


def test_the_pictures_are_from_the_test_set_and_of_their_class():
    test = load_mnist("test", 200)
    for c, name in enumerate(DIGITS):
        picture = sample_pictures()[name]
        matches = np.flatnonzero((picture.astype(np.float32) == test.X).all(axis=1))
        assert test.y[matches].tolist() == [c] * len(matches)
        assert len(matches) > 0
    assert BOOT in sample_pictures()


def test_the_directions_are_those_of_the_training_digits():
    Z = load_mnist("train", TRAINING).X.astype(float)
    found = digit_directions()
    centred = Z - Z.mean(axis=0)
    X = found.subspace.X[:, :5]
    np.testing.assert_allclose(centred.T @ (centred @ X) / TRAINING, X * found.variance[:5],
                               atol=1e-8)  # fmt: skip
    assert found.total == pytest.approx(Z.var(axis=0).sum())


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("k", [0, 1, 37, MOST])
def test_the_rebuilt_picture_is_the_nearest_in_the_subspace(basis, k):
    run = digit_projection(picture="digit 3", basis=basis, k=k)
    mean, X = digit_directions().mean, basis_of(basis).X[:, :k]
    z = sample_pictures()["digit 3"] - mean
    c, *_ = np.linalg.lstsq(X, z, rcond=None) if k else (np.empty(0),)
    np.testing.assert_allclose(run.rebuilt.ravel(), mean + X @ c, atol=1e-10)
    np.testing.assert_allclose(run.coordinates, c, atol=1e-10)
    np.testing.assert_allclose(run.picture.ravel(), z + mean, atol=1e-12)
    np.testing.assert_allclose(run.left, run.picture - run.rebuilt, atol=1e-12)
    share = 1 - (run.left**2).sum() / (z @ z)
    assert run.kept[basis][k] == pytest.approx(share, abs=1e-12)
    assert f"{100 * share:.1f} %" in run.summary.replace("-0.0", "0.0")


def test_more_directions_never_keep_less():
    for shares in digit_projection().kept.values():
        assert shares.shape == (MOST + 1,)
        assert shares[0] == 0
        assert (np.diff(shares) >= 0).all()


def test_what_is_drawn_is_what_is_computed():
    explorer = explorers.digit_projection()
    explorer.set(k=30, basis="random")
    run, view = explorer.result, explorer.view
    for image, values in zip(view.images, (run.picture, run.rebuilt, run.left), strict=True):
        np.testing.assert_array_equal(image.get_array(), values)
    np.testing.assert_allclose(view.now.get_xydata()[0], [30, run.kept["random"][30]])
