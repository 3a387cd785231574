"""Networks in lockstep against the library's own, one by one."""

import numpy as np
import pytest

from course_lib.experiments.lockstep import Lockstep, rounded, shuffled, told
from course_lib.experiments.norm_digits import small_digits
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy


@pytest.mark.parametrize("sizes", [(196, 7, 10), (196, 8, 6, 5, 10)])
def test_loss_and_gradient_are_those_of_the_library(sizes):
    X, y, *_ = small_digits()
    nets = Lockstep(sizes)
    w = nets.starts(3, 1.4) + 0.05 * np.random.default_rng(0).standard_normal((3, 1))
    rows = np.arange(60).reshape(3, 20)
    loss, grad = nets.loss_and_grad(w, X[rows], y[rows])
    np.testing.assert_allclose(nets.loss(w, X[rows], y[rows]), loss, rtol=1e-13)
    for k in range(3):
        risk = NetworkRisk(nets.net, SoftmaxCrossEntropy(), X[rows[k]], y[rows[k]])
        assert loss[k] == pytest.approx(float(risk(w[k])), rel=1e-12)
        np.testing.assert_allclose(grad[k], risk.grad(w[k]), rtol=1e-9, atol=1e-14)
    shared = nets.loss(w, X[None, :20], y[None, :20])
    assert shared[0] == pytest.approx(loss[0], rel=1e-12)


def test_starts_are_he_times_the_scale():
    nets = Lockstep((196, 64, 10))
    w = nets.starts(2, 1.5)
    assert w[0, : 196 * 64].std() == pytest.approx(1.5 * np.sqrt(2 / 196), rel=0.03)
    assert not (w[0] == w[1]).all()


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


def test_rounding_keeps_twenty_binary_digits():
    w = np.random.default_rng(2).standard_normal(1000)
    once = rounded(w.copy())
    relative = np.abs(once / w - 1)
    assert 2.0**-23 < relative.max() <= 2.0**-21
    assert (rounded(once.copy()) == once).all()
    near = rounded(w * (1 + 1e-16 * np.sign(w)))
    assert (near == once).all()
    assert rounded(np.array([0.0, np.inf, -np.inf, 1.5])).tolist() == [0.0, np.inf, -np.inf, 1.5]
    assert np.isnan(rounded(np.array([np.nan]))).all()


def test_the_last_digit_of_the_gradients_does_not_grow(monkeypatch):
    from course_lib.experiments import warmup_training as warm

    values = dict(lr=0.4, warmup=40, depth=5, scale=1.6)
    warm.first_steps.cache_clear()
    exact = warm.first_steps(**values)
    plain = Lockstep.loss_and_grad

    def on_another_machine(self, w, X, y):
        loss, grad = plain(self, w, X, y)
        return loss, grad * (1 + 2e-16)

    monkeypatch.setattr(Lockstep, "loss_and_grad", on_another_machine)
    warm.first_steps.cache_clear()
    other = warm.first_steps(**values)
    warm.first_steps.cache_clear()
    np.testing.assert_allclose(other.loss, exact.loss, rtol=1e-9)
