"""A linear program in the plane: its corner, two ways to it, and the prices of its constraints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.convex import programs

#: Rows of G and entries of h. Memory, processor and network of a server that answers x₁ thousand
#: texts and x₂ thousand images per second; neither number can be negative.
ROWS = {
    "1: memory": (1.0, 2.0, 8.0),
    "2: processor": (3.0, 1.0, 9.0),
    "3: network": (0.0, 1.0, 3.5),
    "4: texts ≥ 0": (-1.0, 0.0, 0.0),
    "5: images ≥ 0": (0.0, -1.0, 0.0),
}
NAMES = tuple(ROWS)
G = np.array([row[:2] for row in ROWS.values()])
LIMITS = tuple(row[2] for row in ROWS.values())
LOWEST, HIGHEST = -3.0, 12.0  # of a limit
MOST = 4.0  # of what one unit earns
LEFT, RIGHT, BOTTOM, TOP = -1.2, 5.0, -1.0, 4.9  # of the picture
TAIL, LENGTH = (1.0, 1.2), 0.3  # where the arrow starts, and its length per unit
NUDGE = 0.02  # by which a limit is raised to measure its price
TINY = 1e-6  # a multiplier or a room below this is 0 but for rounding
FAR = 60.0  # half the square that stands for the whole plane

_FRAME = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])


@dataclass(frozen=True)
class LinearProgramRun:
    """min cᵀx subject to Gx ≤ h, solved."""

    h: np.ndarray  #: limits of all five rows, shape (5,)
    used: np.ndarray  #: which rows count, shape (5,), bool
    gain: np.ndarray  #: what a unit of x₁ and of x₂ earns, −c, shape (2,)
    line: int  #: the row that is chosen
    status: str  #: "optimal", "infeasible" or "unbounded"
    x: np.ndarray  #: the optimum, shape (2,); NaN where there is none
    alpha: np.ndarray  #: multipliers, or the certificate of infeasibility, shape (5,); NaN if none
    room: np.ndarray  #: h − Gx, shape (5,); NaN where there is no optimum
    price: np.ndarray  #: measured: what earns a limit raised by 1, shape (5,); NaN if no optimum
    ray: np.ndarray  #: a direction along which the earnings grow without end, shape (2,) or NaN
    corners: np.ndarray  #: of the feasible region within the picture, shape (k, 2)
    interior: np.ndarray  #: the interior-point method's points, shape (steps, 2)
    simplex: np.ndarray  #: the simplex method's corners, shape (steps, 2)
    summary: str


@lru_cache(maxsize=512)
def linear_program(
    *, gain1=2.0, gain2=3.0, line=0, limit=8.0, drop=False, limits=LIMITS, held=-1
) -> LinearProgramRun:
    """The server's best mix of texts and images.

    Parameters
    ----------
    gain1, gain2 : float
        What a thousand texts and a thousand images earn; they may cost something.
    line : int
        The chosen row.
    limit : float
        Its limit, which is ``limits[line]``.
    drop : bool
        Leave the chosen row out.
    limits : tuple of 5 floats
    held : int
        What the pointer holds: a row, or −1 for the arrow; it plays no other part.
    """
    checks.integer("line", line, low=0)
    h, gain = np.array(limits), np.array([gain1, gain2])
    used = np.ones(len(h), bool)
    used[line] = not drop
    A, limit = G[used], h[used]
    found = programs.linear_program(-gain, A, limit)
    nothing, alpha, room, price = (np.full(k, np.nan) for k in (2, 5, 5, 5))
    x, ray, interior, simplex = nothing, nothing, np.empty((0, 2)), np.empty((0, 2))
    if found.status == "optimal":
        x = found.x
        alpha[used] = np.where(found.z > TINY, found.z, 0.0)
        room[used] = np.where(limit - A @ x > TINY, limit - A @ x, 0.0)
        price[used] = _prices(gain, A, limit, gain @ x)
        interior, simplex = found.path, programs.simplex_path(-gain, A, limit)
    elif found.status == "infeasible":
        alpha[used] = _unit(found.certificate.z)
    elif found.status == "unbounded":
        ray = found.certificate.x / np.linalg.norm(found.certificate.x)
    return LinearProgramRun(
        h=h, used=used, gain=gain, line=line, status=found.status, x=x, alpha=alpha, room=room,
        price=price, ray=ray, corners=_within(A, limit, (RIGHT, -LEFT, TOP, -BOTTOM)),
        interior=interior, simplex=simplex,
        summary=_summary(found.status, gain, x, alpha, h, len(simplex)),
    )  # fmt: skip


def _within(A, limit, frame) -> np.ndarray:
    """Corners of Ax ≤ limit within a rectangle: right, −left, top, −bottom."""
    return programs.polygon(np.vstack([A, _FRAME]), np.r_[limit, frame])


def _prices(gain, A, limit, earned) -> np.ndarray:
    """What each limit earns per unit, from the best corner after it was raised a little."""
    more = limit + NUDGE * np.eye(len(limit))
    best = [(_within(A, row, [FAR] * 4) @ gain).max() for row in more]
    price = (np.array(best) - earned) / NUDGE
    return np.where(price > TINY, price, 0.0)


def _unit(certificate) -> np.ndarray:
    """The certificate's multipliers, so scaled that the largest is 1."""
    alpha = np.maximum(certificate, 0.0)
    alpha = alpha / alpha.max()
    return np.where(alpha > TINY, alpha, 0.0)


def _summary(status, gain, x, alpha, h, corners) -> str:
    if status == "optimal":
        return (
            f"Best mix x = ({x[0]:.2f}, {x[1]:.2f}) earns {gain @ x + 0.0:.2f}. "
            f"Simplex method: {corners} corner{'s' * (corners != 1)}."
        )
    if status == "infeasible":
        total = np.nan_to_num(alpha) @ h
        return (
            "Infeasible: no x obeys all constraints. Multiplied by the bars and added up, they say "
            f"0 ≤ {total:.2f}."
        )
    return "Unbounded: along the dashed ray from the region the earnings grow without end."


# ---- the pointer --------------------------------------------------------------------------------


def grab(limits, gain, x: float, y: float) -> int:
    """What lies nearest to (x, y): the arrow (−1) or a row of G."""
    tip = np.array(TAIL) + LENGTH * np.array(gain)
    to_tip = np.hypot(*(tip - [x, y]))
    to_line = np.abs(G @ [x, y] - limits) / np.linalg.norm(G, axis=1)
    return -1 if to_tip < to_line.min() + 0.15 else int(np.argmin(to_line))


def turned(x: float, y: float) -> tuple[float, float]:
    """The gains whose arrow points to (x, y)."""
    gain = (np.array([x, y]) - TAIL) / LENGTH
    return tuple(np.clip(gain, -MOST, MOST).round(1).tolist())


def shifted(row: int, x: float, y: float) -> float:
    """The limit with which a row passes through (x, y)."""
    return round(float(np.clip(G[row] @ [x, y], LOWEST, HIGHEST)), 1)


def with_limit(limits, row: int, limit: float) -> tuple:
    """The limits with one of them replaced."""
    return (*limits[:row], limit, *limits[row + 1 :])
