"""Checks of notebook 21: a flat minimum, a product without a matrix, a mended pair, a diagonal."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip

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

# ---- a pair of negative curvature ---------------------------------------------------------------


def _mixed(*, inverse=True, swapped=False, least=0.2, kept=0.8) -> Callable:
    def damped_pair(M, dx, dg):
        model = np.linalg.solve(M, dx) if inverse else M @ dx
        c = dx @ model
        share = 1.0 if dx @ dg >= least * c else kept * c / (c - dx @ dg)
        return (1 - share) * dg + share * model if swapped else share * dg + (1 - share) * model

    return damped_pair


def _left_out(M, dx, dg):
    return dg if dx @ dg > 0 else np.linalg.solve(M, dx)


def _on_the_line(M, dx, dg):
    """The point nearest to Δg between it and BΔx whose product with Δx is at least a fifth."""
    model = np.linalg.inv(M) @ dx
    most = 1.0
    if dx @ dg < 0.2 * (dx @ model):
        most = np.interp(0.2 * (dx @ model), [dx @ dg, dx @ model], [1.0, 0.0])
    return most * dg + (1 - most) * model


_M = np.array([[2.0, 0.5], [0.5, 1.0]])
_DX = np.array([1.0, -1.0])


def _pair_case(dg, hint):
    dg = np.array(dg)
    return Ask((_M, _DX, dg), _on_the_line(_M, _DX, dg), hint)


check_damped_pair = Exercise(
    "a pair of negative curvature",
    "damped_pair(M, dx, dg)",
    (
        _pair_case([-1.0, 1.0], "Δxᵀr must be a fifth of ΔxᵀBΔx"),
        _pair_case([0.1, 0.05], "a curvature above 0 but below a fifth of the believed one"),
        _pair_case([3.0, -1.0], "this pair is good: r is Δg itself"),
    ),
    (
        Slip("as it was", _mixed(inverse=False, swapped=True),
             "two things are wrong: what BΔx is, and which part has the share θ"),
        Slip("only B mended", _mixed(swapped=True),
             "BΔx is right now; θ = 1 must give Δg, so θ belongs to Δg"),
        Slip("only the shares mended", _mixed(inverse=False),
             "the shares are right now; M is the inverse of B, so BΔx solves M z = Δx"),
        Slip("the pair is left out", _left_out,
             "leaving the pair out is another repair; here the pair is mixed with BΔx"),
        Slip("no curvature at all", _mixed(least=0.0, kept=1.0),
             "then Δxᵀr can be 0, and ρ = 1/Δxᵀr is infinite"),
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
