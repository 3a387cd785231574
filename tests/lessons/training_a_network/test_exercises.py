"""Solutions of notebook 23's exercises that are right, each in another way than the notebook's."""

import numpy as np
import pytest

from course_lib.functions import MulticlassRisk, SoftmaxCrossEntropy
from course_lib.lessons.training_a_network.checklist import FAULTS
from course_lib.lessons.training_a_network.exercises import (
    check_diagnose,
    check_early_stop,
    check_loss_range,
    check_train_softmax,
)
from course_lib.nn import Dense, EarlyStopping, Eval, Sequential
from course_lib.nn import SoftmaxCrossEntropy as MeanLoss


def train_softmax(W, X, y, batches, lr):
    for rows in batches:
        scores = X[rows] @ W
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(rows)), y[rows]] -= 1
        W = W - lr * X[rows].T @ p / len(rows)
    return W


def train_by_a_network(W, X, y, batches, lr):
    net = Sequential([Dense(*W.shape, bias=False)])
    for rows in batches:
        scores, cache = net.forward({"0.W": W}, X[rows], Eval())
        _, back = MeanLoss().value_and_grad(scores, y[rows])
        W = W - lr * net.backward({"0.W": W}, cache, back)[1]["0.W"]
    return W


def train_by_the_risk(W, X, y, batches, lr):
    for rows in batches:
        risk = MulticlassRisk(SoftmaxCrossEntropy(), X[rows], y[rows], W.shape[1])
        W = W - lr * risk.grad(W.ravel()).reshape(W.shape)
    return W


def early_stop(losses, patience):
    best, waited, t = 0, 0, 0
    for t in range(1, len(losses)):
        if losses[t] < losses[best]:
            best, waited = t, 0
        else:
            waited += 1
        if waited >= patience:
            break
    return best, t


def early_stop_by_prefixes(losses, patience):
    for t in range(len(losses)):
        best = min(range(t + 1), key=lambda s: losses[s])
        if t - best >= patience:
            return best, t
    return best, t


def loss_range(K):
    return np.log(np.e + K - 1) - 1, np.log(np.e + K - 1)


def loss_range_by_numbers(K):
    p = np.zeros(K)
    p[0] = 1
    losses = np.log(np.exp(p).sum()) - p
    return losses[0], losses[1]


def named(first, few, ratio, dead, accuracy):
    if first > 10:
        return "unscaled pixels"
    if ratio.max() == 0:
        return "zero weights"
    if ratio.max() > 0.1:
        return "rate too large"
    if ratio.max() < 1e-4:
        return "rate too small"
    if few > 1.4:
        return "softmax twice"
    return "nothing" if accuracy > 0.5 else "shuffled labels"


def named_by_dead_units(first, few, ratio, dead, accuracy):
    if first > 10:
        return "unscaled pixels"
    if dead.mean() > 0.9:
        return "zero weights" if abs(first - np.log(10)) < 1e-3 else "rate too large"
    if few > 2:
        return "rate too small"
    if few > np.log(1 + 9 / np.e):
        return "softmax twice"
    return "nothing" if accuracy > 0.5 else "shuffled labels"


def diagnose(first, few, ratio, dead, accuracy):
    return list(FAULTS).index(named(first, few, ratio, dead, accuracy))


def diagnose_by_dead_units(first, few, ratio, dead, accuracy):
    return list(FAULTS).index(named_by_dead_units(first, few, ratio, dead, accuracy))


RIGHT = [
    (check_train_softmax, train_softmax),
    (check_train_softmax, train_by_a_network),
    (check_train_softmax, train_by_the_risk),
    (check_early_stop, early_stop),
    (check_early_stop, early_stop_by_prefixes),
    (check_loss_range, loss_range),
    (check_loss_range, loss_range_by_numbers),
    (check_diagnose, diagnose),
    (check_diagnose, diagnose_by_dead_units),
]


@pytest.mark.parametrize("fault", range(len(FAULTS)))
def test_one_answer_for_all_is_not_enough(fault):
    assert not check_diagnose(lambda first, few, ratio, dead, accuracy: fault).passed


@pytest.mark.parametrize("losses", [[3, 2, 1, 2, 3, 0.5], [3, 1, 2, 1, 0.9, 4, 4, 4], [1, 2, 2, 2]])
@pytest.mark.parametrize("patience", [1, 2, 3])
def test_it_is_the_librarys_early_stopping(losses, patience):
    """The rule of `course_lib.nn.fit`, whose epochs count from 1, with these validation losses."""
    early, best, best_loss, stopped = EarlyStopping(patience), 0, np.inf, len(losses) - 1
    for epoch, value in enumerate(losses):
        if value < best_loss - early.min_delta:
            best, best_loss = epoch, value
        if epoch - best >= early.patience:
            stopped = epoch
            break
    assert early_stop(losses, patience) == (best, stopped)
