"""Linear, quadratic, second-order cone and semidefinite programs, each as a conic program."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.convex.programs.arguments import pair, real, semidefinite, symmetric
from course_lib.convex.programs.cones import Nonnegative, SecondOrder, Semidefinite
from course_lib.convex.programs.conic import conic_program
from course_lib.convex.programs.solution import Solution


def linear_program(c, G=None, h=None, A=None, b=None, tol=1e-8, max_steps=100) -> Solution:
    r"""Minimize cᵀx subject to Gx ≤ h and Ax = b.

    .. math:: \min c^\top x \ \text{subject to } Gx \le h,\ Ax = b, \qquad
              \max -h^\top z - b^\top y \ \text{subject to } c + G^\top z + A^\top y = 0,\ z \ge 0

    Parameters
    ----------
    c : array, shape (n,)
    G, h : arrays, shapes (m, n) and (m,)
        Bounds on x are rows like the others.
    A, b : arrays, shapes (p, n) and (p,)
    tol, max_steps
        As in `conic_program`.

    Returns
    -------
    Solution
        ``z`` are the prices: the value falls by zᵢ for each unit that hᵢ grows. If there are
        many optima it is a point in the middle of them, and no vertex.

    References
    ----------
    Boyd & Vandenberghe, Convex Optimization, §4.3.

    Examples
    --------
    >>> found = linear_program([-1, -2], [[1, 1], [-1, 0], [0, -1]], [4, 0, 0])
    >>> found.status, found.x.round(6).tolist(), found.z.round(6).tolist()
    ('optimal', [0.0, 4.0], [2.0, 1.0, 0.0])
    """
    return _program(None, c, G, h, A, b, [], tol, max_steps)


def quadratic_program(P, q, G=None, h=None, A=None, b=None, tol=1e-8, max_steps=100) -> Solution:
    r"""Minimize ½ xᵀPx + qᵀx subject to Gx ≤ h and Ax = b.

    Parameters
    ----------
    P : array, shape (n, n)
        Symmetric positive semidefinite.
    q : array, shape (n,)
    G, h, A, b, tol, max_steps
        As in `linear_program`.

    Returns
    -------
    Solution

    Raises
    ------
    ValueError
        ``P must be positive semidefinite, its smallest eigenvalue is ...`` if it is not: the value
        may then have many local minima, and finding the least is hard.

    References
    ----------
    Boyd & Vandenberghe, Convex Optimization, §4.4.

    Examples
    --------
    The point of x₀ + x₁ ≥ 2 that is nearest to 0:

    >>> quadratic_program([[1, 0], [0, 1]], [0, 0], [[-1, -1]], [-2]).x.round(6).tolist()
    [1.0, 1.0]
    """
    q = real("q", q, 1)
    return _program(semidefinite("P", P, len(q)), q, G, h, A, b, [], tol, max_steps)


def second_order_program(
    c, balls, G=None, h=None, A=None, b=None, P=None, tol=1e-8, max_steps=100
) -> Solution:
    r"""Minimize cᵀx (+ ½ xᵀPx) subject to bounds on norms, Gx ≤ h and Ax = b.

    .. math:: \lVert A_i x + b_i \rVert \le c_i^\top x + d_i, \quad i = 1, \dots, k

    Parameters
    ----------
    c : array, shape (n,)
    balls : list of (A_i, b_i, c_i, d_i)
        Shapes (k_i, n), (k_i,), (n,) and ().
    P, G, h, A, b, tol, max_steps
        As in `conic_program` and `linear_program`.

    Returns
    -------
    Solution
        The rows of G come first in ``s`` and ``z``, then those of each ball: its right side, then
        the vector in the norm. ``solution.slacks`` and ``solution.multipliers`` are split.

    References
    ----------
    Lobo, Vandenberghe, Boyd & Lebret, Applications of second-order cone programming (1998);
    Boyd & Vandenberghe, Convex Optimization, §4.4.2.

    Examples
    --------
    The lowest point of the disc of radius 2 around (1, 0):

    >>> disc = ([[1, 0], [0, 1]], [-1, 0], [0, 0], 2)
    >>> second_order_program([0, 1], [disc]).x.round(6).tolist()
    [1.0, -2.0]
    """
    n = len(real("c", c, 1))
    blocks = []
    for i, ball in enumerate(_listed("balls", balls, "(A_i, b_i, c_i, d_i)")):
        if not isinstance(ball, (tuple, list)) or len(ball) != 4:
            raise ValueError(f"balls[{i}] must be (A_i, b_i, c_i, d_i), got {checks._short(ball)}")
        left, offset = real(f"A of balls[{i}]", ball[0], 2), real(f"b of balls[{i}]", ball[1], 1)
        slope = real(f"c of balls[{i}]", ball[2], 1)
        constant = checks.number(f"d of balls[{i}]", ball[3])
        if left.shape != (len(offset), n):
            raise ValueError(
                f"A of balls[{i}] must have shape ({len(offset)}, {n}), a row for each entry of "
                f"b of balls[{i}] and a column for each of c, got {left.shape}"
            )
        if len(slope) != n:
            raise ValueError(f"c of balls[{i}] must have {n} entries, as c has, got {len(slope)}")
        cone = SecondOrder(1 + len(offset))
        blocks.append((cone, -np.vstack([slope, left]), np.r_[constant, offset]))
    return _program(P, c, G, h, A, b, blocks, tol, max_steps)


def semidefinite_program(
    c, matrices, G=None, h=None, A=None, b=None, P=None, tol=1e-8, max_steps=100
) -> Solution:
    r"""Minimize cᵀx (+ ½ xᵀPx) subject to linear matrix inequalities, Gx ≤ h and Ax = b.

    .. math:: F_0 + x_1 F_1 + \dots + x_n F_n \succeq 0

    Parameters
    ----------
    c : array, shape (n,)
    matrices : list of n + 1 arrays, each of shape (k, k)
        [F_0, F_1, …, F_n], symmetric; or a list of such lists for several inequalities.
    P, G, h, A, b, tol, max_steps
        As in `conic_program` and `linear_program`.

    Returns
    -------
    Solution
        ``solution.slack_matrix`` is F_0 + Σ xᵢFᵢ, ``solution.dual_matrix`` its multiplier Z ⪰ 0
        with tr(FᵢZ) = cᵢ if nothing else holds x; ``multipliers`` has those of all inequalities.

    References
    ----------
    Vandenberghe & Boyd, Semidefinite programming (1996); Convex Optimization, §4.6.2.

    Examples
    --------
    The largest eigenvalue: the least x with x·I − M ⪰ 0.

    >>> M = np.array([[2.0, 1.0], [1.0, 2.0]])
    >>> found = semidefinite_program([1], [-M, np.eye(2)])
    >>> found.x.round(6).tolist(), found.dual_matrix.round(4).tolist()
    ([3.0], [[0.5, 0.5], [0.5, 0.5]])
    """
    n = len(real("c", c, 1))
    several = _listed("matrices", matrices, "[F_0, F_1, ..., F_n]")
    several = several if _is_list_of_lists(several) else [several]
    blocks = []
    for i, family in enumerate(several):
        name = "matrices" if len(several) == 1 else f"matrices[{i}]"
        if len(family) != n + 1:
            raise ValueError(
                f"{name} must be [F_0, F_1, ..., F_{n}], one more than the {n} entries of c, "
                f"got {len(family)}"
            )
        first = symmetric(f"{name}[0]", family[0])
        rest = [symmetric(f"{name}[{j}]", F, len(first)) for j, F in enumerate(family[1:], 1)]
        rows = -np.stack([F.ravel() for F in rest], axis=1)
        blocks.append((Semidefinite(len(first)), rows, first.ravel()))
    return _program(P, c, G, h, A, b, blocks, tol, max_steps)


def _program(P, c, G, h, A, b, blocks, tol, max_steps) -> Solution:
    """Inequalities first, then the blocks (cone, rows of G, entries of h)."""
    c = real("c", c, 1)
    G, h = pair("G", G, "h", h, len(c))
    cones = [Nonnegative(len(h)), *(cone for cone, _, _ in blocks)]
    G = np.vstack([G, *(rows for _, rows, _ in blocks)])
    h = np.concatenate([h, *(right for _, _, right in blocks)])
    return conic_program(c, G, h, cones, A, b, P, tol, max_steps)


def _listed(name: str, value, of_what: str) -> list:
    return list(checks.items(name, value, of_what))


def _is_list_of_lists(matrices) -> bool:
    """Several inequalities: an entry is a list of matrices, and no matrix."""
    first = matrices[0] if len(matrices) else 0.0
    return (
        isinstance(first, list | tuple | np.ndarray) and len(first) > 0 and np.ndim(first[0]) == 2
    )
