"""The one contract for everything the course minimizes.

Points lie on the last axis: ``f(x)`` maps shape ``(..., d)`` to ``(...)``, so that a contour plot
is one call on a grid and a batch of starts is one array. A function of one variable has d = 1.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from course_lib import checks

QUIET = {"over": "ignore", "invalid": "ignore", "divide": "ignore", "under": "ignore"}


class Objective(ABC):
    """A function f: R^d → R with its gradient.

    Attributes
    ----------
    dim : int or None
        Number of coordinates d; None where any d will do.
    name, formula : str
        A short name, and f in LaTeX without the dollar signs.
    convex : bool or None
        None where it is not known.
    smoothness, strong_convexity : float or None
        L: ∇f is L-Lipschitz, ‖∇²f‖₂ ≤ L everywhere. μ > 0: ∇²f ≽ μ I everywhere. None where there
        is none or it is not known.
    bounds : tuple of (low, high), one pair a coordinate
        The part worth drawing.
    minimizers : array, shape (k, d)
        The known global minimizers; empty where the minimum is not attained or not known.
    minimum : float or None
        The infimum of f; -inf where f is unbounded below, None where it is not known.
    differentiable : bool
        False where `grad` is a subgradient (the docstring says which) at some points.

    Notes
    -----
    Overflow is a result, not a warning: f(x) is inf (or nan) where floats end, so that a diverged
    run can be looked at.
    """

    dim: int | None = None
    name: str = "f"
    formula: str = "f(x)"
    convex: bool | None = None
    smoothness: float | None = None
    strong_convexity: float | None = None
    bounds: tuple = ()
    minimizers: np.ndarray = np.empty((0, 0))
    minimum: float | None = None
    differentiable: bool = True

    @property
    def minimizer(self) -> np.ndarray:
        """The first known global minimizer, shape (d,)."""
        if not len(self.minimizers):
            raise AttributeError(f"{self.name} has no known minimizer")
        return np.asarray(self.minimizers[0], dtype=float)

    def __call__(self, x) -> np.ndarray:
        """f at the points x: shape (..., d) → (...)."""
        x = checks.points("x", x, self.dim)
        with np.errstate(**QUIET):
            return self._value(x)

    def grad(self, x) -> np.ndarray:
        """∇f, or the documented subgradient, at the points x: shape (..., d) → (..., d)."""
        x = checks.points("x", x, self.dim)
        with np.errstate(**QUIET):
            return self._grad(x)

    def hess(self, x) -> np.ndarray:
        """∇²f at the points x: shape (..., d) → (..., d, d); NaN at kinks."""
        x = checks.points("x", x, self.dim)
        with np.errstate(**QUIET):
            return self._hess(x)

    def directional(self, x, d) -> np.ndarray:
        """f'(x; d) = lim (f(x + s d) − f(x)) / s as s ↓ 0, exact at kinks too: (..., d) → (...)."""
        x, d = checks.points("x", x, self.dim), checks.points("d", d, self.dim)
        with np.errstate(**QUIET):
            return self._directional(x, d)

    def active_gradients(self, x) -> np.ndarray:
        """The limits of ∇f(y) as y → x, at one point x: shape (d,) → (k, d); smooth at x: k = 1."""
        x = checks.vector("x", x, self.dim)
        with np.errstate(**QUIET):
            return self._active_gradients(x)

    def sample(self, rng, batch: int) -> Objective:
        """An unbiased estimate of f from `batch` random terms; f itself where it is not a sum."""
        checks.generator("rng", rng)
        checks.integer("batch", batch, low=1)
        return self

    @abstractmethod
    def _value(self, x): ...

    @abstractmethod
    def _grad(self, x): ...

    def _hess(self, x):
        raise NotImplementedError(f"{self.name} has no closed-form Hessian here")

    def _directional(self, x, d):
        if self.differentiable:
            return (self._grad(x) * d).sum(axis=-1)
        raise NotImplementedError(f"{self.name} has no closed-form directional derivative here")

    def _active_gradients(self, x):
        if self.differentiable:
            return self._grad(x)[None]
        raise NotImplementedError(f"{self.name} has no closed-form limiting gradients here")

    def __add__(self, other: Objective) -> Objective:
        return Sum.of(self, other) if isinstance(other, Objective) else NotImplemented

    def __mul__(self, factor: float) -> Objective:
        if isinstance(factor, Objective):
            return NotImplemented
        return Scaled(self, factor)

    __rmul__ = __mul__

    def __neg__(self) -> Objective:
        return Scaled(self, -1.0)

    def __sub__(self, other: Objective) -> Objective:
        return self + -other if isinstance(other, Objective) else NotImplemented

    def __repr__(self) -> str:
        return f"<{self.name}: {self.formula}>"


def check_objective(name: str, f) -> Objective:
    """An objective; a plain function or the class itself in place of one is named as such.

    Raises
    ------
    TypeError
        ``f must be an Objective, got <function …>; write Quadratic([2.0]), …``.
    """
    return checks.instance(
        name, f, Objective, "write Quadratic([2.0]), or a subclass with _value and _grad"
    )


class Scaled(Objective):
    """c · f, with what is known of f carried over."""

    def __init__(self, f: Objective, factor: float):
        c = self.factor = checks.number("factor", factor)
        checks.instance("f", f, Objective)
        self.f, self.dim, self.bounds = f, f.dim, f.bounds
        self.differentiable = f.differentiable or c == 0
        self.name = f"{c:g} {f.name}"
        self.formula = f"{c:g}\\left({f.formula}\\right)"
        self.convex = f.convex if c > 0 else (True if c == 0 else None)

    # What costs an eigenvalue problem or a program is asked of f only when it is needed.
    @cached_property
    def smoothness(self):
        return None if self.f.smoothness is None else abs(self.factor) * self.f.smoothness

    @cached_property
    def strong_convexity(self):
        mu = self.f.strong_convexity
        return None if mu is None or self.factor <= 0 else self.factor * mu

    @cached_property
    def minimizers(self):
        return self.f.minimizers if self.factor > 0 else np.empty((0, 0))

    @cached_property
    def minimum(self):
        return None if self.f.minimum is None or self.factor <= 0 else self.factor * self.f.minimum

    def _value(self, x):
        return self.factor * self.f(x)

    def _grad(self, x):
        return self.factor * self.f.grad(x)

    def _hess(self, x):
        return self.factor * self.f.hess(x)

    def _directional(self, x, d):
        return self.factor * self.f.directional(x, d)

    def _active_gradients(self, x):
        return self.factor * self.f.active_gradients(x)

    def prox(self, x, step: float) -> np.ndarray:
        """The proximal map of c f is that of f with step c · step."""
        step = checks.positive("step", step)
        return self.f.prox(x, step * checks.positive("factor", self.factor))

    def sample(self, rng, batch):
        return Scaled(self.f.sample(rng, batch), self.factor)


class Sum(Objective):
    """f₁ + f₂ + …; convex where every term is."""

    def __init__(self, terms: Sequence[Objective]):
        self.terms = checks.items("terms", terms, "Objectives")
        for term in self.terms:
            checks.instance("terms", term, Objective, "write Sum([f, g])")
        dims = {t.dim for t in self.terms} - {None}
        if len(dims) > 1:
            raise ValueError(f"terms of a sum must have one dimension, got {sorted(dims)}")
        self.dim = dims.pop() if dims else None
        self.name = " + ".join(t.name for t in self.terms)
        self.formula = " + ".join(t.formula for t in self.terms)
        self.convex = True if all(t.convex for t in self.terms) else None
        self.differentiable = all(t.differentiable for t in self.terms)
        self.bounds = next((t.bounds for t in self.terms if t.bounds), ())

    @classmethod
    def of(cls, *terms: Objective) -> Sum:
        flat = [s for t in terms for s in (t.terms if isinstance(t, Sum) else (t,))]
        return cls(flat)

    @cached_property
    def smoothness(self):
        """The sum of the terms' L: an upper bound that need not be tight."""
        L = [t.smoothness for t in self.terms]
        return None if None in L else sum(L)

    @cached_property
    def strong_convexity(self):
        """The sum of the convex terms' μ: a lower bound."""
        mu = sum(t.strong_convexity or 0.0 for t in self.terms)
        return mu if self.convex and mu > 0 else None

    def _value(self, x):
        return sum(t(x) for t in self.terms)

    def _grad(self, x):
        return sum(t.grad(x) for t in self.terms)

    def _hess(self, x):
        return sum(t.hess(x) for t in self.terms)

    def _directional(self, x, d):
        return sum(t.directional(x, d) for t in self.terms)

    def _active_gradients(self, x):
        """Exact where at most one term has a kink at x (limits of several need not add up)."""
        sets = [t.active_gradients(x) for t in self.terms]
        if sum(len(s) > 1 for s in sets) > 1:
            raise NotImplementedError("limiting gradients of a sum with two kinks at one point")
        return sum(sets)

    def sample(self, rng, batch):
        return Sum([t.sample(rng, batch) for t in self.terms])


class ConstantFunction(Objective):
    """The same value everywhere, in any dimension; every point is a minimizer.

    Parameters
    ----------
    value : float
    """

    convex, smoothness, name = True, 0.0, "constant"

    def __init__(self, value: float = 0.0):
        self.value = self.minimum = checks.number("value", value)
        self.formula = f"{self.value:g}"

    def _value(self, x):
        return np.full(x.shape[:-1], self.value)

    def _grad(self, x):
        return np.zeros_like(x)

    def _hess(self, x):
        return np.zeros((*x.shape, x.shape[-1]))
