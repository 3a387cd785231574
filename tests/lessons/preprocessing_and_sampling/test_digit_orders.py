"""Softmax regression in four orders, against one run written out."""

import numpy as np
import pytest

from course_lib.functions import add_bias
from course_lib.lessons.preprocessing_and_sampling import digit_orders as lesson
from course_lib.lessons.preprocessing_and_sampling.orders import ERRORS, TURNS, shown
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy, mlp


@pytest.mark.parametrize(("order", "pool"), [(TURNS, 5), (ERRORS, 5)])
def test_a_run_by_the_gradients_of_a_network(order, pool):
    X, y, *_ = small_digits()
    run = lesson.digit_order(order, 0.0, pool)
    rng, net = np.random.default_rng([15, 2]), mlp((196, 10))  # seed 2
    y_train = y[: lesson.TRAINING]
    if order == ERRORS:
        pools = rng.integers(0, lesson.TRAINING, (lesson.STEPS, pool))
    else:
        pools = shown(order, y_train, lesson.STEPS, rng)[:, None]
    params = {name: np.zeros_like(p) for name, p in net.init(rng).items()}
    w = net.pack(params)
    for t in range(100):
        losses = [NetworkRisk(net, SoftmaxCrossEntropy(), X[[i]], y[[i]])(w) for i in pools[t]]
        i = pools[t][int(np.argmax(losses))]
        w = w - run.lr * NetworkRisk(net, SoftmaxCrossEntropy(), X[[i]], y[[i]]).grad(w)
    W = np.vstack([net.unpack(w)["0.b"], net.unpack(w)["0.W"]])
    held = add_bias(X[lesson.TRAINING :]) @ W
    assert run.steps[0] == 100
    assert run.validation[0, 2] == (held.argmax(axis=1) == y[lesson.TRAINING :]).mean()


def test_wrong_labels_are_wrong_and_only_in_training():
    (X, y), (_, y_val), (_, y_test) = lesson._digits(0.05)
    clean = small_digits()
    changed = y != clean[1][: lesson.TRAINING]
    assert changed.mean() == pytest.approx(0.05, abs=0.015)
    np.testing.assert_array_equal(y_val, clean[1][lesson.TRAINING :])
    np.testing.assert_array_equal(y_test, clean[3])
    assert len(X) == lesson.TRAINING
