"""Digits of 14 × 14 pixels: each the mean of four."""

import numpy as np

from course_lib.datasets import load_mnist
from course_lib.lessons.shared.small_digits import small_digits


def test_small_digits_are_means_of_four_pixels():
    X, y, X_test, y_test = small_digits()
    assert X.shape == (2000, 196)
    assert X_test.shape == (500, 196)
    assert abs(X.mean()) < 1e-12
    assert y[:5].tolist() == [5, 0, 4, 1, 9]
    assert y_test[:3].tolist() == [7, 2, 1]
    pixels = load_mnist("train", size=1).X[0].reshape(28, 28).astype(float)
    by_hand = [[pixels[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].sum() / 4 for j in range(14)]
               for i in range(14)]  # fmt: skip
    np.testing.assert_allclose(X[0].reshape(14, 14) - X[0].min(), by_hand, atol=1e-12)
