"""One digit network with many parameter vectors at once: what a fair grid search trains."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np

from course_lib.experiments.norm_digits import small_digits
from course_lib.functions.objective import QUIET
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy, mlp

DIGITS, CLASSES, HIDDEN = 1000, 10, 32
EPOCHS, BATCH = 10, 50
MODELS = {"network with a hidden layer": HIDDEN, "softmax regression (convex)": 0}

# Where a rate is too large, training is chaotic: the last digit of a sum, which every BLAS rounds
# in its own way, decides where it ends. Weights that are kept to a multiple of this forget it.
SPACING = 2.0**-20


@lru_cache(maxsize=1)
def digit_data() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """1,000 digits of 14 × 14 pixels to train on and 500 to test: X, y, X_test, y_test."""
    X, y, X_test, y_test = small_digits()
    return X[:DIGITS], y[:DIGITS], X_test, y_test


def digit_risk(hidden: int) -> NetworkRisk:
    """The same risk for one parameter vector: where starts come from."""
    X, y, *_ = digit_data()
    widths = (X.shape[1], hidden, CLASSES) if hidden else (X.shape[1], CLASSES)
    return NetworkRisk(mlp(widths), SoftmaxCrossEntropy(), X, y)


class ManyNetworks:
    """Mean cross-entropy of digits, for the rows of an array of parameters, shape (n, dim).

    Parameters
    ----------
    hidden : int
        ReLU neurons in the hidden layer; 0 is softmax regression, whose risk is convex.

    Notes
    -----
    A row is laid out as ``digit_risk(hidden).net.pack`` does: weights then biases, layer by layer.
    """

    def __init__(self, hidden: int):
        self.hidden = hidden

    def scores(self, params, X) -> tuple[np.ndarray | None, np.ndarray]:
        """The hidden layer, shape (n, m, hidden) or None, and the scores, shape (n, m, 10)."""
        if not self.hidden:
            W, b = self._layers(params, X.shape[1])
            return None, X @ W + b
        W1, b1, W2, b2 = self._layers(params, X.shape[1])
        inner = X @ W1
        inner += b1
        np.maximum(inner, 0, out=inner)
        return inner, inner @ W2 + b2

    def _layers(self, params, pixels: int) -> list[np.ndarray]:
        widths = (pixels, self.hidden, CLASSES) if self.hidden else (pixels, CLASSES)
        views, at = [], 0
        for a, b in pairwise(widths):
            for rows in (a, 1):
                views.append(params[:, at : at + rows * b].reshape(-1, rows, b))
                at += rows * b
        return views

    def gradient(self, params, X, y) -> np.ndarray:
        """Of the mean loss of X, y: shape (n, dim)."""
        inner, scores = self.scores(params, X)
        at_scores = _softmax(scores)
        at_scores[:, np.arange(len(y)), y] -= 1
        at_scores /= len(y)
        grad = np.empty_like(params)
        *first, W, b = self._layers(grad, X.shape[1])
        np.sum(at_scores, axis=1, keepdims=True, out=b)
        if not self.hidden:
            np.matmul(X.T, at_scores, out=W)
            return grad
        np.matmul(inner.transpose(0, 2, 1), at_scores, out=W)
        at_inner = at_scores @ self._layers(params, X.shape[1])[2].transpose(0, 2, 1)
        at_inner *= inner > 0
        np.matmul(X.T, at_inner, out=first[0])
        np.sum(at_inner, axis=1, keepdims=True, out=first[1])
        return grad

    def loss_and_accuracy(self, params, X, y) -> tuple[np.ndarray, np.ndarray]:
        """Of each row: the mean loss, inf where it is no number, and the percentage right."""
        with np.errstate(**QUIET):
            _, scores = self.scores(params, X)
            right = 100 * (scores.argmax(axis=-1) == y).mean(axis=-1)
            scores -= scores.max(axis=-1, keepdims=True)
            own = scores[:, np.arange(len(y)), y]
            loss = (np.log(np.exp(scores).sum(axis=-1)) - own).mean(axis=-1)
        return np.where(np.isfinite(loss), loss, np.inf), right


def _softmax(scores) -> np.ndarray:
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def train_many(optimizers, hidden: int, seed: int, *, spacing=SPACING) -> tuple[np.ndarray, ...]:
    """One training for each optimizer, from one start and on the same mini-batches.

    Parameters
    ----------
    optimizers : sequence of InPlaceOptimizer
    hidden : int
    seed : int
        Of the start and of the order of the digits.
    spacing : float
        Weights are rounded to multiples of it after each step; 0 leaves them.

    Returns
    -------
    loss, accuracy : array, shape (optimizers, EPOCHS + 1)
        On all digits trained on, and on the test digits in percent, before and after each epoch.
    """
    X, y, X_test, y_test = digit_data()
    nets, rng = ManyNetworks(hidden), np.random.default_rng(seed)
    params = np.tile(digit_risk(hidden).start(rng), (len(optimizers), 1))
    states = [o.init(row) for o, row in zip(optimizers, params, strict=True)]
    rows = []

    def look():
        rows.append((nets.loss_and_accuracy(params, X, y)[0],
                     nets.loss_and_accuracy(params, X_test, y_test)[1]))  # fmt: skip

    look()
    with np.errstate(**QUIET):
        for _ in range(EPOCHS):
            for batch in rng.permutation(DIGITS).reshape(-1, BATCH):
                _step(optimizers, nets, params, states, X[batch], y[batch])
                _rounded(params, spacing)
            look()
    loss, accuracy = zip(*rows, strict=True)
    return np.transpose(loss), np.transpose(accuracy)


def _step(optimizers, nets, params, states, X, y) -> None:
    ahead = np.stack([o.look_ahead(row, state) for o, row, state in zip(optimizers, params, states,
                                                                       strict=True)])  # fmt: skip
    grads = nets.gradient(ahead, X, y)
    for i, optimizer in enumerate(optimizers):
        states[i] = optimizer.update(params[i], grads[i], states[i])


def _rounded(params, spacing: float) -> None:
    if spacing:
        params *= 1 / spacing
        np.rint(params, out=params)
        params *= spacing
