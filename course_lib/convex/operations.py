"""Operations on functions: which keep convexity, and which do not.

Kept: nonnegative sums (``2 * f + g``), `Max`, `AffineComposition`, `Restriction` to a line,
`Perspective`, `Composition` with a convex and increasing outer function. Not kept: ``f - g``,
`Product`, composition with an outer function that is not increasing. Where a rule says nothing,
`convex` is None: not known.
"""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.extrema import Max, Min
from course_lib.functions.objective import Objective
from course_lib.functions.univariate import Univariate

__all__ = [
    "AffineComposition",
    "Composition",
    "Max",
    "Min",
    "Perspective",
    "Product",
    "Restriction",
]


class AffineComposition(Objective):
    r"""f of an affine map; convex where f is.

    .. math:: h(x) = f(Ax + b), \quad \nabla h = A^\top \nabla f(Ax + b), \quad
              \nabla^2 h = A^\top \nabla^2 f(Ax + b) A

    Parameters
    ----------
    f : Objective
    A : array, shape (m, d)
    b : float or array, shape (m,)
    """

    def __init__(self, f: Objective, A, b=0.0):
        self.f, self.A = f, checks.array("A", A, ndim=2)
        m, self.dim = self.A.shape
        if f.dim not in (None, m):
            raise ValueError(f"A must have {f.dim} rows, one a coordinate of f, got {m}")
        self.b = np.broadcast_to(checks.array("b", b), (m,))
        self.convex = True if f.convex else None
        self.differentiable = f.differentiable
        if f.smoothness is not None:
            self.smoothness = f.smoothness * float(np.linalg.norm(self.A, 2) ** 2)
        self.bounds = ((-2.0, 2.0),) * self.dim
        self.name, self.formula = f"{f.name} of Ax + b", rf"\left({f.formula}\right)(Ax + b)"

    def _inner(self, x):
        return x @ self.A.T + self.b

    def _value(self, x):
        return self.f(self._inner(x))

    def _grad(self, x):
        return self.f.grad(self._inner(x)) @ self.A

    def _hess(self, x):
        return self.A.T @ self.f.hess(self._inner(x)) @ self.A

    def _directional(self, x, d):
        return self.f.directional(self._inner(x), d @ self.A.T)


class Restriction(AffineComposition):
    r"""f along a line: a function of one variable. f is convex iff all of these are.

    .. math:: h(s) = f(x + s\,d)

    Parameters
    ----------
    f : Objective
    x, direction : array, shape (d,)

    Examples
    --------
    >>> from course_lib.functions import Saddle
    >>> float(Restriction(Saddle(), [0.0, 0.0], [0.0, 1.0])([2.0]))
    -4.0
    """

    def __init__(self, f: Objective, x, direction):
        x = checks.vector("x", x, f.dim)
        direction = checks.vector("direction", direction, x.size)
        if not direction.any():
            raise ValueError("direction must not be zero, got the zero vector")
        super().__init__(f, direction[:, None], x)
        self.name, self.formula = f"{f.name} on a line", rf"\left({f.formula}\right)(x + s d)"


class Perspective(Objective):
    r"""The perspective of f, on (x, t) with t > 0; convex where f is, +inf for t ≤ 0.

    .. math:: h(x, t) = t\, f(x / t)

    Parameters
    ----------
    f : Objective
        With a known dimension d; h has d + 1 coordinates, t the last.
    """

    def __init__(self, f: Objective):
        if f.dim is None:
            raise ValueError(f"f must have a known dimension, got {f!r}")
        self.f, self.dim = f, f.dim + 1
        self.convex, self.differentiable = f.convex, f.differentiable
        self.bounds = (*f.bounds, (0.2, 3.0)) if f.bounds else ()
        self.name, self.formula = f"perspective of {f.name}", rf"t\left({f.formula}\right)(x/t)"

    def _split(self, z):
        t = np.where(z[..., -1:] > 0, z[..., -1:], np.nan)
        return z[..., :-1] / t, t

    def _value(self, z):
        u, t = self._split(z)
        return np.where(z[..., -1] > 0, t[..., 0] * self.f(u), np.inf)

    def _grad(self, z):
        u, _ = self._split(z)
        g = self.f.grad(u)
        return np.concatenate([g, (self.f(u) - (g * u).sum(axis=-1))[..., None]], axis=-1)

    def _hess(self, z):
        u, t = self._split(z)
        J = np.concatenate([np.broadcast_to(np.eye(u.shape[-1]), (*u.shape, u.shape[-1])),
                            -u[..., None]], axis=-1)  # fmt: skip
        return np.swapaxes(J, -1, -2) @ self.f.hess(u) @ J / t[..., None]


class Composition(Objective):
    r"""An outer function of one variable of f.

    .. math:: h(x) = \varphi(f(x)), \qquad \nabla h = \varphi'(f)\nabla f, \qquad
              \nabla^2 h = \varphi''(f)\,\nabla f \nabla f^\top + \varphi'(f) \nabla^2 f

    Known convex where f is convex and φ is convex *and increasing*: e^f is, f² need not be.

    Parameters
    ----------
    outer : Univariate or 1-D Objective
    f : Objective
    """

    def __init__(self, outer: Objective, f: Objective):
        if outer.dim != 1:
            raise ValueError(f"outer must be a function of one variable, got {outer!r}")
        self.outer, self.f, self.dim, self.bounds = outer, f, f.dim, f.bounds
        increasing = isinstance(outer, Univariate) and outer.increasing
        self.convex = True if outer.convex and increasing and f.convex else None
        self.differentiable = outer.differentiable and f.differentiable
        self.name = f"{outer.name} of {f.name}"
        self.formula = rf"\left({outer.formula}\right)\circ\left({f.formula}\right)"

    def _value(self, x):
        return self.outer(self.f(x)[..., None])

    def _grad(self, x):
        return self.outer.grad(self.f(x)[..., None]) * self.f.grad(x)

    def _hess(self, x):
        inner, g = self.f(x)[..., None], self.f.grad(x)
        slope = self.outer.grad(inner)[..., None]
        return self.outer.hess(inner) * g[..., :, None] * g[..., None, :] + slope * self.f.hess(x)


class Product(Objective):
    r"""f · g: seldom convex, even where both are (x · x² is not).

    .. math:: \nabla (fg) = g \nabla f + f \nabla g
    """

    def __init__(self, f: Objective, g: Objective):
        if None not in (f.dim, g.dim) and f.dim != g.dim:
            raise ValueError(f"factors must have one dimension, got {f.dim} and {g.dim}")
        self.f, self.g, self.dim = f, g, f.dim or g.dim
        self.bounds = f.bounds or g.bounds
        self.differentiable = f.differentiable and g.differentiable
        self.name = f"{f.name} · {g.name}"
        self.formula = rf"\left({f.formula}\right)\left({g.formula}\right)"

    def _value(self, x):
        return self.f(x) * self.g(x)

    def _grad(self, x):
        return self.g(x)[..., None] * self.f.grad(x) + self.f(x)[..., None] * self.g.grad(x)

    def _hess(self, x):
        df, dg = self.f.grad(x), self.g.grad(x)
        cross = df[..., :, None] * dg[..., None, :]
        f, g = self.f(x)[..., None, None], self.g(x)[..., None, None]
        return g * self.f.hess(x) + f * self.g.hess(x) + cross + np.swapaxes(cross, -1, -2)
