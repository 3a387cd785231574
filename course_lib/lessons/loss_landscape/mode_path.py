"""From one minimum to another: straight, and along a curve that was trained to stay low."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.lessons.shared.network_stack import NetworkStack
from course_lib.lessons.shared.remembered import remembered
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy, plane_values
from course_lib.optim import Adam

DIGITS, TRAIN_STEPS, BATCH, LR = 400, 400, 40, 0.005
BEND_STEPS, BEND_LR = 200, 0.02
WIDTHS, PAIRS = (4, 16, 64), (1, 2, 3)
S = np.linspace(0, 1, 31)
POINTS = 15


@dataclass(frozen=True, eq=False)
class ModePath:
    """Loss and test error on both ways between two trained networks."""

    width: int
    s: np.ndarray  #: the way gone, 0 to 1, shape (31,)
    straight: np.ndarray  #: training loss on the straight line, shape (31,)
    curved: np.ndarray  #: on the curve, shape (31,)
    straight_error: np.ndarray  #: test error in percent, shape (31,)
    curved_error: np.ndarray  #: the same on the curve
    x: np.ndarray  #: of the plane through both ends and the bend, shape (15,)
    y: np.ndarray  #: shape (15,)
    values: np.ndarray  #: training loss on the plane, shape (15, 15)
    way: np.ndarray  #: the curve on the plane, shape (31, 2); the ends lie at y = 0
    barrier: tuple[float, float]  #: highest loss minus the higher end's: straight, curved
    summary: str


def curve(A, B, C, s) -> np.ndarray:
    """(1 − s)² A + 2s(1 − s) B + s² C: a parabola from A to C that bends towards B."""
    s = np.asarray(s)[..., None]
    return (1 - s) ** 2 * A + 2 * s * (1 - s) * B + s**2 * C


@remembered(maxsize=16)
def two_minima(width: int, pair: int) -> tuple[np.ndarray, NetworkRisk]:
    """Two networks 196-width-10 from different starts, shape (2, dim), and their risk."""
    X, y, _, _ = small_digits()
    X, y = X[:DIGITS], y[:DIGITS]
    stack = NetworkStack((196, width, 10))
    rngs = [np.random.default_rng([22, 5, pair, k]) for k in range(2)]
    w = np.array([stack.start(rng) for rng in rngs])
    optimizer = Adam(LR)
    state = optimizer.init(w)
    for _ in range(TRAIN_STEPS):
        rows = np.array([rng.choice(DIGITS, BATCH, replace=False) for rng in rngs])
        state = optimizer.update(w, stack.loss_and_grad(w, X[rows], y[rows])[1], state)
    return w, NetworkRisk(stack.net, SoftmaxCrossEntropy(), X, y)


def trained_bend(f: NetworkRisk, A, C, rng, steps: int = BEND_STEPS, progress=None) -> np.ndarray:
    """The B for which the mean loss along `curve` is low: Adam on the loss at random s."""
    B, optimizer = (A + C) / 2, Adam(BEND_LR)
    state = optimizer.init(B)
    for _ in range(steps):
        s = rng.uniform()
        batch = f.subset(rng.choice(len(f.X), 4 * BATCH, replace=False), f.mode)
        # The chain rule: ∂curve/∂B = 2s(1 − s).
        grad = 2 * s * (1 - s) * batch.grad(curve(A, B, C, s))
        state = optimizer.update(B, grad, state)
    return B


@remembered(maxsize=32)
def mode_path(*, width=16, pair=1, progress=None) -> ModePath:
    """Both ways between two minima of networks of that width.

    Parameters
    ----------
    width : int
        One of `WIDTHS`.
    pair : int
        Which two starts: one of `PAIRS`.
    """
    checks.choice("width", width, WIDTHS)
    checks.choice("pair", pair, PAIRS)
    (A, C), f = two_minima(width, pair)
    B = trained_bend(f, A, C, np.random.default_rng([22, 6, pair]), progress=progress)
    ways = (1 - S[:, None]) * A + S[:, None] * C, curve(A, B, C, S)
    losses = [f(way) for way in ways]
    x, y, directions, place = _plane(A, B, C)
    barrier = tuple(float(loss.max() - max(loss[0], loss[-1])) for loss in losses)
    errors = [_test_errors(width, way) for way in ways]
    return ModePath(
        width, S, *losses, *errors, x, y, plane_values(f, A, directions, x, y), place(ways[1]),
        barrier, _summary(losses, errors),
    )  # fmt: skip


def _plane(A, B, C):
    """x along A → C with both at 0 and 1, y at right angles in the same unit; its grid."""
    first = C - A
    up = B - A - first * ((B - A) @ first) / (first @ first)
    second = up / np.linalg.norm(up) * np.linalg.norm(first)
    directions = np.array([first, second])

    def place(points):
        return (points - A) @ directions.T / (first @ first)

    top = float(place(B)[1])
    y = np.linspace(-0.25 * top - 0.1, 0.75 * top + 0.1, POINTS)
    return np.linspace(-0.25, 1.25, POINTS), y, directions, place


def _test_errors(width, way) -> np.ndarray:
    _, _, X, y = small_digits()
    stack = NetworkStack((196, width, 10))
    return np.concatenate([100 - stack.accuracy(row[None], X[None], y[None]) for row in way])


def _summary(losses, errors) -> str:
    said = [
        f"{name}: highest loss {loss.max():.3g}, highest test error {error.max():.0f} %"
        for name, loss, error in zip(("Straight", "curved"), losses, errors, strict=True)
    ]
    ends = f"{max(losses[0][0], losses[0][-1]):.3g}"
    return f"{said[0]}; {said[1]}. Loss at the worse end {ends}."
