"""Checks of notebook 02: the chord, subgradients, semidefinite matrices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Case, Report, run_check


def check_chord_gap(function: Callable) -> Report:
    """``function(f, x, y, t)``: the chord's height over f at t x + (1 − t) y."""

    def cube(x):
        return x**3

    def squared_norm(x):
        return float(np.dot(x, x))

    t = np.array([0.0, 0.5, 1.0])
    cases = (
        Case("chord_gap(x ↦ x³, x=0, y=2, t=0.25)", lambda f: f(cube, 0.0, 2.0, 0.25), 2.625,
             "t weighs x, and 1 − t weighs y: the point is 0.25 · 0 + 0.75 · 2 = 1.5; "
             "the chord minus f, not the other way round"),
        Case("chord_gap(x ↦ x³, x=-2, y=0, t=0.5)", lambda f: f(cube, -2.0, 0.0, 0.5), -3.0,
             "a negative gap is the news that f is not convex: no absolute value, no max(0, ·)"),
        Case("chord_gap(x ↦ x³, x=0, y=2, t=[0, 0.5, 1])", lambda f: f(cube, 0.0, 2.0, t),
             [0.0, 3.0, 0.0], "at both ends the chord meets f; numpy's arithmetic takes all t"),
        Case("chord_gap(‖·‖², x=(1, 0), y=(0, 1), t=0.5)",
             lambda f: f(squared_norm, np.array([1.0, 0.0]), np.array([0.0, 1.0]), 0.5), 0.5,
             "points may be vectors; only f(...) is a number"),
    )  # fmt: skip
    return run_check("the gap between chord and function", function, cases)


def check_is_subgradient(function: Callable) -> Report:
    """``function(f, x, g, grid)``: whether f(y) ≥ f(x) + g (y − x) on the whole grid."""
    grid = np.linspace(-2.0, 2.0, 401)

    def tilted(y):
        return y**4 - 3 * y**2 + y

    def case(name, f, x, g, expected, hint):
        return Case(f"is_subgradient({name}, x={x:g}, g={g:g}, grid)",
                    lambda fn: fn(f, x, g, grid), _verdict(expected), hint)  # fmt: skip

    right_valley = 1.1309011226  # where the slope of the tilted double well is 0, but not lowest
    cases = (
        case("|y|", np.abs, 0.0, 0.5, True, "every g between −1 and 1 supports |y| at 0"),
        case("|y|", np.abs, 0.0, 1.5, False, "look to the right of 0: 1.5 y > y"),
        case("|y|", np.abs, 0.0, -1.2, False, "look to the left of 0 too: all y, not only y > x"),
        case("|y|", np.abs, 0.5, 0.0, False, "the line starts at height f(x), not at 0"),
        case("y²", np.square, 0.4, 0.8, True,
             "the line may touch f, and rounding then leaves −1e-17: allow a small tolerance"),
        case("y⁴ − 3y² + y", tilted, right_valley, 0.0, False,
             "for all y: the other valley is lower, though the line is below f nearby"),
    )  # fmt: skip
    return run_check("does the line stay below f?", function, cases)


def _verdict(expected: bool) -> Callable:
    def right(got):
        if not isinstance(got, (bool, np.bool_)):
            return f"should be {expected}, one True or False for the whole grid"
        return bool(got) is expected or f"should be {expected}"

    return right


def check_subdifferential(function: Callable) -> Report:
    """``function(slopes, offsets, x)``: ends of ∂f(x) for f(x) = maxᵢ slopesᵢ x + offsetsᵢ."""

    def case(slopes, offsets, x, expected, hint):
        a, b = np.array(slopes), np.array(offsets)
        pieces = ", ".join(f"{p:g}x{q:+g}" if q else f"{p:g}x" for p, q in zip(a, b, strict=True))
        return Case(f"subdifferential of max({pieces}) at x = {x:g}",
                    lambda f: f(a.copy(), b.copy(), x), expected, hint)  # fmt: skip

    cases = (
        case([-1.0, 2.0], [0.0, 0.0], 0.0, [-1.0, 2.0], "both pieces are largest at 0"),
        case([-1.0, 2.0], [0.0, 0.0], 1.0, [2.0, 2.0],
             "only the pieces that attain the maximum at x count: here 2x alone"),
        case([2.0, -1.0], [0.0, 0.0], -3.0, [-1.0, -1.0], "at −3 the larger piece is −x = 3"),
        case([3.0, 1.0, -2.0], [-6.0, 0.0, 0.0], 3.0, [1.0, 3.0],
             "3x − 6 and x tie at 3; lowest slope first"),
        case([0.1, 0.3], [0.2, 0.0], 1.0, [0.1, 0.3],
             "0.1 + 0.2 and 0.3 differ in the last bit: compare with np.isclose, not =="),
    )  # fmt: skip
    return run_check("the subdifferential of a maximum of affine functions", function, cases)


def check_decide_psd(function: Callable) -> Report:
    """``function(H)``: whether the symmetric H is psd, and a unit d of lowest curvature dᵀHd."""

    def case(H, hint):
        H = np.array(H)
        return Case(f"decide_psd({H.tolist()})", lambda f: f(H.copy()), _psd_and_witness(H), hint)

    row = np.array([[0.1, 0.2, 0.3]])
    cases = (
        case([[2.0, -1.0], [-1.0, 2.0]], "eigenvalues 1 and 3; a negative entry is no sign"),
        case([[1.0, 0.0], [0.0, 0.0]], "eigenvalue 0 is allowed: *semi*definite"),
        case([[1.0, 2.0], [2.0, 1.0]], "all entries positive, yet one eigenvalue is −1"),
        case([[-1.0, 0.0], [0.0, -2.0]], "det = 2 > 0: the determinant alone cannot tell"),
        case([[0.0, 1.0], [1.0, 0.0]], "the axes have curvature 0; look between them"),
        case((row.T @ row).round(2), "rank one, and rounding makes an eigenvalue of −1e-18"),
    )
    return run_check("psd, or a direction in which f bends down", function, cases)


def _psd_and_witness(H) -> Callable:
    psd = bool(np.linalg.eigvalsh(H)[0] >= -1e-9)

    def right(got):
        if not isinstance(got, tuple) or len(got) != 2:
            return "should be two things: return psd, d"
        said, d = bool(got[0]), np.asarray(got[1], dtype=float)
        if said is not psd:
            return f"psd should be {psd}"
        if d.shape != (len(H),):
            return f"the shape of d is {d.shape}, should be {(len(H),)}"
        if abs(np.linalg.norm(d) - 1) > 1e-6:
            return f"the length of d is {np.linalg.norm(d):.4g}, should be 1"
        along, lowest = float(d @ H @ d), float(np.linalg.eigvalsh(H)[0])
        return along <= lowest + 1e-6 or f"dᵀHd = {along:.3g} there; another d has {lowest:.3g}"

    return right
