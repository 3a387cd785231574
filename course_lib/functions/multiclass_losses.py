"""Losses of several scores, one a class, and the risk of a linear model with them.

Scores have their classes on the last axis, (..., n, K); y holds the index of the right class, (n,).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from scipy.special import log_softmax, softmax

from course_lib import checks
from course_lib.functions.objective import Objective


class MulticlassLoss(ABC):
    """A map ℓ(scores, y): (..., n, K) and (n,) → (..., n); attributes as in `Loss`."""

    name: ClassVar[str] = "loss"
    formula: ClassVar[str] = r"\ell(f, y)"
    convex: ClassVar[bool] = True
    differentiable: ClassVar[bool] = True
    smoothness: ClassVar[float | None] = None

    @abstractmethod
    def __call__(self, scores, y) -> np.ndarray:
        """ℓ, one value a sample."""

    @abstractmethod
    def grad(self, scores, y) -> np.ndarray:
        """∂ℓ/∂scores, of the shape of the scores."""

    def second(self, scores, y) -> np.ndarray:
        """∂²ℓ/∂scores², shape (..., n, K, K)."""
        raise NotImplementedError(f"{self.name} has no second derivative here")


def _right(scores, y):
    """The scores as floats, and True at the right class of each sample."""
    scores = checks.array("scores", scores, finite=False)
    if not scores.ndim:
        raise ValueError(f"scores must have the classes on their last axis, got {scores}")
    y = checks.labels("y", y)
    K = scores.shape[-1]
    if y.dtype.kind not in "iu" or (y.size and not 0 <= y.min() <= y.max() < K):
        raise ValueError(f"y must hold class indices 0 to {K - 1}, got {y.ravel()[:5].tolist()}")
    return scores, y[..., None] == np.arange(K)


@dataclass(frozen=True)
class SoftmaxCrossEntropy(MulticlassLoss):
    r"""Minus the log-probability of the right class, with probabilities by softmax.

    .. math:: \ell(f, y) = -\log \frac{e^{f_y}}{\sum_j e^{f_j}} = -f_y + \log \sum_j e^{f_j},
              \qquad \frac{\partial \ell}{\partial f_k} = p_k - [k = y]

    It is the cross entropy H(q, p) of the one-hot truth q and the predicted p. This one is a loss
    of each sample, for a `MulticlassRisk` of linear models; `course_lib.nn.SoftmaxCrossEntropy` is
    the mean over a batch with its gradient, for training networks.

    Examples
    --------
    >>> float(SoftmaxCrossEntropy()([0.0, 0.0], 0).round(6))
    0.693147
    """

    name, formula, smoothness = "softmax cross entropy", r"-\log p_{y}", 0.5

    def __call__(self, scores, y):
        scores, right = _right(scores, y)
        return -np.where(right, log_softmax(scores, axis=-1), 0.0).sum(axis=-1)

    def grad(self, scores, y):
        scores, right = _right(scores, y)
        return softmax(scores, axis=-1) - right

    def second(self, scores, y):
        p = softmax(_right(scores, y)[0], axis=-1)
        return p[..., :, None] * (np.eye(p.shape[-1]) - p[..., None, :])


@dataclass(frozen=True)
class MulticlassHinge(MulticlassLoss):
    r"""Every wrong class should score less than the right one by a margin.

    .. math:: \ell_{\text{sum}} = \sum_{j \ne y} \max(0, f_j - f_y + m), \qquad
              \ell_{\text{max}} = \max_{j \ne y} \max(0, f_j - f_y + m)

    This one is a loss of each sample, for a `MulticlassRisk` of linear models;
    `course_lib.nn.MulticlassHinge` is the mean over a batch with its gradient, for training
    networks, and has the sum form alone.

    Parameters
    ----------
    margin : float
        m > 0.
    form : {"sum", "max"}
        The slides' sum, or Crammer and Singer's maximum (one slack a sample).

    Notes
    -----
    A subgradient: a wrong class exactly at the margin does not count; a tie of the maximum goes to
    the first class.

    References
    ----------
    Weston & Watkins (1999); Crammer & Singer (2001); lecture decks A and B.

    Examples
    --------
    >>> float(MulticlassHinge()([3.0, -5.0, 2.5], 0))
    0.5
    """

    margin: float = 1.0
    form: str = "sum"
    name, formula = "multiclass hinge loss", r"\sum_{j \ne y} \max(0, f_j - f_y + m)"
    differentiable = False

    def __post_init__(self):
        object.__setattr__(self, "margin", checks.positive("margin", self.margin))
        checks.choice("form", self.form, ("sum", "max"))

    def _violations(self, scores, y):
        scores, right = _right(scores, y)
        own = np.where(right, scores, 0.0).sum(axis=-1, keepdims=True)
        return np.where(right, 0.0, np.maximum(0.0, scores - own + self.margin)), right

    def __call__(self, scores, y):
        violations, _ = self._violations(scores, y)
        return violations.sum(axis=-1) if self.form == "sum" else violations.max(axis=-1)

    def grad(self, scores, y):
        violations, right = self._violations(scores, y)
        pulls = (violations > 0).astype(float)
        if self.form == "max":
            first = violations.argmax(axis=-1)[..., None] == np.arange(violations.shape[-1])
            pulls = pulls * first
        return pulls - right * pulls.sum(axis=-1, keepdims=True)


class MulticlassRisk(Objective):
    r"""The mean loss of the scores XW over n samples, as a function of W.

    .. math:: f(W) = \frac1n \sum_i \ell(W^\top x_i, y_i), \qquad
              \nabla f(W) = \frac1n X^\top \ell'(XW, y)

    W has shape (d, K); a point is W row by row, (dK,). With `add_bias(X)` the biases of the K
    classes come first, so that ``SquaredNorm(unpenalized=K)`` leaves them free.

    Parameters
    ----------
    loss : MulticlassLoss
    X : array, shape (n, d)
    y : int array, shape (n,)
        Class indices.
    classes : int, optional
        K; one more than the largest index if not given.
    """

    def __init__(self, loss: MulticlassLoss, X, y, classes: int | None = None):
        if not isinstance(loss, MulticlassLoss):
            raise TypeError(f"loss must be a MulticlassLoss such as SoftmaxCrossEntropy(), got "
                            f"{loss!r}")  # fmt: skip
        self.X, self.y, self.loss = checks.array("X", X, ndim=2), checks.labels("y", y), loss
        checks.same_length(X=self.X, y=self.y)
        self.samples = checks.integer("the number of samples", len(self.y), low=1)
        if self.y.ndim != 1:
            raise ValueError(f"y must be a vector of class indices, got shape {self.y.shape}")
        if self.y.dtype.kind not in "iu":
            raise TypeError("y must be class indices, whole numbers from 0 on, got "
                            f"{self.y.dtype}; write y.astype(int)")  # fmt: skip
        largest = int(self.y.max())
        self.classes = checks.integer("classes", largest + 1 if classes is None else classes, low=1)
        if self.y.min() < 0 or largest >= self.classes:
            raise ValueError(f"y must be class indices from 0 to {self.classes - 1}, got "
                             f"{self.y.min()} to {largest}")  # fmt: skip
        self.dim = self.X.shape[1] * self.classes
        self.convex, self.differentiable = loss.convex, loss.differentiable
        self.name, self.formula = f"mean {loss.name}", rf"\frac1n \sum_i {loss.formula}"

    def subset(self, rows) -> MulticlassRisk:
        """The risk on some samples only."""
        rows = checks.rows("rows", rows)
        return MulticlassRisk(self.loss, self.X[rows], self.y[rows], self.classes)

    def sample(self, rng, batch: int) -> MulticlassRisk:
        """The risk on `batch` samples drawn without replacement: unbiased for f and ∇f."""
        rng, batch = checks.generator("rng", rng), checks.integer("batch", batch, low=1)
        if batch > self.samples:
            raise ValueError(f"batch must be at most the {self.samples} samples, got {batch}")
        return self.subset(rng.choice(self.samples, batch, replace=False))

    @cached_property
    def smoothness(self):
        if self.loss.smoothness is None:
            return None
        return float(self.loss.smoothness * np.linalg.norm(self.X, 2) ** 2 / self.samples)

    def _scores(self, w):
        return self.X @ w.reshape(*w.shape[:-1], self.X.shape[1], self.classes)

    def _value(self, x):
        return self.loss(self._scores(x), self.y).mean(axis=-1)

    def _grad(self, x):
        return (self.X.T @ self.loss.grad(self._scores(x), self.y)).reshape(x.shape) / self.samples

    def _hess(self, x):
        if x.ndim > 1:
            return np.array([self._hess(w) for w in x.reshape(-1, self.dim)]).reshape(
                *x.shape, self.dim
            )
        second = self.loss.second(self._scores(x), self.y) / self.samples
        return np.einsum("na,njk,nb->ajbk", self.X, second, self.X, optimize=True).reshape(
            self.dim, self.dim
        )
