"""The recursion for δ against autodiff and differences."""

import itertools

import numpy as np
import pytest

from course_lib.autodiff import Tensor, backward, gradcheck, sigmoid, softplus
from course_lib.lessons.backprop_gates.layer_gradients import layer_gradients, weights


@pytest.mark.parametrize("positive", [True, False])
@pytest.mark.parametrize(("x1", "x2", "scale"), [(1.0, -0.5, 1.0), (-2.5, 2.0, 3.0)])
def test_the_recursion_is_the_gradient(x1, x2, scale, positive):
    run = layer_gradients(x1=x1, x2=x2, scale=scale, positive=positive)
    thetas = [Tensor(t) for t in weights(scale)]
    a = Tensor([x1, x2], requires_grad=False)
    z = a
    for k, theta in enumerate(thetas):
        z = theta[:, 1:] @ (a if k == 0 else sigmoid(z)) + theta[:, 0]
    loss = (softplus(z) - float(positive) * z).sum()
    grads = backward(loss)
    assert run.loss == pytest.approx(loss.value)
    for mine, theta in zip(run.gradients, thetas, strict=True):
        np.testing.assert_allclose(mine, grads[theta], rtol=1e-9, atol=1e-14)


def test_deltas_are_differences_of_the_loss():
    run = layer_gradients()

    def loss(*thetas):
        a = Tensor([1.0, -0.5], requires_grad=False)
        for theta in thetas[:-1]:
            a = sigmoid(theta[:, 1:] @ a + theta[:, 0])
        z = thetas[-1][:, 1:] @ a + thetas[-1][:, 0]
        return (softplus(z) - z).sum()

    assert gradcheck(loss, *run.theta)
    # A bias moves z alone, so that its gradient is δ.
    for delta, gradient in zip(run.delta, run.gradients, strict=True):
        np.testing.assert_array_equal(delta, gradient[:, 0])


def test_the_last_error_is_a_minus_y():
    for positive in (True, False):
        run = layer_gradients(positive=positive)
        assert run.delta[-1] == run.a[-1] - positive


def test_finite_at_every_end():
    ends = itertools.product((-3.0, 3.0), (-3.0, 3.0), (0.1, 10.0), (True, False))
    for x1, x2, scale, positive in ends:
        run = layer_gradients(x1=x1, x2=x2, scale=scale, positive=positive)
        assert np.isfinite([run.loss, *run.delta[0]]).all()
        assert len(run.sentences) == run.last_step + 1
