"""The bench: its pictures, its classifiers, and that each control does what it says."""

import numpy as np
import pytest

from course_lib.lessons.dropout_and_augmentation import augment_bench as module
from course_lib.lessons.dropout_and_augmentation.augment_bench import augment_bench, shelf
from course_lib.lessons.dropout_and_augmentation.augment_bench_view import SIDE, TONE, coloured


@pytest.mark.parametrize("name", module.SETS)
def test_every_picture_is_known_at_rest(name):
    found = augment_bench(pictures=name)
    assert found.right.all()
    assert found.answers == found.names
    np.testing.assert_array_equal(found.before, found.after)
    assert ((found.sure > 0.5) & (found.sure <= 1)).all()


def test_classifier_does_well_on_other_digits():
    test = module.load_mnist("test", size=1000)
    answers, _ = shelf("digits").classify(test.X.reshape(-1, 28, 28).astype(float))
    assert (answers == test.y).mean() > 0.8


def test_controls_do_what_they_say():
    before = shelf("digits").images
    np.testing.assert_allclose(augment_bench(turn=180).after, before[:, ::-1, ::-1], atol=1e-12)
    np.testing.assert_array_equal(augment_bench(flip="up-down").after, before[:, ::-1])
    np.testing.assert_allclose(augment_bench(right=4).after[:, :, 4:], before[:, :, :-4])
    np.testing.assert_allclose(augment_bench(down=-4).after[:, :-4], before[:, 4:])
    assert (augment_bench(share=0.8).after == 0).mean() > 0.9
    emoji = augment_bench(pictures="emoji", rows=4).after
    assert ((emoji == 1).all(axis=(2, 3)).sum(axis=1) >= 4).all()
    other = augment_bench(share=0.4, draw=1).after
    assert (other != augment_bench(share=0.4).after).any()


def test_grey_pictures_become_ink_in_the_middle():
    pictures = coloured(shelf("digits").images)
    assert pictures.shape == (10, SIDE, SIDE, 4)
    np.testing.assert_allclose(pictures[3, 2:-2, 2:-2, 3], shelf("digits").images[3])
    assert np.unique(pictures[..., 0]).tolist() == [TONE[0]]
    assert (coloured(shelf("emoji").images)[..., 3] == 1).all()


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="pictures must be one of"):
        augment_bench(pictures="faces")
    with pytest.raises(ValueError, match="flip must be one of"):
        augment_bench(flip="both")
