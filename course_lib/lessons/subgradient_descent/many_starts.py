"""One subgradient method from many starts on functions that are not convex."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.convex import clarke_differential
from course_lib.functions import AbsoluteValue, CreasedWells, MaxAffine, Min, Objective, Univariate
from course_lib.lessons.subgradient_descent.step_rules import RULES
from course_lib.optim import GradientDescent

STEPS = 100
NUDGE = 1e-3

#: What a run can end in; "not settled" is none of them.
KINDS = ("global minimum", "local minimum", "saddle", "not settled")


class FlatStep(Univariate):
    r"""A slope with a flat step on the way down: f′(0) = 0, yet 0 is no minimum.

    .. math:: f(x) = \tfrac14 x^4 - \tfrac13 x^3
    """

    name, formula = "x⁴/4 − x³/3", r"\tfrac14 x^4 - \tfrac13 x^3"
    convex, bounds, minimum = False, ((-1.0, 1.6),), -1 / 12
    minimizers = np.ones((1, 1))

    def _f(self, s):
        return s**3 * (s / 4 - 1 / 3)

    def _slope(self, s):
        return s**2 * (s - 1)

    def _curvature(self, s):
        return s * (3 * s - 2)


class SixHumpCamel(Objective):
    r"""Six minima, two of them global, with saddles between: smooth, and not convex.

    .. math:: f(x, y) = \bigl(4 - 2.1 x^2 + \tfrac13 x^4\bigr) x^2 + xy + 4 (y^2 - 1) y^2
    """

    dim, convex = 2, False
    name, formula = "six-hump camel", r"(4 - 2.1x^2 + x^4/3)x^2 + xy + 4(y^2 - 1)y^2"
    bounds = ((-2.1, 2.1), (-1.2, 1.2))
    minimum = -1.0316284534898774
    minimizers = np.array(
        [[0.08984201310031806, -0.7126564030207396], [-0.08984201310031806, 0.7126564030207396]]
    )

    def _value(self, p):
        x, y = p[..., 0], p[..., 1]
        return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + 4 * (y**2 - 1) * y**2

    def _grad(self, p):
        x, y = p[..., 0], p[..., 1]
        return np.stack([8 * x - 8.4 * x**3 + 2 * x**5 + y, x - 8 * y + 16 * y**3], axis=-1)

    def _hess(self, p):
        x, y = p[..., 0], p[..., 1]
        out = np.ones((*x.shape, 2, 2))
        out[..., 0, 0] = 8 - 25.2 * x**2 + 10 * x**4
        out[..., 1, 1] = 48 * y**2 - 8
        return out


@dataclass(frozen=True)
class Terrain:
    """A function with its known stationary points."""

    f: Objective
    places: np.ndarray  #: Shape (m, d).
    kinds: tuple[str, ...]  #: Of each place, one of `KINDS`.
    starts: np.ndarray  #: Shape (n, d). Where the runs begin; some lie exactly on a ridge.
    lr: float  #: A first step with which the runs settle.


@dataclass(frozen=True)
class ManyStarts:
    """Runs from many starts."""

    name: str
    terrain: Terrain
    x: np.ndarray  #: Shape (T + 1, n, d).
    value: np.ndarray  #: Shape (T + 1, n).
    #: Shape (n,), int. What each run has reached in the end: an index into `KINDS`.
    kind: np.ndarray
    own: int  #: How many of the starts, the last ones, the reader has set.
    summary: str


def _grid(xs, ys) -> np.ndarray:
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


def _two_kinks() -> Terrain:
    raised = MaxAffine([[-1.0], [1.0]], [2.5, -1.5])  # |x − 2| + ½
    f = Min(AbsoluteValue(), raised)
    f.bounds = ((-1.5, 3.5),)
    starts = np.linspace(-1.35, 3.35, 25)[:, None]
    return Terrain(f, np.array([[0.0], [2.0]]), KINDS[:2], starts, lr=0.2)


def _flat_step() -> Terrain:
    # Close to 0 on the right the slope is so small that a run takes thousands of steps to leave.
    starts = np.r_[np.linspace(-0.9, -0.1, 9), np.linspace(0.25, 1.5, 9)][:, None]
    return Terrain(FlatStep(), np.array([[1.0], [0.0]]), (KINDS[0], KINDS[2]), starts, lr=0.5)


def _creased_wells() -> Terrain:
    f = CreasedWells(0.3)
    places = np.array([[-1.0, 0.0], [1.0, 0.0], [0.15, 0.0]])
    # The middle column lies on the ridge x = c/2, where the slope along x is zero.
    starts = _grid(0.15 + 0.44 * np.arange(-4, 5), [-1.2, -0.6, 0.6, 1.2])
    return Terrain(f, places, KINDS[:3], starts, lr=0.2)


def _camel() -> Terrain:
    f = SixHumpCamel()
    local = [[1.7036067, -0.7960836], [1.6071047, 0.5686515]]
    saddles = [[0.0, 0.0], [1.1092053, -0.7682681], [1.2960704, 0.6050844], [1.6381, 0.2287]]
    places, kinds = [*f.minimizers], ["global minimum"] * 2
    for kind, points in (("local minimum", local), ("saddle", saddles)):
        both = np.concatenate([points, -np.array(points)])
        places += [*both]
        kinds += [kind] * len(both)
    starts = _grid(np.linspace(-2, 2, 9), np.linspace(-1, 1, 5))
    return Terrain(f, np.array(places), tuple(kinds), starts, lr=0.05)


TERRAINS = {
    "min(|x|, |x − 2| + ½)": _two_kinks(),
    "x⁴/4 − x³/3": _flat_step(),
    "|x² − 1| + 0.3x + y²": _creased_wells(),
    "six-hump camel": _camel(),
}


@lru_cache(maxsize=128)
def many_starts(
    *, function="|x² − 1| + 0.3x + y²", rule="1/√t", lr=0.2, nudge=False, own=()
) -> ManyStarts:
    """The method from every start at once, and what each reaches.

    Parameters
    ----------
    function : str
        A key of `TERRAINS`.
    rule : str
        A key of `RULES` that needs no f*.
    lr : float
        η₀.
    nudge : bool
        Move every start by `NUDGE` in each coordinate, off the ridges.
    own : tuple of points
        Starts that the reader has added.
    """
    terrain = TERRAINS[function]
    starts = np.concatenate([terrain.starts, np.reshape(own, (-1, terrain.f.dim))])
    x = _run_all(terrain.f, starts + NUDGE * nudge, GradientDescent(RULES[rule](lr)))
    kind = reached(terrain, x)
    value = terrain.f(x)
    return ManyStarts(function, terrain, x, value, kind, len(own), _summary(kind, rule, lr))


def _run_all(f, starts, optimizer) -> np.ndarray:
    """All iterates, shape (T + 1, n, d); points lie on the last axis, so one step moves them all.

    The iterates of the subgradient method are those of gradient descent on its subgradients.
    """
    low, high = np.array(f.bounds).T
    width = high - low
    x, state = starts, optimizer.init(starts)
    rows = [x]
    for _ in range(STEPS):
        moved, state = optimizer.step(f, x, state)
        # A run that leaves the picture by far stays where it left, so that it cannot overflow.
        outside = ((moved < low - width) | (moved > high + width)).any(axis=-1, keepdims=True)
        x = np.where(outside, x, moved)
        rows.append(x)
    return np.array(rows)


def reached(terrain: Terrain, x: np.ndarray, last: int = 10) -> np.ndarray:
    """What each run has reached: the stationary point that its last iterates stay close to.

    Parameters
    ----------
    terrain : Terrain
    x : array, shape (T + 1, n, d)
    last : int
        All of so many last iterates must be within 5 % of the drawn width of the point.
    """
    width = np.ptp(np.array(terrain.f.bounds), axis=1).max()
    tail = x[-last:, :, None, :] - terrain.places  # (last, n, m, d)
    far = np.linalg.norm(tail, axis=-1).max(axis=0)
    nearest = far.argmin(axis=1)
    kinds = np.array([KINDS.index(k) for k in terrain.kinds])[nearest]
    return np.where(far.min(axis=1) <= 0.05 * width, kinds, KINDS.index("not settled"))


def is_stationary(terrain: Terrain) -> np.ndarray:
    """Whether 0 is in the Clarke differential at each place, up to the digits it is given with."""
    return np.array(
        [clarke_differential(terrain.f, place).stationary(1e-3) for place in terrain.places]
    )


def _summary(kind, rule, lr) -> str:
    counts = np.bincount(kind, minlength=len(KINDS))
    parts = [f"{n} {name}" for n, name in zip(counts, KINDS, strict=True) if n]
    return f"{rule}, η₀ = {lr:.3g}: of {len(kind)} starts after {STEPS} steps: {', '.join(parts)}."
