"""How far the gradient can be trusted: loss and gradient along the step, while a network trains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib.functions.objective import QUIET
from course_lib.lessons.batchnorm.deep_runs import (
    EVERY,
    STEPS,
    Network,
    deep_runs,
    make_stack,
    mini_batch,
)
from course_lib.lessons.shared.remembered import remembered
from course_lib.lessons.shared.small_digits import small_digits

#: Lengths of the trial steps, in units of the learning rate.
REACH = np.array([0.5, 1.0, 2.0, 4.0])


@dataclass(frozen=True, eq=False)
class Smoothness:
    """Trial steps w − a∇J(w) with a = 0.5 η … 4 η, from 24 places of a run."""

    steps: np.ndarray  #: where in the training, shape (24,)
    start: np.ndarray  #: J(w) on the mini-batch of that step, shape (24, seeds)
    losses: np.ndarray  #: J(w − a∇J(w)) on the same mini-batch, shape (24, 4, seeds)
    turned: np.ndarray  #: ‖∇J(w − a∇J(w)) − ∇J(w)‖ / ‖∇J(w)‖, shape (24, 4, seeds)
    curvature: np.ndarray  #: the same difference over the way a‖∇J(w)‖, shape (24, 4, seeds)

    @property
    def loss_range(self) -> np.ndarray:
        """Largest minus smallest loss along the step, shape (24, seeds)."""
        return np.ptp(self.losses, axis=1)


@remembered(maxsize=4)
@np.errstate(**QUIET)
def smoothness(place: str, lr: float = 0.1) -> Smoothness:
    """Measure the network without noise at `place` that was trained with this rate."""
    X, y, *_ = small_digits()
    run, stack = deep_runs()[Network(place, 0.0, lr)], make_stack(place)
    steps, found = np.arange(0, STEPS, EVERY), []
    for w, step in zip(run.weights, steps, strict=False):
        rows = mini_batch(step)
        start, grad = stack.loss_and_grad(w, X[rows], y[rows])
        size, trials = np.linalg.norm(grad, axis=1), []
        for a in lr * REACH:
            loss, there = stack.loss_and_grad(w - a * grad, X[rows], y[rows])
            change = np.linalg.norm(there - grad, axis=1)
            trials.append([loss, change / size, change / (a * size)])
        found.append((start, np.array(trials).swapaxes(0, 1)))
    start = np.array([s for s, _ in found])
    losses, turned, curvature = np.array([t for _, t in found]).swapaxes(0, 1)
    return Smoothness(steps, start, losses, turned, curvature)
