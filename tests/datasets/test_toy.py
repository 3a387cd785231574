"""The toy sets: the shape each promises, found again from its points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.datasets import make_blobs, make_circles, make_moons, make_spirals, make_xor

MAKERS = [make_blobs, make_circles, make_moons, make_spirals, make_xor]
PAIRS = MAKERS[1:]


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("make", MAKERS)
def test_the_same_generator_gives_the_same_set_and_another_another(make):
    one, same, other = make(rng=rng(1)), make(rng=rng(1)), make(rng=rng(2))
    np.testing.assert_array_equal(one.X, same.X)
    assert not np.array_equal(one.X, other.X)


@pytest.mark.parametrize(
    ("make", "given"),
    [
        (make_blobs, dict(noise=0.6, centers=3)), (make_moons, dict(noise=0.15)),
        (make_circles, dict(noise=0.1, inner=0.5)), (make_xor, dict(noise=0.1)),
        (make_spirals, dict(noise=0.05, turns=1.5)),
    ],
)  # fmt: skip
def test_a_set_made_without_asking_for_anything(make, given):
    data, asked = make(rng=rng(3)), make(200, **given, rng=rng(3))
    np.testing.assert_array_equal(data.X, asked.X)
    np.testing.assert_array_equal(data.y, asked.y)
    assert len(np.unique(data.y)) == given.get("centers", 2)


@pytest.mark.parametrize("make", MAKERS)
def test_a_set_bears_the_name_of_its_maker(make):
    data = make(rng=rng())
    assert f"make_{data.name}" == make.__name__
    assert (data.source, data.licence) == ("made by chance", "CC0")


@pytest.mark.parametrize("make", PAIRS)
@pytest.mark.parametrize("n", [2, 3, 101])
def test_two_classes_of_equal_size_in_random_order(make, n):
    data = make(n, rng=rng())
    assert data.X.shape == (n, 2)
    assert np.bincount(data.y, minlength=2).tolist() == [(n + 1) // 2, n // 2]
    if n > 100:
        assert 30 < (np.diff(data.y) != 0).sum() < 70


@pytest.mark.parametrize("make", PAIRS)
def test_signed_labels_name_the_same_points(make):
    plain, signed = make(rng=rng()), make(rng=rng(), labels=(-1, 1))
    np.testing.assert_array_equal(signed.y, 2 * plain.y - 1)
    np.testing.assert_array_equal(signed.X, plain.X)


def test_blobs_lie_around_their_centers():
    centers = np.array([[0.0, 0.0, 5.0], [3.0, 1.0, 0.0]])
    data = make_blobs(4000, noise=0.5, rng=rng(), centers=centers)
    for k, center in enumerate(centers):
        cloud = data.X[data.y == k]
        np.testing.assert_allclose(cloud.mean(axis=0), center, atol=0.05)
        np.testing.assert_allclose(cloud.std(axis=0), 0.5, atol=0.03)


def test_a_number_of_blobs_is_even_on_a_circle():
    X, y = make_blobs(4, noise=0, rng=rng(), centers=4)
    np.testing.assert_allclose(np.linalg.norm(X, axis=1), 2)
    np.testing.assert_allclose(X[y == 0], [[0, 2]], atol=1e-12)
    np.testing.assert_allclose(X[y == 1], [[-2, 0]], atol=1e-12)


def test_circles_have_their_radii():
    X, y = make_circles(100, noise=0, inner=0.3, rng=rng())
    np.testing.assert_allclose(np.linalg.norm(X, axis=1), np.where(y == 0, 1, 0.3))


def test_moons_are_half_circles_that_no_line_separates():
    X, y = make_moons(400, noise=0, rng=rng())
    upper, lower = X[y == 0] + [0.5, 0.25], X[y == 1] + [0.5, 0.25]
    np.testing.assert_allclose(np.linalg.norm(upper, axis=1), 1)
    np.testing.assert_allclose(np.linalg.norm(lower - [1, 0.5], axis=1), 1)
    assert (upper[:, 1] >= 0).all()
    assert (lower[:, 1] <= 0.5).all()
    features = np.column_stack([np.ones(400), X])
    line = np.linalg.lstsq(features, 2.0 * y - 1, rcond=None)[0]
    assert 0.75 < ((features @ line > 0) == y).mean() < 0.95


def test_xor_is_the_sign_of_the_product():
    X, y = make_xor(500, noise=0, rng=rng())
    np.testing.assert_array_equal(y, X.prod(axis=1) < 0)
    assert (np.abs(X) <= 1).all()
    quadrants = np.bincount((X[:, 0] > 0) * 2 + (X[:, 1] > 0), minlength=4)
    assert quadrants.min() > 90


def test_a_spiral_arm_is_the_other_one_turned():
    X, y = make_spirals(300, noise=0, turns=1.25, rng=rng())
    radius = np.linalg.norm(X, axis=1)
    angle = np.arctan2(X[:, 1], X[:, 0])
    expected = 2 * np.pi * 1.25 * radius + np.pi * y
    np.testing.assert_allclose(np.exp(1j * angle), np.exp(1j * expected), atol=1e-12)
    assert radius.max() <= 1


@pytest.mark.parametrize("make", MAKERS)
def test_noise_moves_the_points_by_so_much(make):
    clean, noisy = make(5000, noise=0, rng=rng()), make(5000, noise=0.2, rng=rng())
    assert (noisy.X - clean.X).std() == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("make", MAKERS)
@given(n=st.one_of(st.integers(max_value=1), st.floats(), st.text(), st.booleans()))
def test_a_bad_number_of_samples_is_named(make, n):
    with pytest.raises((ValueError, TypeError), match=r"^n must be"):
        make(n, rng=rng())


@pytest.mark.parametrize("make", MAKERS)
@given(noise=st.one_of(st.floats(max_value=-1e-9), st.just(np.nan), st.text(), st.none()))
def test_a_bad_noise_is_named(make, noise):
    with pytest.raises((ValueError, TypeError), match=r"^noise must be"):
        make(noise=noise, rng=rng())


@pytest.mark.parametrize("make", MAKERS)
def test_a_seed_is_not_a_generator(make):
    with pytest.raises(TypeError, match=r"rng must be a numpy Generator, got 0; pass np.random"):
        make(rng=0)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: make_circles(rng=rng(), inner=1.0), r"inner must be in \(0, 1\)"),
        (lambda: make_spirals(rng=rng(), turns=0), "turns must be positive"),
        (lambda: make_blobs(rng=rng(), centers=0), "centers must be at least 1"),
        (lambda: make_blobs(rng=rng(), centers=[1.0, 2.0]), "centers must be an array with 2 axes"),
        (lambda: make_moons(rng=rng(), labels=(1,)), "labels must be 2 different"),
    ],
)
def test_other_bad_arguments_are_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()
