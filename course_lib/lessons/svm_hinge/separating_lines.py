"""Many lines separate two classes: the street that each leaves, and those the perceptron finds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.functions import add_bias
from course_lib.linear import Perceptron
from course_lib.linear.interior_point import solve_hinge_qp

# fmt: off
POSITIVE = ((0.9, 1.4), (1.9, 0.3), (1.6, 1.7), (2.6, 1.2), (2.3, 2.2), (3.1, 0.2), (1.2, 2.4),
            (2.9, -0.8))
NEGATIVE = ((-0.6, -0.3), (0.5, -1.3), (-1.4, 0.6), (-1.7, -0.9), (-0.8, -1.8), (-2.4, 0.2),
            (-2.7, -1.4), (-1.9, 1.5), (0.2, -2.2))
# fmt: on
ANGLES, OFFSETS = (-30.0, 90.0), (-1.0, 2.0)
ORDERS = 30


@dataclass(frozen=True)
class LineTable:
    """What does not depend on the chosen line."""

    X: np.ndarray  #: samples, shape (n, 2)
    y: np.ndarray  #: −1 and +1, shape (n,)
    room: np.ndarray  #: of every line, shape (offsets, angles); 0 where it does not separate
    perceptron: np.ndarray  #: angle and offset that each order leads to, shape (ORDERS, 2)
    best: tuple[float, float]  #: angle and offset of the widest street, by the quadratic program


@dataclass(frozen=True)
class SeparatingLine:
    """One line nᵀx = offset with n = (cos angle, sin angle), which points to the class +1."""

    table: LineTable
    angle: float  #: in degrees
    offset: float  #: in units of the data
    normal: np.ndarray  #: shape (2,)
    distance: np.ndarray  #: how far each sample is on its right side, shape (n,)
    room: float  #: twice the least distance: how wide a street has this line in its middle
    feet: np.ndarray  #: where each sample's perpendicular meets the line, shape (n, 2)
    orders: int  #: how many of the perceptron's lines are shown
    best: bool  #: whether the widest is shown
    summary: str


def normal_of(angle):
    """Unit vector(s) at an angle in degrees, shape (..., 2)."""
    turn = np.deg2rad(angle)
    return np.stack([np.cos(turn), np.sin(turn)], axis=-1)


def angle_and_offset(w, b) -> tuple[float, float]:
    """The line wᵀx + b = 0 as an angle in degrees and an offset."""
    size = np.hypot(*w)
    return float(np.rad2deg(np.arctan2(w[1], w[0]))), float(-b / size)


@lru_cache(maxsize=1)
def line_table() -> LineTable:
    """The data, the room of every line, the perceptron's lines and the best one."""
    X = np.array(POSITIVE + NEGATIVE)
    y = np.repeat([1.0, -1.0], [len(POSITIVE), len(NEGATIVE)])
    angles, offsets = np.linspace(*ANGLES, 241), np.linspace(*OFFSETS, 241)
    along = y * (normal_of(angles) @ X.T)  # (angles, n)
    room = 2 * (along[None] - y * offsets[:, None, None]).min(axis=-1)
    runs = [Perceptron(rng=np.random.default_rng(seed)).fit(X, y) for seed in range(ORDERS)]
    b, *w = solve_hinge_qp(add_bias(X), y, np.inf).weights
    return LineTable(
        X=X, y=y, room=np.maximum(room, 0.0),
        perceptron=np.array([angle_and_offset(r.coef_[0], r.intercept_[0]) for r in runs]),
        best=angle_and_offset(w, b),
    )  # fmt: skip


def room_of(angle: float, offset: float) -> float:
    """Twice the least signed distance of a sample from the line; negative with mistakes."""
    table = line_table()
    return float(2 * (table.y * (table.X @ normal_of(angle) - offset)).min())


@lru_cache(maxsize=256)
def separating_lines(*, angle=60.0, offset=0.6, orders=0, best=False) -> SeparatingLine:
    """A line by its angle (degrees) and offset, beside those of the perceptron and the best."""
    checks.in_range("orders", checks.integer("orders", orders), 0, ORDERS)
    table, normal = line_table(), normal_of(angle)
    distance = table.y * (table.X @ normal - offset)
    return SeparatingLine(
        table=table, angle=angle, offset=offset, normal=normal, distance=distance,
        room=float(2 * distance.min()), orders=orders, best=best,
        feet=table.X - (table.y * distance)[:, None] * normal,
        summary=_summary(table, distance, orders, best),
    )  # fmt: skip


def _summary(table, distance, orders, best) -> str:
    wrong = int((distance <= 0).sum())
    if wrong:
        text = f"This line puts {wrong} of {len(distance)} points on the wrong side."
    else:
        text = f"This line separates the classes; its street is {2 * distance.min():.2f} wide."
    if orders:
        rooms = [room_of(*line) for line in table.perceptron[:orders]]
        plural = "s" if orders > 1 else ""
        text += f" {orders} perceptron run{plural}: width {min(rooms):.2f}"
        text += f" to {max(rooms):.2f}." if orders > 1 else "."
    if best:
        text += f" The widest street of all is {room_of(*table.best):.2f}."
    return text
