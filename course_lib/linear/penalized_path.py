"""All weights as functions of λ: the lasso and the elastic net by active sets, ridge by the SVD."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack

from course_lib import checks
from course_lib.linear.growing_factor import GrowingFactor
from course_lib.linear.penalized import PenalizedLeastSquares, check_table, coordinate_passes

WHOLE_GRAM = 1500  # features up to which XᵀX is made once; beyond it column by column
ROUNDING = 1e-11  # of the slope at w = 0: a slope above λ by less is rounding
TINY = 1e-13  # of the diagonal, added where the active columns are linearly dependent
ROUNDS, SWEEPS = 50, 2000
FEW = 64  # weights up to which a new factor is made sooner than an old one is mended


@dataclass(frozen=True, eq=False)
class PenalizedPath:
    """The weights for each λ, as given or from `lambda_max` downwards."""

    lam: np.ndarray  #: shape (k,)
    weights: np.ndarray  #: (b, w₁, …, w_d) in rows, shape (k, d + 1)
    gap: np.ndarray  #: duality gaps relative to the objective at w = 0, shape (k,)
    solves: int  #: linear systems that were solved

    @property
    def active(self) -> np.ndarray:
        """How many weights besides the bias are not 0, shape (k,)."""
        return (self.weights[:, 1:] != 0).sum(axis=1)


def lambda_grid(highest: float, ratio: float = 1e-3, count: int = 100) -> np.ndarray:
    """λ from highest down to ratio · highest, evenly spaced on a log scale."""
    ratio, count = checks.in_range("ratio", ratio, 0, 1, "(]"), checks.integer("count", count, 1)
    return checks.positive("highest", highest) * np.geomspace(1, ratio, count)


def lasso_path(X, y, lambdas=None, l1_ratio=1.0, *, tol=1e-8) -> PenalizedPath:
    r"""The lasso or the elastic net for many λ, each started where the last one ended.

    Between two changes of the active set A, with the signs s of its weights, the minimizer is the
    solution of a linear system,

    .. math:: \Bigl( \tfrac1n X_A^\top X_A + \lambda (1 - \rho) I \Bigr) w_A
              = \tfrac1n X_A^\top y - \lambda \rho\, s .

    Solve it; walk towards the solution as far as no sign changes, and drop the weight that got to 0
    there; then let in the features whose slope exceeds λρ. The objective never rises on the way.

    Parameters
    ----------
    X : array, shape (n, d)
    y : array, shape (n,)
    lambdas : array, shape (k,), optional
        Positive, in any order; `lambda_grid(lambda_max(X, y))` if not given.
    l1_ratio : float
        ρ in (0, 1].
    tol : float
        The relative duality gap that is promised for each λ. Where the linear systems do not reach
        it (columns that are copies of each other), coordinate descent goes on.

    Returns
    -------
    PenalizedPath

    Notes
    -----
    With few features the slopes come from XᵀX. With many, the sequential strong rule leaves out
    those whose slope was below 2λ − λ_before, and every answer is checked against all of them.

    References
    ----------
    Lee, Battle, Raina & Ng, feature-sign search (2007); Tibshirani et al., strong rules (2012).

    Examples
    --------
    >>> X, y = [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]], [5.0, -3.0, 1.4, 0.6]
    >>> lasso_path(X, y, [2.0, 1.0, 0.1]).weights.round(6).tolist()
    [[1.0, 0.0, 0.0], [1.0, 2.0, 0.0], [1.0, 3.8, 0.2]]
    """
    problem = PenalizedLeastSquares(X, y, l1_ratio)
    tol = checks.positive("tol", tol)
    if lambdas is None:
        lambdas = lambda_grid(problem.lambda_max or 1.0)
    lam = checks.vector("lambdas", lambdas)
    if not (lam > 0).all():
        raise ValueError(f"lambdas must be positive, got {lam.min():g}; λ = 0 is least squares")
    search = _Search(problem)
    weights, gaps = np.empty((lam.size, problem.dim + 1)), np.empty(lam.size)
    for k in np.argsort(-lam, kind="stable"):
        w, gaps[k] = search.move_to(float(lam[k]), tol * problem.scale)
        weights[k] = problem.with_bias(w)
    gaps /= max(problem.scale, np.finfo(float).tiny)
    return PenalizedPath(lam, weights, gaps, search.solves)


class _Search:
    """The minimizer for one λ after the other, from large to small."""

    def __init__(self, problem: PenalizedLeastSquares):
        self.problem, self.small = problem, problem.dim <= WHOLE_GRAM
        self.w, self.signs = np.zeros(problem.dim), np.zeros(problem.dim)
        self.slope = problem.covariance.copy()  # of the loss at w, downhill: Xᵀr/n
        self.before, self.solves = problem.lambda_max, 0
        # The lasso's matrix is the same for all λ: what was factored for one serves the next.
        self.factor = GrowingFactor(problem.gram) if self.small and problem.l1_ratio == 1 else None
        self.rounding = ROUNDING * float(np.abs(problem.covariance).max())

    def move_to(self, lam: float, goal: float) -> tuple[np.ndarray, float]:
        """w for this λ, and its duality gap."""
        problem, absolute = self.problem, lam * self.problem.l1_ratio
        square = lam - absolute
        strong = np.abs(self.slope) >= (2 * lam - self.before) * problem.l1_ratio
        candidates = None if self.small else np.flatnonzero(strong | (self.signs != 0))
        settled = None
        for _ in range(ROUNDS + 2 * problem.dim):
            self._settle(absolute, square)
            # All newcomers were dropped again: the worst alone always stays.
            together = settled is None or (settled != self.signs).any()
            settled = self.signs.copy()
            if not self._let_in(absolute, candidates, together):
                if candidates is None or not self._let_in(absolute, None, together):
                    break
                candidates = np.union1d(candidates, np.flatnonzero(self.signs))
        self.before = lam
        w, gap = self.w, self._gap(self.w, lam)
        if gap > goal:
            w, gap = self._go_on(w, lam, goal)
        return w.copy(), gap

    def _settle(self, absolute: float, square: float) -> None:
        """Solve with the present signs until none of them changes on the way."""
        w, signs = self.w, self.signs
        while True:
            active = np.flatnonzero(signs)
            if not active.size:
                return
            s = signs[active]
            z = self._solve(active, self.problem.covariance[active] - absolute * s, square)
            wrong = z * s <= 0
            if not wrong.any():
                w[active] = z
                return
            now = w[active]
            share = np.full(active.size, np.inf)
            np.divide(now, now - z, out=share, where=wrong & (now != z))
            least = share.min()
            w[active] = now + least * (z - now)
            gone = active[share == least]
            w[gone] = signs[gone] = 0.0

    def _solve(self, active, right, square: float) -> np.ndarray:
        self.solves += 1
        if self.factor is not None and active.size > FEW:
            z = self.factor.solve(active, right)
            if z is not None and np.isfinite(z).all():
                return z
        if self.small:
            matrix = self.problem.gram[np.ix_(active, active)]
        else:
            columns = self.problem.X[:, active]
            matrix = columns.T @ columns / self.problem.samples
        diagonal = np.einsum("ii->i", matrix)
        diagonal += square
        _, z, failed = lapack.dposv(matrix.T, right)  # symmetric, and .T is in LAPACK's order
        if failed or not np.isfinite(z).all():
            diagonal += TINY * max(float(diagonal.max()), np.finfo(float).tiny)
            z = np.linalg.solve(matrix, right)
        return z

    def _let_in(self, absolute: float, candidates, together: bool) -> bool:
        """Give a sign to features whose slope exceeds λρ, or to the worst; False if none does."""
        problem, active = self.problem, np.flatnonzero(self.signs)
        if self.small:
            # Rows of XᵀX are copied where few are needed; where many are, all are taken in place.
            few = 4 * active.size < problem.dim
            along = self.w[active] @ problem.gram[active] if few else problem.gram @ self.w
            self.slope = problem.covariance - along
            slope = self.slope
        else:
            residual = problem.y - problem.X[:, active] @ self.w[active]
            if candidates is None:
                slope = self.slope = problem.X.T @ residual / problem.samples
            else:
                slope = np.zeros(problem.dim)
                slope[candidates] = problem.X[:, candidates].T @ residual / problem.samples
        excess = np.where(self.signs == 0, np.abs(slope) - absolute, 0.0)
        found = np.flatnonzero(excess > self.rounding)
        if not found.size:
            return False
        take = found if together else np.argmax(excess)
        self.signs[take] = np.sign(slope[take])
        return True

    def _gap(self, w, lam: float) -> float:
        """With few features the samples need not be looked at: c and XᵀX know it all."""
        problem, active = self.problem, np.flatnonzero(w)
        if self.small:
            along = 2 * problem.scale - problem.covariance @ w
            square = along - w @ self.slope
        else:
            residual = problem.y - problem.X[:, active] @ w[active]
            along = problem.y @ residual / problem.samples
            square = residual @ residual / problem.samples
        return problem.gap_from(w, lam, along, square, self.slope)

    def _go_on(self, w, lam: float, goal: float) -> tuple[np.ndarray, float]:
        """Coordinate descent from here: slower, and sure."""
        problem = self.problem
        best, least = w, problem.gap(w, lam)
        for sweep, v in enumerate(coordinate_passes(problem, lam, w)):
            if (gap := problem.gap(v, lam)) < least:
                best, least = v.copy(), gap
            if least <= goal or sweep == SWEEPS:
                break
        self.w, self.signs = best.copy(), np.sign(best)
        self.slope = problem.X.T @ (problem.y - problem.X @ best) / problem.samples
        return best, least


def ridge_path(X, y, lambdas) -> np.ndarray:
    r"""Ridge regression for many λ from one singular value decomposition of the centred X.

    .. math:: \min_{b, w} \frac{1}{2n} \|y - b - Xw\|^2 + \frac\lambda2 \|w\|^2, \qquad
              w = \sum_i \frac{\sigma_i}{\sigma_i^2 + n\lambda} (u_i^\top y)\, v_i

    Parameters
    ----------
    X : array, shape (n, d)
    y : array, shape (n,)
    lambdas : array, shape (k,)
        λ ≥ 0; 0 is the least-squares solution of least norm. scikit-learn's `Ridge` takes nλ.

    Returns
    -------
    array, shape (k, d + 1)
        (b, w₁, …, w_d) in rows.

    Examples
    --------
    >>> ridge_path([[-1.0], [1.0]], [0.0, 4.0], [0.0, 1.0]).tolist()
    [[2.0, 2.0], [2.0, 1.0]]
    """
    X, y = check_table(X, y)
    lam = checks.vector("lambdas", lambdas)
    if not (lam >= 0).all():
        raise ValueError(f"lambdas must be ≥ 0, got {lam.min():g}")
    center, mean = X.mean(axis=0), y.mean()
    U, sigma, V = np.linalg.svd(X - center, full_matrices=False)
    kept = sigma > max(X.shape) * np.finfo(float).eps * max(sigma[0], np.finfo(float).tiny)
    down = sigma**2 + len(X) * lam[:, None]
    factor = np.divide(sigma, down, out=np.zeros_like(down), where=kept & (down > 0))
    w = (factor * (U.T @ (y - mean))) @ V
    return np.column_stack([mean - w @ center, w])
