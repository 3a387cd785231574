"""The live training is the library's training, in pieces of any length, and keeps the best."""

from dataclasses import replace

import numpy as np
import pytest

from course_lib.lessons.training_a_network import live_training as L
from course_lib.lessons.training_a_network.digits import digits
from course_lib.nn import Eval, SoftmaxCrossEntropy, evaluate
from course_lib.optim import Adam


def same(one, other):
    np.testing.assert_array_equal(one.theta, other.theta)
    assert (one.t, one.checks, one.best, one.over) == (
        other.t, other.checks, other.best, other.over,
    )  # fmt: skip


@pytest.mark.parametrize("method", L.METHODS)
def test_ten_steps_and_ten_are_twenty(method):
    start = L.begin(method=method, hidden=16)
    before = start.theta.copy()
    half = L.advance(start, 13, rate=0.4, batch=8)
    kept = half.theta.copy()
    same(L.advance(half, 12, rate=0.4, batch=8), L.advance(start, 25, rate=0.4, batch=8))
    np.testing.assert_array_equal(start.theta, before)
    np.testing.assert_array_equal(half.theta, kept)


def test_one_step_by_hand():
    """Softmax, cross entropy and Adam's first step written out."""
    run, data = L.begin(hidden=16), digits()
    after = L.advance(run, 1, lr=0.01)
    rows = np.random.default_rng([0, 0]).integers(0, 300, 32)
    X, params = data.X[rows].astype(float), L.network(16).unpack(run.theta)
    z = X @ params["0.W"] + params["0.b"]
    scores = np.maximum(z, 0) @ params["2.W"] + params["2.b"]
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    delta = (p - np.eye(10)[data.y[rows]]) / 32
    back = (delta @ params["2.W"].T) * (z > 0)
    grads = {"0.W": X.T @ back, "0.b": back.sum(axis=0),
             "2.W": np.maximum(z, 0).T @ delta, "2.b": delta.sum(axis=0)}  # fmt: skip
    for name, value in L.network(16).unpack(after.theta).items():
        g = grads[name]  # the first step of Adam is η·g/(|g| + ε)
        moved = 0.01 * g / (np.abs(g) + Adam(0.01).eps)
        np.testing.assert_allclose(value, params[name] - moved, rtol=1e-9, atol=1e-9)


def test_the_best_weights_are_those_of_the_best_check():
    run, data = L.advance(L.begin(hidden=16), 1000, lr=0.01, patience=5), digits()
    assert run.over
    assert run.t - run.best.t == 5 * L.CHECK
    assert run.best.validation_loss == min(check.validation_loss for check in run.checks)
    params = L.network(16).unpack(run.best_theta)
    score = evaluate(L.network(16), SoftmaxCrossEntropy(), params, data.X_other, data.y_other,
                     Eval())  # fmt: skip
    assert score.loss == pytest.approx(run.best.validation_loss, rel=1e-5)
    same(L.advance(run, 10), run)


def test_patience_in_mid_run():
    run = L.advance(L.begin(hidden=16), 200, lr=0.01, patience=L.NEVER)
    assert run.t == 200
    assert not run.over
    assert L.advance(run, 10, patience=5).over


def test_it_ends_by_itself_and_where_nothing_is_finite():
    run = replace(L.begin(hidden=16), t=L.END - 1)
    assert L.advance(run, 5, patience=L.NEVER).t == L.END
    lost = L.advance(L.begin(hidden=16, method="gradient descent"), 50, lr=1e200)
    assert lost.over
    assert lost.t < 50


def test_the_seed_changes_start_and_order():
    one, other = (L.advance(L.begin(seed=s, hidden=16), 10) for s in (0, 1))
    assert (one.theta != other.theta).mean() > 0.9


def test_what_is_drawn():
    run = L.advance(L.begin(hidden=16), 30)
    seen = L.look(run, patience=5)
    assert seen.checks.shape == (4, 5)
    assert seen.checks[:, 0].tolist() == [0, 10, 20, 30]
    assert seen.weights.shape == (L.UNITS, 784)
    np.testing.assert_allclose(np.abs(seen.weights).max(axis=1), 1)
    assert seen.summary.startswith("step 30: training loss")
