"""Smooth loss + L1: proximal Newton, and the accelerated proximal gradient."""

from __future__ import annotations

import numpy as np

from course_lib.linear.gram import weighted_gram
from course_lib.linear.newton import FLATTER
from course_lib.linear.recording import Recorder

ARMIJO, SHORTEST, SWEEPS = 1e-4, 2.0**-40, 1000


def generalized_gradient(f, w, gradient, step: float) -> np.ndarray:
    """(w − prox(w − step ∇loss)) / step: 0 exactly at the minimizers, ∇f where R is smooth."""
    return (w - f.penalty.prox(w - step * gradient, step)) / step


def accelerated_proximal(f, w, tol: float, max_iter: int):
    r"""FISTA on a `CForm` with an `ElasticNet`, restarted where it goes uphill.

    .. math:: w_{t+1} = \mathrm{prox}_{R/L}\bigl(v_t - \tfrac1L \nabla F(v_t)\bigr), \qquad
              v_{t+1} = w_{t+1} + \tfrac{\theta_t - 1}{\theta_{t+1}} (w_{t+1} - w_t)

    References
    ----------
    Beck & Teboulle (2009); O'Donoghue & Candès, adaptive restart (2015).
    """
    loss = (1 / f.lam) * f.risk
    step, record = 1 / loss.smoothness, Recorder(f, tol)
    v, theta = w, 1.0
    for _ in range(max_iter + 1):
        record.add(w, f(w), np.linalg.norm(generalized_gradient(f, w, loss.grad(w), step)), step)
        if record.converged or record.steps == max_iter:
            break
        new = f.penalty.prox(v - step * loss.grad(v), step)
        if (v - new) @ (new - w) > 0:
            v, theta = w, 1.0
            new = f.penalty.prox(v - step * loss.grad(v), step)
        following = (1 + np.sqrt(1 + 4 * theta**2)) / 2
        v, w, theta = new + (theta - 1) / following * (new - w), new, following
    return record.trace(max_iter)


def proximal_newton(f, w, tol: float, max_iter: int):
    """Newton steps whose quadratic model keeps the penalty as it is.

    The model is minimized one coordinate at a time, each by soft thresholding.

    References
    ----------
    Friedman, Hastie & Tibshirani, glmnet (2010); Lee, Sun & Saunders (2014).
    """
    X, y, loss, C, R = f.risk.X, f.risk.y, f.risk.loss, f.C, f.penalty
    step, record, lr = 1 / (C * f.risk.samples * f.risk.smoothness), Recorder(f, tol), 1.0
    scores, value = X @ w, float(f(w))
    for _ in range(max_iter + 1):
        gradient = C * (loss.grad(scores, y) @ X)
        record.add(w, value, np.linalg.norm(generalized_gradient(f, w, gradient, step)), lr)
        if record.converged or record.steps == max_iter:
            break
        H = weighted_gram(X, C * loss.second(scores, y))
        direction = _minimize_model(H, gradient, R, w) - w
        expected = gradient @ direction + R(w + direction) - R(w)
        push, lr, fall = X @ direction, 2.0, np.inf
        while fall > ARMIJO * lr * expected and lr > SHORTEST:
            lr /= 2
            new = R(w + lr * direction) + C * loss(scores + lr * push, y).sum()
            fall = new - value
        if not fall < 0:  # rounding: no smaller value can be told apart, but a flatter slope can
            lr, there = 1.0, w + direction
            slope = C * (loss.grad(scores + push, y) @ X)
            flatness = np.linalg.norm(generalized_gradient(f, there, slope, step))
            if not flatness < FLATTER * record.grad_norm[-1]:
                break
            new = R(there) + C * loss(scores + push, y).sum()
        w, scores, value = w + lr * direction, scores + lr * push, float(new)
    return record.trace(max_iter)


def _minimize_model(H, gradient, R, w) -> np.ndarray:
    """argmin over z of gᵀ(z − w) + ½(z − w)ᵀH(z − w) + R(z) by coordinate descent."""
    z, slope, curvature = w.copy(), gradient.copy(), np.maximum(np.diag(H), 1e-300)
    penalized = np.arange(w.size) >= R.unpenalized
    threshold = np.where(penalized, R.l1_ratio, 0.0)
    square = np.where(penalized, 1 - R.l1_ratio, 0.0)
    first = np.inf
    for _ in range(SWEEPS):
        largest = 0.0
        for j in range(w.size):
            a = curvature[j] * z[j] - slope[j]
            size = max(abs(a) - threshold[j], 0.0) / (curvature[j] + square[j])
            change = (size if a > 0 else -size) - z[j]
            if change:
                z[j] += change
                slope += change * H[j]
                largest = max(largest, change**2 * curvature[j])
        first = largest if first == np.inf else first
        if largest <= 1e-20 * first:
            break
    return z
