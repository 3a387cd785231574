"""The vital signs, against a step of gradient descent done by hand."""

import numpy as np

from course_lib.lessons.initialization.deep_training import digits
from course_lib.lessons.initialization.diagnosis import (
    BATCH,
    EPOCHS,
    FULL,
    HIDDEN,
    LOOKED_AT,
    WIDTH,
    diagnosis,
)
from course_lib.nn import Eval, LeCun, NetworkRisk, SoftmaxCrossEntropy, mlp


def started(gain, last):
    net = mlp((784, *[WIDTH] * HIDDEN, 10), "tanh", LeCun())
    params = net.init(np.random.default_rng(0))
    names = [name for name in params if name.endswith("W")]
    for name in names:
        params[name] *= last if name == names[-1] else gain
    return net, params, names


def test_the_signs_before_training_are_measured_on_the_start():
    (X, y), (net, params, names) = digits(), started(2.0, 0.5)
    run = diagnosis(gain=2.0, last=0.5, lr=0.1)
    risk = NetworkRisk(net, SoftmaxCrossEntropy(), X[:LOOKED_AT], y[:LOOKED_AT])
    theta = net.pack(params)
    moved = net.unpack(theta - 0.1 * risk.grad(theta))
    for k, name in enumerate(names):
        step = np.linalg.norm(moved[name] - params[name]) / np.linalg.norm(params[name])
        np.testing.assert_allclose(run.update[0, k], step, rtol=1e-6)
    outputs, _ = net.layer_outputs(params, X[:LOOKED_AT], Eval())
    full = [np.mean(np.abs(a) > FULL) for a in outputs[1:-1:2]]
    np.testing.assert_allclose(run.saturated[0], full)
    whole = NetworkRisk(net, SoftmaxCrossEntropy(), X, y)
    np.testing.assert_allclose(run.loss[0], whole(theta), rtol=1e-9)


def test_the_training_is_gradient_descent_on_mini_batches():
    (X, y), rng = digits(), np.random.default_rng(0)
    net, params, _ = started(2.0, 0.5)
    net.init(rng)  # the start draws first, then the order of the digits
    theta = net.pack(params)
    order = rng.permutation(len(X))
    for rows in order.reshape(-1, BATCH):
        theta = theta - 0.1 * NetworkRisk(net, SoftmaxCrossEntropy(), X[rows], y[rows]).grad(theta)
    run = diagnosis(gain=2.0, last=0.5, lr=0.1)
    after_one = NetworkRisk(net, SoftmaxCrossEntropy(), X, y)(theta)
    np.testing.assert_allclose(run.loss[1], after_one, rtol=1e-6)


def test_what_overflows_is_nan_to_the_end():
    run = diagnosis(gain=10.0, last=10.0, lr=1.0, activation="relu", hidden=10)
    assert np.isfinite(run.loss[0])
    assert np.isnan(run.loss[-1])
    assert len(run.loss) == len(run.update) == EPOCHS + 1
