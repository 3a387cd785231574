"""What a test of convexity found, with the points that prove it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective, check_objective

TOLERANCE = 1e-9  # a gap counts as negative below −TOLERANCE · (sum of the sizes of its terms)


@dataclass(frozen=True)
class Witness:
    """Points at which an inequality of convexity fails.

    Attributes
    ----------
    condition : str
        "midpoint", "chord", "first order", "second order" or "subgradient".
    gap : float
        The inequality says gap ≥ 0; here it is negative. For the second order it is a curvature.
    x, y : array, shape (d,)
        The two points; for the second order y = x + direction.
    t : float or None
        The weight of x, where there is one.
    direction : array or None
        Second order only: the unit eigenvector along which f bends down.
    """

    condition: str
    gap: float
    x: np.ndarray
    y: np.ndarray
    t: float | None = None
    direction: np.ndarray | None = None

    @property
    def message(self) -> str:
        """One sentence that says what is wrong where."""
        x, y, size = show(self.x), show(self.y), f"{abs(self.gap):.4g}"
        if self.condition in ("midpoint", "chord"):
            return (
                f"between x = {x} and y = {y}, at t = {self.t:.4g}, f lies {size} above the chord"
            )
        if self.condition == "second order":
            along = show(self.direction)
            return f"at x = {x} the curvature along {along} is {self.gap:.4g} < 0"
        kind = "tangent" if self.condition == "first order" else "line with slope g"
        return f"the {kind} at x = {x} lies {size} above f at y = {y}"


@dataclass(frozen=True)
class Verdict:
    """The outcome of a test.

    Attributes
    ----------
    condition : str
        Which condition was tested.
    holds : bool or None
        False: violated, and `witness` proves it. True: no violation found among `tried` — which
        is evidence, not a proof. None: the condition does not apply (no values, no derivative).
    gap : float
        The smallest gap seen.
    tried : int
        How many pairs or points were looked at.
    witness : Witness or None
        The strongest violation seen.
    """

    condition: str
    holds: bool | None
    gap: float
    tried: int
    witness: Witness | None = None

    @property
    def message(self) -> str:
        """One sentence for a figure or a notebook."""
        if self.holds is None:
            return f"the {self.condition} condition does not apply to this f here"
        if self.holds:
            return f"no violation of the {self.condition} condition among {self.tried} tried"
        return self.witness.message


def show(point) -> str:
    """A point in four digits: ``1.5`` or ``(1.5, -2)``."""
    text = ", ".join(f"{v:.4g}" for v in np.atleast_1d(point) + 0.0)
    return text if np.size(point) == 1 else f"({text})"


def draw(f: Objective, rng, count: int, bounds=None, name: str = "count") -> np.ndarray:
    """`count` points, uniform in the bounds (those of f unless given): shape (count, d).

    `name` is what the caller calls the count, for the message about a wrong one.
    """
    rng, box = checks.generator("rng", rng), box_of(f, bounds)
    return rng.uniform(box[:, 0], box[:, 1], (checks.integer(name, count, low=1), len(box)))


def box_of(f: Objective, bounds=None) -> np.ndarray:
    """The bounds as an array of (low, high) rows."""
    check_objective("f", f)
    if bounds is None and not len(f.bounds):
        raise ValueError(f"bounds must be given, {f.name} has none; pass [(low, high), ...]")
    box = checks.array("bounds", f.bounds if bounds is None else bounds, ndim=2)
    if box.shape[1] != 2 or f.dim not in (None, len(box)) or not (box[:, 0] < box[:, 1]).all():
        wanted = "pairs" if f.dim is None else f"{f.dim} of them" if f.dim > 1 else "one pair"
        raise ValueError(f"bounds must be (low, high) with low < high for each coordinate, "
                         f"{wanted}, got {box.tolist()}")  # fmt: skip
    return box


def draw_pairs(f: Objective, rng, pairs: int, bounds=None) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of points: half of them anywhere, half close together, at all scales."""
    x, y = (draw(f, rng, pairs, bounds, "pairs") for _ in range(2))
    near = np.arange(pairs) % 2 == 1
    shrink = 10.0 ** rng.uniform(-3, 0, (pairs, 1))
    return x, np.where(near[:, None], x + shrink * (y - x), y)


def judge(condition, gaps, sizes, witness_at) -> Verdict:
    """The verdict over many gaps; NaN gaps say nothing. `witness_at(i)` makes the witness."""
    gaps = np.where(np.isnan(gaps), np.inf, gaps)
    if not np.isfinite(gaps).any() and not (gaps == -np.inf).any():
        return Verdict(condition, None, np.inf, gaps.size)
    violated = gaps < -TOLERANCE * np.where(np.isfinite(sizes), sizes, 0.0)
    if not violated.any():
        return Verdict(condition, True, float(gaps.min()), gaps.size)
    worst = int(np.where(violated, gaps, np.inf).argmin())
    return Verdict(condition, False, float(gaps[worst]), gaps.size, witness_at(worst))
