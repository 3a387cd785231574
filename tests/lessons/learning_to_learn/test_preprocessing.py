"""The features along a run of momentum."""

import numpy as np
import pytest

from course_lib.lessons.learning_to_learn.preprocessing import (
    FUNCTIONS,
    RATE,
    STEPS,
    met,
    preprocessing,
)
from course_lib.lessons.learning_to_learn.racing import TEST, Arena
from course_lib.optim import Momentum


def test_the_gradients_are_those_that_momentum_meets():
    problems = Arena().problems(TEST, FUNCTIONS)
    x, v = problems.start.astype(float), 0.0
    for t in range(30):
        grad = problems.value_and_grad(x)[1]
        np.testing.assert_allclose(met()[t], grad.ravel(), rtol=2e-3, atol=1e-4)
        v = Momentum(RATE).beta * v + grad
        x = x - RATE * v
    assert met().shape == (STEPS + 1, 60)


def test_features_at_a_step():
    run = preprocessing(log_range=3.0, step=40)
    size = np.abs(met()[40])
    want = np.where(size >= np.exp(-3), np.log(size) / 3, -1)
    np.testing.assert_allclose(run.seen[:, 0], want)
    np.testing.assert_allclose(run.seen[:, 1], np.minimum(size * np.exp(3), 1))
    np.testing.assert_allclose(10**run.now, size)
    assert run.raw[40, 1] == pytest.approx(np.median(size))
    assert f"{np.mean(size < np.exp(-3)):.0%} of them are below" in run.summary
