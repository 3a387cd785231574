"""Newton's method for the logistic regression of two classes."""

from __future__ import annotations

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from course_lib.functions import CForm
from course_lib.linear.gram import compact, weighted_gram, weighted_squares
from course_lib.linear.recording import Recorder

ARMIJO, SHORTEST = 1e-4, 2.0**-40
WIDE = 200  # weights; from there on conjugate gradients beat the Gram matrix
MANY = 5_000  # samples; from there on the minimum on a tenth of them is the first aim
FORCING = 0.2  # how far, relatively, their residual has to fall: a step is soon taken anew
FLATTER = 0.5  # how much so, to trust a step whose fall rounding hides (Hager & Zhang 2005)
FLAT = 0.3  # of the mean curvature; a sample below it hardly bends f


def newton(f, w, tol: float, max_iter: int):
    r"""Minimize a `CForm` with the log loss and a quadratic penalty by damped Newton steps.

    .. math:: w \leftarrow w - t H^{-1} g, \quad g = \nabla R + C X^\top \ell', \quad
              H = \nabla^2 R + C X^\top \mathrm{diag}(\ell'') X

    Parameters
    ----------
    f : CForm
        Its loss has a second derivative everywhere.
    w : array, shape (d,)
        The start.
    tol : float
        Stop at a relative duality gap of tol: see `stopping_test`.
    max_iter : int

    Returns
    -------
    Trace
        `lr` holds the lengths t: 1, halved until f falls enough.

    Notes
    -----
    The scores Xw are kept, so a step costs two passes over X and one weighted Gram matrix; a
    halving costs no pass at all. With more than `MANY` samples the first step is the way to the
    minimum on a tenth of them, found by this same function: two or three steps on all remain.

    With more than `WIDE` weights the Gram matrix, n d² products, is what takes the time: then
    Hp = g is solved by conjugate gradients, 2nd products an iteration, and only roughly (a
    truncated Newton step, Dembo & Steihaug 1983). The gradient is exact, so the minimum stays what
    it is. The Hessian may be rough: samples that are classified with certainty hardly bend f, as
    ℓ'' = p(1 − p), and are left out of it. Near the minimum of a good fit they are the great
    majority.

    References
    ----------
    Boyd & Vandenberghe, Convex Optimization, §9.5; for this model "iteratively reweighted least
    squares".
    """
    X, y, loss, C, R = f.risk.X, f.risk.y, f.risk.loss, f.C, f.penalty
    if w.size > WIDE:
        X = compact(X)
    scores, lr = X @ w, 1.0
    value = R(w) + C * loss(scores, y).sum()
    record = Recorder(f, tol)
    for _ in range(max_iter + 1):
        gradient = R.grad(w) + C * (loss.grad(scores, y) @ X)
        record.add(w, value, np.linalg.norm(gradient), lr)
        if record.converged or record.steps == max_iter:
            break
        direction = _leap(f, w, gradient) if record.steps == 0 and len(y) > MANY else None
        if direction is None:
            curvature = C * loss.second(scores, y)
            direction = -_newton_step(X, curvature, R.hess(w), gradient)
        slope, push = gradient @ direction, X @ direction
        lr, fall = 2.0, np.inf
        while fall > ARMIJO * lr * slope and lr > SHORTEST:
            lr /= 2
            new = R(w + lr * direction) + C * loss(scores + lr * push, y).sum()
            fall = new - value
        if not fall < 0:  # rounding: no smaller value can be told apart, but a flatter slope can
            lr = 1.0
            there = R.grad(w + direction) @ direction + C * (loss.grad(scores + push, y) @ push)
            if not abs(there) < FLATTER * abs(slope):
                break
            new = R(w + direction) + C * loss(scores + push, y).sum()
        w, scores, value = w + lr * direction, scores + lr * push, new
    return record.trace(max_iter)


def _leap(f, w, gradient):
    """The way to the minimum on every tenth sample: for a tenth of the price nearly that of all.

    None in the odd case that it does not lead downhill: then those samples are unlike the others.
    """
    tenth = CForm.of_risk(f.risk.subset(slice(None, None, 10)), 10 * f.C, f.penalty)
    direction = newton(tenth, w, 1e-6, 50).x[-1] - w
    return direction if gradient @ direction < 0 else None


def _newton_step(X, curvature, penalty, gradient) -> np.ndarray:
    """H⁻¹g for H = penalty + Xᵀ diag(curvature) X; of many weights roughly."""
    if gradient.size <= WIDE:
        return _solve(penalty + weighted_gram(X, curvature), gradient)
    return _conjugate_gradient(*_bent(X, curvature), np.diag(penalty), gradient, FORCING)


def _bent(X, curvature):
    """The samples that bend f, and their curvatures; all, if leaving some out does not pay."""
    bent = curvature >= FLAT * curvature.mean()
    if np.count_nonzero(bent) > len(bent) / 2:
        return X, curvature
    return X[np.flatnonzero(bent)], curvature[bent]


def _conjugate_gradient(X, curvature, penalty, gradient, forcing: float) -> np.ndarray:
    """H⁻¹g for H = diag(penalty) + Xᵀ diag(curvature) X, to ‖Hp − g‖ ≤ forcing · ‖g‖.

    From products with H alone, scaled by its diagonal.
    """
    scale = penalty + weighted_squares(X, curvature)
    scale[scale == 0] = 1.0  # a column of zeros, without a penalty: its gradient is 0 too
    p, r = np.zeros_like(gradient), gradient.copy()
    z = r / scale
    d, rz, goal = z.copy(), r @ z, forcing * np.linalg.norm(gradient)
    for _ in range(p.size):
        Hd = penalty * d + (curvature * (X @ d)) @ X
        step = rz / (d @ Hd)
        p += step * d
        r -= step * Hd
        if np.linalg.norm(r) <= goal:
            break
        z = r / scale
        rz, before = r @ z, rz
        d = z + (rz / before) * d
    return p


def _solve(H, gradient) -> np.ndarray:
    """H⁻¹g; of the solutions the shortest one where H is singular."""
    try:
        return cho_solve(cho_factor(H), gradient)
    except LinAlgError:
        return np.linalg.lstsq(H, gradient, rcond=1e-12)[0]


def newton_dense(f, w, tol: float, max_iter: int):
    """The same for any convex Objective with a Hessian, which may be singular.

    The softmax risk is: the same number added to all biases changes nothing. The shortest solution
    leaves their sum where it is.
    """
    record, value, lr = Recorder(f, tol), float(f(w)), 1.0
    for _ in range(max_iter + 1):
        gradient = f.grad(w)
        record.add(w, value, np.linalg.norm(gradient), lr)
        if record.converged or record.steps == max_iter:
            break
        direction = -np.linalg.lstsq(f.hess(w), gradient, rcond=1e-12)[0]
        slope, lr = gradient @ direction, 1.0
        while (new := float(f(w + lr * direction))) > value + ARMIJO * lr * slope:
            lr /= 2
            if lr < SHORTEST:
                return record.trace(max_iter)
        w, value = w + lr * direction, new
    return record.trace(max_iter)
