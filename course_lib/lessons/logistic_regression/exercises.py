"""Checks of notebook 08: softmax regression, cross entropy, Newton's step, a safe log loss."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import approx_fprime
from scipy.special import expit, log_softmax, softmax, xlogy

from course_lib.exercises import Ask, Exercise, Slip

_X = np.array([[1.0, 0.5, -1.0], [1.0, 2.0, 0.3], [1.0, -1.2, 0.8], [1.0, 0.1, 1.5]])
_Y = np.array([0, 2, 1, 2])
_W = np.array([[0.2, -0.1, 0.3], [0.5, 0.0, -0.4], [-0.3, 0.8, 0.1]])
_FEW = np.array([1, 0])  # not in order, and the last class does not occur

# ---- the log-likelihood of softmax regression ---------------------------------------------------


def _sure(W, X, y) -> float:
    """One sample after the other, with scipy's logarithm of the softmax."""
    return sum(float(log_softmax(x @ W)[c]) for x, c in zip(X, y, strict=True))


def _log_likelihood(total=np.sum, sign=1) -> Callable:
    def softmax_log_likelihood(W, X, y):
        f = X @ W
        return sign * total(f[np.arange(len(y)), y] - np.logaddexp.reduce(f, axis=1))

    return softmax_log_likelihood


def _overflows(W, X, y):
    with np.errstate(all="ignore"):
        e = np.exp(X @ W)
        return np.log(e[np.arange(len(y)), y] / e.sum(axis=1)).sum()


def _whole_columns(W, X, y):
    f = X @ W
    return (f[:, y] - np.logaddexp.reduce(f, axis=1)).sum()


def _over_samples(W, X, y):
    f = X @ W
    return (f[np.arange(len(y)), y] - np.logaddexp.reduce(f, axis=0)[y]).sum()


check_softmax_log_likelihood = Exercise(
    "the log-likelihood of softmax regression",
    "softmax_log_likelihood(W, X, y)",
    (
        Ask((np.zeros((3, 3)), _X, _Y), 4 * np.log(1 / 3),
            "with W = 0 every class has probability 1/3; the sum of 4 logarithms is −4 log 3"),
        Ask((_W, _X, _Y), _sure(_W, _X, _Y),
            "the score of the label minus the logarithm of the sum of all e^f, for each row"),
        Ask((_W, _X[:2], _FEW), _sure(_W, _X[:2], _FEW),
            "the number of classes is that of the columns of W, also where one does not occur"),
        Ask((1000 * _W, _X, _Y), _sure(1000 * _W, _X, _Y), "scores of 1000 must do no harm"),
    ),
    (
        Slip("the loss", _log_likelihood(sign=-1),
             "that is the loss: a log-likelihood is at most 0"),
        Slip("the mean", _log_likelihood(np.mean), "the sum over the samples, not the mean"),
        Slip("f[:, y]", _whole_columns,
             "f[:, y] takes whole columns; f[np.arange(n), y] takes one entry from each row"),
        Slip("the softmax over the samples", _over_samples,
             "add e^f over the classes (axis 1), not over the samples"),
        Slip("e^1000", _overflows,
             "e^1000 is more than a float can hold: subtract the largest score of each row first"),
    ),
)  # fmt: skip

# ---- its gradient -------------------------------------------------------------------------------


def _slope(W, X, y) -> np.ndarray:
    """By differences of the log-likelihood."""

    def value(w):
        return _sure(w.reshape(W.shape), X, y)

    above = approx_fprime(W.ravel(), value, 1e-5)
    below = approx_fprime(W.ravel(), value, -1e-5)
    return ((above + below) / 2).reshape(W.shape)


def _gradient(p=lambda f: softmax(f, axis=1), classes=None, sign=1, mean=False) -> Callable:
    def softmax_gradient(W, X, y):
        one_hot = np.eye(W.shape[1] if classes is None else classes(y))[y]
        whole = sign * X.T @ (one_hot - p(X @ W))
        return whole / len(y) if mean else whole

    return softmax_gradient


def _only_the_label(W, X, y):
    """The case c ≠ y was forgotten."""
    one_hot = np.eye(W.shape[1])[y]
    return X.T @ (one_hot * (1 - softmax(X @ W, axis=1)))


check_softmax_gradient = Exercise(
    "the gradient of the log-likelihood",
    "softmax_gradient(W, X, y)",
    tuple(
        Ask((W, X, y), _slope(W, X, y), hint, rtol=1e-3, atol=1e-6,
            why="compared with differences of the log-likelihood")
        for W, X, y, hint in (
            (np.zeros((3, 3)), _X, _Y, "column c is Σ ([yᵢ = c] − p_c(xᵢ)) xᵢ"),
            (_W, _X, _Y, "p is the softmax of the scores XW"),
            (_W, _X[:2], _FEW, "a class without a sample still has a column: −Σ p_c(xᵢ) xᵢ"),
            (_W[:, :2], _X[:2], _FEW, "two classes are two columns"),
        )
    ),
    (
        Slip("downhill", _gradient(sign=-1),
             "that is the gradient of the loss; of the log-likelihood it is truth − prediction"),
        Slip("the mean", _gradient(mean=True), "a sum over the samples, without 1/n"),
        Slip("the softmax over the samples", _gradient(lambda f: softmax(f, axis=0)),
             "the probabilities of one sample add to 1: the softmax is taken along axis 1"),
        Slip("one-vs-rest", _gradient(expit),
             "σ of each score on its own is one-vs-rest; in softmax the classes share 1"),
        Slip("max(y) + 1 classes", _gradient(classes=lambda y: max(y) + 1),
             "the last class need not occur in y: W.shape[1] says how many there are"),
        Slip("the label's column only", _only_the_label,
             "the score of another class counts too: for c ≠ y the derivative is −p_c"),
    ),
)  # fmt: skip

# ---- the objective as a cross entropy -----------------------------------------------------------


def _objective(P, Q) -> float:
    return sum(-p * np.log(q) for row in zip(P, Q, strict=True)
               for p, q in zip(*row, strict=True) if p) / len(P)  # fmt: skip


def _as_it_stood(P, Q):
    with np.errstate(all="ignore"):
        return -np.mean(P * np.log(Q))


def _log_zero(P, Q):
    with np.errstate(all="ignore"):
        return -(P * np.log(Q)).sum(axis=1).mean()


def _likeliest(P, Q):
    return -np.log(Q[np.arange(len(P)), P.argmax(axis=1)]).mean()


_Q = softmax(_X @ _W, axis=1)
_SOFT = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.25, 0.25, 0.5], [0.0, 0.5, 0.5]])
_CERTAIN = np.array([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]])
_NEARLY = np.array([[1.0, 0.0, 0.0], [0.0, 0.3, 0.7]])

check_cross_entropy_objective = Exercise(
    "the objective as a cross entropy",
    "cross_entropy_objective(P, Q)",
    tuple(
        Ask((P, Q), _objective(P, Q), hint)
        for P, Q, hint in (
            (np.eye(3)[_Y], _Q, "−Σ_c p_c log q_c of each row, then the mean over the rows"),
            (_SOFT, _Q, "p weighs, q is inside the logarithm"),
            (_Q, _Q, "the cross entropy of q with itself is its entropy"),
            (_CERTAIN, _NEARLY, "where p is 0, q may be 0 too"),
        )
    ),
    (
        Slip("0 log 0", _log_zero,
             "0 log 0 counts as 0: take logarithms only where p > 0, or scipy.special.xlogy"),
        Slip("as it stood", _as_it_stood,
             "np.mean divides by n·K: add over the classes, then take the mean over the samples"),
        Slip("the sign", lambda P, Q: xlogy(P, Q).sum(axis=1).mean(),
             "a cross entropy is never negative: the sign makes it a loss"),
        Slip("the sum", lambda P, Q: -xlogy(P, Q).sum(), "1/n is missing: the mean over the rows"),
        Slip("the likeliest class", _likeliest,
             "with soft rows all classes count, not only the largest p"),
        Slip("KL", lambda P, Q: (xlogy(P, P) - xlogy(P, Q)).sum(axis=1).mean(),
             "that is KL; the cross entropy has the entropy of p in it"),
        Slip("swapped", lambda P, Q: -xlogy(Q, np.maximum(P, 1e-300)).sum(axis=1).mean(),
             "P and Q are swapped: the truth weighs the logarithms of the prediction"),
    ),
)  # fmt: skip

# ---- a Newton step ------------------------------------------------------------------------------

_LINE = np.array([[1.0, -2.0], [1.0, -0.5], [1.0, 0.4], [1.0, 0.9], [1.0, 2.5]])
_SIDES = np.array([0.0, 1.0, 1.0, 0.0, 1.0])


def _solved(w) -> np.ndarray:
    """With the matrix S written out, and Cramer's rule."""
    p = [1 / (1 + np.exp(-(w[0] + w[1] * x))) for x in _LINE[:, 1]]
    a, b, c, u, v = np.sum(
        [(q * (1 - q), q * (1 - q) * x, q * (1 - q) * x * x, y - q, (y - q) * x)
         for q, x, y in zip(p, _LINE[:, 1], _SIDES, strict=True)], axis=0,
    )  # fmt: skip
    return w + np.array([c * u - b * v, a * v - b * u]) / (a * c - b * b)


def _top() -> np.ndarray:
    w = np.zeros(2)
    for _ in range(20):
        w = _solved(w)
    return w


def _newton(sign=1, weight=lambda p: p * (1 - p), hessian=None) -> Callable:
    def newton_step(w, X, y):
        p = expit(X @ w)
        H = X.T @ (X * weight(p)[:, None]) if hessian is None else hessian(X)
        return w + sign * np.linalg.solve(H, X.T @ (y - p))

    return newton_step


check_newton_step = Exercise(
    "one step of Newton's method",
    "newton_step(w, X, y)",
    (
        Ask((np.zeros(2), _LINE, _SIDES), _solved(np.zeros(2)),
            "at 0 every p is ½, so XᵀSX = XᵀX/4"),
        Ask((np.array([0.3, -0.2]), _LINE, _SIDES), _solved(np.array([0.3, -0.2])),
            "S holds p(1 − p) of each sample; solve XᵀSX d = Xᵀ(y − p)"),
        Ask((_top(), _LINE, _SIDES), _top(), "there Xᵀ(y − p) = 0 and w stays", atol=1e-8),
    ),
    (
        Slip("downhill", _newton(-1), "add the step: Xᵀ(y − p) points uphill, where we want to go"),
        Slip("a gradient step", _newton(hessian=lambda X: np.eye(X.shape[1])),
             "that is a gradient step; Newton divides by the curvature XᵀSX"),
        Slip("no S", _newton(hessian=lambda X: X.T @ X),
             "XᵀX is the matrix of least squares; each sample has a factor p(1 − p)"),
        Slip("S at 0", _newton(hessian=lambda X: X.T @ X / 4),
             "p(1 − p) is ¼ only at w = 0: it must follow w"),
        Slip("p for p(1 − p)", _newton(weight=lambda p: p),
             "the derivative of σ(s) is p(1 − p), not p"),
    ),
)  # fmt: skip

# ---- a log loss that never overflows ------------------------------------------------------------


def _plain(margin):
    with np.errstate(over="ignore"):
        return np.log(1 + np.exp(-margin))


def _loses_the_small(margin):
    return np.maximum(0, -margin) + np.log(1 + np.exp(-abs(margin)))


_MARGINS = np.array([-2.0, 0.0, 3.0])

check_log_loss = Exercise(
    "a log loss that never overflows",
    "log_loss(margin)",
    (
        Ask((_MARGINS,), [2.126928011, 0.693147181, 0.048587352],
            "the natural logarithm of 1 + e^(−z); at 0 it is log 2 = 0.693", atol=1e-8),
        Ask((np.array([-1000.0, 1000.0]),), [1000.0, 0.0], "ℓ(−1000) is 1000", atol=1e-8),
        Ask((np.array([40.0]),), [np.exp(-40.0)], "ℓ(40) is about e^(−40), not 0", atol=0.0),
    ),
    (
        Slip("safe, but 0", _loses_the_small,
             "1 + e^(−40) is 1 to a float: np.log1p(u) computes log(1 + u) for small u"),
        Slip("the formula", _plain,
             "e^1000 overflows: log(1 + e^(−z)) = −z + log(1 + e^z), which is safe for z < 0"),
        Slip("the wrong sign", lambda margin: np.logaddexp(0, margin),
             "a large margin is right and costs little: e^(−z), not e^z"),
        Slip("bits", lambda margin: np.logaddexp(0, -margin) / np.log(2),
             "that is in bits; the natural logarithm gives 0.693 at 0"),
        Slip("the hinge", lambda margin: np.maximum(0, 1 - margin), "that is the hinge loss"),
    ),
)  # fmt: skip
