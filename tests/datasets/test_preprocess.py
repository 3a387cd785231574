"""Splitting and standardizing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_lib.datasets import Standardizer, standardize, train_test_split


@given(
    n=st.integers(2, 60),
    share=st.floats(0.001, 0.999),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_split_is_a_partition_that_keeps_pairs(n, share, seed):
    X = np.arange(n)[:, None] * [1, 10]
    parts = train_test_split(X, np.arange(n), share, rng=np.random.default_rng(seed))
    X_train, X_test, y_train, y_test = parts
    np.testing.assert_array_equal(X_train[:, 1], 10 * y_train)
    np.testing.assert_array_equal(X_test[:, 1], 10 * y_test)
    assert sorted([*y_train, *y_test]) == list(range(n))
    assert abs(len(y_test) - share * n) <= 1
    assert min(len(y_test), len(y_train)) >= 1


def test_a_split_is_random_and_can_be_repeated():
    X, y = np.zeros((50, 1)), np.arange(50)

    def held(seed):
        return train_test_split(X, y, rng=np.random.default_rng(seed))[3].tolist()

    assert held(0) == held(0) != held(1)
    assert held(0) != sorted(held(0))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"test": 0}, r"test must be in \(0, 1\)"),
        ({"test": 1.0}, r"test must be in \(0, 1\)"),
        ({"test": 20}, r"test must be in \(0, 1\)"),
        ({"y": np.zeros(4)}, "X has 5, y has 4"),
        ({"X": np.zeros((1, 2)), "y": [0]}, "the number of samples must be at least 2"),
    ],
)
def test_bad_splits_are_named(change, text):
    arguments = {"X": np.zeros((5, 2)), "y": np.zeros(5)} | change
    with pytest.raises(ValueError, match=text):
        train_test_split(**arguments, rng=np.random.default_rng(0))


tables = hnp.arrays(
    float, st.tuples(st.integers(1, 20), st.integers(1, 4)), elements=st.floats(-1e6, 1e6, width=32)
)


@given(tables)
def test_columns_get_mean_0_and_deviation_1_or_are_constant(X):
    Z, scaler = standardize(X)
    np.testing.assert_allclose(scaler.inverse(Z), X, rtol=1e-9, atol=1e-9 * np.abs(X).max())
    for column, z in zip(X.T, Z.T, strict=True):
        if np.ptp(column) == 0:
            assert (z == 0).all()
        elif np.ptp(column) > 1e-6 * np.abs(column).max():
            assert abs(z.mean()) < 1e-6
            assert z.std() == pytest.approx(1, rel=1e-6)


def test_a_constant_that_does_not_add_up_exactly_is_still_constant():
    X = np.full((10, 1), 0.1)  # the mean of ten 0.1 is not 0.1 in floating point
    Z, scaler = standardize(X)
    assert (Z == 0).all()
    assert scaler.scale == [1.0]
    assert scaler.transform([[0.6]]) == [[0.5]]


@pytest.mark.parametrize("size", [1e-320, 1e-250, 1e-200, 1e200, 1e300])
def test_columns_near_the_ends_of_the_floats(size):
    """Squares of these are 0 or infinite."""
    X = size * np.array([[1.0, 5.0], [2.0, 5.0], [6.0, 5.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        Z, scaler = standardize(X)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-3 if size < 1e-300 else 1e-12)
    if size >= 1e-300:
        np.testing.assert_allclose(Z[:, 0], np.array([-2, -1, 3]) / np.sqrt(14 / 3), rtol=1e-12)
        np.testing.assert_allclose(scaler.inverse(Z), X, rtol=1e-12)
    assert (Z[:, 1] == 0).all()


def test_scaling_by_a_power_of_two_changes_no_bit():
    X = np.random.default_rng(0).normal(3.0, 7.0, (50, 4))
    scaler = Standardizer.fit(X)
    np.testing.assert_array_equal(scaler.mean, X.mean(axis=0))
    np.testing.assert_array_equal(scaler.scale, X.std(axis=0))


def test_the_statistics_cannot_be_changed_afterwards():
    mean = np.array([1.0])
    scaler = Standardizer(mean, [2.0])
    mean[0] = 9
    assert scaler.mean == [1.0]
    with pytest.raises(ValueError, match="read-only"):
        scaler.mean[0] = 5


def test_new_samples_use_the_statistics_of_the_training_set():
    scaler = Standardizer.fit([[0.0], [4.0]])
    np.testing.assert_array_equal(scaler.transform([[2.0], [6.0], [10.0]]), [[0], [2], [4]])
    np.testing.assert_array_equal(scaler.transform([6.0]), [2])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: Standardizer.fit([1.0, 2.0]), r"write X\[:, None\]"),
        (lambda: Standardizer.fit([[np.nan]]), "X must be finite"),
        (lambda: Standardizer.fit(np.empty((0, 2))), "samples must be at least 1"),
        (lambda: Standardizer([0.0], [0.0]), "scale must be positive, got 0"),
        (lambda: Standardizer([0.0], [1.0, 1.0]), "equally many rows"),
        (lambda: standardize([[1.0], [2.0]])[1].transform([[1.0, 2.0]]), "1 coordinates"),
    ],
)
def test_bad_tables_are_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()
