"""Convex sets to stay in, and the nearest point of each in a norm that may be stretched."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
import scipy
from scipy.linalg import cholesky

from course_lib import checks


class ConvexSet(ABC):
    """A closed convex set that knows its nearest points; subclasses are frozen dataclasses."""

    def project(self, x: np.ndarray, metric: np.ndarray | None = None) -> np.ndarray:
        r"""The nearest point of the set.

        .. math:: \Pi(x) = \operatorname*{arg\,min}_{z \in C} \; (z - x)^\top H (z - x)

        Parameters
        ----------
        x : array, shape (d,)
        metric : array, shape (d, d) or (d,), optional
            H, symmetric and positive definite, or its diagonal; the identity if not given.

        Returns
        -------
        array, shape (d,)
            x itself where it lies in the set; NaN where x or H is not finite.
        """
        x = _point(x)
        if self._holds(x):
            return x
        if metric is not None:
            metric = checks.array("metric", metric, finite=False)
            if metric.shape not in (x.shape, 2 * x.shape):
                raise ValueError(f"metric must have shape {x.shape} or {2 * x.shape}, "
                                 f"got {metric.shape}")  # fmt: skip
        if not np.isfinite(x).all() or (metric is not None and not np.isfinite(metric).all()):
            return np.full_like(x, np.nan)
        return self._nearest(x, metric).astype(x.dtype, copy=False)

    def contains(self, x: np.ndarray) -> bool:
        """Whether x lies in the set, its boundary included."""
        return self._holds(_point(x))

    @abstractmethod
    def _holds(self, x) -> bool: ...

    @abstractmethod
    def _nearest(self, x, metric) -> np.ndarray:
        """The projection of a finite point outside."""


def _point(x) -> np.ndarray:
    if isinstance(x, np.ndarray) and x.dtype.kind == "f" and x.ndim == 1:
        return x
    return checks.array("x", x, ndim=1, finite=False)


@dataclass(frozen=True)
class Ball(ConvexSet):
    r"""All points with ‖x − c‖ ≤ r.

    Parameters
    ----------
    radius : float
        r > 0.
    center : tuple of float, or float
        c; a number stands for the same in every coordinate.

    Notes
    -----
    Euclidean, the projection pulls x straight towards c. In another metric it is
    c + (H + μI)⁻¹H(x − c) with the μ > 0 that ends on the sphere: one equation in one unknown.

    Examples
    --------
    >>> Ball(5.0).project(np.array([6.0, 8.0]))
    array([3., 4.])
    """

    radius: float
    center: tuple[float, ...] | float = 0.0

    def __post_init__(self):
        radius = checks.positive("radius", self.radius, "the distance from the center")
        object.__setattr__(self, "radius", radius)
        object.__setattr__(self, "center", _corner("center", self.center))

    def _holds(self, x):
        offset = x - np.asarray(self.center)
        return bool(np.sqrt(offset @ offset) <= self.radius)

    def _nearest(self, x, metric):
        center = np.asarray(self.center)
        offset = x - center
        if metric is None:
            return center + offset * (self.radius / np.sqrt(offset @ offset))
        values, Q = (metric, None) if metric.ndim == 1 else np.linalg.eigh(metric)
        part = offset if Q is None else Q.T @ offset

        def pulled(mu):
            return part * (values / (values + mu))

        def excess(mu):
            return np.linalg.norm(pulled(mu)) - self.radius

        nearest = part
        if excess(0.0) > 0:  # else it was outside by a rounding error
            highest = values.max() * np.linalg.norm(part) / self.radius
            nearest = pulled(scipy.optimize.brentq(excess, 0.0, highest, xtol=1e-300, rtol=1e-14))
        return center + (nearest if Q is None else Q @ nearest)


@dataclass(frozen=True)
class Box(ConvexSet):
    r"""All points with low ≤ x ≤ high in every coordinate.

    Parameters
    ----------
    low, high : tuple of float, or float
        low < high; a number stands for the same in every coordinate, ±inf for no bound.

    Raises
    ------
    ValueError
        ``low must be below high, got low = 1 and high = 0; …``.

    Notes
    -----
    Euclidean, or with a diagonal metric, each coordinate is clipped. With a full matrix they are
    tied to each other: a small quadratic program, as least squares with bounds on the Cholesky
    factor of H (SciPy's active-set solver).

    Examples
    --------
    >>> Box(-1.0, 1.0).project(np.array([0.5, 3.0]))
    array([0.5, 1. ])
    >>> Box(-1.0, 1.0).project(np.array([0.5, 3.0]), np.array([[2.0, 1.0], [1.0, 2.0]]))
    array([1., 1.])
    """

    low: tuple[float, ...] | float
    high: tuple[float, ...] | float

    def __post_init__(self):
        low, high = (_corner(n, getattr(self, n), finite=False) for n in ("low", "high"))
        if not np.all(np.asarray(low) < np.asarray(high)):
            raise ValueError(f"low must be below high, got low = {low} and high = {high}; "
                             "swap them, or use ±inf for no bound")  # fmt: skip
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    def _holds(self, x):
        return bool(np.all((self.low <= x) & (x <= self.high)))

    def _nearest(self, x, metric):
        if metric is None or metric.ndim == 1:
            return np.clip(x, self.low, self.high)
        low, high = np.broadcast_to(self.low, x.shape), np.broadcast_to(self.high, x.shape)
        # H with its largest entry at 1: only the direction of the pull matters.
        factor = cholesky(metric / np.abs(metric).max())
        found = scipy.optimize.lsq_linear(
            factor, factor @ x, bounds=(low, high), method="bvls", tol=1e-12
        )
        return np.clip(found.x, low, high)


def _corner(name: str, value, finite: bool = True):
    """A number, or a tuple of numbers that can be hashed."""
    array = checks.array(name, value, finite=finite)
    if array.ndim > 1 or np.isnan(array).any():
        raise ValueError(f"{name} must be a number or a list of numbers, got {value!r}")
    return float(array) if array.ndim == 0 else tuple(array.tolist())
