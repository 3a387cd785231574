"""From one minimum to another: straight, and along a curve that was trained to stay low."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from course_lib import checks
from course_lib.lessons.shared.network_stack import NetworkStack, told
from course_lib.lessons.shared.remembered import remembered
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy, plane_values
from course_lib.optim import Adam

DIGITS, TRAIN_STEPS, BATCH, LR = 400, 400, 40, 0.005
BEND_STEPS, BEND_LR = 120, 0.03
WIDTHS, PAIRS = (4, 16, 64), (1, 2, 3)
S = np.linspace(0, 1, 31)
POINTS = 15


@dataclass(frozen=True, eq=False)
class TwoWays:
    """Two minima, the bend of the curve between them, and the training loss on both ways."""

    minima: np.ndarray  #: A and C, shape (2, dim)
    bend: np.ndarray  #: B, shape (dim,)
    risk: NetworkRisk
    straight: np.ndarray  #: the loss at `S` on the straight line, shape (31,)
    curved: np.ndarray  #: on the curve, shape (31,)

    @property
    def barriers(self) -> tuple[float, float]:
        """The highest loss minus the higher end's: on the straight line and on the curve."""
        return barrier(self.straight), barrier(self.curved)


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
    summary: str


def curve(A, B, C, s) -> np.ndarray:
    """(1 − s)² A + 2s(1 − s) B + s² C: a parabola from A to C that bends towards B."""
    s = np.asarray(s)[..., None]
    return (1 - s) ** 2 * A + 2 * s * (1 - s) * B + s**2 * C


def straight_line(A, C) -> np.ndarray:
    """From A to C at `S`: shape (31, dim)."""
    return (1 - S[:, None]) * A + S[:, None] * C


def barrier(loss) -> float:
    """The highest loss on a way minus that of its higher end."""
    return float(loss.max() - max(loss[0], loss[-1]))


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
    B, optimizer, losses = (A + C) / 2, Adam(BEND_LR), [np.nan]
    state = optimizer.init(B)
    for _ in told(progress, steps, losses):
        s = rng.uniform()
        batch = f.subset(rng.choice(len(f.X), 4 * BATCH, replace=False), f.mode)
        # The chain rule: ∂curve/∂B = 2s(1 − s).
        losses[-1], grad = batch.value_and_grad(curve(A, B, C, s))
        state = optimizer.update(B, 2 * s * (1 - s) * grad, state)
    return B


@remembered(maxsize=16)
def two_ways(width: int, pair: int, progress=None) -> TwoWays:
    """The straight line between two minima, and the curve that is trained to stay low."""
    (A, C), f = two_minima(width, pair)
    B = trained_bend(f, A, C, np.random.default_rng([22, 6, pair]), progress=progress)
    return TwoWays(np.array([A, C]), B, f, f(straight_line(A, C)), f(curve(A, B, C, S)))


def matched_barrier(found: TwoWays, reordered) -> float:
    """The straight line's barrier with the neurons of C in the order most like that of A.

    Parameters
    ----------
    found : TwoWays
    reordered : callable
        ``reordered(W, b, V, order)`` puts neuron ``order[k]`` in place k; of exercise 4.
    """
    net, (A, C) = found.risk.net, found.minima
    first, second = net.unpack(A), net.unpack(C)
    likeness = first["0.W"].T @ second["0.W"] + first["2.W"] @ second["2.W"].T
    _, order = linear_sum_assignment(likeness, maximize=True)
    W, b, V = reordered(second["0.W"], second["0.b"], second["2.W"], order)
    moved = net.pack({**second, "0.W": W, "0.b": b, "2.W": V})
    return barrier(found.risk(straight_line(A, moved)))


@remembered(maxsize=32)
def mode_path(*, width=64, pair=1, progress=None) -> ModePath:
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
    found = two_ways(width, pair, progress)
    (A, C), B, losses = found.minima, found.bend, (found.straight, found.curved)
    ways = straight_line(A, C), curve(A, B, C, S)
    x, y, directions, place = _plane(A, B, C)
    values = plane_values(found.risk, A, directions, x, y)
    errors = [_test_errors(width, way) for way in ways]
    return ModePath(
        width, S, *losses, *errors, x, y, values, place(ways[1]), _summary(losses, errors)
    )


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
    loss, error = ([values.max() for values in both] for both in (losses, errors))
    end = max(losses[0][0], losses[0][-1])
    return (
        f"Highest loss: {loss[0]:.2g} straight, {loss[1]:.2g} curved, {end:.2g} at the worse end. "
        f"Highest test error: {error[0]:.0f} % and {error[1]:.0f} %."
    )
