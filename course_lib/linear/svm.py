"""The linear support vector machine, by four solvers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.functions import (
    CForm,
    Hinge,
    MulticlassHinge,
    MulticlassRisk,
    SquaredNorm,
)
from course_lib.linear.classifier import (
    LinearClassifier,
    check_samples,
    is_infinite,
    signs_of,
    two_classes,
)
from course_lib.linear.coordinate import dual_coordinate_descent
from course_lib.linear.descent import pegasos, subgradient_descent
from course_lib.linear.interior_point import solve_hinge_qp
from course_lib.linear.separable import separating_plane
from course_lib.optim.optimizer import check_lr

SOLVERS = ("subgradient", "pegasos", "qp", "dual_cd")
STEPS = {"qp": 200, "dual_cd": 1000, "subgradient": 1000, "pegasos": 1000}
SUPPORT = 1e-6  # an α below this part of the largest is taken as 0 of the interior-point method


class KKTResiduals(NamedTuple):
    """How far from optimal: each number is 0 at the solution.

    stationarity is max |w − Σ αᵢyᵢxᵢ|; balance |Σ αᵢyᵢ|; complementarity the largest
    αᵢ(yᵢf(xᵢ) − 1)₊ and (C − αᵢ)(1 − yᵢf(xᵢ))₊; bounds how far an α is outside [0, C]; violation,
    with a hard margin, the largest (1 − yᵢf(xᵢ))₊.
    """

    stationarity: float
    balance: float
    complementarity: float
    bounds: float
    violation: float


@dataclass(eq=False)
class LinearSVM(LinearClassifier):
    r"""The plane with the widest margin, and a price C for each unit of slack.

    .. math:: \min_{w, b} \tfrac12 \|w\|^2 + C \sum_{i=1}^n \max\bigl(0, 1 - y_i(w^\top x_i + b)
              \bigr), \qquad y_i \in \{-1, +1\}

    With more than two classes the loss is the sum form of `MulticlassHinge`, one w and b a class.
    The intercept b is not penalized (LIBLINEAR penalizes it).

    Parameters
    ----------
    C : float
        > 0; ``np.inf`` for the hard margin, with solver "qp".
    solver : {"qp", "subgradient", "pegasos", "dual_cd"}
        The interior-point method; the subgradient method (the best iterate is kept); stochastic
        subgradients with steps 1/(λ(t + t₀)) (the late iterates are averaged); coordinate descent
        on the dual. More than two classes: all but "dual_cd".
    tol : float
        "qp" and "dual_cd": stop at this relative duality gap, whatever C is.
    max_iter : int, optional
        Steps, or epochs of "dual_cd", at most; 200 for "qp", else 1000.
    lr : float or schedule, optional
        For "subgradient", a step on the mean hinge + λ/2‖w‖² with λ = 1/(nC); by default
        η₀/√(t + 1) with 1/η₀ the mean of ‖x‖².
    batch_size : int, optional
        For "subgradient" (all samples if not given) and "pegasos" (1).
    rng : numpy.random.Generator, optional
        For mini-batches and for the order of "dual_cd".

    Attributes
    ----------
    coef_, intercept_, classes_, weights_
        As in `LinearClassifier`.
    objective_ : CForm or None
        What was minimized, a function of `weights_`; None for the hard margin.
    trace_ : Trace or DualTrace
        Every iterate, with values of the objective. Read `trace_.status`.
    margin_width_ : float
        2/‖w‖ (two classes).
    alpha_ : array, shape (n,)
        The multipliers, after "qp" and "dual_cd" with two classes.
    support_ : int array
        The samples with α > 0; `dual_coef_`, shape (1, len(support_)), holds their αᵢyᵢ.
    kkt_ : KKTResiduals

    Raises
    ------
    ValueError, TypeError
        ``C must be finite where no plane separates the classes, got inf; …``,
        ``y must hold at least two classes, got only 1``, …

    Notes
    -----
    For K classes "qp" solves one program whose rows are the pairs of a sample and a wrong class,
    (K − 1)n × K(d + 1) numbers: for small sets.

    References
    ----------
    Cortes & Vapnik (1995); Shalev-Shwartz, Singer & Srebro, Pegasos (2007); lecture decks A, B.

    Examples
    --------
    >>> svm = LinearSVM(C=np.inf).fit([[0.0, 0.0], [2.0, 0.0], [3.0, 1.0]], [-1, 1, 1])
    >>> svm.coef_.round(6).tolist(), svm.intercept_.round(6).tolist(), round(svm.margin_width_, 6)
    ([[1.0, 0.0]], [-1.0], 2.0)
    >>> svm.support_.tolist(), svm.alpha_.round(6).tolist()
    ([0, 1], [0.5, 0.5, 0.0])
    """

    C: float = 1.0
    solver: str = "qp"
    tol: float = 1e-9
    max_iter: int | None = None
    lr: object = None
    batch_size: int | None = None
    rng: np.random.Generator | None = None

    def __post_init__(self):
        checks.choice("solver", self.solver, SOLVERS)
        if not is_infinite(self.C):
            checks.positive("C", self.C, "it is the price of one unit of slack")
        elif self.solver != "qp":
            raise ValueError(f"C must be finite for solver={self.solver!r}, got inf; the hard "
                             "margin is a quadratic program, take solver='qp'")  # fmt: skip
        checks.positive("tol", self.tol)
        if self.max_iter is not None:
            checks.integer("max_iter", self.max_iter, low=1)
        if self.batch_size is not None:
            checks.integer("batch_size", self.batch_size, low=1)
        drawn = self.batch_size is not None or self.solver in ("pegasos", "dual_cd")
        if drawn or self.rng is not None:
            checks.generator("rng", self.rng)
        if self.lr is not None:
            check_lr(self.lr)

    def fit(self, X, y) -> LinearSVM:
        """Fit to samples X (n, d) with labels y (n,), two different ones or more."""
        X, index, classes = check_samples(X, y)
        self.objective_ = self._objective(X, index, classes.size)
        if self.solver in ("qp", "dual_cd"):
            weights = self._fit_dual(X, index, classes)
        else:
            weights = self._fit_primal()
        self._keep(weights, classes)
        if classes.size == 2:
            norm = np.linalg.norm(self.coef_)
            self.margin_width_ = float(2 / norm) if norm else np.inf
        return self

    def _objective(self, X, index, count):
        if is_infinite(self.C):
            return None
        if count == 2:
            return CForm(Hinge(), X, signs_of(index), self.C)
        risk = MulticlassRisk(MulticlassHinge(), X, index, count)
        return CForm.of_risk(risk, self.C, SquaredNorm(unpenalized=count))

    def _fit_primal(self):
        f, steps = self.objective_, self.max_iter or STEPS[self.solver]
        start, n = np.zeros(f.dim), f.risk.samples
        batch = self.batch_size and min(self.batch_size, n)
        if self.solver == "subgradient":
            self.trace_ = subgradient_descent(f, start, self.lr, batch, self.rng, steps)
            return self.trace_.best_x
        self.trace_ = pegasos(f, start, batch or 1, self.rng, steps)
        return self.trace_.x[len(self.trace_.x) // 2 :].mean(axis=0)

    def _fit_dual(self, X, index, classes):
        steps = self.max_iter or STEPS[self.solver]
        if classes.size > 2:
            if self.solver == "dual_cd":
                two_classes(classes, "solver='dual_cd'")
            rows = pair_rows(X, index, classes.size)
            ones = np.ones(len(rows))
            self._check_separable(rows, ones)
            found = solve_hinge_qp(rows, ones, self.C, classes.size, self.tol, steps)
            self.trace_ = found.trace
            return found.weights
        y = signs_of(index)
        self._check_separable(X, y)
        if self.solver == "qp":
            found = solve_hinge_qp(X, y, self.C, 1, self.tol, steps)
        else:
            found = dual_coordinate_descent(X, y, self.C, self.tol, steps, self.rng)
        self.trace_, self.alpha_ = found.trace, found.alpha
        self.support_ = np.flatnonzero(found.alpha > SUPPORT * found.alpha.max())
        self.dual_coef_ = (found.alpha * y)[self.support_][None]
        self.kkt_ = kkt_residuals(X, y, found.weights, found.alpha, self.C)
        return found.weights

    def _check_separable(self, X, y) -> None:
        if is_infinite(self.C) and separating_plane(X, y) is None:
            raise ValueError("C must be finite where no plane separates the classes, got inf; "
                             "these samples have no hard margin")  # fmt: skip


def kkt_residuals(X, y, weights, alpha, C: float) -> KKTResiduals:
    """The residuals of (b, w) and α for samples `add_bias(X)` with signs y."""
    X, y = checks.array("X", X, ndim=2), checks.vector("y", y)
    weights = checks.vector("weights", weights, X.shape[1])
    alpha = checks.vector("alpha", alpha, len(X))
    checks.same_length(X=X, y=y)
    if not is_infinite(C):
        checks.positive("C", C, "it is the price of one unit of loss")
    beyond = y * (X @ weights) - 1
    pull = (alpha * y) @ X
    at_least, short = np.maximum(beyond, 0.0), np.maximum(-beyond, 0.0)
    slack = (C - alpha) * short if np.isfinite(C) else 0.0 * short
    return KKTResiduals(
        stationarity=float(np.abs(weights - pull)[1:].max()),
        balance=float(abs(pull[0])),
        complementarity=float(max((alpha * at_least).max(), slack.max())),
        bounds=float(max(-alpha.min(), (alpha - C).max(), 0.0)),
        violation=0.0 if np.isfinite(C) else float(short.max()),
    )


def pair_rows(X, index, count: int) -> np.ndarray:
    """A row x ⊗ (e_y − e_j) for each sample and each wrong class j: its score is f_y − f_j.

    With it the sum form of the multiclass hinge is Σ max(0, 1 − row · W), an ordinary hinge.
    """
    differences = np.eye(count)[index][:, None, :] - np.eye(count)  # (n, j, K)
    wrong = ~np.eye(count, dtype=bool)[index]
    rows = np.einsum("nd,njk->njdk", X, differences)[wrong]
    return rows.reshape(len(rows), -1)
