"""The Clarke differential: the hull of the limits of gradients, for functions with kinks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from course_lib import checks
from course_lib.convex.hull import hull_vertices, separation
from course_lib.convex.subdifferential import Interval, one_sided
from course_lib.functions.objective import QUIET, Objective, check_objective


@dataclass(frozen=True)
class ClarkeDifferential:
    """∂_C f(x), from the limiting gradients at x.

    Attributes
    ----------
    x : array, shape (d,)
    gradients : array, shape (k, d)
        The limits of ∇f(y) as y → x. None (k = 0) where f is not locally Lipschitz at x: gradients
        grow without bound there and the differential does not exist.
    method : str
        "exact" from the structure of f, or "sampled" from gradients near x.
    """

    x: np.ndarray
    gradients: np.ndarray
    method: str

    @property
    def exists(self) -> bool:
        return len(self.gradients) > 0

    @cached_property
    def hull(self) -> np.ndarray:
        """The corners of the convex hull, shape (m, d): counter-clockwise in the plane."""
        return hull_vertices(self.gradients) if self.exists else self.gradients

    @property
    def interval(self) -> Interval:
        """The hull as an interval, for functions of one variable."""
        if self.x.size != 1:
            raise ValueError(f"interval is for functions of one variable, this has {self.x.size}")
        if not self.exists:
            return Interval.EMPTY
        return Interval(float(self.gradients.min()), float(self.gradients.max()))

    @property
    def is_point(self) -> bool:
        """Whether f is smooth at x, as far as gradients tell."""
        return len(self.hull) == 1

    def contains(self, g, tolerance: float = 1e-9) -> bool:
        """Whether g is in the hull."""
        g = checks.vector("g", np.atleast_1d(np.asarray(g, dtype=float)), self.x.size)
        outside = separation(self.gradients, g)[0] if self.exists else np.inf
        return bool(outside <= tolerance * (1 + np.abs(g).max()))

    def stationary(self, tolerance: float = 1e-9) -> bool:
        """Whether 0 is in it: necessary at a local minimum, but also true at maxima and saddles."""
        return self.contains(np.zeros(self.x.size), tolerance)


def clarke_differential(f: Objective, x, rng=None) -> ClarkeDifferential:
    r"""The Clarke differential of a locally Lipschitz function at x.

    .. math:: \partial_C f(x) = \mathrm{conv}\{ \lim \nabla f(x_i) : x_i \to x \}

    It is never empty for locally Lipschitz f, and equals the subdifferential for convex f. For
    other f its elements need not be subgradients.

    Parameters
    ----------
    f : Objective
    x : float or array, shape (d,)
    rng : numpy.random.Generator, optional
        Needed where f does not know its limiting gradients: then they are sampled near x.

    References
    ----------
    Clarke, *Optimization and Nonsmooth Analysis*, theorem 2.5.1.

    Examples
    --------
    >>> from course_lib.functions import AbsoluteValue
    >>> d = clarke_differential(-AbsoluteValue(), 0.0)
    >>> print(d.interval, d.stationary())  # yet −|x| has no subgradient at 0, and no minimum
    [-1, 1] True
    """
    x = checks.vector("x", np.atleast_1d(checks.array("x", x)), check_objective("f", f).dim)
    if rng is not None:
        checks.generator("rng", rng)
    try:
        if x.size == 1:
            f.directional(x, [1.0])  # raises where the exact slopes are not known
            gradients, method = np.array(one_sided(f, x[0]))[:, None], "exact"
        else:
            gradients, method = f.active_gradients(x), "exact"
    except NotImplementedError:
        gradients, method = _limiting_gradients(f, x, checks.generator("rng", rng)), "sampled"
    if not np.isfinite(gradients).all():
        gradients = np.empty((0, x.size))
    return ClarkeDifferential(x, np.unique(gradients + 0.0, axis=0), method)


def _limiting_gradients(f: Objective, x, rng, radius: float = 1e-6, count: int = 400) -> np.ndarray:
    """The different gradients in a small ball, those closer than 1e-3 (relatively) merged.

    They are asked at random points only, which miss the kinks with probability 1. The radius is in
    units of 1 + ‖x‖. Where the gradients at a hundredth of it are over five times as large, f is
    not locally Lipschitz at x and the answer is infinite. The result has shape (k, d).
    """
    scale = radius * (1 + np.linalg.norm(x))
    wide, close = (f.grad(x + in_ball(rng, count, x.size, scale * s)) for s in (1.0, 0.01))
    # The ninth decile, for the maximum of a heavy tail is itself a matter of luck.
    far, size = (np.quantile(np.linalg.norm(g, axis=1), 0.9) for g in (wide, close))
    if not size <= 5 * far + 1e-9:
        return np.full((1, x.size), np.inf)
    kept: list[np.ndarray] = []
    for g in close:
        if all(np.linalg.norm(g - other) > 1e-3 * (1 + size) for other in kept):
            kept.append(g)
    return np.array(kept)


def in_ball(rng, count: int, d: int, radius: float) -> np.ndarray:
    """Points uniform in the ball of that radius about 0: shape (count, d)."""
    direction = rng.standard_normal((count, d))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    return radius * rng.uniform(0, 1, (count, 1)) ** (1 / d) * direction


def lipschitz_estimate(f: Objective, x, radius: float, rng, pairs: int = 2000) -> float:
    r"""The largest |f(y) − f(z)| / ‖y − z‖ seen in a ball about x: a lower bound of the constant.

    Parameters
    ----------
    x : float or array, shape (d,)
    radius : float > 0
    pairs : int
        Half of them are close together, the others anywhere in the ball.

    Notes
    -----
    f is locally Lipschitz at x if this stays bounded as the radius shrinks; for √|x| at 0 it grows
    like 1/√radius.

    Examples
    --------
    >>> from course_lib.functions import AbsoluteValue
    >>> round(lipschitz_estimate(AbsoluteValue(), 0.0, 0.1, np.random.default_rng(0)), 6)
    1.0
    """
    x = checks.vector("x", np.atleast_1d(checks.array("x", x)), check_objective("f", f).dim)
    radius, rng = checks.positive("radius", radius), checks.generator("rng", rng)
    pairs = checks.integer("pairs", pairs, low=2)
    y, z = (in_ball(rng, pairs, x.size, radius) for _ in range(2))
    z = np.where(np.arange(pairs)[:, None] % 2 == 1, y + 0.01 * (z - y), z)
    with np.errstate(**QUIET):
        return float(np.nanmax(np.abs(f(x + y) - f(x + z)) / np.linalg.norm(y - z, axis=1)))
