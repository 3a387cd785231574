"""The stack of normalized networks is the library's network, run by run."""

import numpy as np
import pytest

from course_lib.lessons.batchnorm.normed_stack import NormedStack, ShiftingNoise
from course_lib.nn import Activation, BatchNorm, Dense, Eval, Sequential, SoftmaxCrossEntropy, Train

SIZES = (5, 4, 3, 3)


def library(place):
    def hidden(n_in, n_out):
        norm, relu = BatchNorm(n_out), Activation("relu")
        return [Dense(n_in, n_out), *([norm, relu] if place == "before" else [relu, norm])]

    return Sequential([*hidden(5, 4), *hidden(4, 3), Dense(3, 3)])


def named(stack, w, place):
    """One row of the stack under the library's names."""
    at = 1 if place == "before" else 2
    (W1, b1), (W2, b2), (W3, b3) = stack.layers(w)
    (g1, h1), (g2, h2) = stack.affine(w)
    return {"0.W": W1[0], "0.b": b1[0, 0], f"{at}.gamma": g1[0, 0], f"{at}.beta": h1[0, 0],
            "3.W": W2[0], "3.b": b2[0, 0], f"{3 + at}.gamma": g2[0, 0],
            f"{3 + at}.beta": h2[0, 0], "6.W": W3[0], "6.b": b3[0, 0]}  # fmt: skip


@pytest.mark.parametrize("place", ["before", "after"])
def test_each_run_has_the_librarys_loss_gradient_and_scores(place):
    stack, net, rng = NormedStack(SIZES, place), library(place), np.random.default_rng(0)
    w = stack.starts(2) + 0.1 * rng.normal(size=(2, stack.starts(1).shape[1]))
    X, y = rng.normal(size=(2, 7, 5)), rng.integers(0, 3, (2, 7))
    losses, grads = stack.loss_and_grad(w, X, y)
    stats = stack.statistics(w, X)
    scores = stack.signals(w, X + 0.3, stats=stats)[-1]
    for run in range(2):
        params = named(stack, w[[run]], place)
        outputs, cache = net.forward(params, X[run], Train())
        loss, back = SoftmaxCrossEntropy().value_and_grad(outputs, y[run])
        assert losses[run] == pytest.approx(loss)
        theirs = net.backward(params, cache, back)[1]
        for name, mine in named(stack, grads[[run]], place).items():
            np.testing.assert_allclose(mine, theirs[name], atol=1e-12)
        names = [name for name in net.stats() if name.endswith("mean")]
        kept = {name: stats[k][0][run, 0] for k, name in enumerate(names)}
        kept |= {name[:-4] + "var": stats[k][1][run, 0] for k, name in enumerate(names)}
        used, _ = net.forward(params, X[run] + 0.3, Eval(kept))
        np.testing.assert_allclose(scores[run], used, atol=1e-12)


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_gradient_through_the_noise_is_that_of_differences(place):
    stack, rng = NormedStack(SIZES, place), np.random.default_rng(1)
    w = stack.starts(1) + 0.1 * rng.normal(size=(1, stack.starts(1).shape[1]))
    X, y = rng.normal(size=(1, 6, 5)), rng.integers(0, 3, (1, 6))

    def loss(w):
        noise = ShiftingNoise(np.array([1.5]), np.random.default_rng(2))
        return stack.loss_and_grad(w, X, y, noise)

    _, grad = loss(w)
    for i in range(0, w.shape[1], 3):
        step = np.zeros_like(w)
        step[0, i] = 1e-6
        difference = (loss(w + step)[0] - loss(w - step)[0]) / 2e-6
        assert grad[0, i] == pytest.approx(difference[0], abs=1e-7)


def test_noise_has_the_means_and_spreads_that_it_names():
    noise = ShiftingNoise(np.array([0.0, 1.0]), np.random.default_rng(0))
    factor, summand = noise.draw((2, 2000, 50))
    assert (factor[0] == 1).all()
    assert (summand[0] == 0).all()
    centre, spread = summand[1].mean(axis=0), factor[1].mean(axis=0)
    assert 0.4 < np.abs(centre).max() < 0.51
    assert 1.2 < spread.max() < 1.26
    assert 0.99 < spread.min() < 1.05
    assert np.ptp(summand[1], axis=0).max() < 0.21
    np.testing.assert_allclose(factor[1].std(axis=0), 0.1, atol=0.01)


def test_another_place_is_refused():
    with pytest.raises(ValueError, match="place must be"):
        NormedStack(SIZES, "beside")
