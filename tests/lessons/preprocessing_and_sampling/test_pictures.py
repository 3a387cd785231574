"""The pictures of the lesson: where they come from, and how they are laid out."""

import numpy as np
import pytest

from course_lib.datasets import load_photos
from course_lib.lessons.preprocessing_and_sampling.pictures import (
    CUT,
    DATA,
    PATCHES,
    around_grey,
    grey_pictures,
    large_pictures,
    mosaic,
    photo_patches,
)


def test_new_patches_come_from_another_part_of_the_photos():
    photos = load_photos(shrink=2)
    for patches, part in zip(
        photo_patches(), (photos[:, :, :CUT], photos[:, :, CUT:]), strict=True
    ):
        for k in (0, 7, 13):
            windows = np.lib.stride_tricks.sliding_window_view(part[k % 5], (16, 16, 3))
            same = (windows[:, :, 0] == patches[k]).all(axis=(2, 3, 4))
            assert same.sum() == 1
    assert grey_pictures(PATCHES).train.shape == (4000, 256)
    assert grey_pictures(PATCHES).new.shape == (500, 256)


@pytest.mark.parametrize("data", DATA)
def test_directions_are_those_of_the_training_pictures(data):
    pictures = grey_pictures(data)
    np.testing.assert_allclose(pictures.found.mean, pictures.train.mean(axis=0))
    assert pictures.found.total == pytest.approx(pictures.train.var(axis=0).sum())
    assert len(pictures.found.variance) == np.prod(pictures.shape)


def test_a_mosaic_shows_each_picture_whole():
    rows = np.arange(6 * 12).reshape(6, 12)
    out = mosaic(rows, (2, 2, 3), columns=3)
    assert out.shape == (4, 6, 3)
    np.testing.assert_array_equal(out[2:4, 4:6], rows[5].reshape(2, 2, 3))


def test_grey_is_zero_and_the_ends_are_cut_off():
    assert around_grey(np.array([-9.0, -2, 0, 1, 2, 9]), 2.0).tolist() == [0, 0, 0.5, 0.75, 1, 1]


def test_large_pictures_are_colour_patches():
    assert large_pictures(PATCHES).shape == (16, 16, 3)
    mean = large_pictures(PATCHES).train.reshape(-1, 16, 16, 3).mean(axis=3).reshape(4000, -1)
    np.testing.assert_allclose(mean, grey_pictures(PATCHES).train)
