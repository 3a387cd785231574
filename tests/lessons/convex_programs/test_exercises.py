"""Right solutions of notebook 03 that are written in other ways pass too."""

import numpy as np
from scipy.optimize import linprog, minimize

from course_lib.convex import programs
from course_lib.lessons.convex_programs.exercises import (
    check_largest_tin,
    check_proves_empty,
    check_quantile_line,
    check_smallest_circle,
)


def largest_tin(sheet):
    r = np.sqrt(sheet / (6 * np.pi))
    return r, 2 * r


def tin_by_a_program(sheet):
    area = (np.full(2, 2 * np.pi / sheet), [[2, 0], [1, 1]])
    return tuple(programs.geometric_program(([1.0], [[-2, -1]]), [area]).x)


def quantile_line(x, y, tau):
    n, X = len(x), np.column_stack([np.ones_like(x), x])
    G = np.block([[-tau * X, -np.eye(n)], [(1 - tau) * X, -np.eye(n)]])
    c = np.r_[0, 0, np.ones(n)]
    return programs.linear_program(c, G, np.r_[-tau * y, (1 - tau) * y]).x[:2]


def line_from_two_parts(x, y, tau):
    """With r = u − v, u, v ≥ 0 as unknowns, by another solver."""
    n, X = len(x), np.column_stack([np.ones_like(x), x])
    found = linprog(
        np.r_[0, 0, np.full(n, tau), np.full(n, 1 - tau)],
        A_eq=np.hstack([X, np.eye(n), -np.eye(n)]), b_eq=y,
        bounds=[(None, None)] * 2 + [(0, None)] * (2 * n),
    )  # fmt: skip
    return found.x[:2]


def smallest_circle(points):
    A = np.array([[1.0, 0, 0], [0, 1, 0]])
    balls = [(A, -p, np.array([0.0, 0, 1]), 0.0) for p in points]
    x = programs.second_order_program(np.array([0.0, 0, 1]), balls).x
    return x[:2], x[2]


def circle_by_descent(points):
    def farthest(centre):
        return np.linalg.norm(points - centre, axis=1).max()

    found = minimize(farthest, points.mean(axis=0), method="Nelder-Mead",
                     options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000})  # fmt: skip
    return found.x, found.fun


def proves_empty(G, h, alpha):
    return bool(alpha.min() >= 0 and np.abs(G.T @ alpha).max() < 1e-9 and h @ alpha < -1e-9)


def proof_by_a_norm(G, h, alpha):
    if any(a < 0 for a in alpha):
        return False
    return np.linalg.norm(alpha @ G) < 1e-9 and float(h @ alpha) < 0


RIGHT = [
    (check_largest_tin, largest_tin),
    (check_largest_tin, tin_by_a_program),
    (check_quantile_line, quantile_line),
    (check_quantile_line, line_from_two_parts),
    (check_smallest_circle, smallest_circle),
    (check_smallest_circle, circle_by_descent),
    (check_proves_empty, proves_empty),
    (check_proves_empty, proof_by_a_norm),
]
