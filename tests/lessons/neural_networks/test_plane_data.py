"""The playground's samples and features."""

import numpy as np
import pytest

from course_lib.lessons.neural_networks.plane_data import (
    DATA,
    FEATURES,
    NOISE,
    OWN,
    PENGUINS,
    REACH,
    featured,
    split,
)


@pytest.mark.parametrize("data", DATA)
def test_both_classes_in_both_halves_and_inside_the_picture(data):
    X, y, X_test, y_test = split(data, NOISE[data])
    for points, labels in ((X, y), (X_test, y_test))[: 1 if data == OWN else 2]:
        assert set(labels) == {-1, 1}
        assert (np.abs(points) < REACH).mean() > 0.99
    assert not len(y_test) if data == OWN else abs(len(y) - len(y_test)) <= 1
    if data not in (OWN, PENGUINS):
        assert len(y) == 250


def test_penguins_are_the_chinstraps_among_all():
    _, y, _, y_test = split(PENGUINS, 0.0)
    assert len(y) + len(y_test) == 342
    assert (y == 1).sum() + (y_test == 1).sum() == 68


@pytest.mark.parametrize("data", ["moons", "rings", "spirals", "XOR"])
def test_noise_moves_the_same_points_by_its_standard_deviation(data):
    quiet, loud = split(data, 0.0).X, split(data, 0.2).X
    assert (loud - quiet).std() == pytest.approx(0.2, abs=0.012)


def test_rings_without_noise_are_circles():
    quiet = split("rings", 0.0).X
    radius = np.hypot(*quiet.T)
    assert set(radius.round(9)) == {0.5, 1.0}


def test_features():
    found = featured(np.array([[0.5, -2.0]]), FEATURES)
    np.testing.assert_allclose(found, [[0.5, -2.0, 0.25, 4.0, -1.0, 1.0, 0.0]], atol=1e-12)


def test_own_points_and_none():
    assert split(OWN, 0.0, ((0.5, 1.0, -1),)).X.tolist() == [[0.5, 1.0]]
    assert split(OWN, 0.0, ()).X.shape == (0, 2)
