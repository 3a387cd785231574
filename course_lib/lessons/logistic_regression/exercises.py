"""Checks of notebook 08: softmax regression, cross entropy, Newton's step, a safe log loss."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import expit, log_softmax, softmax

from course_lib.exercises import Case, Report, run_check

_X = np.array([[1.0, 0.5, -1.0], [1.0, 2.0, 0.3], [1.0, -1.2, 0.8], [1.0, 0.1, 1.5]])
_Y = np.array([0, 2, 1, 2])
_B = np.array([[0.2, -0.1, 0.3], [0.5, 0.0, -0.4], [-0.3, 0.8, 0.1]])
_FEW = np.array([2, 0])  # the classes are not in order, and one of them does not occur


def check_softmax_log_likelihood(function: Callable) -> Report:
    """``function(B, X, y)``: Σ log Pr[Y = yᵢ | xᵢ], scores XB."""

    def value(B, X, y):
        return float(log_softmax(X @ B, axis=-1)[np.arange(len(y)), y].sum())

    cases = (
        Case("softmax_log_likelihood(B = 0, X, y), 4 samples and 3 classes",
             lambda f: f(np.zeros((3, 3)), _X.copy(), _Y.copy()), 4 * np.log(1 / 3),
             "with B = 0 every class has probability 1/3; the sum of 4 logarithms is −4 log 3"),
        Case("softmax_log_likelihood(B, X, y)", lambda f: f(_B.copy(), _X.copy(), _Y.copy()),
             value(_B, _X, _Y),
             "pick from row i the column y[i]: scores[np.arange(n), y]; the sum, not the mean"),
        Case("softmax_log_likelihood(B, X[:2], y = [2, 0])",
             lambda f: f(_B.copy(), _X[:2].copy(), _FEW.copy()), value(_B, _X[:2], _FEW),
             "the number of classes is that of the columns of B, also where one does not occur"),
        Case("softmax_log_likelihood(1000 · B, X, y)",
             lambda f: f(1000 * _B, _X.copy(), _Y.copy()), value(1000 * _B, _X, _Y),
             "e^1000 is more than a float can hold: take the largest score off each row first"),
    )  # fmt: skip
    return run_check("the log-likelihood of softmax regression", function, cases)


def check_softmax_gradient(function: Callable) -> Report:
    """``function(B, X, y)``: the gradient of the log-likelihood, of the shape of B."""

    def gradient(B, X, y):
        return X.T @ (np.eye(B.shape[1])[y] - softmax(X @ B, axis=-1))

    cases = (
        Case("softmax_gradient(B = 0, X, y)",
             lambda f: f(np.zeros((3, 3)), _X.copy(), _Y.copy()),
             gradient(np.zeros((3, 3)), _X, _Y),
             "column c is Σ ([yᵢ = c] − p_c(xᵢ)) xᵢ, uphill: truth minus prediction, and a sum"),
        Case("softmax_gradient(B, X, y)", lambda f: f(_B.copy(), _X.copy(), _Y.copy()),
             gradient(_B, _X, _Y), "p is the softmax over the classes (axis 1) of the scores XB"),
        Case("softmax_gradient(B, X[:2], y = [2, 0])",
             lambda f: f(_B.copy(), _X[:2].copy(), _FEW.copy()), gradient(_B, _X[:2], _FEW),
             "a class without a sample still has a column: −Σ p_c(xᵢ) xᵢ"),
    )  # fmt: skip
    return run_check("the gradient of the log-likelihood", function, cases)


def check_cross_entropy_objective(function: Callable) -> Report:
    """``function(P, Q)``: the mean over samples of H(p, q), one distribution a row."""
    one_hot = np.eye(3)[_Y]
    Q = softmax(_X @ _B, axis=-1)
    soft = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.25, 0.25, 0.5], [0.0, 0.5, 0.5]])
    sure = np.array([[1.0, 0.0, 0.0]])
    cases = (
        Case("cross_entropy_objective(one-hot rows of y, Q)",
             lambda f: f(one_hot.copy(), Q.copy()),
             float(-np.log(Q[np.arange(4), _Y]).mean()),
             "−Σ_c p_c log q_c of each row, then the mean over the rows; the sign makes it a loss"),
        Case("cross_entropy_objective(soft rows, Q)", lambda f: f(soft.copy(), Q.copy()),
             float(-(soft * np.log(Q)).sum(axis=1).mean()),
             "p weighs, q is inside the logarithm; all classes count, not only the largest"),
        Case("cross_entropy_objective(Q, Q), which is the mean entropy",
             lambda f: f(Q.copy(), Q.copy()), float(-(Q * np.log(Q)).sum(axis=1).mean()),
             "the cross entropy of q with itself is its entropy, not 0: KL would be 0"),
        Case("cross_entropy_objective([[1, 0, 0]], [[1, 0, 0]])",
             lambda f: f(sure.copy(), sure.copy()), 0.0,
             "0 log 0 counts as 0: sum only where p > 0, or use scipy.special.xlogy"),
    )  # fmt: skip
    return run_check("the objective as a cross entropy", function, cases)


def check_newton_step(function: Callable) -> Report:
    """``function(beta, X, y)``: one Newton step on the log loss, y in {0, 1}."""
    y = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
    X = np.array([[1.0, -2.0], [1.0, -0.5], [1.0, 0.4], [1.0, 0.9], [1.0, 2.5]])

    def step(beta):
        p = expit(X @ beta)
        return beta + np.linalg.solve(X.T @ (X * (p * (1 - p))[:, None]), X.T @ (y - p))

    beta = np.array([0.3, -0.2])
    best = np.zeros(2)
    for _ in range(20):
        best = step(best)
    cases = (
        Case("newton_step([0, 0], X, y)", lambda f: f(np.zeros(2), X.copy(), y.copy()),
             step(np.zeros(2)),
             "at 0 every p is ½, so XᵀSX = XᵀX/4; the step is added, for Xᵀ(y − p) points uphill"),
        Case("newton_step([0.3, −0.2], X, y)", lambda f: f(beta.copy(), X.copy(), y.copy()),
             step(beta), "S holds p(1 − p) of each sample; solve (XᵀSX) d = Xᵀ(y − p)"),
        Case("newton_step at the optimum", lambda f: f(best.copy(), X.copy(), y.copy()), best,
             "there Xᵀ(y − p) = 0 and the step stays"),
    )  # fmt: skip
    return run_check("one step of Newton's method", function, cases)


def check_log_loss(function: Callable) -> Report:
    """``function(margin)``: log(1 + e^(−z)), elementwise, for margins of any size."""
    z = np.array([-2.0, 0.0, 3.0])
    cases = (
        Case("log_loss([−2, 0, 3])", lambda f: f(z.copy()), np.log1p(np.exp(-z)),
             "the natural logarithm of 1 + e^(−z); at 0 it is log 2 = 0.693"),
        Case("log_loss([−1000])", lambda f: f(np.array([-1000.0])), [1000.0],
             "e^1000 overflows: log(1 + e^(−z)) = −z + log(1 + e^z), which is safe for z < 0"),
        Case("log_loss([40])", lambda f: f(np.array([40.0])), [np.exp(-40.0)],
             "1 + e^(−40) is 1 to a float: use np.log1p, or np.logaddexp(0, −z)", atol=0.0),
    )  # fmt: skip
    return run_check("a log loss that never overflows", function, cases)
