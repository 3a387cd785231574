"""Linear, quadratic, second-order cone and semidefinite programs with known answers."""

import numpy as np
import pytest
from scipy.optimize import linprog

from course_lib.convex import programs
from tests.convex.programs.conditions import (
    assert_optimal,
    assert_proves_infeasible,
    assert_proves_unbounded,
)

EXPECTED = {0: "optimal", 2: "infeasible", 3: "unbounded"}


def random_lp(seed):
    """Whole numbers, so that rows coincide, depend on each other, and touch in many ways."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, 12)), int(rng.integers(1, 25))
    p = int(rng.integers(0, n + 2))
    G, A = rng.integers(-3, 4, (m, n)) * 1.0, rng.integers(-2, 3, (p, n)) * 1.0
    x, z = rng.integers(-2, 3, n) * 1.0, rng.integers(0, 3, m)
    h, b = G @ x + rng.integers(0, 3, m), A @ x
    if seed % 3 == 0:
        h = rng.integers(-2, 6, m) * 1.0
    c = rng.integers(-2, 3, n) * 1.0 if seed % 2 else A.T @ rng.integers(-2, 3, p) - G.T @ z
    return c, G, h, A, b


@pytest.mark.parametrize("seed", range(60))
def test_linear_programs_are_those_of_highs(seed):
    c, G, h, A, b = random_lp(seed)
    found = programs.linear_program(c, G, h, A, b)
    cones = [programs.Nonnegative(len(h))]
    theirs = linprog(c, G, h, A if len(b) else None, b if len(b) else None, bounds=(None, None))
    if theirs.status == 4:  # "unbounded or infeasible"
        feasible = linprog(0 * c, G, h, A if len(b) else None, b if len(b) else None, (None, None))
        theirs.status = 3 if feasible.status == 0 else 2
    assert found.status == EXPECTED[theirs.status]
    if found.status == "optimal":
        assert found.value == pytest.approx(theirs.fun, rel=1e-6, abs=1e-6)
        assert found.residuals.worst < 1e-7
        assert_optimal(found, c, G, h, cones, A, b)
    elif found.status == "infeasible":
        assert_proves_infeasible(found, G, h, cones, A, b)
    else:
        assert_proves_unbounded(found, c, G, h, cones, A, b)


@pytest.mark.parametrize("unit", [1e-6, 1e6])
@pytest.mark.parametrize("seed", [1, 5, 9, 13])
def test_units_do_not_matter(seed, unit):
    """Of the price, of the unknowns and of each row."""
    c, G, h, A, b = random_lp(seed)
    known = programs.linear_program(c, G, h, A, b)
    rows = np.where(np.arange(len(h)) % 2, unit, 1.0)
    for other, price in (
        (programs.linear_program(unit * c, G, h, A, b), unit),
        (programs.linear_program(c, G, unit * h, A, unit * b), unit),
        (programs.linear_program(c, rows[:, None] * G, rows * h, A, b), 1.0),
    ):
        assert other.status == known.status
        if known.status == "optimal":
            assert other.value / price == pytest.approx(known.value, rel=1e-6, abs=1e-6)


def test_multipliers_are_prices():
    """The value falls by zᵢ a unit of hᵢ, and by yⱼ a unit of bⱼ."""
    c, G, h = (
        np.array([-3.0, -5.0, 0.0]),
        np.array([[1, 0, 1], [0, 2, 0], [3, 2, 0.0]]),
        [4, 12, 18.0],
    )
    G, h = np.vstack([G, -np.eye(3)]), np.r_[h, 0, 0, 0]
    A, b = np.array([[1.0, 1.0, 1.0]]), np.array([8.5])
    found = programs.linear_program(c, G, h, A, b)
    for i in range(len(h)):
        more = programs.linear_program(c, G, h + 1e-3 * (np.arange(len(h)) == i), A, b)
        assert (more.value - found.value) / 1e-3 == pytest.approx(-found.z[i], abs=1e-4)
    more = programs.linear_program(c, G, h, A, b + 1e-3)
    assert (more.value - found.value) / 1e-3 == pytest.approx(-found.y[0], abs=1e-4)


def test_a_quadratic_program_without_inequalities_solves_its_linear_system():
    rng = np.random.default_rng(0)
    B, q, A, b = rng.normal(size=(6, 6)), rng.normal(size=6), rng.normal(size=(2, 6)), [1.0, 2.0]
    P = B.T @ B
    found = programs.quadratic_program(P, q, A=A, b=b)
    system = np.block([[P, A.T], [A, np.zeros((2, 2))]])
    np.testing.assert_allclose(np.r_[found.x, found.y], np.linalg.solve(system, np.r_[-q, b]),
                               rtol=1e-6)  # fmt: skip


def test_projection_on_a_box_and_on_the_simplex():
    target = np.array([1.5, -0.3, 0.4, 0.2])
    box = programs.quadratic_program(np.eye(4), -target, np.vstack([np.eye(4), -np.eye(4)]),
                                     np.r_[np.ones(4), np.zeros(4)])  # fmt: skip
    np.testing.assert_allclose(box.x, np.clip(target, 0, 1), atol=1e-7)
    simplex = programs.quadratic_program(np.eye(4), -target, -np.eye(4), np.zeros(4),
                                         np.ones((1, 4)), [1.0])  # fmt: skip
    np.testing.assert_allclose(simplex.x, [1, 0, 0, 0], atol=1e-7)


def test_the_smallest_circle_around_points():
    """Of the corners of a triangle with an obtuse angle it has the longest side as diameter."""
    points = np.array([[0.0, 0.0], [4.0, 0.0], [2.0, 1.0]])
    balls = [(np.eye(2, 3), -point, [0, 0, 1], 0.0) for point in points]
    found = programs.second_order_program([0, 0, 1], balls)
    np.testing.assert_allclose(found.x, [2, 0, 2], atol=1e-5)
    assert [len(part) for part in found.multipliers] == [0, 3, 3, 3]


def test_the_largest_eigenvalue_and_its_vector():
    rng = np.random.default_rng(1)
    M = rng.normal(size=(5, 5))
    M = M + M.T
    found = programs.semidefinite_program([1.0], [-M, np.eye(5)])
    values, vectors = np.linalg.eigh(M)
    assert found.x[0] == pytest.approx(values[-1], rel=1e-7)
    np.testing.assert_allclose(found.slack_matrix, found.x[0] * np.eye(5) - M, atol=1e-7)
    np.testing.assert_allclose(
        found.dual_matrix, np.outer(vectors[:, -1], vectors[:, -1]), atol=1e-5
    )


def test_several_matrix_inequalities_with_bounds():
    """x between two matrices: lambda_max(M) <= x <= 10, and y = lambda_max(-M)."""
    M = np.array([[2.0, 1.0], [1.0, -1.0]])
    zero, one = np.zeros((2, 2)), np.eye(2)
    found = programs.semidefinite_program([1.0, 1.0], [[-M, one, zero], [M, zero, one]],
                                          G=[[1.0, 0.0]], h=[10.0])  # fmt: skip
    values = np.linalg.eigvalsh(M)
    np.testing.assert_allclose(found.x, [values[-1], -values[0]], atol=1e-6)
    assert [np.shape(part) for part in found.slacks] == [(1,), (2, 2), (2, 2)]


@pytest.mark.parametrize("P", [[[1.0, 0.0], [0.0, -0.5]], [[0.0, 1.0], [1.0, 0.0]]])
def test_an_indefinite_matrix_is_refused_with_its_eigenvalue(P):
    least = np.linalg.eigvalsh(P)[0]
    with pytest.raises(ValueError, match=f"P must be positive semidefinite.* is {least:.4g}"):
        programs.quadratic_program(P, [0.0, 0.0], [[1.0, 0.0]], [1.0])


def test_the_path_leads_from_the_start_to_the_answer():
    c, G, h = [-1.0, -2.0], [[1, 1], [-1, 0], [0, -1]], [4.0, 0.0, 0.0]
    found = programs.linear_program(c, G, h)
    assert found.path.shape == (found.steps + 1, 2)
    np.testing.assert_array_equal(found.path[-1], found.x)


def test_the_steps_can_be_cut():
    found = programs.linear_program(
        [-1.0, -2.0], [[1, 1], [-1, 0], [0, -1]], [4.0, 0, 0], max_steps=2
    )
    assert (found.status, found.steps, len(found.path)) == ("max_steps", 2, 3)
    assert found.residuals.worst > 1e-8
    assert repr(found).startswith("max_steps after 2 steps: value ")
    assert repr(found).endswith(f"worst residual {found.residuals.worst:.1e}")


@pytest.mark.parametrize(
    ("solve", "given", "text"),
    [
        (
            programs.second_order_program,
            3,
            r"^balls must be a sequence of \(A_i, b_i, c_i, d_i\), g",
        ),
        (programs.second_order_program, [3], r"^balls\[0\] must be \(A_i, b_i, c_i, d_i\), got 3"),
        (
            programs.semidefinite_program,
            3,
            r"^matrices must be a sequence of \[F_0, F_1, ..., F_n\]",
        ),
    ],
)
def test_what_is_no_list_is_told_its_form(solve, given, text):
    with pytest.raises(ValueError if given == [3] else TypeError, match=text):
        solve([0.0, 1.0], given)
