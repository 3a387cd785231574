"""Seven trainings, six of them with one fault, and the four readings that tell which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.functions.objective import QUIET
from course_lib.lessons.training_a_network.digits import digits
from course_lib.nn import Eval, SoftmaxCrossEntropy, mlp, predict

NET, TRAIN, BATCH, STEPS, FEW, FEW_STEPS = mlp((784, 50, 50, 10)), 500, 50, 150, 10, 80
WORST = 1e4  # what is drawn of a loss that has no value any more
_MEAN = SoftmaxCrossEntropy()


def cross_entropy(scores, y) -> tuple[float, np.ndarray]:
    """The mean loss of scores, and its gradient."""
    return _MEAN.value_and_grad(scores, y)


def softmax_twice(scores, y) -> tuple[float, np.ndarray]:
    """The fault of a last layer with softmax before a loss that has softmax in it."""
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    value, back = _MEAN.value_and_grad(p, y)
    return value, p * (back - (back * p).sum(axis=1, keepdims=True))


@dataclass(frozen=True)
class Setup:
    """How a network is trained; the defaults are sound."""

    lr: float = 0.1  #: of gradient descent
    scale: float = 1.0  #: of the initial weights, times He's
    pixels: float = 1.0  #: what the pixels, in [0, 1], are multiplied by
    shuffled: bool = False  #: whether the labels are in another order than the digits
    loss: Callable = cross_entropy
    sign: str = ""  #: what gives the fault away


FAULTS = {
    "nothing": Setup(
        sign="the first loss is near log 10, ten digits are learned by heart, an update is "
        "between a thousandth and a fiftieth of the weights, and new digits are recognized"),
    "rate too large": Setup(
        lr=5.0, sign="the first loss is near log 10, but one update is more than a tenth of the "
        "weights, the loss jumps up, and the units die"),
    "rate too small": Setup(
        lr=1e-5, sign="all is as it should be, except that an update is about a millionth of the "
        "weights: not even ten digits are learned"),
    "zero weights": Setup(
        scale=0.0, sign="the first loss is exactly log 10 and every hidden unit is dead: "
        "only the last biases learn"),
    "unscaled pixels": Setup(
        pixels=255.0, sign="the first loss is in the hundreds: the scores are 255 times too large"),
    "shuffled labels": Setup(
        shuffled=True, sign="every reading of the network is sound, also ten digits are learned by "
        "heart, and yet new digits are not recognized: the fault is in the data"),
    "softmax twice": Setup(
        loss=softmax_twice, sign="the loss on ten digits ends above 1.46 and cannot fall below "
        "log(1 + 9/e)"),
}  # fmt: skip
#: Which fault each patient has.
PATIENTS = dict(zip("ABCDEFG", (
    "rate too small", "softmax twice", "nothing", "unscaled pixels", "zero weights",
    "shuffled labels", "rate too large",
), strict=True))  # fmt: skip
NO_GUESS = "?"


@dataclass(frozen=True)
class Checklist:
    """The readings of one training."""

    loss: np.ndarray  #: of each mini-batch, shape (150,); the first is the first loss
    few: np.ndarray  #: on ten digits, trained on them alone, shape (81,)
    ratio: np.ndarray  #: η · rms(gradient) / rms(weights) of the three layers at the first step
    dead: np.ndarray  #: part of each hidden layer's units that are 0 for all digits, at the end
    accuracy: float  #: on 1,000 other digits, at the end
    right: bool | None = None  #: whether the guess is right
    summary: str = ""


def trained(setup: Setup, X, y, rows, seed: int):
    """Losses of gradient descent on these mini-batches, the first gradient, the parameters.

    Parameters
    ----------
    setup : Setup
    X, y : array
    rows : sequence of int arrays
        The samples of each step.
    seed : int
        Of the start.
    """
    params, losses, first = NET.init(np.random.default_rng(seed), X.dtype), [], None
    params = {name: X.dtype.type(setup.scale) * value for name, value in params.items()}
    start = {name: value.copy() for name, value in params.items()}
    with np.errstate(**QUIET):
        for batch in rows:
            scores, cache = NET.forward(params, X[batch], Eval())
            value, back = setup.loss(scores, y[batch])
            _, grads = NET.backward(params, cache, back, wrt_input=False)
            first = first or grads
            losses.append(value)
            for name in params:
                params[name] = params[name] - X.dtype.type(setup.lr) * grads[name]
    return np.array(losses), first, start, params


def _rms(array) -> float:
    return float(np.sqrt(np.mean(np.square(array))))


@lru_cache(maxsize=64)
def readings(fault: str, seed: int = 0) -> Checklist:
    """Train 784-50-50-10 with a fault, once on 500 digits and once on ten of them.

    Parameters
    ----------
    fault : str
        A key of `FAULTS`.
    seed : int
        Of weights and mini-batches.
    """
    setup = FAULTS[checks.choice("fault", fault, FAULTS)]
    data, rng = digits(), np.random.default_rng([7, seed])
    X, y = np.float32(setup.pixels) * data.X[:TRAIN], data.y[:TRAIN]
    if setup.shuffled:
        y = rng.permutation(y)
    rows = rng.integers(0, TRAIN, (STEPS, BATCH))
    loss, first, start, params = trained(setup, X, y, rows, seed)
    few, *_ = trained(setup, X, y, [np.arange(FEW)] * (FEW_STEPS + 1), seed)
    weights = [name for name in start if name.endswith("W")]
    ratio = [setup.lr * _rms(first[n]) / max(_rms(start[n]), 1e-300) for n in weights]
    if setup.scale == 0:
        ratio = [0.0] * len(ratio)  # 0/0 in the layers that get no gradient
    with np.errstate(**QUIET):
        outputs, _ = NET.layer_outputs(params, X, Eval())
        scores = predict(NET, params, np.float32(setup.pixels) * data.X_other)
    dead = [float((~(out > 0).any(axis=0)).mean()) for out in outputs[1:-1:2]]
    accuracy = float((np.nan_to_num(scores).argmax(axis=1) == data.y_other).mean())
    loss, few = (np.nan_to_num(v, nan=WORST, posinf=WORST) for v in (loss, few))
    return Checklist(loss, few, np.array(ratio), np.array(dead), accuracy)


def checklist(*, patient="A", guess=NO_GUESS) -> Checklist:
    """The readings of a patient, and whether a diagnosis is right.

    Parameters
    ----------
    patient : str
        A key of `PATIENTS`.
    guess : str
        `NO_GUESS`, or a key of `FAULTS`.
    """
    checks.choice("guess", guess, (NO_GUESS, *FAULTS))
    fault = PATIENTS[checks.choice("patient", patient, PATIENTS)]
    seen = readings(fault)
    text = (
        f"Patient {patient}: first loss {seen.loss[0]:.4g} (log 10 is {np.log(10):.4f}), ten "
        f"digits end at {seen.few[-1]:.3g}; {seen.accuracy:.0%} of 1,000 other digits are right."
    )
    if guess == NO_GUESS:
        return replace(seen, summary=f"{text} What is its fault?")
    right = guess == fault
    word = "Yes" if right else f"No. With the diagnosis '{guess}' one would see this"
    return replace(seen, right=right, summary=f"{text} {word}: {FAULTS[guess].sign}.")
