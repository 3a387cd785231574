"""A linear classifier of several classes, trained by any optimizer of the course."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from course_lib import checks
from course_lib.functions.multiclass_losses import (
    MulticlassLoss,
    MulticlassRisk,
    SoftmaxCrossEntropy,
)
from course_lib.functions.regularizers import SquaredNorm
from course_lib.linear.classifier import LinearClassifier, check_samples
from course_lib.optim import GradientDescent, SubgradientMethod, minimize
from course_lib.optim.optimizer import Optimizer
from course_lib.schedules import InverseSqrt, InverseTime


@dataclass(eq=False)
class MulticlassLinear(LinearClassifier):
    r"""One linear score for each class, and a loss of all scores together.

    .. math:: f(x) = W^\top x + b, \qquad
              J(W, b) = \frac1n \sum_i \ell(f(x_i), y_i) + \frac\lambda2 \|W\|^2

    The answer is the class with the highest score. Two classes have two scores here as well.

    Parameters
    ----------
    loss : MulticlassLoss
        `SoftmaxCrossEntropy()` or `MulticlassHinge()`, the multiclass SVM.
    lam : float
        λ ≥ 0. The biases are not penalized.
    optimizer : Optimizer, optional
        If not given, gradient descent with the step 1/L where the loss is smooth; else the
        subgradient method, with steps 1/(λ(t + t₀)), or η₀/√(t + 1) without a penalty.
    steps : int
    batch_size : int, optional
        Samples in each step; all if not given.
    rng : numpy.random.Generator, optional
        Where the mini-batches come from; needed with `batch_size`.

    Attributes
    ----------
    classes_ : array, shape (K,)
    coef_ : array, shape (K, d)
        Row c is the template of class c.
    intercept_ : array, shape (K,)
    weights_ : array, shape ((d + 1)K,)
        (b, W) row by row, as it was optimized.
    objective_ : Objective
        J.
    trace_ : Trace
        All iterates.

    Notes
    -----
    The weights kept are those after the last step where the loss is smooth. Where it has kinks,
    J may rise in a step; then they are the best of all iterates.

    `LogisticRegression` and `LinearSVM` with C = 1/(nλ) minimize the same objectives for three
    classes or more, by second-order methods, to many digits.

    References
    ----------
    Weston & Watkins (1999) for the hinge; lecture decks A, B and D.

    Examples
    --------
    >>> model = MulticlassLinear(lam=0.1).fit([[-2.0], [0.0], [2.0]], ["low", "mid", "high"])
    >>> model.predict([[-3.0], [0.2]]).tolist(), model.coef_.shape
    (['low', 'mid'], (3, 1))
    """

    loss: MulticlassLoss = field(default_factory=SoftmaxCrossEntropy)
    lam: float = 1e-3
    optimizer: Optimizer | None = None
    steps: int = 1000
    batch_size: int | None = None
    rng: np.random.Generator | None = None

    def __post_init__(self):
        if not isinstance(self.loss, MulticlassLoss):
            raise TypeError("loss must be a MulticlassLoss such as SoftmaxCrossEntropy() or "
                            f"MulticlassHinge(), got {self.loss!r}")  # fmt: skip
        checks.non_negative("lam", self.lam)
        checks.integer("steps", self.steps, low=1)
        if self.batch_size is not None:
            checks.integer("batch_size", self.batch_size, low=1)
        if self.batch_size is not None or self.rng is not None:
            checks.generator("rng", self.rng)
        if self.optimizer is not None:
            checks.instance("optimizer", self.optimizer, Optimizer, "write Momentum(0.1)")

    def fit(self, X, y) -> MulticlassLinear:
        """Fit to samples X (n, d) with labels y (n,), two different ones or more."""
        X, index, classes = check_samples(X, y)
        K = classes.size
        risk = MulticlassRisk(self.loss, X, index, K)
        J = self.objective_ = risk + self.lam * SquaredNorm(unpenalized=K)
        optimizer = self.optimizer or self._default(X, J)
        self.trace_ = minimize(J, np.zeros(J.dim), optimizer, self.steps,
                               batch_size=self.batch_size, rng=self.rng)  # fmt: skip
        kept = -1 if self.loss.differentiable else int(np.argmin(self.trace_.value))
        self._keep(self.trace_.x[kept], classes)
        return self

    def _default(self, X, J) -> Optimizer:
        if self.loss.differentiable:
            return GradientDescent(1 / J.smoothness)
        lr = len(X) / float(np.einsum("ij,ij->", X, X))
        rates = InverseTime(lr, decay=lr * self.lam) if self.lam else InverseSqrt(lr)
        return SubgradientMethod(rates)

    def _keep(self, weights, classes) -> None:
        table = np.reshape(weights, (-1, classes.size))
        self.weights_, self.classes_ = np.array(weights), classes
        self.intercept_, self.coef_ = table[0].copy(), table[1:].T.copy()
        self.n_features_in_ = self.coef_.shape[1]

    def decision_function(self, X) -> np.ndarray:
        """One score for each class, shape (n, K); points on the last axis of X."""
        self._check_is_fitted()
        return checks.points("X", X, self.n_features_in_) @ self.coef_.T + self.intercept_

    def predict(self, X) -> np.ndarray:
        """The class with the highest score; of equal ones the first."""
        winner = self.decision_function(X).argmax(axis=-1)
        return self.classes_[winner]
