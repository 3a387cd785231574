"""Smooth functions of several variables, the classics that optimizers are tried on."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective


def _matrix(rows) -> np.ndarray:
    """A 2 × 2 Hessian from arrays, its axes moved last."""
    (a, b), (c, d) = rows
    a, b, c, d = np.broadcast_arrays(a, b, c, d)
    return np.stack([np.stack([a, b], axis=-1), np.stack([c, d], axis=-1)], axis=-2)


def _pair(p, gx, gy) -> np.ndarray:
    """The gradient at points p of two coordinates, from its two parts."""
    out = np.empty_like(p)
    out[..., 0], out[..., 1] = gx, gy
    return out


class Quadratic(Objective):
    r"""A quadratic with chosen eigenvalues, turned by an angle.

    .. math:: f(x) = \tfrac12 (x - c)^\top Q (x - c), \qquad Q = R \Lambda R^\top

    Parameters
    ----------
    eigenvalues : sequence of float, shape (d,)
        The diagonal of Λ: the curvatures along the axes of the ellipses. Negative ones are allowed.
    angle : float, radians
        Rotation R of the first two coordinates, counter-clockwise.
    center : float or array, shape (d,)
        The stationary point c.

    Attributes
    ----------
    Q : array, shape (d, d)
        The Hessian.
    eigenvalues : array, shape (d,)
        Its eigenvalues, in ascending order.
    condition : float
        κ = λ_max / λ_min where all eigenvalues are positive, else inf.

    Examples
    --------
    >>> f = Quadratic([1, 10], center=[2, 0])
    >>> float(f([2.0, 1.0])), f.grad([2.0, 1.0]).tolist(), f.condition
    (5.0, [0.0, 10.0], 10.0)
    """

    def __init__(self, eigenvalues=(1.0, 10.0), angle: float = 0.0, center=0.0):
        lam = checks.vector("eigenvalues", eigenvalues)
        checks.integer("the number of eigenvalues", lam.size, low=1)
        angle = checks.number("angle", angle)
        center = checks.array("center", center)
        center = np.full(lam.size, center) if center.ndim == 0 else center
        center = checks.vector("center", center, lam.size).copy()
        R = np.eye(lam.size)
        if lam.size > 1:
            cos, sin = np.cos(angle), np.sin(angle)
            R[:2, :2] = [[cos, -sin], [sin, cos]]
        self._set(R @ np.diag(lam) @ R.T, center, np.zeros_like(lam), 0.0)

    @classmethod
    def of(cls, Q, b) -> Quadratic:
        r"""The general quadratic :math:`\tfrac12 x^\top Q x - b^\top x`, Q symmetric.

        Raises
        ------
        ValueError
            ``Q must be symmetric, got …; only (Q + Q.T) / 2 counts in xᵀQx``

        Examples
        --------
        >>> Quadratic.of([[2, 0], [0, 4]], [2, 4]).minimizer.tolist()
        [1.0, 1.0]
        """
        Q, b = checks.array("Q", Q, ndim=2), checks.vector("b", b)
        if Q.shape != (b.size, b.size):
            raise ValueError(f"Q must be square of the size of b, got {Q.shape} and {b.size}")
        if not np.allclose(Q, Q.T, rtol=1e-10, atol=1e-12 * np.abs(Q).max(initial=0.0)):
            raise ValueError(
                f"Q must be symmetric, got {Q.tolist()}; only (Q + Q.T) / 2 counts in xᵀQx"
            )
        center = np.linalg.pinv(Q, hermitian=True) @ b
        slope = Q @ center - b  # zero unless b has a part that Q cannot reach
        if np.linalg.norm(slope) <= 1e-10 * np.linalg.norm(b):
            slope = np.zeros_like(b)
        f = cls.__new__(cls)
        f._set(Q, center, slope, -0.5 * center @ Q @ center)
        return f

    def _set(self, Q, center, slope, offset):
        """f = ½(x − c)ᵀQ(x − c) + slopeᵀx + offset: centred, so that no digits are lost near c."""
        self.Q, self.center, self._slope, self._offset = (Q + Q.T) / 2, center, slope, offset
        self.dim = len(Q)
        lam = self.eigenvalues = np.linalg.eigvalsh(self.Q)
        tiny = 1e-12 * np.abs(lam).max()
        self.convex = bool(lam[0] >= -tiny)
        self.smoothness = float(np.abs(lam).max())
        self.strong_convexity = float(lam[0]) if lam[0] > tiny else None
        self.condition = float(lam[-1] / lam[0]) if lam[0] > tiny else np.inf
        attained = self.convex and not slope.any()
        self.minimum = float(offset) if attained else -np.inf
        self.minimizers = center[None] if attained else np.empty((0, self.dim))
        self.bounds = tuple((float(c) - 3.0, float(c) + 3.0) for c in center)
        self.name = "quadratic" if self.dim > 1 else "parabola"
        self.formula = r"\frac12 (x-c)^\top Q (x-c)"
        if offset or slope.any():
            self.formula = r"\frac12 x^\top Q x - b^\top x"

    def _value(self, x):
        r = x - self.center
        return 0.5 * ((r @ self.Q) * r).sum(axis=-1) + x @ self._slope + self._offset

    def _grad(self, x):
        return (x - self.center) @ self.Q + self._slope

    def _hess(self, x):
        return np.broadcast_to(self.Q, (*x.shape, self.dim)).copy()


class Rosenbrock(Objective):
    r"""A banana-shaped valley: easy to reach its floor, hard to walk along it.

    .. math:: f(x, y) = (a - x)^2 + b\,(y - x^2)^2

    Parameters
    ----------
    a : float
        The minimizer is (a, a²).
    b : float > 0
        Steepness of the walls.

    References
    ----------
    Rosenbrock, *An automatic method for finding the greatest or least value of a function*, 1960.
    """

    dim, convex, minimum = 2, False, 0.0
    name, formula = "Rosenbrock", "(a - x)^2 + b(y - x^2)^2"
    bounds = ((-2.0, 2.0), (-1.0, 3.0))

    def __init__(self, a: float = 1.0, b: float = 100.0):
        self.a, self.b = checks.number("a", a), checks.positive("b", b)
        self.minimizers = np.array([[self.a, self.a**2]])

    def _value(self, p):
        x, y = p[..., 0], p[..., 1]
        return (self.a - x) ** 2 + self.b * (y - x**2) ** 2

    def _grad(self, p):
        x, y = p[..., 0], p[..., 1]
        wall = y - x**2
        return 2 * _pair(p, x - self.a - 2 * self.b * x * wall, self.b * wall)

    def _hess(self, p):
        x, y = p[..., 0], p[..., 1]
        cross = -4 * self.b * x
        return _matrix([[2 - 4 * self.b * (y - 3 * x**2), cross], [cross, 2 * self.b]])


class Himmelblau(Objective):
    r"""Four minima, all of value 0, with four saddles and one hill between them.

    .. math:: f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2
    """

    dim, convex, minimum = 2, False, 0.0
    name, formula = "Himmelblau", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
    bounds = ((-5.0, 5.0), (-5.0, 5.0))
    minimizers = np.array(
        [
            [3.0, 2.0],
            [-2.8051180869527448, 3.1313125182505730],
            [-3.7793102533777469, -3.2831859912861694],
            [3.5844283403304917, -1.8481265269644034],
        ]
    )

    def _value(self, p):
        x, y = p[..., 0], p[..., 1]
        return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2

    def _grad(self, p):
        x, y = p[..., 0], p[..., 1]
        u, v = x**2 + y - 11, x + y**2 - 7
        return 2 * _pair(p, 2 * x * u + v, u + 2 * y * v)

    def _hess(self, p):
        x, y = p[..., 0], p[..., 1]
        cross = 4 * (x + y)
        return _matrix([[12 * x**2 + 4 * y - 42, cross], [cross, 4 * x + 12 * y**2 - 26]])


class Beale(Objective):
    r"""Flat plains and steep corners.

    .. math:: f(x, y) = \sum_{i=1}^{3} \bigl(c_i - x (1 - y^i)\bigr)^2,
              \qquad c = (1.5, 2.25, 2.625)
    """

    dim, convex, minimum = 2, False, 0.0
    name, formula = "Beale", r"\sum_{i=1}^3 (c_i - x(1 - y^i))^2"
    bounds = ((-4.5, 4.5), (-4.5, 4.5))
    minimizers = np.array([[3.0, 0.5]])
    _terms = ((1, 1.5), (2, 2.25), (3, 2.625))

    def _value(self, p):
        x, y = p[..., 0], p[..., 1]
        return sum((c - x * (1 - y**i)) ** 2 for i, c in self._terms)

    def _grad(self, p):
        x, y = p[..., 0], p[..., 1]
        gx = gy = 0.0
        power = 1.0  # y^(i−1)
        for i, c in self._terms:
            slope = i * power
            power = power * y
            minus = power - 1
            r = c + x * minus
            gx, gy = gx + r * minus, gy + r * slope
        return _pair(p, 2 * gx, 2 * x * gy)

    def _hess(self, p):
        x, y = p[..., 0], p[..., 1]
        xx = xy = yy = 0.0
        for i, c in self._terms:
            r, rx, ry = c - x * (1 - y**i), y**i - 1, x * i * y ** (i - 1)
            bend = x * i * (i - 1) * y ** max(i - 2, 0)
            xx = xx + 2 * rx**2
            xy = xy + 2 * (rx * ry + r * i * y ** (i - 1))
            yy = yy + 2 * (ry**2 + r * bend)
        return _matrix([[xx, xy], [xy, yy]])


class Rastrigin(Objective):
    r"""A bowl under an egg box: many local minima on a grid.

    .. math:: f(x) = 10 d + \sum_i \bigl(x_i^2 - 10 \cos 2\pi x_i\bigr)

    Parameters
    ----------
    dim : int ≥ 1
    """

    convex, minimum, smoothness = False, 0.0, 2 + 40 * np.pi**2
    name, formula = "Rastrigin", r"10d + \sum_i (x_i^2 - 10\cos 2\pi x_i)"

    def __init__(self, dim: int = 2):
        self.dim = checks.integer("dim", dim, low=1)
        self.bounds = ((-5.12, 5.12),) * self.dim
        self.minimizers = np.zeros((1, self.dim))

    def _value(self, x):
        # 1 − cos 2πx = 2 sin² πx loses no digits near the minimum.
        return (x**2 + 20 * np.sin(np.pi * x) ** 2).sum(axis=-1)

    def _grad(self, x):
        return 2 * x + 20 * np.pi * np.sin(2 * np.pi * x)

    def _hess(self, x):
        return (2 + 40 * np.pi**2 * np.cos(2 * np.pi * x))[..., None] * np.eye(self.dim)


class Saddle(Objective):
    r"""The standard saddle: a minimum along x, a maximum along y, a stationary point at 0.

    .. math:: f(x, y) = x^2 - y^2
    """

    dim, convex, minimum, smoothness = 2, False, -np.inf, 2.0
    name, formula = "saddle", "x^2 - y^2"
    bounds = ((-2.0, 2.0), (-2.0, 2.0))
    _signs = np.array([1.0, -1.0])

    def _value(self, p):
        return (p[..., 0] - p[..., 1]) * (p[..., 0] + p[..., 1])

    def _grad(self, p):
        return 2 * self._signs * p

    def _hess(self, p):
        return np.broadcast_to(np.diag(2 * self._signs), (*p.shape, 2)).copy()


class MonkeySaddle(Objective):
    r"""Three ways down and a Hessian that is zero at the saddle: second order cannot tell.

    .. math:: f(x, y) = x^3 - 3 x y^2
    """

    dim, convex, minimum = 2, False, -np.inf
    name, formula = "monkey saddle", "x^3 - 3xy^2"
    bounds = ((-1.5, 1.5), (-1.5, 1.5))

    def _value(self, p):
        x, y = p[..., 0], p[..., 1]
        return x**3 - 3 * x * y**2

    def _grad(self, p):
        x, y = p[..., 0], p[..., 1]
        return _pair(p, 3 * (x**2 - y**2), -6 * x * y)

    def _hess(self, p):
        x, y = p[..., 0], p[..., 1]
        return _matrix([[6 * x, -6 * y], [-6 * y, -6 * x]])


class ThreeExponentials(Objective):
    r"""Smooth and convex without being quadratic: each step sees another curvature.

    .. math:: f(x, y) = e^{x + 3y - 0.1} + e^{x - 3y - 0.1} + e^{-x - 0.1}

    References
    ----------
    Boyd & Vandenberghe, *Convex Optimization*, example 9.20.
    """

    dim, convex, minimum = 2, True, 2 * np.sqrt(2) * np.exp(-0.1)
    name = "three exponentials"
    formula = r"e^{x+3y-0.1} + e^{x-3y-0.1} + e^{-x-0.1}"
    bounds = ((-2.0, 1.0), (-1.0, 1.0))
    minimizers = np.array([[-0.5 * np.log(2), 0.0]])
    _A = np.array([[1.0, 3.0], [1.0, -3.0], [-1.0, 0.0]])

    def _value(self, p):
        return np.exp(p @ self._A.T - 0.1).sum(axis=-1)

    def _grad(self, p):
        return np.exp(p @ self._A.T - 0.1) @ self._A

    def _hess(self, p):
        weights = np.exp(p @ self._A.T - 0.1)
        return np.einsum("...k,ki,kj->...ij", weights, self._A, self._A)
