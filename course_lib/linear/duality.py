"""How far from the minimum of a logistic regression: the duality gap, as a stopping test."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import expit, softmax

from course_lib.functions import CForm, ElasticNet, LogLoss, SoftmaxCrossEntropy, SquaredNorm
from course_lib.optim import GradientNorm
from course_lib.optim.stopping import StoppingTest

BALANCING = 8  # Newton steps for the bias; from there on the point is too far away to be judged
BALANCED = 1e-12  # of the sum of all pulls


def stopping_test(f: CForm, grad_norm: float, tol: float) -> StoppingTest:
    """When a solver of `LogisticRegression` has converged; grad_norm is ‖∇f‖ at its start.

    Where the penalty bounds the weights: at a relative duality gap of tol. Without a penalty there
    is no such bound: at ‖∇f‖² ≤ tol · ‖∇f(start)‖², because near a minimum the gap goes with the
    square of the gradient.
    """
    bounded = isinstance(f.penalty, SquaredNorm | ElasticNet)
    known = f.risk.loss in (LogLoss(), SoftmaxCrossEntropy())
    return RelativeGap(tol, f) if bounded and known else GradientNorm(np.sqrt(tol) * grad_norm)


@dataclass(frozen=True)
class RelativeGap(StoppingTest):
    """Stop when the duality gap is at most eps · f: f is then that close to its minimum at most.

    It means the same for every C and every solver, which a bound on the gradient does not.
    """

    f: CForm
    symbol = "gap/f"

    def measure(self, now):
        return logistic_gap(self.f, now.x) / now.value

    def measures(self, trace):
        rows = zip(trace.x, trace.value, strict=True)
        return np.array([logistic_gap(self.f, x) / value for x, value in rows])

    def fired(self, now):
        # f − min f ≥ ‖∇f‖²/(2L), and ‖X‖² ≤ Σ‖xᵢ‖²: far from the minimum no gap is computed.
        if now.grad_norm**2 > 2 * self._steepest * self.eps * now.value:
            return None
        return super().fired(now)

    @cached_property
    def _steepest(self) -> float:
        """At least the smoothness L of f."""
        f = self.f
        return 1 + f.C * f.risk.loss.smoothness * float(np.einsum("ij,ij->", f.risk.X, f.risk.X))


def logistic_gap(f: CForm, w) -> float:
    r"""f(w) − D(α) ≥ f(w) − min f, for a log loss with an `ElasticNet` or a `SquaredNorm`.

    .. math:: f(w) - D = \bigl(f(w) - f(\hat w)\bigr) + \sum_j \Bigl( R_j(w_j) + R_j^*(v_j)
              - w_j v_j \Bigr), \qquad v = -C \sum_i x_i \ell'(\hat w^\top x_i, y_i)

    ŵ is w with its best bias (the first column of X, if it is free): then the pulls on the bias
    balance, which the dual asks for. For ½‖w‖² each term of the sum is half the square of a slope.
    A pure L1 norm asks for \|v_j\| ≤ 1 besides: the pulls are shortened until that holds.

    Parameters
    ----------
    f : CForm
    w : array, shape (d,), or (dK,) for K classes

    Returns
    -------
    float
        Infinite where no best bias is found: far away, or where one class has every sample.
    """
    X, C, rho = f.risk.X, f.C, getattr(f.penalty, "l1_ratio", 0.0)
    W = np.reshape(w, (X.shape[1], -1))
    free = f.penalty.unpenalized > 0
    pulls = _Pulls(f.risk.y, X @ W)
    loss = pulls.losses().sum()
    left = 0.0
    if free:
        shift, left = pulls.best_shift(X[:, 0])
        if shift is None:
            return np.inf
        left *= np.abs(W[0] + shift).max()
        pulls = _Pulls(f.risk.y, X @ W + X[:, :1] * shift)
    V, W = C * X[:, free:].T @ pulls.pull, W[free:]
    t = min(1.0, 1 / np.abs(V).max(initial=1.0)) if rho == 1 else 1.0
    rise = C * (loss - pulls.losses().sum() + left + (pulls.shortened(t) if t < 1 else 0.0))
    V = t * V
    conjugate = np.maximum(np.abs(V) - rho, 0.0) ** 2 / (2 * (1 - rho)) if rho < 1 else 0.0
    terms = rho * np.abs(W) + (1 - rho) / 2 * W**2 + conjugate - W * V
    return float(max(rise, 0.0) + np.maximum(terms, 0.0).sum())


class _Pulls:
    """−ℓ' at the scores, shape (n, 1) for two classes (y = ±1) and (n, K) for more."""

    def __init__(self, y, scores):
        self.y, self.scores, self.two = y, scores, scores.shape[1] == 1
        if self.two:
            self.wrong = expit(-y[:, None] * scores)
            self.pull = y[:, None] * self.wrong
        else:
            self.wrong = softmax(scores, axis=1)
            self.pull = np.eye(scores.shape[1])[y] - self.wrong

    def losses(self):
        scores = self.scores[:, 0] if self.two else self.scores
        return (LogLoss() if self.two else SoftmaxCrossEntropy())(scores, self.y)

    def best_shift(self, column):
        """What to add to the bias for Σ pulls = 0, and the |Σ| that is left; or None."""
        shift, at = np.zeros(self.scores.shape[1]), self
        for _ in range(BALANCING):
            slope = column @ at.pull
            left = float(np.abs(slope).sum())
            if left <= BALANCED * float(np.abs(column) @ np.abs(at.pull).sum(axis=1)):
                return shift, left
            heavy = column[:, None] ** 2 * at.wrong
            bend = np.diag(heavy.sum(axis=0)) - at.wrong.T @ heavy
            shift = shift + np.linalg.lstsq(bend, slope, rcond=1e-12)[0]
            at = _Pulls(self.y, self.scores + column[:, None] * shift)
        return None, np.inf

    def shortened(self, t: float) -> float:
        """The price of t times the pulls in the dual, for two classes: Σ KL(tq ‖ q)."""
        q, odds = self.wrong[:, 0], np.exp(-self.y * self.scores[:, 0])
        return float((t * q * np.log(t) + (1 - t * q) * np.log1p((1 - t) * odds)).sum())
