"""The dual of the SVM one multiplier at a time, as LIBLINEAR does it."""

from __future__ import annotations

import numpy as np

from course_lib.linear.dual_trace import DualTrace, is_optimal, relative_gap
from course_lib.linear.interior_point import Solution


def dual_coordinate_descent(X, y, C: float, tol: float, max_iter: int, rng) -> Solution:
    r"""Minimize ½‖w‖² + C Σ max(0, 1 − yᵢ xᵢᵀv) by coordinate descent on α.

    .. math:: \alpha_i \leftarrow \min\Bigl(\max\Bigl(\alpha_i -
              \frac{y_i f(x_i) - 1}{\|x_i\|^2}, 0\Bigr), C\Bigr), \qquad w = \sum_i \alpha_i y_i x_i

    Parameters
    ----------
    X : array, shape (n, d)
        `add_bias(X)`: a leading column of ones.
    y : array, shape (n,)
        −1 and +1.
    C, tol : float
        Stop when the relative duality gap and |Σ αᵢyᵢ| / Σ αᵢ are at most tol.
    max_iter : int
        Epochs: passes over all samples, each in a new random order.
    rng : numpy.random.Generator

    Notes
    -----
    One coordinate at a time cannot keep Σ αᵢyᵢ = 0, which a free bias asks for. LIBLINEAR gives
    the constraint up and penalizes the bias, as the weight of a feature of value B: then
    b = B² Σ αᵢyᵢ. Here that penalty is moved along, (b − c)²/(2B²), with c set to the last b after
    each epoch: the method of multipliers, whose limit has a free bias. B² is the mean of ‖x‖².

    References
    ----------
    Hsieh, Chang, Lin, Keerthi & Sundararajan, A dual coordinate descent method for large-scale
    linear SVM (2008); Rockafellar (1976) for the moving penalty.
    """
    samples, squares = y[:, None] * X[:, 1:], np.einsum("ij,ij->i", X[:, 1:], X[:, 1:])
    B2 = max(float(squares.mean()), 1e-300)
    Q = squares + B2
    alpha, w, b = np.zeros(len(y)), np.zeros(X.shape[1] - 1), 0.0
    rows = [_row(X, y, C, alpha, w, b)]
    for _ in range(max_iter):
        for i in rng.permutation(len(y)).tolist():
            slope = samples[i] @ w + y[i] * b - 1
            new = min(max(alpha[i] - slope / Q[i], 0.0), C)
            change = new - alpha[i]
            if change:
                alpha[i] = new
                w += change * samples[i]
                b += B2 * change * y[i]
        rows.append(_row(X, y, C, alpha, w, b))
        done = is_optimal(rows[-1], alpha, 1, tol)
        if done:
            break
        b += B2 * float(y @ alpha)  # the centre c moves to b
    gap = relative_gap(*rows[-1][1:3])
    message = f"relative duality gap {gap:.2g} after {len(rows) - 1} epochs"
    message += "" if done else f", above tol = {tol:g}; give it more epochs by max_iter"
    trace = DualTrace.of(rows, "converged" if done else "max_steps", message)
    return Solution(rows[-1][0], alpha, trace)


def _row(X, y, C, alpha, w, b):
    v = np.concatenate([[b], w])
    value = 0.5 * w @ w + C * np.maximum(0.0, 1 - y * (X @ v)).sum()
    return v, float(value), float(alpha.sum() - 0.5 * w @ w), float(abs(y @ alpha))
