"""Subgradients: slopes of the lines that touch f at x and stay below it everywhere."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import scipy

from course_lib import checks
from course_lib.convex.hull import separation
from course_lib.convex.verdict import TOLERANCE, Verdict, Witness, box_of, draw
from course_lib.functions.objective import QUIET, Objective, check_objective


@dataclass(frozen=True)
class Interval:
    """A closed interval of slopes, [low, high]; ends may be infinite; empty where low > high.

    Examples
    --------
    >>> print(Interval(-1.0, 1.0), Interval(2.0, 2.0), Interval.EMPTY)
    [-1, 1] {2} ∅
    """

    low: float
    high: float

    @property
    def empty(self) -> bool:
        return bool(not self.low <= self.high)

    @property
    def is_point(self) -> bool:
        return bool(self.low == self.high)

    @property
    def width(self) -> float:
        """0 for a point and for the empty set."""
        return 0.0 if self.empty or self.is_point else self.high - self.low

    def contains(self, g: float, tolerance: float = 0.0) -> bool:
        """Whether low ≤ g ≤ high, up to a tolerance."""
        g = checks.array("g", g, ndim=0, finite=False)
        tolerance = checks.non_negative("tolerance", tolerance)
        return bool(not self.empty and self.low - tolerance <= g <= self.high + tolerance)

    def __str__(self) -> str:
        if self.empty:
            return "∅"
        low, high = self.low + 0.0, self.high + 0.0  # -0 reads as 0
        return f"{{{low:.4g}}}" if self.is_point else f"[{low:.4g}, {high:.4g}]"


Interval.EMPTY = Interval(np.inf, -np.inf)


def one_sided(f: Objective, x: float) -> tuple[float, float]:
    """The left and right derivatives of a function of one variable at x.

    Exact where f knows its directional derivatives; otherwise by extrapolated differences with
    step 1e-6 (1 + |x|), good to about nine digits.
    """
    x = _scalar(f, x)
    point = np.array([x])
    try:
        return -float(f.directional(point, [-1.0])), float(f.directional(point, [1.0]))
    except NotImplementedError:
        h = 1e-6 * (1 + abs(x))
        ends = np.array([[-1.0], [1.0]])
        near, far = ((f(point + s * ends) - f(point)) / s for s in (h, 2 * h))
        left, right = 2 * near - far
        return -float(left), float(right)


def subdifferential(f: Objective, x: float) -> Interval:
    r"""All subgradients of a function of one variable at x, an interval that may be empty.

    .. math:: \partial f(x) = \{ g : f(y) \ge f(x) + g (y - x) \ \text{for all } y \}

    For convex f it is [f'₋(x), f'₊(x)], exact. For other f a line must stay below f *everywhere*:
    its ends are the extremes of the difference quotients (f(y) − f(x))/(y − x) to the left and to
    the right, and the set is often empty.

    Parameters
    ----------
    f : Objective of one variable
    x : float

    Notes
    -----
    For non-convex f the quotients are taken over a grid that is dense in the bounds of f, and
    geometric beyond, out to 10¹⁶ widths; the one-sided derivatives are its limits at x. Ends closer
    than the rounding of the quotients (1e-7, relatively) count as one point, in either order.

    References
    ----------
    Rockafellar, *Convex Analysis*, §23.

    Examples
    --------
    >>> from course_lib.functions import AbsoluteValue, DoubleWell
    >>> print(subdifferential(AbsoluteValue(), 0.0), subdifferential(DoubleWell(), 0.0))
    [-1, 1] ∅
    """
    x = _scalar(f, x)
    here = float(f(np.array([x])))
    if not np.isfinite(here):
        return Interval.EMPTY
    left, right = one_sided(f, x)
    if np.isnan(left) or np.isnan(right):
        return Interval.EMPTY
    if f.convex:
        return _slopes(left, right)
    y = _everywhere(f, x)
    with np.errstate(**QUIET):
        quotients = (f(y[:, None]) - here) / (y - x)
    low = max(left, float(quotients[y < x].max()))
    high = min(right, float(quotients[y > x].min()))
    if np.isfinite(low) and abs(low - high) <= 1e-7 * (1 + abs(low)):
        low = high = (low + high) / 2
    return _slopes(low, high) if low <= high else Interval.EMPTY


def _slopes(low: float, high: float) -> Interval:
    """[low, high]; a vertical tangent, as of −√x at 0, is no slope and leaves nothing."""
    return Interval.EMPTY if low == high and np.isinf(low) else Interval(low, high)


def _everywhere(f, x) -> np.ndarray:
    """Points y ≠ x: dense in the bounds, then in growing steps on both sides."""
    low, high = box_of(f)[0]
    width = high - low
    steps = width * np.geomspace(1e-4, 1e16, 2000)
    y = np.concatenate([np.linspace(low - width, high + width, 6001), x - steps, x + steps])
    return y[np.abs(y - x) >= 0.5e-4 * width]


def is_subgradient(f: Objective, x, g, rng=None, bounds=None) -> Verdict:
    """Whether the line (plane) through (x, f(x)) with slope g stays below f.

    In one variable the `subdifferential` decides. In more, points in the bounds and along rays
    from x are tried, among them the direction that best separates g from the limiting gradients.

    Parameters
    ----------
    f : Objective
    x, g : float or array, shape (d,)
    rng : numpy.random.Generator
        Needed for more than one variable.
    bounds : sequence of (low, high), optional
        Where to look for a witness; the bounds of f unless given.

    Returns
    -------
    Verdict
        Where it fails, the witness's y is where the line lies above f the most.

    Examples
    --------
    >>> from course_lib.functions import AbsoluteValue
    >>> is_subgradient(AbsoluteValue(), 0.0, 0.5).holds
    True
    >>> is_subgradient(AbsoluteValue(), 0.0, 1.5).message
    'the line with slope g at x = 0 lies 1 above f at y = 2'
    """
    check_objective("f", f)
    x = checks.vector("x", np.atleast_1d(checks.array("x", x)), f.dim)
    g = checks.vector("g", np.atleast_1d(checks.array("g", g)), x.size)
    y = _candidates(f, x, g, rng, bounds)
    with np.errstate(**QUIET):
        gaps = f(y) - f(x) - (y - x) @ g
        sizes = np.abs(f(y)) + np.abs(f(x)) + np.abs((y - x) @ g)
    gaps = np.where(np.isnan(gaps), np.inf, gaps)
    worst = int(gaps.argmin())
    witness = Witness("subgradient", float(gaps[worst]), x, y[worst])
    if x.size == 1:
        inside = subdifferential(f, x[0]).contains(float(g[0]), TOLERANCE * (1 + abs(g[0])))
    else:
        inside = not bool((gaps < -TOLERANCE * np.where(np.isfinite(sizes), sizes, 0.0)).any())
    return Verdict("subgradient", inside, witness.gap, len(y), None if inside else witness)


def _candidates(f, x, g, rng, bounds) -> np.ndarray:
    """Where the line could rise above f, shape (m, d)."""
    box = box_of(f, bounds)
    if x.size == 1:
        y = np.linspace(*box[0], 2001)
        steps = (box[0, 1] - box[0, 0]) * np.geomspace(1e-9, 0.1, 100)
        near = np.concatenate([x - steps, x + steps])
        return np.concatenate([y, near[(near >= box[0, 0]) & (near <= box[0, 1])]])[:, None]
    anywhere = draw(f, rng, 4000, bounds)
    rays = rng.standard_normal((400, x.size))
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    with suppress(NotImplementedError):  # else the random rays have to do
        rays = np.vstack([rays, separation(f.active_gradients(x), g)[1]])
    steps = (box[:, 1] - box[:, 0]).max() * np.geomspace(1e-4, 0.5, 12)
    return np.concatenate([anywhere, (x + steps[:, None, None] * rays).reshape(-1, x.size)])


def crossings(f: Objective, x: float, g: float, bounds=None) -> np.ndarray:
    """Where the line through (x, f(x)) with slope g crosses f, away from x: sorted, in the bounds.

    Found as sign changes between 401 points on each side of x; a tangent touches and has none.

    Examples
    --------
    >>> from course_lib.functions import Quadratic
    >>> crossings(Quadratic([2.0]), 0.0, 1.0).round(6).tolist()  # x² = x
    [1.0]
    """
    x, g = _scalar(f, x), checks.number("g", g)
    low, high = box_of(f, bounds)[0]
    here = float(f([x]))

    def gap(y):
        return f(np.asarray(y)[..., None]) - here - g * (y - x)

    def roots(y):
        """Where the gap changes its sign on one side of x; where it merely touches 0 is none."""
        values = gap(y)
        y = y[np.abs(values) > TOLERANCE * (abs(here) + np.abs(g * (y - x)) + np.abs(values))]
        signs = np.sign(gap(y))
        return [
            scipy.optimize.brentq(gap, y[i], y[i + 1])
            for i in np.flatnonzero(signs[:-1] * signs[1:] < 0)
        ]

    left = np.linspace(low, np.clip(x, low, high), 401)
    right = np.linspace(np.clip(x, low, high), high, 401)
    return np.unique([*roots(left), *roots(right)])


def _scalar(f, x) -> float:
    check_objective("f", f)
    if f.dim not in (1, None):
        raise ValueError(f"f must be a function of one variable, {f.name} has {f.dim}")
    x = checks.array("x", x, finite=False)
    return checks.number("x", float(x.flat[0]) if x.size == 1 else x)
