"""Pictures in other circumstances, and several as one array."""

import numpy as np
import pytest

from course_lib.lessons.linear_classifiers import pictures as P


@pytest.fixture(scope="module")
def some():
    return P.pictures().X_other[:3]


def side(X):
    return X.reshape(len(X), 28, 28)


def test_parts_are_apart_and_in_order():
    data = P.pictures()
    assert data.X.shape == (2000, 784)
    assert data.X_other.shape == (1000, 784)
    assert data.names[1] == "trouser"
    assert np.bincount(data.y_other, minlength=10).min() > 50


def test_nothing_changes_nothing_and_gives_a_copy(some):
    same = P.changed(some)
    np.testing.assert_array_equal(same, some)
    same[:] = 9
    assert some.max() <= 1


@pytest.mark.parametrize("pixels", [-3, 2])
def test_a_shift_moves_columns(some, pixels):
    inner = slice(6, 22)
    moved = slice(6 + pixels, 22 + pixels)
    got = side(P.changed(some, shift=pixels))
    np.testing.assert_allclose(got[:, :, moved], side(some)[:, :, inner], atol=1e-12)


def test_a_quarter_turn_is_clockwise():
    """The upper left corner of a picture goes to the upper right."""
    X = np.zeros((1, 28, 28))
    X[0, 3, 5] = 1
    got = side(P.changed(X.reshape(1, -1), turn=90))
    assert np.unravel_index(got[0].argmax(), (28, 28)) == (5, 24)
    np.testing.assert_allclose(got, np.rot90(X, -1, axes=(1, 2)), atol=1e-9)


def test_rows_sway_to_both_sides(some):
    X = np.zeros((1, 28, 28))
    X[0, :, 14] = 1
    places = side(P.changed(X.reshape(1, -1), bend=3.0))[0].argmax(axis=1)
    assert places.min() == 11
    assert places.max() == 17


def test_light_cover_and_clutter(some):
    np.testing.assert_allclose(P.changed(some, light=0.3), 0.3 * some)
    covered = side(P.changed(some, cover=5))
    assert covered[:, 7:12, 7:12].max() == 0
    np.testing.assert_array_equal(covered[:, 12:], side(some)[:, 12:])
    cluttered = P.changed(some, clutter=0.8)
    thing = some >= 0.15
    np.testing.assert_array_equal(cluttered[thing], some[thing])
    assert cluttered[~thing].mean() > some[~thing].mean() + 0.2
    assert cluttered.max() <= 1


def test_halved_is_the_mean_of_four(some):
    np.testing.assert_allclose(P.halved(some)[1, 15], side(some)[1, 2:4, 2:4].mean())
    A, y, A_other, y_other = P.small_pictures()
    assert A.shape == (len(y), 197) == (300, 197)
    assert A_other.shape == (len(y_other), 197)
    np.testing.assert_allclose(A.mean(axis=0), [1.0, *np.zeros(196)], atol=1e-12)
