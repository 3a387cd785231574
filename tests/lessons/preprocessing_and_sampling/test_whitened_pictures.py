"""Spectra and correlations of prepared pictures, against those of the pictures themselves."""

import numpy as np
import pytest

from course_lib.lessons.preprocessing_and_sampling.cloud_and_risk import KINDS, PCA
from course_lib.lessons.preprocessing_and_sampling.pictures import DATA, grey_pictures, mosaic
from course_lib.lessons.preprocessing_and_sampling.whitened_pictures import (
    neighbour_correlation,
    prepare,
    whitened_pictures,
)


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize(
    ("kind", "strength"), [*((kind, 1.0) for kind in KINDS), *((kind, 0.4) for kind in KINDS[1:])]
)
def test_the_spectrum_is_that_of_the_prepared_training_pictures(data, kind, strength):
    run = whitened_pictures(data=data, kind=kind, strength=strength)
    Z = prepare(data, kind, strength, grey_pictures(data).train)
    C = np.cov(Z.T, bias=True)
    scale = run.prepared[0]
    np.testing.assert_allclose(run.prepared, np.linalg.eigvalsh(C)[::-1], atol=1e-9 * scale)
    assert run.neighbours == pytest.approx(
        neighbour_correlation(C, grey_pictures(data).shape[1]), abs=1e-9
    )
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-9)


def test_the_correlation_of_neighbours_by_hand():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(50, 6)).cumsum(axis=1)  # pictures of 2 × 3 pixels
    R = np.corrcoef(X.T)
    want = np.mean([R[0, 1], R[1, 2], R[3, 4], R[4, 5]])
    assert neighbour_correlation(np.cov(X.T), 3) == pytest.approx(want)
    X[:, 2] = 7.0  # a pixel that never changes has no correlation
    assert neighbour_correlation(np.cov(X.T), 3) == pytest.approx(
        np.mean([R[0, 1], R[3, 4], R[4, 5]])
    )


def test_pictures_before_are_the_new_ones_and_strength_0_only_centres():
    run = whitened_pictures(kind="ZCA whitening", strength=0.0)
    pictures = grey_pictures("photo patches")
    low, high = pictures.train.min(), pictures.train.max()
    shown = run.before[:16, :16] * (high - low) + low
    where = np.flatnonzero(np.abs(pictures.new - shown.ravel()).max(axis=1) < 1e-9)
    assert len(where) == 1
    centred = pictures.new[where[0]] - pictures.found.mean
    after = run.after[:16, :16].ravel()
    inside = (after > 0) & (after < 1)
    ratio = (after[inside] - 0.5) / centred[inside]
    np.testing.assert_allclose(ratio, ratio[0])
    assert mosaic(pictures.new[:4], (16, 16), 2).shape == (32, 32)


def test_the_caption_speaks_of_coordinates_only_for_pca():
    for kind in KINDS:
        summary = whitened_pictures(kind=kind, strength=1.0).summary
        assert ("Coordinates side by side" in summary) == (kind == PCA)
