"""Margins between whole labels: the structured SVM, trained on the few constraints it needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.functions import CForm, SquaredNorm
from course_lib.functions.objective import Objective
from course_lib.linear.joint_features import JointFeatures
from course_lib.linear.shared_slack import SharedSlack, solve_shared_slack

METHODS = ("one slack", "slack each", "all")
SUPPORT = 1e-6  # an α below this part of the largest is 0 but for rounding


class StructuredRisk(Objective):
    r"""The mean structured hinge, as a function of w.

    .. math:: f(w) = \frac1n \sum_i \Bigl( \max_y \bigl[ \Delta(y_i, y) + w^\top \psi(x_i, y)
              \bigr] - w^\top \psi(x_i, y_i) \Bigr)

    Each term is the smallest slack that its sample needs, and at least Δ(yᵢ, ŷᵢ) of the
    prediction ŷᵢ. Convex, a maximum of affine functions; `grad` is the mean of
    ψ(xᵢ, y) − ψ(xᵢ, yᵢ) with the maximizing y that the model's inference finds first.

    Parameters
    ----------
    model : JointFeatures
    X : array, shape (n, d)
    Y : array
        Labels, as `model.check` wants them.
    """

    convex, differentiable, name = True, False, "mean structured hinge"
    formula = r"\frac1n \sum_i \max_y [\Delta(y_i, y) - w^\top \delta\psi_i(y)]"

    def __init__(self, model: JointFeatures, X, Y):
        if not isinstance(model, JointFeatures):
            raise TypeError(
                f"model must be a JointFeatures such as ClassFeatures(3), got {model!r}"
            )
        self.model, self.X, self.Y = model, checks.array("X", X, ndim=2), model.check(Y)
        checks.same_length(X=self.X, Y=self.Y)
        self.samples = checks.integer("the number of samples", len(self.X), low=1)
        self.dim, self.loss = model.size(self.X.shape[1]), self
        self.right = model.features(self.X, self.Y)

    def subset(self, rows) -> StructuredRisk:
        """The risk on some samples only."""
        rows = checks.rows("rows", rows)
        return StructuredRisk(self.model, self.X[rows], self.Y[rows])

    def sample(self, rng, batch: int) -> StructuredRisk:
        """The risk on `batch` samples drawn without replacement: unbiased for f and its slope."""
        rng, batch = checks.generator("rng", rng), checks.integer("batch", batch, low=1)
        if batch > self.samples:
            raise ValueError(f"batch must be at most the {self.samples} samples, got {batch}")
        return self.subset(rng.choice(self.samples, batch, replace=False))

    def worst(self, w):
        """The most violated label of each sample: its constraint's δψ (n, size), Δ (n,), label."""
        Z = self.model.best(w, self.X, self.Y)
        return self.right - self.model.features(self.X, Z), self.model.delta(self.Y, Z), Z

    def _value(self, x):
        return self._each(x, lambda rows, delta, w: (delta - rows @ w).mean())

    def _grad(self, x):
        return self._each(x, lambda rows, delta, w: -rows.mean(axis=0))

    def _each(self, x, read):
        flat = x.reshape(-1, self.dim)
        found = np.array([read(*self.worst(w)[:2], w) for w in flat])
        return found.reshape(x.shape[:-1] + found.shape[1:])


@dataclass(frozen=True, eq=False, repr=False)
class CutTrace:
    """T rounds of a cutting-plane method; row t is what was known before round t + 1.

    Attributes
    ----------
    x : array, shape (T + 1, size)
        The optimum of the working set; the first row is 0, of no constraints.
    value : array, shape (T + 1,)
        The objective ½‖w‖² + C Σ slack there: an upper bound of the minimum.
    bound : array, shape (T + 1,)
        The value of the restricted program: a lower bound, since constraints are missing.
    working : int array, shape (T + 1,)
        Constraints in the working set.
    worst : array, shape (T + 1, n, …)
        The most violated label of each sample at that w.
    alpha : tuple of T + 1 arrays
        The multipliers of the working set, one for each of its constraints.
    status : {"converged", "max_rounds"}
    """

    x: np.ndarray
    value: np.ndarray
    bound: np.ndarray
    working: np.ndarray
    worst: np.ndarray
    alpha: tuple[np.ndarray, ...]
    status: str

    @property
    def rounds(self) -> int:
        """T, how often constraints were added."""
        return len(self.value) - 1

    @property
    def best(self) -> np.ndarray:
        """The smallest value so far, shape (T + 1,): w of the working set may be worse than it."""
        return np.minimum.accumulate(self.value)

    @property
    def gap(self) -> np.ndarray:
        """best − bound, shape (T + 1,)."""
        return self.best - self.bound

    def __repr__(self) -> str:
        return (
            f"<CutTrace of {self.rounds} rounds: {self.working[-1]} constraints, value "
            f"{self.best[-1]:.6g}, gap {self.gap[-1]:.2g}; {self.status}>"
        )


@dataclass
class _WorkingSet:
    """The constraints found so far: rows · w ≥ Δ − ξ of their group."""

    rows: np.ndarray
    delta: np.ndarray
    groups: np.ndarray

    def add(self, rows, delta, groups) -> None:
        self.rows = np.concatenate([self.rows, rows])
        self.delta = np.concatenate([self.delta, delta])
        self.groups = np.concatenate([self.groups, groups])

    def solve(self, C) -> SharedSlack:
        return solve_shared_slack(self.rows, self.delta, self.groups, C)


def cutting_planes(risk: StructuredRisk, C: float, each: bool, tol: float, max_rounds: int):
    r"""Minimize ½‖w‖² + C Σ ξᵢ, adding the most violated constraints in each round.

    Parameters
    ----------
    risk : StructuredRisk
    C : float
    each : bool
        A slack for each sample, and up to n new constraints in a round. Otherwise one slack for
        all, and one new constraint, the mean of all samples' most violated ones:
        mean δψᵢ(zᵢ) · w ≥ mean Δ(yᵢ, zᵢ) − ξ at the price nC.
    tol : float
        Stop when the gap is at most this part of the value.

    Returns
    -------
    CutTrace, _WorkingSet, SharedSlack

    Notes
    -----
    The bound rises in every round by at least min(nCε/2, ε²/8R²) where the new constraint, of
    length at most R, is violated by ε; so the number of rounds depends on neither n nor |Y|.

    References
    ----------
    Tsochantaridis, Joachims, Hofmann & Altun (2005): a slack each. Joachims, Finley & Yu (2009):
    one slack.
    """
    n, w = risk.samples, np.zeros(risk.dim)
    work = _WorkingSet(np.empty((0, risk.dim)), np.empty(0), np.empty(0, dtype=np.int64))
    bound, best, log, found = 0.0, np.inf, [], None
    slack, alphas = np.zeros(n), [np.zeros(0)]
    while True:
        rows, delta, worst = risk.worst(w)
        needs = delta - rows @ w
        value = float(w @ w / 2 + C * needs.sum())
        best = min(best, value)
        log.append((w, value, bound, len(work.delta), worst))
        done = best - bound <= tol * max(best, 1e-300)
        if done or len(log) > max_rounds:
            break
        if each:
            new = needs > slack + tol * max(best, 1e-300) / (2 * C * n)
            work.add(rows[new], delta[new], np.flatnonzero(new))
        else:
            work.add(rows.mean(axis=0)[None], [delta.mean()], [0])
        found = work.solve(C if each else n * C)
        w, bound = found.weights, max(bound, found.dual_value)
        alphas.append(found.alpha)
        slack = np.zeros(n)
        slack[: len(found.slack)] = found.slack
    columns = [np.array(column) for column in zip(*log, strict=True)]
    status = "converged" if done else "max_rounds"
    return CutTrace(*columns, tuple(alphas), status), work, found


@dataclass(eq=False)
class StructuredSVM:
    r"""The right label should beat every other one by as much as that one is wrong.

    .. math:: \min_{w, \xi \ge 0} \tfrac12 \|w\|^2 + C \sum_{i=1}^n \xi_i \quad \text{subject to }
              w^\top \delta\psi_i(y) \ge \Delta(y_i, y) - \xi_i \ \text{ for all } i, y

    with δψᵢ(y) = ψ(xᵢ, yᵢ) − ψ(xᵢ, y). The number of constraints is n(\|Y\| − 1). With
    `ClassFeatures` it is the multiclass SVM of Crammer and Singer.

    Parameters
    ----------
    model : JointFeatures
        ψ, Δ and the two searches over labels.
    C : float
        > 0, the price of a unit of slack.
    method : {"one slack", "slack each", "all"}
        Two cutting-plane methods, or all constraints at once, for small sets of labels.
    tol : float
        The gap to stop at, as a part of the value.
    max_rounds : int
        Of the cutting-plane methods.

    Attributes
    ----------
    weights_ : array, shape (size,)
    objective_ : CForm
        ½‖w‖² + C Σ of the structured hinge, a function of `weights_`.
    value_, bound_ : float
        The objective at `weights_`, and a lower bound of its minimum.
    trace_ : CutTrace or None
        None with method "all".
    alpha_ : array, shape (m,)
        Multipliers of the m constraints in the end; exact zeros below 1e-6 of the largest.
    groups_ : int array, shape (m,)
        Whose slack each constraint uses: the sample; 0 with one slack for all.

    Raises
    ------
    ValueError, TypeError
        ``Y must be a vector of class indices 0 to 2, got …``, ``C must be positive, …``

    Notes
    -----
    Every weight is penalized, also that of a constant feature: ψ does not say which one is a bias.
    Give ``add_bias(X)`` for weights of a constant.

    References
    ----------
    Crammer & Singer (2001); Tsochantaridis et al. (2005); Joachims, Finley & Yu (2009).

    Examples
    --------
    >>> from course_lib.linear import ClassFeatures
    >>> X = [[2.0, 0.0], [0.0, 2.0], [-1.0, -1.0]]
    >>> svm = StructuredSVM(ClassFeatures(3), C=10.0).fit(X, [0, 1, 2])
    >>> svm.predict([[3.0, 1.0], [-1.0, -2.0]]).tolist(), svm.trace_.status
    ([0, 2], 'converged')
    """

    model: JointFeatures
    C: float = 1.0
    method: str = "one slack"
    tol: float = 1e-4
    max_rounds: int = 500

    def __post_init__(self):
        checks.instance("model", self.model, JointFeatures, "write ClassFeatures(3)")
        checks.choice("method", self.method, METHODS)
        checks.positive("C", self.C, "it is the price of one unit of slack")
        checks.positive("tol", self.tol)
        checks.integer("max_rounds", self.max_rounds, low=1)

    def fit(self, X, Y) -> StructuredSVM:
        """Fit to inputs X (n, d) with labels Y, class indices (n,) or signs (n, k)."""
        risk = StructuredRisk(self.model, X, Y)
        self.objective_ = CForm.of_risk(risk, self.C, SquaredNorm())
        if self.method == "all":
            rows, delta, groups = all_constraints(risk)
            found, self.trace_ = solve_shared_slack(rows, delta, groups, self.C), None
            self.weights_, self.bound_ = found.weights, found.dual_value
        else:
            each = self.method == "slack each"
            self.trace_, work, found = cutting_planes(risk, self.C, each, self.tol, self.max_rounds)
            self.weights_ = self.trace_.x[self.trace_.value.argmin()]
            self.bound_, groups = float(self.trace_.bound[-1]), work.groups
        self.value_ = float(self.objective_(self.weights_))
        alpha = np.zeros(0) if found is None else found.alpha
        self.alpha_ = np.where(alpha > SUPPORT * alpha.max(initial=0.0), alpha, 0.0)
        self.groups_ = groups
        return self

    def predict(self, X) -> np.ndarray:
        """The label with the highest score, for each row of X."""
        if not hasattr(self, "weights_"):
            raise AttributeError("StructuredSVM must be fitted first; call fit(X, Y)")
        return self.model.best(
            self.weights_, checks.points("X", X, self.objective_.risk.X.shape[1])
        )

    def loss(self, X, Y) -> float:
        """The mean Δ of the predictions."""
        Y = self.model.check(Y)
        return float(self.model.delta(Y, self.predict(X)).mean())


def all_constraints(risk: StructuredRisk):
    """Rows δψᵢ(y), demands Δ(yᵢ, y) and samples i of all constraints with Δ > 0."""
    parts = []
    for label in risk.model.labels():
        Z = np.repeat(label[None], risk.samples, axis=0)
        delta = risk.model.delta(risk.Y, Z)
        wrong = np.flatnonzero(delta > 0)
        parts.append((risk.right[wrong] - risk.model.features(risk.X[wrong], Z[wrong]),
                      delta[wrong], wrong))  # fmt: skip
    rows, delta, groups = (np.concatenate(part) for part in zip(*parts, strict=True))
    return rows, delta, groups
