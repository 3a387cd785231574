"""Gradient descent on the logistic regression of two penguin species, boundary and loss."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import expit

from course_lib.datasets import Standardizer, load_penguins
from course_lib.functions import LogLoss
from course_lib.linear import LogisticRegression

STEPS = 500
ESCAPED = 1e4  # a ‖w‖ that no run of these data reaches but by blowing up

#: The iterations a player stops at: each of the first, then ever fewer.
FRAMES = np.unique(np.r_[0:11, np.geomspace(10, STEPS, 40).round()]).astype(int)

#: Name on the control → species of class 0 and class 1, feature columns.
PAIRS = {
    "Adelie / Chinstrap": ("Adelie", "Chinstrap"),
    "Adelie / Gentoo": ("Adelie", "Gentoo"),
}
FIRST = next(iter(PAIRS))


@dataclass(frozen=True)
class PenguinPair:
    """Two species by length and depth of the bill."""

    name: str
    species: tuple[str, str]
    X: np.ndarray  #: Shape (n, 2). In mm.
    y: np.ndarray  #: Shape (n,), int.
    scaler: Standardizer  #: Of the whole pair; it stays when points come and go.
    #: across, up: shape (61,), (49,). The grid of the picture, in mm.
    across: np.ndarray
    up: np.ndarray
    design: np.ndarray  #: Shape (49, 61, 3). The grid, standardized, with a leading 1.


@lru_cache(maxsize=4)
def penguin_pair(name: str) -> PenguinPair:
    """A pair by its name in `PAIRS`."""
    data = load_penguins(species=PAIRS[name])
    scaler = Standardizer.fit(data.X)
    low, high = data.X.min(axis=0), data.X.max(axis=0)
    pad = 0.09 * (high - low)
    across, up = (np.linspace(a, b, k) for a, b, k in zip(low - pad, high + pad, (61, 49),
                                                          strict=True))  # fmt: skip
    grid = scaler.transform(np.stack(np.meshgrid(across, up), axis=-1))
    return PenguinPair(
        name=name, species=data.classes, X=data.X, y=data.y, scaler=scaler, across=across, up=up,
        design=np.concatenate([np.ones((49, 61, 1)), grid], axis=-1),
    )  # fmt: skip


@dataclass(frozen=True)
class BoundaryRun:
    """A run of gradient descent; row k belongs to iteration ``steps[k]``."""

    pair: PenguinPair
    adds: int  #: The class that a click adds.
    kept: np.ndarray  #: Shape (n,), bool. Which penguins take part.
    own: np.ndarray  #: Shape (m, 3). Added points: length, depth, class.
    steps: np.ndarray  #: Shape (F,), int.
    w: np.ndarray  #: Shape (F, 3). b and w_1, w_2 for the standardized features.
    #: loss, norm: shape (F,). Mean log loss (without the penalty) and ‖w‖.
    loss: np.ndarray
    norm: np.ndarray
    #: Shape (3,), or None. The optimum; None where the likelihood has no maximum.
    best: np.ndarray | None
    #: best_loss, best_norm: Of the optimum; 0 and ∞ where there is none.
    best_loss: float
    best_norm: float
    status: str  #: "max_steps" or "diverged".
    summary: str

    def scores(self, k: int) -> np.ndarray:
        """The log-odds of class 1 on the picture's grid, shape (49, 61), at frame k."""
        return self.pair.design @ self.w[k]


def descend(X, y, lam: float, lr: float) -> tuple[np.ndarray, np.ndarray]:
    r"""Gradient descent on the mean log loss + λ/2‖w‖², the bias (first) left free.

    .. math:: w \leftarrow w + \eta\Bigl(\frac1n \sum_i (y_i - p_i)\,x_i - \lambda w\Bigr)

    Parameters
    ----------
    X : array, shape (n, d)
        With a leading column of ones.
    y : array, shape (n,)
        0 or 1.
    lam, lr : float

    Returns
    -------
    steps : array, shape (F,)
        Those of `FRAMES` that were reached.
    w : array, shape (F, d)

    Notes
    -----
    The iterates of `optim.minimize` with `GradientDescent` and nothing beside them: a slider waits
    for 500 steps.
    """
    n, d = X.shape
    shrink = 1 - lr * lam * (np.arange(d) > 0)
    scaled, w, kept = X.T * (lr / n), np.zeros(d), [np.zeros(d)]
    wanted = set(FRAMES.tolist())
    for t in range(1, STEPS + 1):
        w = shrink * w + scaled @ (y - expit(X @ w))
        if t in wanted:
            kept.append(w)
            if not np.abs(w).max() < ESCAPED:
                break
    return FRAMES[: len(kept)], np.array(kept)


@lru_cache(maxsize=256)
def boundary_descent(*, pair=FIRST, lr=1.0, C=1.0, free=False, adds=0, own=(), out=()):
    """Gradient descent from 0 on ½‖w‖² + C Σ log loss, in the form of a mean.

    Parameters
    ----------
    pair : str
        A name of `PAIRS`.
    lr : float
        η, for the mean log loss + λ/2‖w‖² with λ = 1/(nC).
    C : float
    free : bool
        No penalty: C = ∞.
    adds : int
        The class of the next point that a click puts in; the run does not depend on it.
    own : tuple of (length, depth, class)
    out : tuple of int
        Penguins that do not take part.

    Returns
    -------
    BoundaryRun
    """
    data = penguin_pair(pair)
    kept, added, X, y = _samples(pair, own, out)
    n = len(y)
    steps, w = descend(X, y, 0.0 if free else 1 / (n * C), lr)
    with np.errstate(over="ignore", invalid="ignore"):
        loss, norm = mean_loss(w, X, y), np.linalg.norm(w[:, 1:], axis=-1)
    best = _optimum(pair, None if free else C, own, out)
    status = "diverged" if np.abs(w[-1]).max() >= ESCAPED else "max_steps"
    return BoundaryRun(
        pair=data, adds=adds, kept=kept, own=added, steps=steps, w=w, loss=loss, norm=norm,
        best=best,
        best_loss=0.0 if best is None else float(mean_loss(best, X, y)),
        best_norm=np.inf if best is None else float(np.linalg.norm(best[1:])), status=status,
        summary=_summary(w, X, y, loss, norm, best, lr, C, free, status),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _samples(pair: str, own: tuple, out: tuple):
    """Who takes part: kept penguins, added points, design matrix with ones, classes."""
    data = penguin_pair(pair)
    kept = ~np.isin(np.arange(len(data.y)), out)
    added = np.reshape(np.array(own, dtype=float), (-1, 3))
    Z = data.scaler.transform(np.concatenate([data.X[kept], added[:, :2]]))
    y = np.concatenate([data.y[kept], added[:, 2].astype(int)])
    return kept, added, np.column_stack([np.ones(len(Z)), Z]), y


@lru_cache(maxsize=256)
def _optimum(pair: str, C: float | None, own: tuple, out: tuple) -> np.ndarray | None:
    """The best w; without a penalty (C = None) None where there is none."""
    _, _, X, y = _samples(pair, own, out)
    penalty = None if C is None else "l2"
    model = LogisticRegression(C=C or 1.0, penalty=penalty).fit(X[:, 1:], y)
    return None if model.trace_.status == "diverged" else model.weights_


def mean_loss(w, X, y) -> np.ndarray:
    """The mean log loss of one or several w, shape (..., d) → (...)."""
    return LogLoss()(w @ X.T, 2 * y - 1).mean(axis=-1)


def _summary(w, X, y, loss, norm, best, lr, C, free, status) -> str:
    price = "no penalty" if free else f"C = {C:.3g}"
    head = f"η = {lr:.3g}, {price}"
    if status == "diverged":
        return f"{head}: diverges. The penalty alone is too steep for this step, ηλ > 2."
    wrong = int(((X @ w[-1] > 0) != (y == 1)).sum())
    now = (
        f"after {STEPS} steps loss {loss[-1]:.3g}, ‖w‖ = {norm[-1]:.3g}, {wrong} of {len(y)} wrong"
    )
    if best is None:
        return f"{head}: {now}. A line separates the classes: no optimum, ‖w‖ grows without end."
    far = np.linalg.norm(w[-1] - best) / np.linalg.norm(best)
    if far < 0.01:
        end = "it has arrived"
    elif loss[-1] > 1.02 * loss.min():
        end = "it jumps from side to side, η is too large"
    else:
        end = "it is still on its way"
    return f"{head}: {now}; the optimum has ‖w‖ = {np.linalg.norm(best[1:]):.3g}: {end}."
