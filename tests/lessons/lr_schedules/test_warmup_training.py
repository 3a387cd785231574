"""Warm-up on deep networks: against training by hand, an exact Hessian, and what is claimed."""

import numpy as np
import pytest

from course_lib.lessons.lr_schedules import warmup_training as warm
from course_lib.lessons.shared.network_stack import NetworkStack, rounded, shuffled
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy
from course_lib.schedules import Linear, Warmup


@pytest.mark.parametrize("name", warm.OPTIMIZERS)
def test_one_seed_is_the_librarys_training(name):
    run = warm.first_steps(optimizer=name, lr=0.02, warmup=10, depth=2, scale=1.0)
    X, y, *_ = small_digits()
    net, seed = NetworkStack((196, 32, 32, 10)).net, 3
    w = net.pack(net.init(np.random.default_rng(seed)))
    optimizer = warm.make_optimizer(name, Warmup(10, Linear(0.02, 230)))
    state, order = optimizer.init(w), shuffled(5, 2000, 12)[seed]
    for t in range(40):
        rows = order[100 * t : 100 * (t + 1)]
        risk = NetworkRisk(net, SoftmaxCrossEntropy(), X[rows], y[rows])
        assert run.loss[t, seed] == pytest.approx(float(risk(w)), rel=1e-6)
        before = w
        w, state = optimizer.step(risk, w, state)
        rounded(w)
        moved = np.linalg.norm(w - before) / np.linalg.norm(before)
        assert run.moved[t, seed] == pytest.approx(moved, rel=1e-5, abs=1e-12)


def with_and_without_rounding(monkeypatch):
    """The losses of a training that goes to and fro, newly computed."""
    found = []
    for rounding in (warm.rounded, lambda w: w):
        with monkeypatch.context() as patch:
            patch.setattr(warm, "rounded", rounding)
            warm.first_steps.cache_clear()
            found.append(warm.first_steps(lr=0.4, warmup=40, depth=5, scale=1.6).loss)
    warm.first_steps.cache_clear()
    return found


def test_another_rounding_of_sums_does_not_show(monkeypatch):
    kept, free = with_and_without_rounding(monkeypatch)
    exact, rng = NetworkStack.loss_and_grad, np.random.default_rng(9)

    def on_another_machine(self, w, X, y):
        loss, grad = exact(self, w, X, y)
        return loss, grad * (1 + 2e-16 * rng.choice([-1, 1], size=grad.shape))

    monkeypatch.setattr(NetworkStack, "loss_and_grad", on_another_machine)
    kept_there, free_there = with_and_without_rounding(monkeypatch)
    np.testing.assert_allclose(kept_there, kept, rtol=1e-9)
    assert np.abs(free_there / free - 1).max() > 0.01, "it would, were the weights not rounded"


def test_rates_rise_to_the_peak_and_fall_to_zero():
    run = warm.first_steps(lr=0.1, warmup=50, depth=2, scale=1.0)
    assert run.rates[0] == 0
    assert run.rates[50] == pytest.approx(0.1)
    assert run.rates[-1] == pytest.approx(0.1 / 190)
    assert warm.first_steps(lr=0.1, depth=2, scale=1.0).rates[0] == pytest.approx(0.1)


def test_the_limit_is_two_over_the_largest_eigenvalue():
    nets = NetworkStack((196, 3, 10))
    w = nets.starts(2)
    X, y, *_ = small_digits()
    for k in range(2):
        risk = NetworkRisk(nets.net, SoftmaxCrossEntropy(), X[: warm.CURVED], y[: warm.CURVED])
        h = 1e-5
        H = np.array([(risk.grad(w[k] + h * e) - risk.grad(w[k] - h * e)) / (2 * h)
                      for e in np.eye(w.shape[1])])  # fmt: skip
        want = np.abs(np.linalg.eigvalsh((H + H.T) / 2)).max()
        curvature = warm._Curvature(nets, w.shape[1])
        found = [curvature.largest(w)[k] for _ in range(8)][-1]
        assert found == pytest.approx(want, rel=0.03)


def test_no_limit_is_claimed_for_adam_and_momentums_is_longer():
    assert warm.first_steps(optimizer="Adam", lr=0.02, depth=2).limit.shape == (0, 2)
    sgd, ball = (warm.first_steps(optimizer=o, lr=0.02, depth=2).limit[0] for o in warm.RATES
                 if o != "Adam")  # fmt: skip
    np.testing.assert_allclose(ball / sgd, 1.9)


def test_where_the_warm_up_decides():
    run = warm.warmup_training()
    assert run.cold.learned <= 2
    assert run.warm.learned == 5
    assert "The warm-up decides." in run.summary
    # The rate is far beyond the limit of the start; the first step is a quarter of the weights.
    assert (run.cold.rates[0] > 10 * run.cold.limit[0]).all()
    assert run.cold.moved[0].min() > 0.2
    assert np.nanmax(run.warm.moved[:5]) < 0.05


def test_where_it_does_not_matter():
    for values in (dict(depth=2), dict(scale=1.0)):
        run = warm.warmup_training(**values)
        assert run.cold.learned == run.warm.learned == 5
        assert "hardly matters" in run.summary


def test_adam_is_helped_even_from_hes_start():
    run = warm.warmup_training(optimizer="Adam", lr=0.08, scale=1.0)
    assert np.median(run.warm.final) < 0.4 * np.median(run.cold.final)


def test_a_run_that_overflows_stays_ended():
    run = warm.first_steps(lr=0.8, depth=10, scale=1.6)
    gone = np.isnan(run.loss)
    assert gone.any()
    assert (np.diff(gone.astype(int), axis=0) >= 0).all()
    assert np.isinf(run.final[gone[-1]]).all()
    assert np.isnan(run.moved[gone]).all()


@pytest.mark.parametrize("name", ["SGD", "Adam"])
def test_progress_goes_with_the_digits_that_were_worked_on(name, monkeypatch):
    counted, told = [0], []

    def counting(self, w, X, y):
        counted[0] += len(w) * X.shape[1]
        return loss_and_grad(self, w, X, y)

    loss_and_grad = NetworkStack.loss_and_grad
    monkeypatch.setattr(NetworkStack, "loss_and_grad", counting)
    warm.first_steps.cache_clear()
    warm.first_steps(
        optimizer=name, lr=0.02, depth=2, progress=lambda p: told.append((counted[0], p))
    )
    work = np.array([done for done, _ in told]) / counted[0]
    np.testing.assert_allclose([p.fraction for _, p in told], work, atol=0.002)
    left = [p.remaining / (p.elapsed + p.remaining) for _, p in told]
    np.testing.assert_allclose(left, 1 - work, atol=1e-9)
    assert [p.done for _, p in told] == [False] * 239 + [True]
