"""The same digits in mini-batches of 16 to 512, with three ways to choose the rate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.functions.objective import QUIET
from course_lib.lessons.lr_schedules.schedule_training import DIRECTIONS, projected_digits, starts
from course_lib.lessons.shared.network_stack import NetworkStack, rounded, shuffled
from course_lib.lessons.shared.small_digits import TRAIN
from course_lib.optim import SGD
from course_lib.schedules import Constant, Warmup, scaled_for_batch

BATCHES = (16, 32, 64, 128, 256, 512)
BASE = BATCHES[0]
SEEDS, EPOCHS, MEASURED, JUDGED = 3, 4, 12, 500
SIZES = (DIRECTIONS, 32, 32, 10)
RULES = ("fixed", "× √N", "× N")


@dataclass(frozen=True, eq=False)
class BatchScaling:
    """Trainings with one rule, and where all three rules end."""

    rule: str  #: One of `RULES`.
    #: Shape (batches, K). Steps after which the loss was measured, the first one 0; times batch
    #: size, the digits seen.
    steps: np.ndarray
    #: Shape (rules, batches, K, seeds). On 500 of the digits trained on; infinite after an
    #: overflow.
    loss: np.ndarray
    against: str  #: "epochs" or "steps".
    summary: str


def measured_steps(batch: int) -> np.ndarray:
    """After how many steps the loss is measured: 0 and the ends of twelve even parts, (13,)."""
    return np.round(np.linspace(0, EPOCHS * TRAIN // batch, MEASURED + 1)).astype(int)


def rate_for(rule: str, lr: float, batch: int) -> float:
    """η for batches N times as large as `BASE`."""
    checks.choice("rule", rule, RULES)
    if rule == "fixed":
        return lr
    scaled = scaled_for_batch(lr, batch, BASE)(0)
    return scaled if rule == "× N" else float(np.sqrt(lr * scaled))


@lru_cache(maxsize=400)
def train_batches(*, batch, lr, warmup=0.0) -> np.ndarray:
    """Loss by SGD with batches of this size: shape (K, seeds).

    Parameters
    ----------
    batch : int
    lr : float
        The rate, after a warm-up of `warmup` epochs.
    warmup : float
    """
    X, y, *_ = projected_digits()
    X, nets = X[:, :DIRECTIONS], NetworkStack(SIZES)  # the stack has its own biases
    w, order = starts(nets, SEEDS), shuffled(SEEDS, TRAIN, EPOCHS)
    rising = round(warmup * TRAIN / batch)
    rates = Warmup(rising, lr, start_factor=1 / (rising + 1)) if rising else Constant(lr)
    optimizer, due = SGD(rates), measured_steps(batch)
    state, losses = optimizer.init(w), [nets.loss(w, X[None, :JUDGED], y[None, :JUDGED])]
    with np.errstate(**QUIET):  # overflow is told by the loss
        for t in range(EPOCHS * TRAIN // batch):
            rows = order[:, t * batch : (t + 1) * batch]
            state = optimizer.update(w, nets.loss_and_grad(w, X[rows], y[rows])[1], state)
            rounded(w)
            if t + 1 in due:
                losses.append(nets.loss(w, X[None, :JUDGED], y[None, :JUDGED]))
    return np.array(losses)


def batch_scaling(*, rule="× N", lr=0.05, warmup=0.0, against="epochs") -> BatchScaling:
    """All batch sizes with all rules; what is new for this rate and warm-up is trained.

    Parameters
    ----------
    rule : str
        One of `RULES`.
    lr : float
        The rate for batches of 16.
    warmup : float
        Epochs in which the rate rises, for every batch size.
    against : {"epochs", "steps"}
    """
    checks.choice("rule", rule, RULES)
    checks.choice("against", against, ("epochs", "steps"))
    loss = _all_losses(lr, warmup)
    rates = np.array([rate_for(rule, lr, batch) for batch in BATCHES])
    steps = np.array([measured_steps(batch) for batch in BATCHES])
    return BatchScaling(rule, steps, loss, against,
                        _summary(rule, rates, loss[RULES.index(rule), :, -1]))  # fmt: skip


@lru_cache(maxsize=32)
def _all_losses(lr, warmup) -> np.ndarray:
    """(rules, batches, K, seeds)."""
    return np.array([
        [train_batches(batch=b, lr=rate_for(rule, lr, b), warmup=warmup) for b in BATCHES]
        for rule in RULES
    ])  # fmt: skip


def _summary(rule, rates, final) -> str:
    middle = np.median(final, axis=1)
    told = ", ".join(
        f"{batch}: {'diverges' if np.isinf(value) else format(value, '.2f')}"
        for batch, value in zip(BATCHES, middle, strict=True)
    )
    return (
        f"Rate {rule}, from {rates[0]:.2g} to {rates[-1]:.2g}; median loss at the end by batch "
        f"size: {told}."
    )
