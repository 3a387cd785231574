"""A trained network's landscape on a plane: depth, width, skip connections, normalization."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.lessons.shared.remembered import completed, remembered
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import (
    Activation,
    BatchNorm,
    Dense,
    Kaiming,
    NetworkRisk,
    Normal,
    Residual,
    Sequential,
    SoftmaxCrossEntropy,
    Train,
    filter_normalized,
    fit,
    plane_values,
    principal_plane,
)
from course_lib.optim import Momentum

DIGITS, BATCH, EPOCHS, LR, BETA, PIXELS = 400, 40, 20, 0.04, 0.9, 196
FILTERS, RAW, PATH = "random, filter-normalized", "random, as drawn", "plane of the path"
PLANES = (FILTERS, RAW, PATH)
POINTS, REACH = 15, 1.0
LEVELS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 50.0)
LOW = 0.5  # what counts as low on a slice


@dataclass(frozen=True, eq=False)
class TrainedPath:
    """A network's parameters after every epoch."""

    risk: NetworkRisk  #: of the digits that it is trained on, batch statistics of all of them
    path: np.ndarray  #: shape (epochs + 1, dim)
    loss: np.ndarray  #: shape (epochs + 1,)
    test_accuracy: float


@dataclass(frozen=True, eq=False)
class LandscapeSlice:
    """The risk on a plane through the trained parameters."""

    plane: str
    x: np.ndarray  #: coordinates along the first direction, shape (15,)
    y: np.ndarray  #: along the second, shape (15,)
    values: np.ndarray  #: the loss, shape (15, 15), a row for each y
    path: np.ndarray  #: the training projected on the plane, shape (epochs + 1, 2)
    share: float  #: of the path's squared distances from its end that the plane holds
    loss: np.ndarray  #: by epoch, shape (epochs + 1,)
    low: float  #: the share of the plane with a loss below ½
    summary: str


def network(depth: int, width: int, skip: bool, norm: bool) -> Sequential:
    """ReLU layers of one width, with a skip connection around each but the first or none.

    A layer with a skip connection adds its variance to what passes by. It starts with 1/depth of
    Kaiming's variance, so that the sum stays near its size.
    """

    def hidden(n_in, initializer):
        parts = [Dense(n_in, width, initializer), *([BatchNorm(width)] if norm else [])]
        return Sequential([*parts, Activation("relu")])

    start = Normal(np.sqrt(2 / (width * depth))) if skip else Kaiming()
    blocks = [hidden(width, start) for _ in range(depth - 1)]
    blocks = [Residual(block) for block in blocks] if skip else blocks
    return Sequential([hidden(PIXELS, Kaiming()), *blocks, Dense(width, 10)])


@remembered(maxsize=32)
def trained_path(depth, width, skip, norm, seed=0, progress=None) -> TrainedPath:
    """Train on 400 digits: momentum 0.9, η = 0.04, batches of 40, 20 epochs."""
    X, y, X_test, y_test = small_digits()
    X, y = X[:DIGITS], y[:DIGITS]
    net, rng = network(depth, width, skip, norm), np.random.default_rng([22, seed])
    risk = NetworkRisk(net, SoftmaxCrossEntropy(), X, y, Train() if norm else None)
    params = net.init(rng)
    rows = [net.pack(params)]
    training = completed(
        fit(net, SoftmaxCrossEntropy(), X, y, Momentum(LR, BETA), epochs=EPOCHS, batch_size=BATCH,
            rng=rng, params=params, progress=progress,
            callback=lambda record, now: rows.append(net.pack(now)))
    )  # fmt: skip
    path = np.array(rows)
    accuracy = training.evaluate(X_test, y_test).accuracy
    return TrainedPath(risk, path, risk(path), accuracy)


@remembered(maxsize=64)
def landscape_slice(
    *, plane=FILTERS, depth=2, width=16, skip=False, norm=False, seed=0, progress=None
) -> LandscapeSlice:
    """Cut a trained network's landscape.

    Parameters
    ----------
    plane : str
        One of `PLANES`.
    depth, width : int
        Hidden layers, and neurons in each.
    skip, norm : bool
        Skip connections; batch normalization.
    seed : int
        Of the training and of the random directions.
    progress : callable, optional
        As for `course_lib.nn.fit`.
    """
    checks.choice("plane", plane, PLANES)
    trained = trained_path(depth, width, skip, norm, seed, progress)
    directions, share = directions_of(trained, plane, seed)
    x, y = axes_of(trained, directions, plane)
    values = plane_values(trained.risk, trained.path[-1], directions, x, y)
    low = float(np.mean(values < LOW))
    return LandscapeSlice(
        plane, x, y, values, coordinates(trained, directions), share, trained.loss, low,
        _summary(trained, share, low, values),
    )  # fmt: skip


def directions_of(trained: TrainedPath, plane: str, seed: int) -> tuple[np.ndarray, float]:
    """The two directions of a plane, shape (2, dim), and the share of the path in it."""
    path, net = trained.path, trained.risk.net
    if plane == PATH:
        return principal_plane(path)
    raw = np.random.default_rng([22, 7, seed]).standard_normal((2, net.size))
    if plane == FILTERS:
        directions = np.array([filter_normalized(net, path[-1], row) for row in raw])
    else:
        directions = raw
    away, (Q, _) = path - path[-1], np.linalg.qr(directions.T)
    return directions, float(np.sum((away @ Q) ** 2) / np.sum(away**2))


def coordinates(trained: TrainedPath, directions) -> np.ndarray:
    """The path's least-squares coordinates on the plane, seen from its end: (epochs + 1, 2)."""
    away = trained.path - trained.path[-1]
    return np.linalg.lstsq(directions.T, away.T, rcond=None)[0].T


def axes_of(trained, directions, plane) -> tuple[np.ndarray, np.ndarray]:
    """±1 in units of the directions; for the path's plane, the path with a margin of a third."""
    if plane != PATH:
        return (np.linspace(-REACH, REACH, POINTS),) * 2
    low, high = (end(coordinates(trained, directions), axis=0) for end in (np.min, np.max))
    middle, half = (low + high) / 2, 0.5 * (high - low).max() * 1.35
    return tuple(np.linspace(m - half, m + half, POINTS) for m in middle)


def _summary(trained, share, low, values) -> str:
    return (
        f"Training loss {trained.loss[0]:.2f} → {trained.loss[-1]:.3f}, test accuracy "
        f"{trained.test_accuracy:.0%}. On the plane: highest loss {values.max():.3g}, below 0.5 on "
        f"{low:.0%} of it; it holds {share:.1%} of the path."
    )
