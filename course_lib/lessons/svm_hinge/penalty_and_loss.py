"""Penalty + C · Σ loss in general, on two weights: what each choice does to w."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.datasets import load_breast_cancer, standardize
from course_lib.functions import (
    L1,
    ElasticNet,
    ExponentialLoss,
    Hinge,
    LogLoss,
    ModifiedHuber,
    SigmoidLoss,
    SmoothedHinge,
    SquaredHinge,
    SquaredNorm,
)

FEATURES = "worst concave points", "worst texture"
EACH = 25  # tumours of each class
LOSSES = {
    "hinge": Hinge(),
    "squared hinge": SquaredHinge(),
    "smoothed hinge": SmoothedHinge(),
    "log": LogLoss(),
    "modified Huber": ModifiedHuber(),
    "exponential": ExponentialLoss(),
    "sigmoid (not convex)": SigmoidLoss(),
}
PENALTIES = {"½‖w‖²": SquaredNorm(), "‖w‖₁": L1(), "elastic net, half of each": ElasticNet(0.5)}
LOWEST, HIGHEST, PATH_POINTS = 1e-2, 10**0.5, 51  # the ticks of the slider
BOX = -1.0, 6.0  # both weights are looked for here
SHOWN = -1.0, 4.4
CELLS = 20


@dataclass(frozen=True)
class PenaltyRun:
    """The minimizer of R(w) + C Σ ℓ(yᵢ wᵀxᵢ) and the path that it takes with C."""

    loss: str
    penalty: str
    C: float
    w: np.ndarray  #: the minimizer, shape (2,)
    grid: np.ndarray  #: values of either weight, shape (81,)
    mean_loss: np.ndarray  #: over the plane of weights, shape (81, 81); rows are the second weight
    level: float  #: the mean loss at w
    ball: np.ndarray  #: the curve R = R(w), shape (k, 2)
    path_C: np.ndarray  #: from small to large, shape (PATH_POINTS,)
    path: np.ndarray  #: the minimizer for each, shape (PATH_POINTS, 2)
    summary: str


@lru_cache(maxsize=1)
def signed_samples() -> np.ndarray:
    """yᵢxᵢ of 25 malignant and 25 benign tumours, shape (50, 2); features standardized."""
    X, y = load_breast_cancer(FEATURES, labels=(1, -1))
    Z, _ = standardize(X)
    rng = np.random.default_rng(1)
    rows = np.concatenate([rng.permutation(np.flatnonzero(y == s))[:EACH] for s in (1, -1)])
    return y[rows, None] * Z[rows]


def plane_minimizer(f: Callable, low: float, high: float, rounds: int = 16) -> np.ndarray:
    """Where f, a function of points (..., 2), is least in a square: a grid that zooms in.

    It needs no derivatives and no convexity, and finds weights that are exactly 0: the creases of
    ‖w‖₁ are searched on their own.

    Parameters
    ----------
    f : callable
    low, high : float
        The sides of the square.
    rounds : int
        Each makes the square five times smaller, or moves it where the least value is on its rim.
    """
    ticks = np.linspace(-0.5, 0.5, CELLS + 1)
    found = []
    for free in ((True, True), (True, False), (False, True), (False, False)):
        grid = np.stack(np.meshgrid(*(ticks if k else [0.0] for k in free)), axis=-1)
        center = np.where(free, (low + high) / 2, 0.0)
        size = high - low
        for _ in range(rounds):
            points = np.clip(center + size * grid, low, high).reshape(-1, 2)
            best = int(np.argmin(f(points)))
            inside = (np.abs(grid.reshape(-1, 2)[best]) < 0.45).all()
            center, size = points[best], size / 5 if inside else size
        found.append((float(f(center[None])[0]), center))
    (value, w), *creased = found
    for other, place in creased:
        if other <= value + 1e-9 * abs(value):
            value, w = other, place
    return w


@lru_cache(maxsize=256)
def minimizer(loss: str, penalty: str, C: float) -> np.ndarray:
    """The weights for one choice of loss, penalty and C."""
    phi, R, rows = LOSSES[loss], PENALTIES[penalty], signed_samples()

    def f(w):
        return R._value(w) + C * phi.of_margin(w @ rows.T).sum(axis=-1)

    return plane_minimizer(f, *BOX)


@lru_cache(maxsize=16)
def mean_loss_of(loss: str) -> tuple[np.ndarray, np.ndarray]:
    """The mean loss on a grid of weights."""
    grid = np.linspace(*SHOWN, 81)
    points = np.stack(np.meshgrid(grid, grid), axis=-1)
    return grid, LOSSES[loss].of_margin(points @ signed_samples().T).mean(axis=-1)


@lru_cache(maxsize=32)
def path_of(loss: str, penalty: str) -> tuple[np.ndarray, np.ndarray]:
    """C from small to large, and the minimizer for each."""
    C = np.geomspace(LOWEST, HIGHEST, PATH_POINTS)
    return C, np.array([minimizer(loss, penalty, float(c)) for c in C])


@lru_cache(maxsize=256)
def penalty_and_loss(*, loss="hinge", penalty="½‖w‖²", C=0.1) -> PenaltyRun:
    """The weights that minimize penalty + C · Σ loss on two features of tumours."""
    checks.choice("loss", loss, LOSSES)
    checks.choice("penalty", penalty, PENALTIES)
    w = minimizer(loss, penalty, float(C))
    grid, values = mean_loss_of(loss)
    margins = signed_samples() @ w
    path_C, path = path_of(loss, penalty)
    mistakes = int((margins <= 0).sum())
    return PenaltyRun(
        loss=loss, penalty=penalty, C=C, w=w, grid=grid, mean_loss=values,
        level=float(LOSSES[loss].of_margin(margins).mean()), ball=level_ball(penalty, w),
        path_C=path_C, path=path,
        summary=_summary(loss, penalty, C, w, mistakes),
    )  # fmt: skip


def level_ball(penalty: str, w) -> np.ndarray:
    """The curve R = R(w) around 0, shape (121, 2), found along rays by bisection."""
    R = PENALTIES[penalty]
    turn = np.linspace(0, 2 * np.pi, 121)
    rays = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    low, high = np.zeros(len(turn)), np.full(len(turn), 2 * np.abs(w).sum() + 1e-12)
    for _ in range(24):
        middle = (low + high) / 2
        inside = R._value(middle[:, None] * rays) < R._value(w)
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return low[:, None] * rays


def _summary(loss, penalty, C, w, mistakes) -> str:
    zeros = [name for name, weight in zip(FEATURES, w, strict=True) if weight == 0]
    gone = f" The weight of {' and of '.join(zeros)} is exactly 0." if zeros else ""
    text = f"{penalty} + C Σ {loss}, C = {C:.3g}: w = ({w[0] + 0.0:.2f}, {w[1] + 0.0:.2f}); "
    return f"{text}{mistakes} of {2 * EACH} tumours are misclassified.{gone}".replace("-0", "−0")
