"""Photographs and patches: shapes, range, where a patch comes from."""

import numpy as np
import pytest
from PIL import Image

from course_lib.datasets import PHOTOS, cut_patches, data_path, load_photos


def test_photos_are_colour_pictures_of_the_file():
    photos = load_photos()
    assert photos.shape == (5, 256, 256, 3)
    assert len(PHOTOS) == 5
    assert (photos.min(), photos.max()) == (0, 1)
    strip = np.asarray(Image.open(data_path("natural_photos.png")).convert("RGB"))
    np.testing.assert_array_equal(np.round(255 * np.concatenate(photos, axis=1)), strip)


def test_a_smaller_photo_holds_the_means_of_squares():
    large, small = load_photos(), load_photos(shrink=4)
    assert small.shape == (5, 64, 64, 3)
    np.testing.assert_allclose(small[3, 2, 5], large[3, 8:12, 20:24].mean(axis=(0, 1)))
    np.testing.assert_allclose(small.mean(axis=(1, 2)), large.mean(axis=(1, 2)))


def test_one_call_does_not_see_what_another_does():
    first = load_photos(2)
    first[:] = 7.0
    assert load_photos(2).max() <= 1


@pytest.mark.parametrize("channels", [(), (3,)])
def test_each_patch_is_cut_from_its_picture(channels):
    count = 6 * 7 * int(np.prod(channels))
    pictures = np.arange(2 * count).reshape(2, 6, 7, *channels)
    patches = cut_patches(pictures, 3, 200, rng=np.random.default_rng(0))
    assert patches.shape == (200, 3, 3, *channels)
    corners = set()
    for k, patch in enumerate(patches):
        number = int(patch.reshape(-1)[0]) // max(int(np.prod(channels)), 1)
        row, column = divmod(number % 42, 7)
        corners.add((row, column))
        np.testing.assert_array_equal(patch, pictures[k % 2, row : row + 3, column : column + 3])
    assert corners == {(r, c) for r in range(4) for c in range(5)}  # every place there is


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda rng: load_photos(3), ValueError, "shrink must be a divisor of 256, got 3"),
        (lambda rng: load_photos(0), ValueError, "shrink must be at least 1"),
        (lambda rng: cut_patches(np.zeros((2, 5, 4)), 5, 1, rng=rng), ValueError,
         "side must be at most 4"),
        (lambda rng: cut_patches(np.zeros((2, 5, 4, 3)), 5, 1, rng=rng), ValueError,
         "side must be at most 4"),
        (lambda rng: cut_patches(np.zeros((5, 4)), 2, 1, rng=rng), ValueError, "pictures must be"),
        (lambda rng: cut_patches(np.zeros((2, 5, 4)), 2, 0, rng=rng), ValueError, "n must be at"),
        (lambda rng: cut_patches(np.zeros((2, 5, 4)), 2, 1, rng=0), TypeError, "numpy Generator"),
    ],
)  # fmt: skip
def test_bad_arguments_are_named(call, error, text):
    with pytest.raises(error, match=text):
        call(np.random.default_rng(0))
