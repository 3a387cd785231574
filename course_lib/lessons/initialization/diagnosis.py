"""A network on digits and its vital signs: first loss, saturation, size of the updates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import load_mnist
from course_lib.lessons.initialization.deep_training import digits
from course_lib.lessons.shared.remembered import completed, remembered
from course_lib.nn import Eval, LeCun, SoftmaxCrossEntropy, evaluate, fit, mlp
from course_lib.optim import GradientDescent

HIDDEN, WIDTH, BATCH, EPOCHS, LOOKED_AT, FULL = 5, 50, 50, 8, 250, 0.97


@dataclass(frozen=True)
class DiagnosisRun:
    """A training by epochs; entry 0 is before the first step, and nan what overflowed."""

    loss: np.ndarray  #: Shape (epochs + 1,). Over the 1,500 digits that it is trained on.
    #: Shape (epochs + 1, hidden layers). The part of a layer's outputs beyond ±0.97.
    saturated: np.ndarray
    #: Shape (epochs + 1, hidden layers + 1). η · rms of a layer's gradient / rms of its weights.
    update: np.ndarray
    accuracy: np.ndarray  #: Shape (epochs + 1,). On 500 digits that it is not trained on.
    summary: str


@lru_cache(maxsize=1)
def _test():
    new, known = load_mnist("test", size=500), load_mnist("train", size=len(digits()[1])).X
    return (new.X.astype(float) - known.mean()) / known.std(), new.y


def _weights(params) -> list[str]:
    return [name for name in params if name.endswith("W")]


@remembered(maxsize=64)
def diagnosis(*, gain=10.0, last=10.0, lr=0.01, activation="tanh", hidden=HIDDEN, seed=0,
              progress=None) -> DiagnosisRun:  # fmt: skip
    """Train 784 → hidden × 50 → 10 by gradient descent on mini-batches of 50, for 8 epochs.

    Parameters
    ----------
    gain, last : float
        Hidden weights start with the standard deviation gain/√n, those of the last layer with
        last/√n. Biases start at 0.
    lr : float
        η.
    activation : str
    hidden, seed : int
        Hidden layers, and the seed of weights and mini-batches.
    progress : callable, optional
        As for `course_lib.nn.fit`.
    """
    (X, y), rng, objective = digits(), np.random.default_rng(seed), SoftmaxCrossEntropy()
    net = mlp((X.shape[1], *[WIDTH] * hidden, 10), activation, LeCun())
    params, rows = net.init(rng), []
    *inner, final = _weights(params)
    params |= {name: gain * params[name] for name in inner} | {final: last * params[final]}

    def look(record, params):
        whole = evaluate(net, objective, params, X, y, Eval()).loss
        right = evaluate(net, objective, params, *_test(), Eval()).accuracy
        signs = _signs(net, objective, params, lr, X[:LOOKED_AT], y[:LOOKED_AT])
        rows.append((whole, right, *signs))

    with np.errstate(all="ignore"):  # a start may be so large that the training overflows
        look(None, params)
        completed(fit(
            net, objective, X, y, GradientDescent(lr), epochs=EPOCHS, batch_size=BATCH, rng=rng,
            params=params, progress=progress, callback=look,
        ))  # fmt: skip
    rows += [tuple(np.nan * part for part in rows[0])] * (EPOCHS + 1 - len(rows))
    loss, right, saturated, update = (np.array(column) for column in zip(*rows, strict=True))
    return DiagnosisRun(loss, saturated, update, right, _summary(loss[0], saturated[0], update[0]))


def _signs(net, objective, params, lr, X, y) -> tuple[np.ndarray, np.ndarray]:
    outputs, cache = net.layer_outputs(params, X, Eval())
    _, back = objective.value_and_grad(outputs[-1], y)
    _, grads = net.backward(params, cache, back, wrt_input=False)
    saturated = [np.mean(np.abs(a) > FULL) for a in outputs[1:-1:2]]
    update = [lr * _rms(grads[name]) / _rms(params[name]) for name in _weights(params)]
    return np.array(saturated), np.array(update)


def _rms(array) -> float:
    return float(np.sqrt(np.mean(np.square(array))))


def _summary(loss, saturated, update) -> str:
    least, most = update.min(), update.max()
    text = (
        f"Before training: loss {loss:.3g}, {saturated.mean():.0%} of the hidden outputs "
        f"beyond ±{FULL}, updates of {least:.1g} to {most:.1g} of the weights."
    )
    return text.replace("e-", "e−").replace("e+", "e")
