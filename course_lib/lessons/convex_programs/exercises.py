"""Checks of notebook 03: the largest tin, quantile lines, the smallest circle, empty regions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
from scipy.optimize import linprog, minimize_scalar

from course_lib.convex import programs
from course_lib.exercises import Ask, Exercise, Slip

# ---- the largest tin ----------------------------------------------------------------------------


def _by_search(sheet):
    """The best radius by searching along the curve of tins that use the whole sheet."""

    def height(r):
        return sheet / (2 * np.pi * r) - r

    found = minimize_scalar(
        lambda r: -(r**2) * height(r), bounds=(0, np.sqrt(sheet / (2 * np.pi))), method="bounded",
        options={"xatol": 1e-12},
    )  # fmt: skip
    return found.x, height(found.x)


def _tin(radius: Callable, height: Callable) -> Callable:
    def largest_tin(sheet):
        r = radius(sheet)
        return r, height(r)

    return largest_tin


def _root(parts: float) -> Callable:
    return lambda sheet: np.sqrt(sheet / (parts * np.pi))


check_largest_tin = Exercise(
    "the largest tin",
    "largest_tin(sheet) -> radius, height",
    lambda: tuple(
        Ask((sheet,), _by_search(sheet), "put the height that uses the whole sheet into the "
            "volume, and set its derivative by the radius to 0", rtol=1e-5, atol=1e-5)
        for sheet in (600.0, 6 * np.pi, 100.0)
    ),
    (
        Slip("a tin without its lid", _tin(_root(3), lambda r: r),
             "the sheet makes two discs, bottom and lid: 2πx₁² + 2πx₁x₂"),
        Slip("as tall as its radius", _tin(_root(4), lambda r: r),
             "x₂ = x₁ uses the whole sheet too, but a taller tin holds more"),
        Slip("the diameter for the radius", _tin(lambda sheet: 2 * _root(6)(sheet), lambda r: r),
             "that is the diameter: the radius is half of it"),
        Slip("the whole sheet for the discs", _tin(_root(2), lambda r: 0.0 * r),
             "then both discs use the whole sheet, and nothing is left for the wall"),
        Slip("no root", _tin(lambda sheet: sheet / (6 * np.pi), lambda r: 2 * r),
             "that is the square of the radius: take the root"),
    ),
)  # fmt: skip

# ---- quantile lines -----------------------------------------------------------------------------


def _pinball(w, x, y, tau) -> float:
    r = y - w[0] - w[1] * x
    return float(np.maximum(tau * r, (tau - 1) * r).sum())


def _by_pairs(x, y, tau):
    """The best line through any two points: a program's optimum is at a vertex, so it is one."""
    lines = []
    for i, j in combinations(range(len(x)), 2):
        slope = (y[j] - y[i]) / (x[j] - x[i])
        lines.append(np.array([y[i] - slope * x[i], slope]))
    return min(lines, key=lambda w: _pinball(w, x, y, tau))


def _quantile(*, flip=False, ignore=False, bias=True, positive=False, whole=False, squared=False):
    def quantile_line(x, y, tau):
        tau = 0.5 if ignore else 1 - tau if flip else tau
        n = len(x)
        X = np.column_stack([np.ones(n) * bias, x])
        if squared:
            return np.linalg.lstsq(X, y, rcond=None)[0]
        G = np.block([[-tau * X, -np.eye(n)], [(1 - tau) * X, -np.eye(n)]])
        h = np.r_[-tau * y, (1 - tau) * y]
        free = (0, None) if positive else (None, None)
        found = linprog(np.r_[0, 0, np.ones(n)], G, h, bounds=[free] * 2 + [(None, None)] * n)
        return found.x if whole else found.x[:2]

    return quantile_line


_POINTS = np.random.default_rng(5)
_X = _POINTS.uniform(0, 6, size=31).round(2)
_Y = (19 - 2.1 * _X + _POINTS.gamma(1.2, 1.6, size=31)).round(2)


def _quantile_cases():
    hint = ("each uᵢ has two rows: uᵢ ≥ τ rᵢ and uᵢ ≥ (τ − 1) rᵢ, with rᵢ = yᵢ − b − w₁ xᵢ; "
            "minimize the sum of the uᵢ")  # fmt: skip
    for x, y, tau in ((_X, _Y, 0.9), (_X, _Y, 0.1), (_X, _Y, 0.5), (_X - 9, _X - 14, 0.7)):
        y = y + 0.1 * _Y
        yield Ask((x, y, tau), _by_pairs(x, y, tau), hint, rtol=1e-5, atol=1e-5)


check_quantile_line = Exercise(
    "a quantile line as a linear program",
    "quantile_line(x, y, tau)",
    lambda: tuple(_quantile_cases()),
    (
        Slip("τ and 1 − τ exchanged", _quantile(flip=True),
             "τ = 0.9 must charge more for cars above the line: τ belongs to r > 0"),
        Slip("τ left out", _quantile(ignore=True),
             "both sides cost the same here: that is the line for τ = ½"),
        Slip("no bias", _quantile(bias=False), "the line has a bias b: a column of ones"),
        Slip("weights held at 0 or more", _quantile(positive=True),
             "b and w₁ may be negative: only the uᵢ have bounds, and they follow from the rows"),
        Slip("all unknowns returned", _quantile(whole=True),
             "x holds b, w₁ and all uᵢ: return the first two"),
        Slip("least squares", _quantile(squared=True),
             "that is the line of least squares, the same for every τ"),
    ),
)  # fmt: skip

# ---- the smallest circle ------------------------------------------------------------------------


def _by_enumeration(points):
    """Of all circles through two (as a diameter) or three points, the smallest that holds all."""
    best = None
    for k in (2, 3):
        for chosen in combinations(points, k):
            centre = np.mean(chosen, axis=0) if k == 2 else _through(*chosen)
            radius = np.linalg.norm(chosen[0] - centre)
            holds = (np.linalg.norm(points - centre, axis=1) <= radius + 1e-9).all()
            if holds and (best is None or radius < best[1]):
                best = centre, radius
    return best


def _through(p, q, r):
    """The centre of the circle through three points that are not in a row."""
    rows = 2 * np.stack([q - p, r - p])
    if abs(np.linalg.det(rows)) < 1e-9:
        return np.full(2, np.inf)
    return np.linalg.solve(rows, [q @ q - p @ p, r @ r - p @ p])


def _circle(*, sign=-1.0, up=1.0, radius=1.0, bound=(0.0, 0.0, 1.0), constant=0.0) -> Callable:
    def smallest_circle(points):
        A = np.array([[1.0, 0, 0], [0, 1, 0]])
        balls = [(A, sign * p, np.array(bound), constant) for p in points]
        x = programs.second_order_program(np.array([0.0, 0, up]), balls).x
        return x[:2], radius * x[2]

    return smallest_circle


def _mean_circle(points):
    centre = points.mean(axis=0)
    return centre, np.linalg.norm(points - centre, axis=1).max()


_TRIANGLE = np.array([[0.0, 0.0], [4.0, 0.0], [1.0, 3.0]])
_FLAT = np.array([[-3.0, 1.0], [5.0, 1.0], [0.0, 2.0], [1.0, -1.0]])
_MANY = np.random.default_rng(3).normal([4.0, -2.0], size=(9, 2)).round(2)

check_smallest_circle = Exercise(
    "the smallest circle",
    "smallest_circle(points) -> centre, radius",
    lambda: tuple(
        Ask((points,), _by_enumeration(points), "‖x − p‖ ≤ r for every point p, and r as small "
            "as possible", rtol=1e-3, atol=1e-3,
            why="where two points hold the circle, its centre moves by the root of what r may "
                "be off")
        for points in (_TRIANGLE, _FLAT, _MANY)
    ),
    (
        Slip("as it was", _circle(sign=1.0, up=-1.0),
             "start with the objective: the solver says unbounded, since r may grow without end"),
        Slip("only the sign of p mended", _circle(up=-1.0),
             "the program still makes r as large as it can"),
        Slip("only the objective mended", _circle(sign=1.0),
             "this circle holds the points −p: ‖Ax + b‖ is the distance to p with b = −p"),
        Slip("the diameter", _circle(radius=2.0), "x₃ is the radius already"),
        Slip("around the mean", _mean_circle, "the mean of the points is not the best centre"),
    ),
)  # fmt: skip

# ---- a proof that there is nothing --------------------------------------------------------------


def _proof(*, sign=True, columns=True, total=True, strict=True, exact=False) -> Callable:
    def proves_empty(G, h, alpha):
        near = 0.0 if exact else 1e-9
        good = not sign or bool((alpha >= 0).all())
        good = good and (not columns or bool((np.abs(G.T @ alpha) <= near).all()))
        sums = h @ alpha
        return good and (not total or bool(sums < -near if strict else sums <= near))

    return proves_empty


_G = np.array([[1.0, 2.0], [-1.0, 0.0], [0.0, -1.0]])
_THIRDS = np.array([[0.1, 0.3], [0.2, -0.1], [-0.3, -0.2]])

check_proves_empty = Exercise(
    "a proof that nothing is feasible",
    "proves_empty(G, h, alpha)",
    (
        Ask((_G, np.array([-1.0, 0.0, 0.0]), np.array([1.0, 1.0, 2.0])), True,
            "three conditions: α ≥ 0, Gᵀα = 0 and hᵀα < 0"),
        Ask((_G, np.array([3.0, 0.0, 0.0]), np.array([1.0, 1.0, 2.0])), False,
            "here the rows add up to 0 ≤ 3, which is true"),
        Ask((_G, np.array([0.0, 0.0, 0.0]), np.array([1.0, 1.0, 2.0])), False,
            "0 ≤ 0 is no contradiction: x = 0 is feasible"),
        Ask((_G, np.array([3.0, 0.0, 0.0]), np.array([-1.0, -1.0, -2.0])), False,
            "a row times a negative number turns its ≤ around"),
        Ask((_G, np.array([-1.0, 0.0, 0.0]), np.array([1.0, 1.0, 1.0])), False,
            "x₂ must cancel as well: Gᵀα = 0 is one equation for every unknown"),
        Ask((_THIRDS, np.array([-0.3, 0.1, 0.1]), np.array([1.0, 1.0, 1.0])), True,
            "0.1 + 0.2 − 0.3 is not exactly 0 in a computer: allow 10⁻⁹"),
        Ask((_G, np.array([-1.0, 0.0, 0.0]), np.zeros(3)), False,
            "α = 0 proves nothing: 0 ≤ 0"),
    ),
    (
        Slip("signs not looked at", _proof(sign=False),
             "α ≥ 0 is missing: only then may the rows be multiplied and added"),
        Slip("Gᵀα not looked at", _proof(columns=False),
             "Gᵀα = 0 is missing: otherwise x has not dropped out of the sum"),
        Slip("0 ≤ 0 taken for a contradiction", _proof(strict=False), "hᵀα must be below 0"),
        Slip("hᵀα not looked at", _proof(total=False),
             "hᵀα < 0 is missing: that is the contradiction"),
        Slip("exactly 0", _proof(exact=True),
             "rounding leaves some 10⁻¹⁷ in Gᵀα: compare with a small number"),
    ),
)  # fmt: skip
