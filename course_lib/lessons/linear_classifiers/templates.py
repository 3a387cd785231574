"""The templates of a linear classifier of pictures while it is trained."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.functions import MulticlassHinge, SoftmaxCrossEntropy
from course_lib.lessons.linear_classifiers.pictures import SETS, SIDE, pictures

STEPS, BATCH, LR, BETA = 400, 50, 0.005, 0.9
#: The steps a player stops at.
FRAMES = (*range(7), 8, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, *range(100, STEPS + 1, 25))
LOSSES = {"softmax": SoftmaxCrossEntropy(), "multiclass SVM": MulticlassHinge()}
PENALTIES = {"0": 0.0, "0.01": 0.01, "0.1": 0.1, "1": 1.0}


@dataclass(frozen=True)
class TemplatesRun:
    """A training, looked at after the steps `FRAMES`."""

    names: tuple[str, ...]  #: of the ten classes
    W: np.ndarray  #: a template for each class, shape (frames, 10, 784)
    train: np.ndarray  #: part of right answers, shape (frames,)
    validation: np.ndarray  #: the same on the other pictures
    summary: str


@lru_cache(maxsize=4)
def samples(data: str, mirrored: bool):
    """Centred training and validation pictures with a leading 1; every other one mirrored if so."""
    of = pictures(data)
    parts = [part.copy() for part in (of.X, of.X_other)]
    if mirrored:
        for part in parts:
            part[1::2] = part[1::2].reshape(-1, SIDE, SIDE)[:, :, ::-1].reshape(-1, SIDE * SIDE)
    middle = parts[0].mean(axis=0)
    A, A_other = (np.column_stack([np.ones(len(part)), part - middle]) for part in parts)
    return A, of.y, A_other, of.y_other


@lru_cache(maxsize=4)
def batches(samples: int) -> np.ndarray:
    """Rows for each step, shape (STEPS, BATCH)."""
    return np.random.default_rng(0).integers(0, samples, size=(STEPS, BATCH))


def train(A, y, loss, lam: float, rows, keep) -> np.ndarray:
    """Heavy-ball steps on mini-batches from W = 0: v ← βv + g, W ← W − ηv.

    Parameters
    ----------
    A : array, shape (n, d + 1)
        A leading column of ones, whose weights are not penalized.
    y : int array, shape (n,)
    loss : MulticlassLoss
    lam : float
    rows : int array, shape (T, B)
    keep : sequence of int
        After which steps W is kept.

    Returns
    -------
    array, shape (len(keep), d + 1, K)
        The same as `minimize` with `Momentum` gives, without a record of every step.
    """
    W, kept = np.zeros((A.shape[1], int(y.max()) + 1)), []
    v = np.zeros_like(W)
    for t in range(len(rows) + 1):
        if t in keep:
            kept.append(W.copy())
        if t < len(rows):
            batch = rows[t]
            g = A[batch].T @ loss.grad(A[batch] @ W, y[batch]) / len(batch)
            g[1:] += lam * W[1:]
            v = BETA * v + g
            W = W - LR * v
    return np.array(kept)


@lru_cache(maxsize=16)
def templates(*, data="clothes", loss="softmax", lam=0.0, mirrored=False) -> TemplatesRun:
    """Train on 2,000 pictures and keep the templates on the way.

    Parameters
    ----------
    data : str
        A key of `SETS`.
    loss : str
        A key of `LOSSES`.
    lam : float
        λ, the weight of ½‖W‖².
    mirrored : bool
        Whether every other picture is mirrored, in training and validation.
    """
    checks.choice("data", data, SETS)
    checks.choice("loss", loss, LOSSES)
    A, y, A_other, y_other = samples(data, mirrored)
    W = train(A, y, LOSSES[loss], lam, batches(len(y)), FRAMES)
    right, other = (
        np.array([(part @ w).argmax(axis=1) == labels for w in W]).mean(axis=1)
        for part, labels in ((A, y), (A_other, y_other))
    )
    return TemplatesRun(
        names=pictures(data).names, W=W[:, 1:].swapaxes(1, 2).copy(), train=right,
        validation=other,
        summary=f"{loss}, λ = {lam:g}, {STEPS} steps of {BATCH} pictures each. Training began at "
        f"W = 0 with {other[0]:.0%} right on 1,000 other pictures.",
    )  # fmt: skip
