"""Orders of samples: every one is complete, and the classes take turns."""

import numpy as np
import pytest

from course_lib.lessons.preprocessing_and_sampling.orders import SHUFFLED, SORTED, TURNS, shown

Y = np.repeat(np.arange(4), [5, 9, 7, 3])


def rng(seed=0):
    return np.random.default_rng(seed)


def test_sorted_goes_through_the_classes_again_and_again():
    order = shown(SORTED, Y[::-1], 60, rng())
    classes = Y[::-1][order]
    assert (np.diff(classes[:24]) >= 0).all()
    np.testing.assert_array_equal(order[24:48], order[:24])
    assert len(order) == 60


def test_shuffled_shows_each_sample_once_per_epoch_in_new_orders():
    order = shown(SHUFFLED, Y, 60, rng())
    for epoch in (order[:24], order[24:48]):
        assert sorted(epoch) == list(range(24))
    assert (order[:24] != order[24:48]).any()
    assert len(order) == 60


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("y", [Y, np.array([-1, 1, 1, -1, 1])])
def test_the_next_sample_is_of_another_class(y, seed):
    order = shown(TURNS, y, 101, rng(seed))
    classes = y[order]
    assert len(order) == 101
    assert (classes[1:] != classes[:-1]).all()
    count = len(np.unique(y))
    for start in range(0, 101 - count, count):
        assert len(set(classes[start : start + count])) == count
    for c in np.unique(y):  # the samples of a class take turns too
        own = order[classes == c]
        assert len(set(own[: (y == c).sum()])) == min((y == c).sum(), len(own))
