"""Least squares with an L1 or elastic-net penalty: the problem, its duality gap, three solvers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from course_lib import checks

METHODS = ("coordinate", "ista", "fista")


@dataclass(frozen=True, eq=False)
class PenalizedFit:
    """What a solver found, and how far from the minimum it is at most."""

    weights: np.ndarray  #: (b, w₁, …, w_d)
    lam: float
    l1_ratio: float
    gap: np.ndarray  #: the duality gap after each round, relative to the objective at w = 0
    status: str  #: "converged" or "max_rounds"
    message: str

    @property
    def rounds(self) -> int:
        """Passes over all coordinates, or proximal steps."""
        return len(self.gap) - 1


class PenalizedLeastSquares:
    r"""The lasso's objective and its elastic relatives, with centred data.

    .. math:: J(b, w) = \frac{1}{2n} \|y - b - Xw\|^2
              + \lambda \Bigl( \rho \|w\|_1 + \frac{1 - \rho}{2} \|w\|^2 \Bigr)

    The best b makes the residuals' mean 0, so it disappears when the columns of X and y are
    centred; it is not penalized.

    Parameters
    ----------
    X : array, shape (n, d)
    y : array, shape (n,)
    l1_ratio : float
        ρ in (0, 1]; 1 is the lasso. Ridge regression, ρ = 0, has a closed form: `ridge_path`.

    Raises
    ------
    ValueError
        ``X and y must have equally many rows: X has 3, y has 2``; ``l1_ratio must be in (0, 1], got
        0; without an L1 part write ridge_path(X, y, lambdas)``.

    Notes
    -----
    λ is scikit-learn's alpha in `Lasso` and `ElasticNet` (its `Ridge` takes nλ). In the terms of
    `course_lib.functions`: ``0.5 * EmpiricalRisk(SquaredError(), add_bias(X), y) + lam *
    ElasticNet(rho, unpenalized=1)``.
    """

    def __init__(self, X, y, l1_ratio: float = 1.0):
        hint = "without an L1 part write ridge_path(X, y, lambdas)"
        self.l1_ratio = checks.in_range("l1_ratio", l1_ratio, 0, 1, "(]", hint)
        X, y = check_table(X, y)
        self.samples, self.dim = X.shape
        self.center, self.mean = X.mean(axis=0), float(y.mean())
        # A constant column leaves rounding errors behind, which must not be fitted.
        self.X = np.asfortranarray(np.where(np.ptp(X, axis=0) == 0, 0.0, X - self.center))
        self.y = y - self.mean
        self.covariance = self.X.T @ self.y / self.samples
        self.scale = float(self.y @ self.y) / (2 * self.samples)  # J at w = 0

    @property
    def lambda_max(self) -> float:
        r"""The least λ with w = 0: :math:`\max_j |x_j^\top (y - \bar y)| / (n \rho)`."""
        return float(np.abs(self.covariance).max()) / self.l1_ratio

    @cached_property
    def gram(self) -> np.ndarray:
        """XᵀX/n of the centred columns."""
        return self.X.T @ self.X / self.samples

    def value(self, w, lam: float) -> float:
        """J at the weights without bias, with the best bias."""
        rho, residual = self.l1_ratio, self.y - self.X @ w
        loss = residual @ residual / (2 * self.samples)
        return float(loss + lam * (rho * np.abs(w).sum() + (1 - rho) / 2 * w @ w))

    def gap(self, w, lam: float) -> float:
        r"""J(w) − D(θ) ≥ J(w) − min J, with θ the residual, shortened until it is allowed.

        .. math:: D(s) = \frac{1}{n} \Bigl( s\, y^\top r - \frac{s^2}{2}
                  \bigl(\|r\|^2 + n\lambda(1 - \rho)\|w\|^2\bigr) \Bigr), \qquad
                  |s| \cdot \Bigl\| \frac{X^\top r}{n} - \lambda (1 - \rho) w \Bigr\|_\infty
                  \le \lambda\rho

        The elastic net is a lasso with d more samples: its dual is the lasso's.
        """
        residual, n = self.y - self.X @ w, self.samples
        correlation = self.X.T @ residual / n
        return self.gap_from(w, lam, self.y @ residual / n, residual @ residual / n, correlation)

    def gap_from(self, w, lam, along, square, correlation) -> float:
        """The gap where yᵀr/n, ‖r‖²/n and Xᵀr/n of the residual r = y − Xw are known already."""
        ridge, absolute = lam * (1 - self.l1_ratio), lam * self.l1_ratio
        size = max(square, 0.0) + ridge * (w @ w)
        slope = float(np.abs(correlation - ridge * w).max())
        s = along / size if size > 0 else 0.0
        if abs(s) * slope > absolute:
            s = np.sign(s) * absolute / slope
        primal = size / 2 + absolute * np.abs(w).sum()
        return float(primal - (s * along - s * s * size / 2))

    def with_bias(self, w) -> np.ndarray:
        """(b, w) for the data as they were given."""
        return np.r_[self.mean - self.center @ w, w]


def lasso(X, y, lam, l1_ratio=1.0, *, method="coordinate", tol=1e-8, max_rounds=100_000):
    """The lasso, or the elastic net, for one λ; stops at a duality gap.

    Parameters
    ----------
    X : array, shape (n, d)
    y : array, shape (n,)
    lam : float
        λ > 0.
    l1_ratio : float
        ρ in (0, 1].
    method : {"coordinate", "ista", "fista"}
        One weight at a time, or all at once by (accelerated) proximal gradient steps of size 1/L.
    tol : float
        Stop when the gap is at most tol times the objective at w = 0.
    max_rounds : int
        Passes over all weights, or steps.

    Returns
    -------
    PenalizedFit

    References
    ----------
    Tibshirani (1996); Friedman, Hastie & Tibshirani (2010) for the coordinates; Beck & Teboulle
    (2009) for FISTA.

    Examples
    --------
    >>> X, y = [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]], [5.0, -3.0, 1.4, 0.6]
    >>> lasso(X, y, 0.5).weights.round(6).tolist()  # 4 and 0.4 by least squares
    [1.0, 3.0, 0.0]
    """
    problem = PenalizedLeastSquares(X, y, l1_ratio)
    checks.choice("method", method, METHODS)
    lam = checks.positive("lam", lam, "for least squares write np.linalg.lstsq")
    tol, max_rounds = checks.positive("tol", tol), checks.integer("max_rounds", max_rounds, low=1)
    rounds = _SOLVERS[method](problem, lam)
    goal, gaps = tol * problem.scale, []
    for w in rounds:
        gaps.append(problem.gap(w, lam))
        if gaps[-1] <= goal or len(gaps) > max_rounds:
            break
    status = "converged" if gaps[-1] <= goal else "max_rounds"
    relative = np.array(gaps) / max(problem.scale, np.finfo(float).tiny)
    message = f"{status} after {len(gaps) - 1} rounds: relative gap {relative[-1]:.2g}, tol = {tol}"
    return PenalizedFit(problem.with_bias(w), lam, problem.l1_ratio, relative, status, message)


def duality_gap(X, y, weights, lam, l1_ratio=1.0) -> float:
    """How far weights (b, w₁, …) are at most from the minimum, by the dual point of the residual.

    The bias is ignored: the gap is that of w with its best bias.
    """
    problem = PenalizedLeastSquares(X, y, l1_ratio)
    weights = checks.vector("weights", weights, problem.dim + 1)
    return problem.gap(weights[1:], checks.positive("lam", lam))


def lambda_max(X, y, l1_ratio=1.0) -> float:
    """The least λ whose solution is w = 0.

    Examples
    --------
    >>> lambda_max([[1.0], [-1.0], [0.0]], [2.0, 0.0, 1.0])
    0.6666666666666666
    """
    return PenalizedLeastSquares(X, y, l1_ratio).lambda_max


def coordinate_passes(problem: PenalizedLeastSquares, lam: float, start=None):
    """Yields w after each pass: every weight in turn jumps to its own minimum."""
    absolute, square = lam * problem.l1_ratio, lam * (1 - problem.l1_ratio)
    w = np.zeros(problem.dim) if start is None else np.array(start, dtype=float)
    gram = problem.gram
    slope = problem.covariance - gram @ w
    curvature = np.diag(gram)
    while True:
        yield w
        for j in np.flatnonzero(curvature > 0):
            a = slope[j] + curvature[j] * w[j]
            size = max(abs(a) - absolute, 0.0) / (curvature[j] + square)
            change = (size if a > 0 else -size) - w[j]
            if change:
                w[j] += change
                slope -= change * gram[j]


def _proximal(problem: PenalizedLeastSquares, lam: float, accelerated: bool):
    """Yields w after each step: down the slope of the loss, then through the prox."""
    L = max(float(np.linalg.norm(problem.X, 2) ** 2) / problem.samples, np.finfo(float).tiny)
    absolute, square = lam * problem.l1_ratio / L, lam * (1 - problem.l1_ratio) / L
    w = v = np.zeros(problem.dim)
    theta = 1.0

    def step(v):
        a = v + problem.X.T @ (problem.y - problem.X @ v) / (problem.samples * L)
        return np.sign(a) * np.maximum(np.abs(a) - absolute, 0.0) / (1 + square)

    while True:
        yield w
        new = step(v)
        if accelerated and (v - new) @ (new - w) > 0:  # uphill: forget the momentum
            new, theta = step(w), 1.0
        following = (1 + np.sqrt(1 + 4 * theta**2)) / 2 if accelerated else 1.0
        v, w, theta = new + (theta - 1) / following * (new - w), new, following


_SOLVERS = {
    "coordinate": coordinate_passes,
    "ista": lambda problem, lam: _proximal(problem, lam, accelerated=False),
    "fista": lambda problem, lam: _proximal(problem, lam, accelerated=True),
}


def check_table(X, y) -> tuple[np.ndarray, np.ndarray]:
    X = checks.array("X", X, ndim=2, hint="write X[:, None] for one feature")
    y = checks.vector("y", y)
    checks.same_length(X=X, y=y)
    checks.integer("the number of samples", len(X), low=2)
    checks.integer("the number of features", X.shape[1], low=1)
    return X, y
