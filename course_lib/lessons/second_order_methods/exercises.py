"""Checks of notebook 21: a flat minimum, a product and a step without a matrix, broken loops."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.optim import bfgs_update

# ---- the factor at a flat minimum ---------------------------------------------------------------


def _factor_by_steps(k: float) -> float:
    """Newton's own step from x = 1 on |x|ᵏ, with derivatives by differences."""
    h = 1e-4

    def f(x):
        return abs(x) ** k

    slope = (f(1 + h) - f(1 - h)) / (2 * h)
    bend = (f(1 + h) - 2 * f(1.0) + f(1 - h)) / h**2
    return 1.0 - slope / bend


def _flat(rule: Callable) -> Callable:
    def flat_factor(k):
        return rule(k)

    return flat_factor


_ROUGH = dict(rtol=1e-3, atol=1e-4, why="the expected factor comes from differences")

check_flat_factor = Exercise(
    "Newton at a flat minimum",
    "flat_factor(k)",
    (
        Ask((4.0,), _factor_by_steps(4.0), "x⁴ has slope 4x³ and curvature 12x²", **_ROUGH),
        Ask((2.0,), _factor_by_steps(2.0), "on a parabola one step ends at 0", **_ROUGH),
        Ask((10.0,), _factor_by_steps(10.0), "the curvature is k(k − 1)xᵏ⁻²", **_ROUGH),
    ),
    (
        Slip("the step alone", _flat(lambda k: 1 / (k - 1)),
             "that is the share of x that the step takes away; q is what remains"),
        Slip("the curvature without its 1", _flat(lambda k: 1 - 1 / k),
             "the slope kxᵏ⁻¹ is derived once more: the curvature has k(k − 1), not k²"),
        Slip("a parabola for all", _flat(lambda k: 0 * k),
             "that holds for k = 2 only: elsewhere the curvature at 0 is 0"),
        Slip("with the wrong sign", _flat(lambda k: 1 + 1 / (k - 1)),
             "Newton's step goes against the slope: x − f′/f″"),
    ),
)  # fmt: skip

# ---- a product without the matrix ---------------------------------------------------------------


def _product(rule: Callable) -> Callable:
    def damped_product(u, damping, g):
        return rule(u, damping, g, u @ g, u @ u)

    return damped_product


_U, _G = np.array([1.0, -2.0, 0.5, 3.0]), np.array([2.0, 1.0, -1.0, 0.5])
_LONG = 200_000


def _solved(u, damping, g):
    return np.linalg.solve(damping * np.eye(u.size) + np.outer(u, u), g)


def _long_case():
    """u = 1 everywhere and g = (1, −1, 1, −1, …) + 1: the answer is known without solving."""
    u, waves = np.ones(_LONG), np.tile([1.0, -1.0], _LONG // 2)
    return Ask(
        (u, 0.5, waves + 1), waves / 0.5 + 1 / (0.5 + _LONG),
        "200,000 variables: no matrix fits, so use products of vectors only",
    )  # fmt: skip


check_damped_product = Exercise(
    "a product without the matrix",
    "damped_product(u, damping, g)",
    (
        Ask((_U, 2.0, _G), _solved(_U, 2.0, _G), "put p = (g − c u)/λ into (λI + uuᵀ)p = g"),
        Ask((_U, 0.1, _G), _solved(_U, 0.1, _G), "λ stands below the whole of g − c u"),
        Ask((2 * _U, 1.0, _U), _solved(2 * _U, 1.0, _U), "uᵀu is not 1"),
        _long_case(),
    ),
    (
        Slip("damping alone", _product(lambda u, lam, g, ug, uu: g / lam),
             "this leaves out uuᵀ altogether"),
        Slip("the sum for the difference",
             _product(lambda u, lam, g, ug, uu: (g + u * ug / (lam + uu)) / lam),
             "uuᵀ makes the matrix larger, so the product becomes shorter: subtract"),
        Slip("without uᵀu", _product(lambda u, lam, g, ug, uu: (g - u * ug / (lam + 1)) / lam),
             "1 stands where uᵀu belongs: that is right for a vector of length 1 only"),
        Slip("without λ in c", _product(lambda u, lam, g, ug, uu: (g - u * ug / uu) / lam),
             "this removes all of u from g, as if λ were 0 along u"),
        Slip("λ below g only", _product(lambda u, lam, g, ug, uu: g / lam - u * ug / (lam + uu)),
             "the second part has been divided by λ too few times"),
        Slip("the product itself", _product(lambda u, lam, g, ug, uu: lam * g + u * ug),
             "that is the matrix times g, and its inverse is asked for"),
    ),
)  # fmt: skip

# ---- broken loops -------------------------------------------------------------------------------


def _by_matrix(pairs, g):
    """The same by matrices, pair by pair."""
    dx, dg = pairs[-1]
    M = (dx @ dg) / (dg @ dg) * np.eye(g.size)
    for pair in pairs:
        M = bfgs_update(M, *pair)
    return M @ g


def _loops(*, backwards=True, forwards=True, scale="right", other=True) -> Callable:
    def two_loops(pairs, g):
        v, shares = g.copy(), []
        for dx, dg in reversed(pairs) if backwards else pairs:
            shares.append((dx @ v) / (dg @ dx))
            v = v - shares[-1] * dg
        dx, dg = pairs[-1]
        if scale == "right":
            v = (dx @ dg) / (dg @ dg) * v
        elif scale == "inverse":
            v = (dg @ dg) / (dx @ dg) * v
        again = pairs if forwards else list(reversed(pairs))
        shares = shares[::-1] if backwards == forwards else shares
        for (dx, dg), share in zip(again, shares, strict=True):
            v = v + (share - ((dg @ v) / (dg @ dx) if other else 0.0)) * dx
        return v

    return two_loops


_PAIRS = [
    (np.array([1.0, 0.0, 0.5]), np.array([2.0, 1.0, 0.0])),
    (np.array([0.0, 1.0, -1.0]), np.array([0.5, 3.0, -1.0])),
    (np.array([0.3, -0.2, 1.0]), np.array([0.0, -1.0, 4.0])),
]
_SLOPE = np.array([1.0, -2.0, 0.5])


def _loop_case(pairs, hint):
    return Ask((pairs, _SLOPE), _by_matrix(pairs, _SLOPE), hint)


check_two_loops = Exercise(
    "the two loops, mended",
    "two_loops(pairs, g)",
    (
        _loop_case(_PAIRS, "with three pairs the order counts: newest to oldest, then back"),
        _loop_case(_PAIRS[1:], "two pairs"),
        _loop_case(_PAIRS[:1], "one pair: the order cannot matter, so look at the scale"),
    ),
    (
        Slip("as it was", _loops(backwards=False, scale="inverse"),
             "two things are wrong: the order of the first loop, and the scale between the loops"),
        Slip("only the scale mended", _loops(backwards=False),
             "the scale is right now; the first loop must begin with the newest pair"),
        Slip("only the order mended", _loops(scale="inverse"),
             "the order is right now; the scale turns a gradient into a step: ΔxᵀΔg/ΔgᵀΔg"),
        Slip("no scale", _loops(scale="none"),
             "without a scale the unknown directions have curvature 1, whatever the units of f"),
        Slip("both loops from the newest", _loops(forwards=False),
             "the second loop goes back the way: from the oldest pair to the newest"),
        Slip("only what the first loop kept", _loops(other=False),
             "the second loop corrects each share by (Δgᵀv)/(ΔgᵀΔx) with the v of the moment"),
    ),
)  # fmt: skip

# ---- the diagonal alone -------------------------------------------------------------------------


def _turned(angle: float) -> np.ndarray:
    """The Hessian with curvatures 1 and 100, turned."""
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, -s], [s, c]])
    return turn @ np.diag([1.0, 100.0]) @ turn.T


def _steps(divide: Callable) -> Callable:
    """Steps until ½xᵀHx is 10⁻⁶ of its first value; `divide` makes a step of g and H."""

    def diagonal_steps(angle):
        H, x = _turned(angle), np.array([1.0, 0.0])
        first = x @ H @ x
        for t in range(1000):
            if x @ H @ x <= 1e-6 * first:
                return t
            x = x - divide(H @ x, H)
        return 1000

    return diagonal_steps


def _diagonal_case(angle, hint):
    return Ask((angle,), _steps(lambda g, H: g / np.diag(H))(angle), hint)


check_diagonal_steps = Exercise(
    "the diagonal alone",
    "diagonal_steps(angle)",
    (
        _diagonal_case(np.pi / 8, "each coordinate has its own entry of the diagonal"),
        _diagonal_case(0.0, "along the axes the diagonal is the whole Hessian"),
        _diagonal_case(np.pi / 4, "at 45° both entries of the diagonal are 50.5"),
    ),
    (
        Slip("the whole Hessian", _steps(lambda g, H: np.linalg.solve(H, g)),
             "that is Newton's step; only the diagonal of H is allowed here"),
        Slip("a plain gradient step", _steps(lambda g, H: g / 100),
             "that is gradient descent with η = 1/L; divide each coordinate by its own H_ii"),
        Slip("the largest entry for all", _steps(lambda g, H: g / np.diag(H).max()),
             "each coordinate is divided by its own entry, not by the largest"),
        Slip("the trace", _steps(lambda g, H: g / np.trace(H)),
             "np.trace adds the diagonal up; np.diag gives its entries"),
        Slip("the best plain rate", _steps(lambda g, H: g / 50.5),
             "that is gradient descent with η = 2/(μ + L), the same for both coordinates"),
    ),
)  # fmt: skip
