"""The trainings from three starts: what is measured, and that it is on equal terms."""

import numpy as np

from course_lib.lessons.initialization import deep_training as deep
from course_lib.nn import Eval, SoftmaxCrossEntropy, mlp


def test_before_the_first_step_the_sizes_are_those_of_the_library():
    X, y = deep.digits()
    net = mlp((784, *[deep.WIDTH] * 10, 10), "relu", deep.STARTS["Xavier"])
    params, h = net.init(np.random.default_rng(deep.SEED)), 1e-4
    run = deep.train_deep("Xavier", 10)
    batch, labels = X[: deep.BATCH], y[: deep.BATCH]
    outputs, _ = net.layer_outputs(params, batch, Eval())
    np.testing.assert_allclose(run.signal[0, -1], np.sqrt(np.mean(outputs[-2] ** 2)))
    # The gradient at the last hidden layer's outputs, by differences.
    last = params["20.W"]
    loss = SoftmaxCrossEntropy()
    by_differences = np.array([
        [(loss((outputs[-2] + h * e) @ last, labels) - loss((outputs[-2] - h * e) @ last, labels))
         / (2 * h) for e in (np.outer(np.eye(50)[row], np.eye(50)[j]) for j in range(50))]
        for row in (0, 7)
    ])  # fmt: skip
    _, cache = net.layer_outputs(params, batch, Eval())
    _, back = loss.value_and_grad(outputs[-1], labels)
    grads, _ = net.layer_gradients(params, cache, back)
    np.testing.assert_allclose(grads[-2][[0, 7]], by_differences, atol=1e-8)
    np.testing.assert_allclose(run.gradient[0, -1], np.sqrt(np.mean(grads[-2] ** 2)))


def test_all_starts_see_the_same_depth_and_epochs():
    run = deep.deep_training(depth=10)
    assert list(run.runs) == list(deep.STARTS)
    for training in run.runs.values():
        assert training.signal.shape == (deep.EPOCHS + 1, 10)
        assert training.loss.shape == (deep.EPOCHS + 1,)
