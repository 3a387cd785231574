"""Stacked networks against the library's own, one by one."""

import numpy as np
import pytest

from course_lib.lessons.shared.network_stack import (
    BY_OUTPUT,
    SPACING,
    NetworkStack,
    rounded,
    shuffled,
    told,
)
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy


@pytest.mark.parametrize("activation", BY_OUTPUT)
@pytest.mark.parametrize("sizes", [(196, 10), (196, 7, 10), (196, 8, 6, 5, 10)])
def test_each_run_is_the_network_of_the_library(sizes, activation):
    X, y, *_ = small_digits()
    nets = NetworkStack(sizes, activation)
    w = nets.starts(3, 1.4) + 0.05 * np.random.default_rng(0).standard_normal((3, 1))
    rows = np.arange(60).reshape(3, 20)
    loss, grad = nets.loss_and_grad(w, X[rows], y[rows])
    np.testing.assert_allclose(nets.loss(w, X[rows], y[rows]), loss, rtol=1e-13)
    for k in range(3):
        risk = NetworkRisk(nets.net, SoftmaxCrossEntropy(), X[rows[k]], y[rows[k]])
        assert loss[k] == pytest.approx(float(risk(w[k])), rel=1e-12)
        np.testing.assert_allclose(grad[k], risk.grad(w[k]), rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("sizes", [(196, 10), (196, 7, 10)])
def test_samples_without_runs_are_the_same_for_all(sizes):
    X, y, *_ = small_digits()
    nets = NetworkStack(sizes)
    w, X, y = nets.starts(3), X[None, :20], y[None, :20]
    own = np.repeat(X, 3, axis=0), np.repeat(y, 3, axis=0)
    for shared, each in zip(nets.loss_and_grad(w, X, y), nets.loss_and_grad(w, *own), strict=True):
        np.testing.assert_allclose(shared, each, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(nets.loss(w, X, y), nets.loss(w, *own), rtol=1e-12)
    np.testing.assert_array_equal(nets.accuracy(w, X, y), nets.accuracy(w, *own))


def test_accuracy_is_the_share_of_highest_scores():
    X, y, *_ = small_digits()
    nets = NetworkStack((196, 7, 10))
    w = nets.starts(3)
    shares = []
    for row in w:
        risk = NetworkRisk(nets.net, SoftmaxCrossEntropy(), X, y)
        outputs, _ = nets.net.forward(nets.net.unpack(row), X, risk.mode)
        shares.append(100 * np.mean(outputs.argmax(axis=1) == y))
    np.testing.assert_allclose(nets.accuracy(w, X[None], y[None]), shares)
    assert 0 < min(shares) < max(shares) < 100


def test_a_loss_that_is_no_number_is_infinite():
    X, y, *_ = small_digits()
    nets = NetworkStack((196, 10))
    w = np.stack([np.full(nets.net.size, v) for v in (0.0, np.inf, np.nan)])
    assert nets.loss(w, X[None], y[None]) == pytest.approx([np.log(10), np.inf, np.inf])


def test_starts_are_he_times_the_scale():
    nets = NetworkStack((196, 64, 10))
    w = nets.starts(2, 1.5)
    assert w[0, : 196 * 64].std() == pytest.approx(1.5 * np.sqrt(2 / 196), rel=0.03)
    assert not (w[0] == w[1]).all()
    np.testing.assert_array_equal(w[1], 1.5 * nets.start(np.random.default_rng(1)))


def test_every_epoch_has_every_sample_once():
    order = shuffled(2, 30, 3)
    assert order.shape == (2, 90)
    for epoch in order.reshape(6, 30):
        assert sorted(epoch) == list(range(30))
    assert len({tuple(e) for e in order.reshape(6, 30)}) == 6


def test_progress_hears_of_every_step_and_of_the_end():
    heard, losses = [], []
    for step in told(heard.append, 4, losses):
        losses.append(np.array([1.0, step]))
    assert [(p.step, p.steps, p.loss, p.done) for p in heard] == [
        (1, 4, 0.5, False), (2, 4, 1.0, False), (3, 4, 1.5, False), (4, 4, 2.0, True),
    ]  # fmt: skip


def test_rounding_goes_to_the_nearest_multiple_in_place():
    w = np.random.default_rng(2).standard_normal(1000)
    kept = w.copy()
    once = rounded(kept)
    assert once is kept
    assert (once / SPACING % 1 == 0).all()
    assert SPACING / 4 < np.abs(once - w).max() <= SPACING / 2
    assert (rounded(once.copy()) == once).all()
    near = rounded(w * (1 + 1e-16 * np.sign(w)))
    assert (near == once).all()
    assert rounded(np.array([0.0, np.inf, -np.inf, 1.5])).tolist() == [0.0, np.inf, -np.inf, 1.5]
    assert np.isnan(rounded(np.array([np.nan]))).all()


def test_an_unknown_activation_is_named():
    with pytest.raises(ValueError, match="activation must be one of 'relu', 'sigmoid', 'tanh'"):
        NetworkStack((196, 7, 10), "softplus")
