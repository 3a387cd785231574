"""Batch sizes and rates: against the library's training, and what is claimed of the rules."""

import numpy as np
import pytest

from course_lib.lessons.lr_schedules import batch_scaling as scaling
from course_lib.lessons.shared.network_stack import NetworkStack, rounded, shuffled
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy


def test_rates_by_rule():
    for rule, want in (("fixed", 0.1), ("× √N", 0.4), ("× N", 1.6)):
        assert scaling.rate_for(rule, 0.1, 256) == pytest.approx(want)
        assert scaling.rate_for(rule, 0.1, 16) == pytest.approx(0.1)


@pytest.mark.parametrize("warmup", [0.0, 1.0])
def test_one_seed_is_gradient_descent_on_mini_batches(warmup):
    batch, lr, seed = 256, 0.4, 2
    losses = scaling.train_batches(batch=batch, lr=lr, warmup=warmup)[:, seed]
    X, y, *_ = small_digits()
    net = NetworkStack((196, 32, 32, 10)).net
    w, order = net.pack(net.init(np.random.default_rng(seed))), shuffled(3, 2000, 6)[seed]
    judged = NetworkRisk(net, SoftmaxCrossEntropy(), X[:500], y[:500])
    rising, path = round(8 * warmup), [w]  # 2000/256 = 7.8 steps
    for t in range(46):
        rows = order[t * batch : (t + 1) * batch]
        share = min(1.0, (t + 1) / (rising + 1))  # from 1/9 up
        risk = NetworkRisk(net, SoftmaxCrossEntropy(), X[rows], y[rows])
        w = rounded(w - lr * share * risk.grad(w))
        path.append(w)
    want = [float(judged(path[t])) for t in scaling.measured_steps(batch)]
    np.testing.assert_allclose(losses, want, rtol=1e-6)


def test_every_batch_size_sees_the_same_digits():
    for batch in scaling.BATCHES:
        steps = scaling.measured_steps(batch)
        assert len(steps) == 13
        assert (np.diff(steps) > 0).all()
        assert 0 <= 6 * 2000 - steps[-1] * batch < batch


@pytest.fixture(scope="module")
def plain():
    return scaling.batch_scaling()


def test_linear_scaling_holds_to_256_and_breaks_at_512(plain):
    final = dict(zip(scaling.RULES, np.median(plain.loss[..., -1, :], axis=-1), strict=True))
    assert np.abs(final["× N"][:5] - final["× N"][0]).max() < 0.12
    assert final["× N"][5] > 1.0
    assert (np.diff(final["fixed"]) > 0).all()
    assert final["fixed"][4] > 5 * final["× N"][4]
    assert (final["× √N"][2:5] > final["× N"][2:5]).all()
    assert "up to 256" in plain.summary


def test_all_rules_agree_at_the_base(plain):
    assert (plain.loss[:, 0] == plain.loss[0, 0]).all()


def test_warm_up_lets_the_sharp_network_take_larger_batches():
    sharp = list(scaling.NETWORKS)[1]
    cold, warm = (
        np.median(scaling.train_batches(batch=128, lr=0.16, warmup=n, network=sharp)[-1])
        for n in (0.0, 1.0)
    )
    assert warm < 0.7 * cold
