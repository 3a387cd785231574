"""Top k directions of new pictures, against the library's whitening."""

import numpy as np
import pytest

from course_lib.lessons.preprocessing_and_sampling.pictures import DATA, large_pictures
from course_lib.lessons.preprocessing_and_sampling.top_directions import top_directions
from course_lib.linear import whitening


@pytest.mark.parametrize(("data", "k", "eps"), [(DATA[0], 48, 1e-3), (DATA[1], 144, 1e-10)])
def test_variances_are_those_of_whitened_pictures(data, k, eps):
    run, pictures = top_directions(data=data, k=k, eps=eps), large_pictures(data)
    white = whitening(pictures.train, k, eps=eps)
    Z = white.apply(pictures.new)
    np.testing.assert_allclose(run.variance, (Z**2).mean(axis=0), rtol=1e-6)
    assert run.largest == pytest.approx(np.abs(Z).max(), rel=1e-6)
    np.testing.assert_allclose(run.trained, white.apply(pictures.train).var(axis=0), rtol=1e-6)
    kept = np.sum((white.apply(pictures.train, 0.0)) ** 2) / len(pictures.train)
    assert run.kept == pytest.approx(kept / pictures.found.total)


def test_rows_are_new_projected_and_equalized():
    few, all_ = top_directions(k=16), top_directions(k=768)
    assert all_.pictures.shape == (48, 96, 3)
    np.testing.assert_array_equal(few.pictures[:16], all_.pictures[:16])
    assert np.abs(few.pictures[16:32] - few.pictures[:16]).max() > 0.1
    np.testing.assert_allclose(all_.pictures[16:32], all_.pictures[:16], atol=1e-9)
    pictures = large_pictures(DATA[0])
    white = whitening(pictures.train, 48, eps=0.01, kind="zca").apply(pictures.new)
    grey = top_directions(k=48, eps=0.01).pictures[32:, :16].ravel()
    drawn = np.clip(0.5 + white / (6 * np.sqrt(48 / 768)), 0, 1)
    assert (np.abs(drawn - grey).max(axis=1) < 1e-9).sum() == 1  # one of the new pictures
    equalized = all_.pictures[32:]
    assert (equalized.min(), equalized.max()) == (0, 1)
    assert abs(equalized.mean() - 0.5) < 0.05
