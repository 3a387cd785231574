"""Logistic regression of two classes, and softmax regression of more."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy
from scipy.special import expit, softmax

from course_lib import checks
from course_lib.functions import (
    CForm,
    ConstantFunction,
    ElasticNet,
    EmpiricalRisk,
    LogLoss,
    MulticlassRisk,
    SoftmaxCrossEntropy,
    SquaredNorm,
)
from course_lib.linear.classifier import (
    LinearClassifier,
    check_samples,
    is_infinite,
    signs_of,
    two_classes,
)
from course_lib.linear.descent import gradient_descent, stochastic_descent
from course_lib.linear.newton import newton, newton_dense
from course_lib.linear.proximal import accelerated_proximal, proximal_newton
from course_lib.linear.recording import Recorder
from course_lib.optim.optimizer import check_lr

SOLVERS = ("newton", "lbfgs", "gd", "sgd")


@dataclass(eq=False)
class LogisticRegression(LinearClassifier):
    r"""Linear log-odds, fitted by maximum likelihood with a penalty on the weights.

    .. math:: \min_{w, b} R(w) + C \sum_{i=1}^n \log\bigl(1 + e^{-y_i (w^\top x_i + b)}\bigr),
              \qquad y_i \in \{-1, +1\}

    With more than two classes the loss is the softmax cross entropy, one w and b a class. The
    intercept b is not penalized.

    Parameters
    ----------
    C : float
        > 0, the price of loss; ``np.inf`` is ``penalty=None``.
    solver : {"newton", "lbfgs", "gd", "sgd"}
        "gd" is gradient descent with the step 1/L, "sgd" the same on random mini-batches. With an
        L1 part "newton" is the proximal Newton method and "gd" the accelerated proximal gradient.
    penalty : {"l2", "l1", "elasticnet", None}
        R: ½‖w‖²; ‖w‖₁; ρ‖w‖₁ + (1 − ρ)/2 ‖w‖²; nothing (then C does not matter and is taken as 1).
    l1_ratio : float
        ρ in [0, 1], for "elasticnet".
    tol : float
        Stop when the duality gap is at most tol · f: f is then at most that far above its minimum,
        for every solver and every C (`course_lib.linear.duality`). Without a penalty there is no
        such bound: stop at ‖∇f‖² ≤ tol · ‖∇f(0)‖².
    max_iter : int, optional
        Steps at most: 100 for "newton", else 10000 ("sgd": 1000, always all of them).
    lr : float or schedule, optional
        For "gd" and "sgd", a step on the mean of the losses + λR with λ = 1/(nC).
    batch_size : int
        For "sgd".
    rng : numpy.random.Generator, optional
        For "sgd".

    Attributes
    ----------
    coef_, intercept_, classes_, weights_
        As in `LinearClassifier`.
    objective_ : CForm
        What was minimized, a function of `weights_`.
    trace_ : Trace
        Every iterate, with values of `objective_`. Read `trace_.status` to see whether it
        "converged", ran out of steps ("max_steps"), or "stalled": no step lowers the value any
        more in this precision, though the gap is not as small as asked.

    Raises
    ------
    ValueError, TypeError
        ``C must be positive, got 0; …``, ``y must hold at least two classes, got only 1``, …

    Notes
    -----
    Classes that a plane separates have no maximum of the likelihood: without a penalty ‖w‖ grows
    for ever, and `trace_` then has the status "diverged" and says so.

    References
    ----------
    Hastie, Tibshirani & Friedman, §4.4; lecture decks A, B and C.

    Examples
    --------
    >>> model = LogisticRegression().fit([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1])
    >>> model.predict([[0.4], [2.2]]).tolist(), model.trace_.status
    ([0, 1], 'converged')
    """

    C: float = 1.0
    solver: str = "newton"
    penalty: str | None = "l2"
    l1_ratio: float = 0.5
    tol: float = 1e-12
    max_iter: int | None = None
    lr: object = None
    batch_size: int = 32
    rng: np.random.Generator | None = None

    def __post_init__(self):
        if not is_infinite(self.C):
            checks.positive("C", self.C, "it is the price of one unit of loss")
        checks.choice("solver", self.solver, SOLVERS)
        checks.choice("penalty", self.penalty, ("l2", "l1", "elasticnet", None))
        checks.in_range("l1_ratio", self.l1_ratio, 0, 1)
        checks.positive("tol", self.tol)
        if self.max_iter is not None:
            checks.integer("max_iter", self.max_iter, low=1)
        if self.solver == "sgd" or self.rng is not None:
            checks.generator("rng", self.rng)
        if self.lr is not None:
            check_lr(self.lr)
        checks.integer("batch_size", self.batch_size, low=1)
        if self.has_l1 and self.solver not in ("newton", "gd"):
            raise ValueError(f"solver must be 'newton' or 'gd' for penalty={self.penalty!r}, got "
                             f"{self.solver!r}")  # fmt: skip

    @property
    def has_l1(self) -> bool:
        """Whether the penalty has a kink."""
        return self.penalty in ("l1", "elasticnet") and np.isfinite(self.C)

    def fit(self, X, y) -> LogisticRegression:
        """Fit to samples X (n, d) with labels y (n,), two different ones or more."""
        X, index, classes = check_samples(X, y)
        f = self.objective_ = self._objective(X, index, classes.size)
        trace = self._solve(f)
        if f.penalty.minimum is None and classes.size == 2:
            trace = _tell_if_separated(trace, X, f.risk.y)
        self.trace_ = trace
        self._keep(trace.x[-1] if self.solver != "sgd" else _late_mean(trace), classes)
        return self

    def _objective(self, X, index, count) -> CForm:
        free = 1 if count == 2 else count
        if count == 2:
            risk = EmpiricalRisk(LogLoss(), X, signs_of(index))
        else:
            if self.has_l1:
                two_classes(np.arange(count), "an L1 penalty")
            risk = MulticlassRisk(SoftmaxCrossEntropy(), X, index, count)
        if self.penalty is None or is_infinite(self.C):
            return CForm.of_risk(risk, 1.0, _Nothing())
        if self.has_l1:
            ratio = 1.0 if self.penalty == "l1" else self.l1_ratio
            return CForm.of_risk(risk, self.C, ElasticNet(ratio, free))
        return CForm.of_risk(risk, self.C, SquaredNorm(free))

    def _solve(self, f):
        start, default = np.zeros(f.dim), {"newton": 100, "sgd": 1000}.get(self.solver, 10_000)
        tol, steps = self.tol, self.max_iter or default
        if self.has_l1:
            solve = proximal_newton if self.solver == "newton" else accelerated_proximal
            return solve(f, start, tol, steps)
        if self.solver == "newton":
            solve = newton if isinstance(f.risk, EmpiricalRisk) else newton_dense
            return solve(f, start, tol, steps)
        if self.solver == "lbfgs":
            return _lbfgs(f, start, tol, steps)
        if self.solver == "gd":
            return gradient_descent(f, start, self.lr, tol, steps)
        batch = min(self.batch_size, f.risk.samples)
        return stochastic_descent(f, start, self.lr, batch, self.rng, steps)

    def predict_proba(self, X) -> np.ndarray:
        """Probabilities of the classes, shape (n, K), in the order of `classes_`."""
        scores = self.decision_function(X)
        if self.classes_.size == 2:
            return np.stack([expit(-scores), expit(scores)], axis=-1)
        return softmax(scores, axis=-1)


class _Nothing(ConstantFunction):
    """No penalty; its minimum is left unknown to mark a fit that may have none."""

    def __init__(self):
        super().__init__(0.0)
        self.minimum, self.name = None, "no penalty"


def _lbfgs(f, start, tol, max_iter):
    """SciPy's L-BFGS-B (without bounds), as a tool."""
    record = Recorder(f, tol)
    record.add(start, f(start), np.linalg.norm(f.grad(start)))

    def both(w):
        return float(f(w)), f.grad(w)

    def note(intermediate_result):
        w = intermediate_result.x
        record.add(w, intermediate_result.fun, np.linalg.norm(f.grad(w)))
        if record.converged:
            raise StopIteration

    options = {"maxiter": max_iter, "maxfun": 10 * max_iter, "ftol": 0.0, "maxcor": 20, "gtol": 0.0}
    scipy.optimize.minimize(
        both, start, jac=True, method="L-BFGS-B", callback=note, options=options
    )
    return record.trace(max_iter)


def _late_mean(trace) -> np.ndarray:
    """The mean of the second half of the iterates: the noise of a mini-batch run averages out."""
    return trace.x[len(trace.x) // 2 :].mean(axis=0)


def _tell_if_separated(trace, X, signs):
    """Margins that are all positive prove that there is no best w."""
    if not (signs * (X @ trace.x[-1]) > 0).all():
        return trace
    message = (f"stopped at step {trace.steps}: a plane separates the classes, so the likelihood "
               "has no maximum and ‖w‖ grows for ever; take a penalty and a finite C")  # fmt: skip
    return replace(trace, status="diverged", message=message)
