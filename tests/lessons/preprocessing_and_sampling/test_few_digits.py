"""Few labelled digits: the classifier by another way, and whose statistics are used."""

import numpy as np
import pytest

from course_lib.functions import add_bias
from course_lib.lessons.preprocessing_and_sampling.few_digits import few_digits
from course_lib.lessons.shared.small_digits import small_digits


@pytest.mark.parametrize("seed", range(3))
def test_without_a_leak_it_is_least_squares_of_the_digits_themselves(seed):
    """Scaling the 59 directions in which 60 digits vary changes no prediction."""
    X, y, X_test, y_test = small_digits()
    rng = np.random.default_rng([60, seed])
    few, order = rng.permutation(1000)[:60], rng.permutation(500)
    mean = X[few].mean(axis=0)
    W = np.linalg.pinv(add_bias(X[few] - mean)) @ np.eye(10)[y[few]]

    def right(pictures, labels):
        return ((add_bias(pictures - mean) @ W).argmax(axis=1) == labels).mean()

    run = few_digits(None, 1e-9, seed)
    assert run.validation == pytest.approx(right(X[1000:], y[1000:]), abs=0.003)
    assert run.leaked == pytest.approx(right(X_test[order[:100]], y_test[order[:100]]), abs=0.02)
    assert run.fresh == pytest.approx(right(X_test[order[100:]], y_test[order[100:]]), abs=0.01)
    for eps in (1e-4, 1.0):
        assert few_digits(None, eps, seed).validation == pytest.approx(run.validation, abs=0.003)


def test_the_leak_is_in_the_statistics_only():
    clean, leaking = few_digits(20, 1e-9, 0), few_digits(20, 1e-9, 0, leak=True)
    assert clean.validation != leaking.validation
    assert few_digits(20, 1e-9, 0) == clean
