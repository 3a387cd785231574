"""A network on real digits, mini-batch by mini-batch, with early stopping that keeps the best."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib.functions.objective import QUIET
from course_lib.lessons.training_a_network.digits import digits
from course_lib.nn import Eval, SoftmaxCrossEntropy, Train, evaluate, mlp
from course_lib.nn.layer import Layer
from course_lib.optim import Adam, GradientDescent, RMSProp
from course_lib.optim.in_place import copied

CHECK, END, SEEN, UNITS = 10, 1000, 300, 12
NEVER = 10**6
METHODS = {"Adam": Adam(0.001), "RMSProp": RMSProp(0.001), "gradient descent": GradientDescent(0.1)}
LOSS = SoftmaxCrossEntropy()


class Check(NamedTuple):
    """What is measured every `CHECK` steps, without dropout."""

    t: int
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float


@dataclass(frozen=True)
class Run:
    """A training in motion; the frozen state that the explorer hands on."""

    t: int  #: steps taken
    seed: int
    samples: int  #: training digits
    hidden: int  #: hidden units
    method: str  #: a key of `METHODS`
    theta: np.ndarray  #: all parameters
    state: tuple  #: the optimizer's
    checks: tuple[Check, ...]  #: so far
    best: Check  #: with the least validation loss
    best_theta: np.ndarray  #: the parameters at that check: what early stopping gives back
    over: bool  #: whether nothing more will happen


@dataclass(frozen=True)
class LiveTraining:
    """What is drawn of a run."""

    checks: np.ndarray  #: shape (checks, 5), columns as in `Check`
    best: Check
    waited: int  #: checks since the best one
    patience: int
    weights: np.ndarray  #: of the first hidden units, each scaled to ±1, shape (12, 784)
    summary: str


@lru_cache(maxsize=64)
def network(hidden: int, rate: float = 0.0) -> Layer:
    """784 → hidden → 10 with ReLU and dropout."""
    return mlp((784, hidden, 10), dropout=rate)


def begin(*, seed=0, samples=300, hidden=64, method="Adam") -> Run:
    """The first state: He's start, nothing trained."""
    net = network(hidden)
    theta = net.pack(net.init(np.random.default_rng(seed)))
    first = _measured(0, hidden, samples, theta)
    return Run(0, seed, samples, hidden, method, theta, METHODS[method].init(theta), (first,),
               first, theta, False)  # fmt: skip


def _measured(t, hidden, samples, theta) -> Check:
    data, net = digits(), network(hidden)
    few = min(samples, SEEN)
    params = net.unpack(theta.astype(np.float32))  # measuring takes longer than ten steps
    with np.errstate(**QUIET):
        train = evaluate(net, LOSS, params, data.X[:few], data.y[:few], Eval())
        other = evaluate(net, LOSS, params, data.X_other, data.y_other, Eval())
    return Check(t, *train, *other)


@np.errstate(**QUIET)
def advance(run: Run, steps: int, *, lr=0.001, rate=0.0, batch=32, patience=15) -> Run:
    """Some steps further: sample, forward, backward, update.

    Parameters
    ----------
    run : Run
    steps : int
    lr : float
        η.
    rate : float
        Of dropout behind the hidden layer.
    batch : int
        Digits in each mini-batch, drawn from the training digits.
    patience : int
        Checks without a lower validation loss that are borne.
    """
    net, optimizer = network(run.hidden, rate), METHODS[run.method].with_lr(lr)
    theta, state, data = run.theta.copy(), copied(run.state), digits()
    params, gradient = net.unpack(theta), np.empty_like(theta)
    grads = net.unpack(gradient)
    while steps > 0 and not run.over:
        rng = np.random.default_rng([run.seed, run.t])
        rows = rng.integers(0, run.samples, batch)
        outputs, cache = net.forward(params, data.X[rows].astype(float), Train(rng))
        _, back = LOSS.value_and_grad(outputs, data.y[rows])
        net.backward(params, cache, back, out=grads, wrt_input=False)
        state = optimizer.update(theta, gradient, state)
        run, steps = replace(run, t=run.t + 1), steps - 1
        if run.t % CHECK == 0:
            run = _checked(run, _measured(run.t, run.hidden, run.samples, theta), theta, patience)
    return replace(run, theta=theta, state=state)


def _checked(run: Run, check: Check, theta, patience: int) -> Run:
    best, best_theta = run.best, run.best_theta
    if check.validation_loss < best.validation_loss:
        best, best_theta = check, theta.copy()
    lost = not np.isfinite(check.loss + check.validation_loss)
    tired = check.t - best.t >= CHECK * patience
    return replace(
        run, checks=(*run.checks, check), best=best, best_theta=best_theta,
        over=bool(lost or tired or run.t >= END),
    )  # fmt: skip


def look(run: Run, *, patience=15) -> LiveTraining:
    """Curves, the best check so far, and what the first hidden units look for."""
    weights = network(run.hidden).unpack(run.theta)["0.W"][:, :UNITS].T
    now, best = run.checks[-1], run.best
    waited = (now.t - best.t) // CHECK
    end = f" Stopped: {waited} checks without a new best." if run.over else ""
    return LiveTraining(
        np.array(run.checks), best, waited, patience,
        weights / np.maximum(np.abs(weights).max(axis=1, keepdims=True), 1e-9),
        f"step {now.t}: training loss {now.loss:.3f}, validation loss {now.validation_loss:.3f} "
        f"({now.validation_accuracy:.1%} right). Best at step {best.t}: {best.validation_loss:.3f} "
        f"({best.validation_accuracy:.1%}).{end}",
    )  # fmt: skip
