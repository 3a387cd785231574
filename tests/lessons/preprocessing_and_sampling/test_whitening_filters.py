"""Rows of whitening matrices, against what a single bright pixel becomes."""

import numpy as np
import pytest

from course_lib.lessons.preprocessing_and_sampling import explorers
from course_lib.lessons.preprocessing_and_sampling.pictures import PATCHES, grey_pictures
from course_lib.lessons.preprocessing_and_sampling.whitening_filters import (
    MATRICES,
    filter_of,
    near_share,
    whitening_filters,
)
from course_lib.linear import whitening
from tests.lessons.pointer import point


@pytest.mark.parametrize("kind", MATRICES)
@pytest.mark.parametrize("place", [(0, 0), (8, 8), (3, 15)])
def test_a_row_holds_what_each_pixel_adds(kind, place):
    pictures = grey_pictures(PATCHES)
    white = whitening(pictures.train, eps=1e-3, kind="pca" if kind == "PCA whitening" else "zca")
    lit = white.mean + np.eye(256)  # one pixel brighter by 1, each in turn
    entry = place[0] * 16 + place[1]
    np.testing.assert_allclose(
        filter_of(kind, 1e-3, place).ravel(), white.apply(lit)[:, entry], rtol=1e-6, atol=1e-9
    )


def test_the_near_share_by_hand():
    weights = np.zeros((16, 16))
    weights[4, 4], weights[6, 2], weights[4, 7], weights[0, 0] = 2.0, -1.0, 1.0, 1.0
    assert near_share(weights, (4, 4)) == pytest.approx(5 / 7)
    assert near_share(weights, (0, 0)) == pytest.approx(1 / 7)


def test_sizes_stand_by_distance():
    run = whitening_filters(kind="ZCA whitening", place=(2, 3))
    assert run.distance[0] == 0
    row = filter_of("ZCA whitening", 1e-3, (2, 3))
    assert run.sizes[0] == row[2, 3] == row.max()  # the pixel itself weighs most
    np.testing.assert_allclose(run.weights, row / row.max())
    assert (np.diff(run.distance) >= 0).all()
    assert run.distance[-1] == pytest.approx(np.hypot(13, 12))
    assert sorted(run.sizes) == pytest.approx(sorted(np.abs(row).ravel()))


def test_a_click_chooses_the_place_and_stays_in_the_patch():
    explorer = explorers.whitening_filters()
    point(explorer, 0, 5.2, 11.9)  # column 5, row 12
    assert explorer.values["place"] == (11, 4)
    point(explorer, 1, 5.2, 0.1)
    assert explorer.values["place"] == (11, 4)
    explorer.set(kind="ZCA whitening")
    assert "row 12, column 5" in explorer.result.summary
