"""Operations on functions: which keep convexity, and which do not.

Kept: nonnegative sums (``2 * f + g``), `course_lib.functions.Max`, `AffineComposition`,
`Restriction` to a line. Not kept: ``f - g``, `course_lib.functions.Min`, `Product`. Where a rule
says nothing, `convex` is None: not known.
"""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective, check_objective


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
        self.f, self.A = check_objective("f", f), checks.array("A", A, ndim=2)
        m, self.dim = self.A.shape
        if f.dim not in (None, m):
            raise ValueError(f"A must have {f.dim} rows, one a coordinate of f, got {m}")
        self.b = checks.array("b", b)
        if self.b.shape not in ((), (m,)):
            raise ValueError(f"b must be a number or have {m} entries, got {self.b.shape}")
        self.b = np.broadcast_to(self.b, (m,))
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
        x = checks.vector("x", x, check_objective("f", f).dim)
        direction = checks.vector("direction", direction, x.size)
        if not direction.any():
            raise ValueError("direction must not be zero, got the zero vector")
        super().__init__(f, direction[:, None], x)
        self.name, self.formula = f"{f.name} on a line", rf"\left({f.formula}\right)(x + s d)"


class Product(Objective):
    r"""f · g: seldom convex, even where both are (x · x² is not).

    .. math:: \nabla (fg) = g \nabla f + f \nabla g
    """

    def __init__(self, f: Objective, g: Objective):
        check_objective("f", f)
        check_objective("g", g)
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
