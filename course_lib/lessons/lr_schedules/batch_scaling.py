"""The same digits in mini-batches of 16 to 512, with three ways to choose the rate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from course_lib import checks
from course_lib.functions.objective import QUIET
from course_lib.lessons.shared.network_stack import NetworkStack, rounded, shuffled, told
from course_lib.lessons.shared.remembered import in_turn, remembered
from course_lib.lessons.shared.small_digits import TRAIN, small_digits
from course_lib.optim import SGD
from course_lib.schedules import Constant, Warmup, scaled_for_batch

BATCHES = (16, 32, 64, 128, 256, 512)
BASE = BATCHES[0]
SEEDS, WIDTH, EPOCHS, MEASURED, JUDGED = 3, 32, 6, 12, 500
RULES = ("fixed", "× √N", "× N")
#: Name → hidden layers, and the start in multiples of He's.
NETWORKS = {"2 layers, He's start": (2, 1.0), "5 layers, 1.6 × He's start": (5, 1.6)}
FIRST = next(iter(NETWORKS))


@dataclass(frozen=True, eq=False)
class BatchScaling:
    """Trainings with one rule, and where all three rules end."""

    rule: str  #: One of `RULES`.
    rates: np.ndarray  #: Shape (batches,). η that the rule gives to each batch size.
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


@remembered(maxsize=400)
def train_batches(*, batch, lr, warmup=0.0, network=FIRST, progress=None) -> np.ndarray:
    """Loss by SGD with batches of this size: shape (K, seeds).

    Parameters
    ----------
    batch : int
    lr : float
        The rate, after a warm-up of `warmup` epochs.
    warmup : float
    network : str
        A key of `NETWORKS`: 32 ReLU in each hidden layer.
    progress : callable, optional
        ``progress(Progress)`` on the way.
    """
    X, y, *_ = small_digits()
    depth, scale = NETWORKS[checks.choice("network", network, NETWORKS)]
    nets = NetworkStack((X.shape[1], *[WIDTH] * depth, 10))
    w, order = nets.starts(SEEDS, scale), shuffled(SEEDS, TRAIN, EPOCHS)
    due, steps = measured_steps(batch), EPOCHS * TRAIN // batch
    rising = round(warmup * TRAIN / batch)
    rates = Warmup(rising, lr, start_factor=1 / (rising + 1)) if rising else Constant(lr)
    optimizer = SGD(rates)
    state, losses = optimizer.init(w), [nets.loss(w, X[None, :JUDGED], y[None, :JUDGED])]
    with np.errstate(**QUIET):  # overflow is told by the loss
        for t in told(progress, steps, losses):
            rows = order[:, t * batch : (t + 1) * batch]
            state = optimizer.update(w, nets.loss_and_grad(w, X[rows], y[rows])[1], state)
            rounded(w)
            if t + 1 in due:
                losses.append(nets.loss(w, X[None, :JUDGED], y[None, :JUDGED]))
    return np.array(losses)


def batch_scaling(
    *, rule="× N", lr=0.05, warmup=0.0, network=FIRST, against="epochs", progress=None
) -> BatchScaling:
    """All batch sizes with all rules; what is new for this rate and warm-up is trained.

    Parameters
    ----------
    rule : str
        One of `RULES`.
    lr : float
        The rate for batches of 16.
    warmup : float
        Epochs in which the rate rises, for every batch size.
    network : str
        A key of `NETWORKS`.
    against : {"epochs", "steps"}
    progress : callable, optional
        ``progress(Progress)`` on the way.
    """
    checks.choice("rule", rule, RULES)
    checks.choice("against", against, ("epochs", "steps"))
    loss = _all_losses(lr=lr, warmup=warmup, network=network, progress=progress)
    rates = np.array([rate_for(rule, lr, batch) for batch in BATCHES])
    steps = np.array([measured_steps(batch) for batch in BATCHES])
    return BatchScaling(rule, rates, steps, loss, against,
                        _summary(rule, rates, loss[RULES.index(rule), :, -1]))  # fmt: skip


@remembered(maxsize=32)
def _all_losses(*, lr, warmup, network, progress=None) -> np.ndarray:
    """(rules, batches, K, seeds)."""
    calls = {
        (rule, batch): partial(
            train_batches,
            batch=batch,
            lr=rate_for(rule, lr, batch),
            warmup=warmup,
            network=network,
        )
        for rule in RULES
        for batch in (BATCHES if rule == "× N" else BATCHES[1:])
    }
    weights = [1 / batch for _, batch in calls]
    done = dict(zip(calls, in_turn(list(calls.values()), progress, weights), strict=True))
    base = done["× N", BASE]
    return np.array([[done.get((rule, batch), base) for batch in BATCHES] for rule in RULES])


def _summary(rule, rates, final) -> str:
    middle = np.median(final, axis=1)
    told = ", ".join(
        f"{batch}: {'diverges' if np.isinf(value) else format(value, '.2f')}"
        for batch, value in zip(BATCHES, middle, strict=True)
    )
    held = [b for b, v in zip(BATCHES, middle, strict=True) if v <= 1.5 * middle[0] + 0.02]
    return (
        f"Rate {rule}, from η = {rates[0]:.2g} at batch {BASE} to {rates[-1]:.2g} at "
        f"{BATCHES[-1]}. Median loss after {EPOCHS} epochs by batch size: {told}. As good as "
        f"batch {BASE}, within half: up to {held[-1]}."
    )
