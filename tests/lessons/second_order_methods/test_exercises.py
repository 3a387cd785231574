"""Solutions of notebook 21's exercises that are right, each in another way than the notebook's."""

import numpy as np

from course_lib.functions import Quadratic
from course_lib.lessons.second_order_methods.exercises import (
    check_damped_pair,
    check_damped_product,
    check_diagonal_steps,
    check_flat_factor,
)


def flat(k):
    return (k - 2) / (k - 1)


def flat_by_a_step(k):
    return 1 - k / (k * (k - 1))


def product(u, damping, g):
    return (g - u * (u @ g) / (damping + u @ u)) / damping


def product_along_and_across(u, damping, g):
    along = u * (u @ g) / (u @ u)
    return along / (damping + u @ u) + (g - along) / damping


def pair(M, dx, dg):
    """Along Δg − BΔx, as far as the curvature allows."""
    B = np.linalg.inv(M)
    c, own = dx @ B @ dx, dx @ dg
    return dg if own >= c / 5 else B @ dx + 0.8 * c / (c - own) * (dg - B @ dx)


def pair_by_what_is_missing(M, dx, dg):
    believed = np.linalg.solve(M, dx)
    missing = max(0.0, 0.2 * (dx @ believed) - dx @ dg)
    return dg + missing / (dx @ believed - dx @ dg) * (believed - dg) if missing else dg


def diagonal_steps(angle):
    f, x = Quadratic([1.0, 100.0], angle=angle), np.array([1.0, 0.0])
    first, count = f(x), 0
    while f(x) > 1e-6 * first:
        x = x - f.grad(x) / f.hess(x).diagonal()
        count += 1
    return count


def diagonal_steps_by_powers(angle):
    """x_t = (I − D⁻¹H)ᵗ x_0 without walking."""
    H = Quadratic([1.0, 100.0], angle=angle).hess(np.zeros(2))
    shrink = np.eye(2) - H / np.diag(H)[:, None]
    points = [np.linalg.matrix_power(shrink, t) @ [1.0, 0.0] for t in range(400)]
    values = np.array([x @ H @ x for x in points])
    return int(np.argmax(values <= 1e-6 * values[0]))


RIGHT = [
    (check_flat_factor, flat),
    (check_flat_factor, flat_by_a_step),
    (check_damped_product, product),
    (check_damped_product, product_along_and_across),
    (check_damped_pair, pair),
    (check_damped_pair, pair_by_what_is_missing),
    (check_diagonal_steps, diagonal_steps),
    (check_diagonal_steps, diagonal_steps_by_powers),
]
