"""Batch sizes and rates: against the library's training, and what is drawn."""

import numpy as np
import pytest

from course_lib.lessons.lr_schedules import batch_scaling as scaling
from course_lib.lessons.lr_schedules import explorers
from course_lib.lessons.lr_schedules.schedule_training import projected_digits, starts
from course_lib.lessons.shared.network_stack import NetworkStack, rounded, shuffled
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy


def test_rates_by_rule():
    for rule, want in (("fixed", 0.1), ("× √N", 0.4), ("× N", 1.6)):
        assert scaling.rate_for(rule, 0.1, 256) == pytest.approx(want)
        assert scaling.rate_for(rule, 0.1, 16) == pytest.approx(0.1)


@pytest.mark.parametrize("warmup", [0.0, 1.0])
def test_one_seed_is_gradient_descent_on_mini_batches(warmup):
    batch, lr, seed = 256, 0.4, 2
    losses = scaling.train_batches(batch=batch, lr=lr, warmup=warmup)[:, seed]
    X, y, *_ = projected_digits()
    X, nets = X[:, :-1], NetworkStack(scaling.SIZES)
    w, order = starts(nets, 3)[seed], shuffled(3, 2000, 4)[seed]
    rising, path = round(8 * warmup), [w]  # 2000/256 = 7.8 steps
    for t in range(31):
        rows = order[t * batch : (t + 1) * batch]
        share = min(1.0, (t + 1) / (rising + 1))  # from 1/9 up
        risk = NetworkRisk(nets.net, SoftmaxCrossEntropy(), X[rows], y[rows])
        w = rounded(w - lr * share * risk.grad(w))
        path.append(w)
    judged = NetworkRisk(nets.net, SoftmaxCrossEntropy(), X[:500], y[:500])
    want = [float(judged(path[t])) for t in scaling.measured_steps(batch)]
    np.testing.assert_allclose(losses, want, rtol=1e-6)


def test_every_batch_size_sees_the_same_digits():
    for batch in scaling.BATCHES:
        steps = scaling.measured_steps(batch)
        assert len(steps) == 13
        assert (np.diff(steps) > 0).all()
        assert 0 <= 4 * 2000 - steps[-1] * batch < batch


def test_all_rules_agree_at_the_base():
    loss = scaling.batch_scaling().loss
    assert (loss[:, 0] == loss[0, 0]).all()


def test_curves_by_epochs_and_steps():
    explorer = explorers.batch_scaling()
    view, run = explorer.view, scaling.batch_scaling()
    middle = np.median(np.minimum(run.loss[scaling.RULES.index("× N")], 2.6), axis=-1)
    for k, batch in enumerate(scaling.BATCHES):
        x, y = view.means[k].get_data()
        np.testing.assert_allclose(x, run.steps[k] * batch / 2000)
        np.testing.assert_allclose(y, middle[k])
    explorer.set(rule="fixed", against="steps")
    fixed = np.median(run.loss[scaling.RULES.index("fixed")], axis=-1)
    for k in range(6):
        x, y = view.means[k].get_data()
        np.testing.assert_allclose(x, run.steps[k, 1:])
        np.testing.assert_allclose(y, fixed[k, 1:])
    for rule, line in view.rules.items():
        want = np.median(np.minimum(run.loss[scaling.RULES.index(rule), :, -1], 2.6), axis=-1)
        np.testing.assert_allclose(line.get_ydata(), want)
        assert (line.get_linewidth() > 2) == (rule == "fixed")
