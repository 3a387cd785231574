"""Checks of notebook 01: quadratics, definiteness, projections, steepest directions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import linalg

from course_lib.exercises import Ask, Exercise, Slip

# ---- gradient and Hessian of a quadratic --------------------------------------------------------

_A3 = np.array([[2.0, 1.0, 0.0], [-3.0, 1.0, 4.0], [2.0, 0.0, -1.0]])


def _by_differences(A, b, x):
    """Gradient and Hessian from values of f alone; exact for a quadratic but for rounding."""

    def f(x):
        return x @ A @ x / 2 - b @ x

    units = np.eye(len(x))
    gradient = [(f(x + e) - f(x - e)) / 2 for e in units]
    hessian = [[f(x + e + d) - f(x + e) - f(x + d) + f(x) for d in units] for e in units]
    return np.array(gradient), np.array(hessian)


def _quadratic_cases():
    cases = (
        (np.array([[1.0, 4.0], [0.0, 3.0]]), np.array([1.0, -1.0]), np.array([2.0, 1.0]),
         "write xᵀAx as a sum over i and j: each xₖ stands in row k and in column k"),
        (np.array([[2.0, 1.0], [1.0, 5.0]]), np.array([3.0, 0.0]), np.array([-1.0, 2.0]),
         "for a symmetric A it is Ax − b and A"),
        (_A3, np.array([0.5, 0.0, -2.0]), np.array([1.0, -2.0, 0.5]),
         "in three dimensions nothing changes"),
    )  # fmt: skip
    for A, b, x, hint in cases:
        yield Ask((A, b, x), _by_differences(A, b, x), hint)


def _quadratic(*, slope="even", bend="even", b=-1) -> Callable:
    sign = b

    def quadratic(A, b, x):
        forms = {"even": (A + A.T) / 2, "A": A, "AT": A.T, "sum": A + A.T, "half": (A + A.T) / 4}
        return forms[slope] @ x + sign * b, forms[bend]

    return quadratic


check_quadratic = Exercise(
    "gradient and Hessian of a quadratic",
    "quadratic(A, b, x) -> gradient, hessian",
    lambda: tuple(_quadratic_cases()),
    (
        Slip("as if A were symmetric", _quadratic(slope="A", bend="A"),
             "Ax − b holds for a symmetric A only; here A is not: which matrix has the same form?"),
        Slip("Aᵀ in place of A", _quadratic(slope="AT", bend="AT"),
             "A and Aᵀ both play a part: xₖ stands in row k and in column k"),
        Slip("the half forgotten", _quadratic(slope="sum", bend="sum"),
             "A + Aᵀ is what xᵀAx gives; the ½ in front halves it"),
        Slip("½ kept twice", _quadratic(slope="half", bend="half"),
             "the square of x gives a factor 2, which cancels the ½"),
        Slip("only the gradient is right", _quadratic(bend="A"),
             "a Hessian is symmetric: ∂²f/∂xᵢ∂xⱼ does not depend on the order"),
        Slip("plus b", _quadratic(b=1), "bᵀx is subtracted, so its gradient is −b"),
        Slip("b forgotten", _quadratic(b=0), "the linear part −bᵀx has a gradient too"),
    ),
)  # fmt: skip

# ---- definiteness -------------------------------------------------------------------------------


def _judge(*, of="form", strict=True, symmetric=True, part="lowest") -> Callable:
    def judge(A):
        lam = np.linalg.eigvalsh((A + A.T) / 2) if of == "form" else np.linalg.eigvals(A).real
        found = {"lowest": lam.min(), "highest": lam.max(), "product": lam.prod(),
                 "sum": lam.sum(), "entry": A.min()}[part]  # fmt: skip
        passed = found > 0 if strict else found >= 0
        return bool(passed and (not symmetric or np.array_equal(A, A.T))), found

    return judge


_WHOSE = "the eigenvalues of A say this of a symmetric A only: which symmetric matrix has its form?"

check_judge = Exercise(
    "positive definite, or not",
    "judge(A) -> definite, lowest",
    (
        Ask((np.array([[3.0, 1.0], [1.0, 3.0]]),), (True, 2.0), "its eigenvalues are 4 and 2"),
        Ask((np.array([[0.0, 4.0], [0.0, 1.0]]),), (False, (1 - np.sqrt(17)) / 2),
            "A is not symmetric: its form is that of [[0, 2], [2, 1]]"),
        Ask((np.array([[0.0, -1.0], [1.0, 0.0]]),), (False, 0.0),
            "a quarter turn: Ax is orthogonal to x, so xᵀAx = 0 for every x"),
        Ask((np.array([[1.0, -2.0], [2.0, 1.0]]),), (False, 1.0),
            "here xᵀAx = ‖x‖², but A is not symmetric"),
        Ask((np.array([[2.0, 0.0], [0.0, 0.0]]),), (False, 0.0),
            "x = (0, 1) is not 0, and xᵀAx = 0 there"),
        Ask((np.array([[2.0, -1.0, 0.0], [-1.0, 2.0, -1.0], [0.0, -1.0, 2.0]]),),
            (True, 2 - np.sqrt(2)), "negative entries do no harm: the eigenvalues are 2, 2 ± √2"),
    ),
    (
        Slip("the symmetry not asked for", _judge(symmetric=False),
             "a positive form is not enough: positive definite is said of symmetric matrices only"),
        Slip("≥ left", _judge(strict=False),
             "xᵀAx may be 0 here for an x that is not 0: ≥ or >?"),
        Slip("only the form mended", _judge(strict=False, symmetric=False),
             "the lowest value is right now; two things are left: ≥ or >, and the symmetry"),
        Slip("only ≥ mended", _judge(of="A", symmetric=False), _WHOSE, alike="≥ and symmetry"),
        Slip("≥ and symmetry", _judge(of="A"), _WHOSE, alike="only ≥ mended"),
        Slip("the largest eigenvalue", _judge(part="highest"),
             "the lowest value belongs to the smallest eigenvalue"),
        Slip("the determinant", _judge(part="product"),
             "the determinant is the product of the eigenvalues: two negative ones give a plus"),
        Slip("the trace", _judge(part="sum"),
             "the trace is the sum of the eigenvalues: a large one hides a negative one"),
        Slip("the smallest entry", _judge(part="entry"),
             "the entries do not tell: ask the eigenvalues"),
        Slip("as it was", _judge(of="A", strict=False, symmetric=False),
             "three things are to be mended: whose eigenvalues, ≥ or >, and the symmetry"),
    ),
)  # fmt: skip

# ---- projection onto any columns ----------------------------------------------------------------


def _projections():
    cases = (
        (np.array([[2.0, 1.0], [0.0, 1.0], [0.0, 0.0]]), np.array([1.0, 2.0, 3.0]),
         "the columns span the floor, so the answer is (1, 2, 0)"),
        (np.array([[3.0], [4.0]]), np.array([5.0, 0.0]),
         "the column must have length 1 before XXᵀ projects"),
        (np.array([[1.0, 2.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]),
         np.array([1.0, -1.0, 2.0, 3.0]), "three columns in four dimensions"),
        (np.array([[1.0, 2.0, 0.0], [1.0, 2.0, 1.0], [0.0, 0.0, 1.0]]),
         np.array([3.0, 1.0, 2.0]), "the second column is twice the first: it adds nothing"),
    )  # fmt: skip
    for A, z, hint in cases:
        c = linalg.lstsq(A, z)[0]
        yield Ask((A, z), A @ c, hint)


def _gram_schmidt(A, *, length=True, subtract="rest", drop=True):
    X = []
    for a in A.T:
        rest = a
        for x in X:
            rest = rest - (x @ (rest if subtract == "rest" else a)) * x if subtract else rest
        norm = np.linalg.norm(rest)
        if norm > 1e-10 or not drop:
            X.append(rest / norm if length else rest)
    return np.array(X).T


def _project(basis: Callable) -> Callable:
    def project(A, z):
        X = basis(A)
        return X @ (X.T @ z)

    return project


def _by_inverse(A, z):
    return A @ np.linalg.inv(A.T @ A) @ A.T @ z


check_project = Exercise(
    "projection onto the span of any columns",
    "project(A, z)",
    lambda: tuple(_projections()),
    (
        Slip("AAᵀz", _project(lambda A: A),
             "AAᵀ projects only where the columns are orthonormal: make them so first"),
        Slip("only the lengths made 1", _project(lambda A: A / np.linalg.norm(A, axis=0)),
             "the columns have length 1 now, but they are not orthogonal to each other"),
        Slip("orthogonal, not of length 1", _project(lambda A: _gram_schmidt(A, length=False)),
             "the vectors are orthogonal now, but must also be divided by their length"),
        Slip("a dependent column kept", _project(lambda A: np.linalg.qr(A)[0]),
             "a column that adds nothing must be left out, or it brings a direction of its own"),
        Slip("the inverse of AᵀA", _by_inverse,
             "AᵀA has no inverse where columns depend on each other: leave such a column out"),
        Slip("the residual", lambda A, z: z - A @ linalg.lstsq(A, z)[0],
             "that is the residual z − Pz: the projection is the other part"),
        Slip("the coordinates", lambda A, z: linalg.lstsq(A, z)[0],
             "shape"),
    ),
)  # fmt: skip

# ---- the steepest direction in three norms ------------------------------------------------------


def _steepest_cases():
    """The best of all corners of the ball, for p = 1 and ∞; it shares no formula with the slips."""
    hint = "draw the ball ‖d‖ₚ ≤ 1 and push the line gᵀd = const outwards: where does it leave it?"
    for g in (np.array([3.0, -4.0]), np.array([-2.0, 0.5]), np.array([1.0, 2.0, -5.0])):
        d = len(g)
        corners = {
            1: [*np.eye(d), *-np.eye(d)],
            np.inf: np.array(np.meshgrid(*[[-1.0, 1.0]] * d)).reshape(d, -1).T,
        }
        yield Ask((g, 2), g / np.sqrt((g**2).sum()), hint)
        for p, points in corners.items():
            yield Ask((g, p), max(points, key=lambda c, g=g: g @ c), hint)


def _steepest(*, one="right", two="right", top="right", sign=1) -> Callable:
    def steepest(g, p):
        if p == 2:
            return sign * g / (np.linalg.norm(g) if two == "right" else (g @ g))
        if p == 1:
            if one == "g":
                return sign * g / np.abs(g).sum()
            largest = np.argmax(g if one == "entry" else np.abs(g))
            e = np.zeros(len(g))
            e[largest] = np.sign(g[largest]) if one != "unsigned" else 1.0
            return sign * e
        return sign * (np.sign(g) if top == "right" else g / np.abs(g).max())

    return steepest


check_steepest = Exercise(
    "the steepest direction in three norms",
    "steepest(g, p)",
    lambda: tuple(_steepest_cases()),
    (
        Slip("divided by the square", _steepest(two="square"),
             "g/‖g‖ has length 1; g/‖g‖² has not"),
        Slip("g made short, for p = 1", _steepest(one="g"),
             "for p = 1 the ball has corners on the axes: put all of the length on one coordinate"),
        Slip("the largest entry, not the largest size", _steepest(one="entry"),
             "a large negative entry counts as well: take the largest |gⱼ|, with its sign"),
        Slip("the sign forgotten", _steepest(one="unsigned"),
             "one coordinate is right; if gⱼ is negative, go along −eⱼ"),
        Slip("g made short, for p = ∞", _steepest(top="g"),
             "for p = ∞ every coordinate may be 1 in size: none should be less"),
        Slip("downhill", _steepest(sign=-1), "steepest ascent is asked for: gᵀd must be positive"),
    ),
)  # fmt: skip
