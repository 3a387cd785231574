"""Checks of notebook 23: the loop, early stopping, the range of a loss, a diagnosis."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import log_softmax

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.functions import MulticlassRisk, SoftmaxCrossEntropy
from course_lib.lessons.training_a_network.checklist import FAULTS, readings

# ---- the loop ------------------------------------------------------------------------------------


def _loop(
    *, mean=True, sign=1, onehot=True, stale=False, all_rows=False, stable=True, axis=1
) -> Callable:
    @np.errstate(over="ignore", invalid="ignore")
    def train_softmax(W, X, y, batches, lr):
        start = W
        for batch in batches:
            rows = np.arange(len(X)) if all_rows else batch
            scores = X[rows] @ (start if stale else W)
            p = np.exp(scores - (scores.max(axis=axis, keepdims=True) if stable else 0))
            p /= p.sum(axis=axis, keepdims=True)
            if onehot:
                p[np.arange(len(rows)), y[rows]] -= 1
            W = W - sign * lr * X[rows].T @ p / (len(rows) if mean else 1)
        return W

    return train_softmax


def _loop_cases():
    """By the library's risk of each mini-batch."""
    rng = np.random.default_rng(3)
    for size, hint in (
        (1.0, "print W after the first mini-batch, and compare it with a step by hand"),
        (5000.0, "scores of some thousands: subtract the largest of each row before exp"),
    ):
        X, y = (size * rng.normal(size=(6, 2))).round(2), rng.integers(0, 3, 6)
        W, lr = rng.normal(size=(2, 3)).round(2), 0.5 / size
        batches = [np.array([0, 1]), np.array([2, 3, 4]), np.array([5, 0])]
        end = W
        for rows in batches:
            risk = MulticlassRisk(SoftmaxCrossEntropy(), X[rows], y[rows], 3)
            end = end - lr * risk.grad(end.ravel()).reshape(end.shape)
        yield Ask((W, X, y, batches, lr), end, hint)


check_train_softmax = Exercise(
    "the training loop",
    "train_softmax(W, X, y, batches, lr)",
    lambda: tuple(_loop_cases()),
    (
        Slip("uphill", _loop(sign=-1), "the update goes against the gradient: the sign is minus"),
        Slip("a sum for the mean", _loop(mean=False),
             "J is the mean over the mini-batch: divide by its own number of rows"),
        Slip("no label", _loop(onehot=False),
             "the gradient by the scores is p − onehot(y): where do the labels come in?"),
        Slip("the gradient of the start", _loop(stale=True),
             "the second mini-batch must be scored with the W that the first one left"),
        Slip("all rows in every step", _loop(all_rows=True),
             "sample means: only the rows of this mini-batch"),
        Slip("one softmax for all rows", _loop(axis=None),
             "each row has its own softmax: its exponentials are divided by their own sum"),
        Slip("overflow", _loop(stable=False),
             "exp of some thousands overflows: subtract the largest score of each row first"),
    ),
)  # fmt: skip

# ---- early stopping ------------------------------------------------------------------------------


def _stopping(*, compare="best", reset=True, late=0, last=False) -> Callable:
    def early_stop(losses, patience):
        best, waited, t = 0, 0, 0
        for t in range(1, len(losses)):
            other = {"best": losses[best], "first": losses[0], "before": losses[t - 1]}[compare]
            if losses[t] < other:
                best = t
                waited = 0 if reset else waited
            else:
                waited += 1
            if waited >= patience + late:
                break
        return (t if last else best), t

    return early_stop


def _as_defined(losses, patience):
    """From the definition, check by check."""
    for t in range(len(losses)):
        best = int(np.argmin(losses[: t + 1]))
        if t - best >= patience:
            break
    return best, t


_CURVES = (
    (
        [2.3, 1.1, 0.9, 0.8, 0.85, 0.9, 0.7, 0.8, 0.9, 0.95],
        2,
        "which check was the best, and when is it over?",
    ),
    ([2.3, 1.2, 1.3, 1.1, 1.2, 1.0, 1.1, 0.9], 2, "every new best lets the count begin again"),
    ([1.0, 0.9, 0.8, 0.7], 3, "nothing got worse here: it runs to the end"),
    ([1.0, 1.2, 1.1, 1.05, 0.5], 3, "no check after the first was better before it stopped"),
)

check_early_stop = Exercise(
    "early stopping",
    "early_stop(losses, patience) -> best, stopped",
    tuple(Ask((list(c), p), tuple(_as_defined(np.array(c), p)), hint) for c, p, hint in _CURVES),
    (
        Slip("compared with the one before", _stopping(compare="before"),
             "0.8 after 0.9 is no new best where 0.7 was seen: compare with losses[best]"),
        Slip("compared with the first", _stopping(compare="first"),
             "lower than the start is not enough: compare with losses[best]"),
        Slip("never counts anew", _stopping(reset=False),
             "waited counts checks since the last new best: set it to 0 there"),
        Slip("the last for the best", _stopping(last=True),
             "the first result is the best check, not the one where it stopped"),
        Slip("one check late", _stopping(late=1),
             "with patience 2 it stops at the second check without a new best"),
        Slip("as it was", _stopping(compare="before", reset=False, last=True, late=1),
             "begin with the comparison: a new best is lower than the best so far"),
    ),
)  # fmt: skip

# ---- the floor -----------------------------------------------------------------------------------


def _range(low, high) -> Callable:
    def loss_range(K):
        return low(K), high(K)

    return loss_range


def _lowest(K):
    return np.log(1 + (K - 1) / np.e)


def _highest(K):
    return np.log(np.e + K - 1)


def _at_the_corners(K):
    losses = -log_softmax(np.eye(K), axis=1)[:, 0]
    return float(losses.min()), float(losses.max())


check_loss_range = Exercise(
    "the loss of a softmax after a softmax",
    "loss_range(K) -> lowest, highest",
    tuple(
        Ask((K,), _at_the_corners(K), "the scores of the second softmax are between 0 and 1")
        for K in (10, 2, 1000)
    ),
    (
        Slip("zero", _range(lambda K: 0.0, _highest),
             "p = 1 for the right class is a score of 1, not a certainty: apply softmax again"),
        Slip("no upper end", _range(_lowest, lambda K: np.inf),
             "the worst p puts 1 on one wrong class: its scores are finite"),
        Slip("equal scores", _range(_lowest, lambda K: np.log(K)),
             "log K is the loss at equal scores; a score of 1 for a wrong class costs more"),
        Slip("K instead of K − 1", _range(lambda K: np.log(1 + K / np.e), _highest),
             "K − 1 classes have the score 0; the right one has the score 1"),
        Slip("without the logarithm", _range(lambda K: 1 / (1 + (K - 1) / np.e), _highest),
             "this is a probability; the loss is minus its logarithm"),
    ),
)  # fmt: skip

# ---- the diagnosis -------------------------------------------------------------------------------

SEED = 1  # other networks than those of the explorer


def _diagnose(*, exact=True, ratio_first=True, data=True, floor=True) -> Callable:
    def named(first, few, ratio, dead, accuracy):
        if first > 10:
            return "unscaled pixels"
        if dead.min() > 0.9 and (abs(first - np.log(10)) < 1e-3 or not exact):
            return "zero weights"
        if ratio.max() > 0.1:
            return "rate too large"
        if ratio_first and ratio.max() < 1e-4:
            return "rate too small"
        if few > 1.4:
            return "softmax twice" if floor else "rate too small"
        return "shuffled labels" if accuracy < 0.3 and data else "nothing"

    def diagnose(*readings):
        return list(FAULTS).index(named(*readings))

    return diagnose


def _patients():
    hints = {
        "nothing": "this training is fine: all readings are sound",
        "rate too large": "the first loss is near log 10, but look at the ratio",
        "rate too small": "the ratio is about 10⁻⁶ here",
        "zero weights": "every score is 0 at the start: what is the first loss exactly?",
        "unscaled pixels": "the first loss is far above log 10 here",
        "shuffled labels": "ten digits are learned, and yet few other digits are right",
        "softmax twice": "the loss on ten digits stays above 1.46, with an ordinary ratio",
    }
    for number, fault in enumerate(FAULTS):
        seen = readings(fault, SEED)
        arguments = (float(seen.loss[0]), float(seen.few[-1]), seen.ratio, seen.dead, seen.accuracy)
        yield Ask(arguments, number, hints[fault])


check_diagnose = Exercise(
    "the diagnosis of seven trainings",
    "diagnose(first, few, ratio, dead, accuracy)",
    lambda: tuple(_patients()),
    (
        Slip("dead units mean zero weights", _diagnose(exact=False),
             "a rate that is too large kills units as well: look at the first loss too"),
        Slip("a high loss on ten digits means a small rate", _diagnose(floor=False),
             "how large are the updates here? The rate is fine, the loss cannot fall further"),
        Slip("ten digits learned, so nothing is wrong", _diagnose(data=False),
             "a network learns any ten labels by heart, also wrong ones: look at other digits"),
        Slip("no look at the ratio", _diagnose(ratio_first=False),
             "here the updates are a millionth of the weights: it has hardly moved"),
    ),
)  # fmt: skip
