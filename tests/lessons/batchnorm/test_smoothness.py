"""Loss and gradient along the step are those of the run's own networks."""

import numpy as np
import pytest

from course_lib.lessons.batchnorm.deep_runs import SIZES, Network, deep_runs, mini_batch
from course_lib.lessons.batchnorm.smoothness import REACH, smoothness
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import SoftmaxCrossEntropy, Train, mlp


def test_trial_steps_by_the_library():
    X, y, *_ = small_digits()
    found, net, loss = smoothness("none"), mlp(SIZES), SoftmaxCrossEntropy()
    w, rows = deep_runs()[Network("none", 0.0, 0.1)].weights[2, 1], mini_batch(20)[1]

    def at(w):
        outputs, cache = net.forward(net.unpack(w), X[rows], Train())
        value, back = loss.value_and_grad(outputs, y[rows])
        return value, net.pack(net.backward(net.unpack(w), cache, back)[1])

    start, grad = at(w)
    value, there = at(w - 0.1 * REACH[3] * grad)
    assert found.start[2, 1] == pytest.approx(start)
    assert found.losses[2, 3, 1] == pytest.approx(value)
    turn = np.linalg.norm(there - grad) / np.linalg.norm(grad)
    assert found.turned[2, 3, 1] == pytest.approx(turn)
    assert found.steps[2] == 20
