"""Convexity by derivatives: tangents lie below, curvature is never negative."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.convex.verdict import Verdict, Witness, draw, draw_pairs, judge
from course_lib.functions.objective import QUIET, Objective, check_objective


def tangent_gap(f: Objective, x, y) -> np.ndarray:
    r"""How far f lies above its tangent at x, seen at y.

    .. math:: f(y) - f(x) - \langle \nabla f(x),\, y - x \rangle

    A differentiable f is convex iff this is ≥ 0 for all x and y. Where f has a kink, `f.grad` is a
    documented subgradient, and for convex f the inequality holds with it too.

    Parameters
    ----------
    x, y : array, shape (..., d)

    Examples
    --------
    >>> from course_lib.functions import Quadratic
    >>> float(tangent_gap(Quadratic([2.0]), [1.0], [3.0]))  # x²: (3 − 1)²
    4.0
    """
    return _gap_and_size(f, x, y)[0]


def _gap_and_size(f, x, y):
    check_objective("f", f)
    x, y = checks.points("x", x, f.dim), checks.points("y", y, f.dim)
    with np.errstate(**QUIET):
        rise, here, there = (f.grad(x) * (y - x)).sum(axis=-1), f(x), f(y)
        return there - here - rise, abs(there) + abs(here) + abs(rise)


def first_order_test(f: Objective, rng, pairs: int = 1000, bounds=None) -> Verdict:
    """Try f(y) ≥ f(x) + ⟨∇f(x), y − x⟩ on random pairs in the bounds of f.

    Returns
    -------
    Verdict
        The witness has the point of tangency x and the y where the tangent is above f. `holds` is
        True where no violation was found: evidence, not a proof.
    """
    x, y = draw_pairs(f, rng, pairs, bounds)
    gaps, sizes = _gap_and_size(f, x, y)
    return judge(
        "first order", gaps, sizes, lambda i: Witness("first order", float(gaps[i]), x[i], y[i])
    )


def second_order_test(f: Objective, rng, points: int = 1000, bounds=None) -> Verdict:
    """Look for a point where the Hessian has a negative eigenvalue.

    Returns
    -------
    Verdict
        The witness has the point and the unit eigenvector of the lowest eigenvalue found. `holds`
        is None where nothing negative was found but f has kinks (−|x| bends only at its kink) or
        has no Hessian: the condition is about twice-differentiable f.

    Notes
    -----
    An eigenvalue counts as negative below −1e-9 times the largest |eigenvalue| at that point.

    Examples
    --------
    >>> from course_lib.functions import Saddle
    >>> verdict = second_order_test(Saddle(), np.random.default_rng(0))
    >>> verdict.gap, abs(verdict.witness.direction).tolist()
    (-2.0, [0.0, 1.0])
    """
    x = draw(f, rng, points, bounds, "points")
    try:
        H = f.hess(x)
    except NotImplementedError:
        return Verdict("second order", None, np.inf, points)
    known = np.isfinite(H).all(axis=(-2, -1))
    values, vectors = np.linalg.eigh(np.where(known[:, None, None], H, 0.0))
    lowest = np.where(known, values[:, 0], np.nan)

    def witness_at(i):
        down = vectors[i, :, 0]
        return Witness("second order", float(lowest[i]), x[i], x[i] + down, direction=down)

    verdict = judge("second order", lowest, abs(values).max(axis=-1), witness_at)
    if verdict.holds and not f.differentiable:
        return Verdict("second order", None, verdict.gap, points)
    return verdict


def definiteness(H, tolerance: float = 1e-9) -> str:
    """The sign of a symmetric matrix, in words.

    Returns
    -------
    str
        "positive definite", "positive semidefinite", "negative definite",
        "negative semidefinite", "indefinite" or "zero".

    Examples
    --------
    >>> definiteness([[2.0, 0.0], [0.0, -2.0]])
    'indefinite'
    """
    H = checks.array("H", H, ndim=2)
    if H.shape[0] != H.shape[1] or not np.allclose(H, H.T):
        raise ValueError(f"H must be symmetric, got {H.tolist()}; use (H + H.T) / 2")
    lam = np.linalg.eigvalsh(H)
    small = checks.non_negative("tolerance", tolerance) * np.abs(lam).max()
    low, high = lam[0], lam[-1]
    if low > small:
        return "positive definite"
    if high < -small:
        return "negative definite"
    if low < -small and high > small:
        return "indefinite"
    if low < -small:
        return "negative semidefinite"
    return "positive semidefinite" if high > small else "zero"
