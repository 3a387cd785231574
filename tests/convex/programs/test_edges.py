"""Where the solver's own tests of numbers end: what is zero, inside, or a contradiction."""

import inspect

import numpy as np
import pytest

from course_lib.convex.programs import (
    Nonnegative,
    conic_program,
    geometric_program,
    linear_program,
    quadratic_program,
    second_order_program,
    semidefinite_program,
    simplex_path,
)
from course_lib.convex.programs.cones import Product, SecondOrder, Semidefinite, split
from course_lib.convex.programs.embedding import Data, _inside, _negative, solve
from course_lib.convex.programs.geometric import _checked, _finished
from course_lib.convex.programs.reduction import (
    Program,
    Reduction,
    _clean,
    _inverse,
    _rank,
    noticed,
    solutions,
)

SQUARE = np.vstack([np.eye(2), -np.eye(2)])


@pytest.mark.parametrize(("pivot", "rank"), [(1.4e-10, 2), (0.7e-10, 1), (0.0, 1)])
def test_pivots_that_count(pivot, rank):
    assert _rank(np.diag([-1.0, pivot])) == rank
    assert _rank(np.diag([10.0, 10 * pivot])) == rank


def test_nothing_has_no_rank():
    assert _rank(np.zeros((0, 0))) == 0
    assert _rank(np.zeros((2, 2))) == 0


def test_rounding_is_cleaned_and_no_more():
    kept = _clean(np.array([0.9e-12, 1.2e-12, -1.2e-12, 2e-12]), np.array([1.0, 1.0, 1.0, 3.0]))
    assert kept.tolist() == [0.0, 1.2e-12, -1.2e-12, 0.0]
    assert _inverse(np.array([4.0, 0.0])).tolist() == [0.25, 1.0]


def test_equations():
    assert solutions(np.zeros((0, 3)), np.zeros(0))[0].tolist() == [0.0, 0.0, 0.0]
    assert solutions(np.zeros((0, 3)), np.zeros(0))[1:] == (None, None)
    A = np.array([[3.0, 4.0], [6.0, 8.0]])
    x0, N, contradiction = solutions(A, np.array([5.0, 10.0]))
    np.testing.assert_allclose(x0, [0.6, 0.8])  # the solution of least norm
    np.testing.assert_allclose(np.abs(N[:, 0]), [0.8, 0.6])
    assert contradiction is None
    same = np.array([[1.0, 0.0], [1.0, 0.0]])
    assert solutions(same, np.array([1.0, 1.0 + 2e-9]))[2] is None  # 1e-9 of 1 + 1 at most
    found = solutions(same, np.array([1.0, 1.0 + 8e-9]))[2]
    assert found is not None
    np.testing.assert_allclose(same.T @ found, 0.0, atol=1e-15)


def test_directions_that_nothing_notices():
    assert noticed(np.eye(2), np.zeros((2, 0))) == (None, None)
    kept, free = noticed(np.diag([5.0, 0.0]), np.zeros((2, 0)))
    assert np.abs(kept).round(12).tolist() == [[1.0], [0.0]]
    assert np.abs(free).round(12).tolist() == [[0.0], [1.0]]
    assert noticed(np.zeros((2, 2)), np.eye(2)) == (None, None)
    assert noticed(np.zeros((2, 2)), np.diag([1.0, 1e-9])) == (None, None)
    kept, free = noticed(np.zeros((2, 2)), np.diag([1.0, 1e-11]))  # positive definite, but hardly
    assert (kept.shape, free.shape) == ((2, 1), (2, 1))


def test_scaling_and_the_way_back():
    G = np.array([[3.0, 4.0], [0.0, 10.0]])
    program = Program(
        np.zeros((2, 2)), np.array([1.0, 2.0]), G, np.array([5.0, 20.0]), np.zeros((0, 2)),
        np.zeros(0),
    )  # fmt: skip
    found = Reduction(program, Product([Nonnegative(2)]))
    np.testing.assert_allclose(found.rows, [0.2, 0.1])
    assert (found.N, found.contradiction, found.ray) == (None, None, None)
    data = found.data
    np.testing.assert_allclose(np.linalg.norm(data.Gt, axis=1), 1.0)
    assert np.abs(data.h).max() == np.abs(data.c).max() == 1.0
    u = np.array([0.3, -0.7])
    np.testing.assert_allclose(
        found.s(data.h - u @ data.Gt), program.h - G @ found.x(u), rtol=1e-14
    )
    np.testing.assert_allclose(data.c @ u * found.price, program.c @ found.x(u), rtol=1e-14)
    z = np.array([2.0, 1.0])
    np.testing.assert_allclose(
        data.Gt @ z * found.price / found.length, found.columns * (G.T @ found.z(z)), rtol=1e-14
    )
    np.testing.assert_allclose(found.direction(u), found.x(u))


@pytest.mark.parametrize(("least", "moved"), [(1.2e-8, False), (0.8e-8, True), (-3.0, True)])
def test_what_is_well_inside_stays(least, moved):
    cone = Product([Nonnegative(2)])
    u = np.array([least, 0.5])
    found = _inside(cone, u)
    assert (found is not u) == moved
    np.testing.assert_allclose(found, u + (1 - least) if moved else u)
    assert found.min() >= (1.0 if moved else 0.0)
    large = np.array([1.0, 0.9e8])
    assert _inside(cone, large) is large
    assert _inside(cone, np.array([1.0, 1.2e8]))[0] == 1.0  # moved by nothing


def test_a_sum_without_a_sign():
    assert _negative(np.array([-1.0, 0.5]))
    assert not _negative(np.array([1.0, -0.5]))
    assert not _negative(np.array([1.0, -1.0 - 1.9e-12]))
    assert _negative(np.array([1.0, -1.0 - 2.5e-12]))
    assert not _negative(np.zeros(2))


def test_a_run_of_few_numbers():
    """min x with x ≥ 1, as it stands: no scaling, no equations."""
    data = Data(np.zeros((1, 1)), np.ones(1), -np.ones((1, 1)), -np.ones(1),
                Product([Nonnegative(1)]))  # fmt: skip
    assert (data.unit, data.offset) == (1.0, 0.0)
    run = solve(data, 1e-9, 50)
    assert run.status == "optimal"
    np.testing.assert_allclose([run.x[0], run.s[0], run.z[0]], [1.0, 0.0, 1.0], atol=1e-7)
    cut = solve(data, 1e-9, 1)
    assert (cut.status, len(cut.path)) == ("max_steps", 2)
    none = solve(Data(np.zeros((0, 0)), np.zeros(0), np.zeros((0, 1)), np.ones(1),
                      Product([Nonnegative(1)])), 1e-9, 50)  # fmt: skip
    assert (none.status, none.x.shape, none.path.shape[1]) == ("optimal", (0,), 0)


def test_parts_of_cones():
    cones = (Nonnegative(1), SecondOrder(2), Semidefinite(2))
    parts = split(cones, np.arange(7.0))
    assert [p.tolist() for p in parts] == [[0.0], [1.0, 2.0], [[3.0, 4.0], [5.0, 6.0]]]
    assert split((), np.zeros(0)) == ()
    with pytest.raises(ValueError, match=r"^matrices must be \[F_0, F_1, .*, got 1$"):
        semidefinite_program([1.0], [[]])


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_answers_do_not_depend_on_the_units(scale):
    found = linear_program([scale, 2 * scale], -SQUARE[:2] * scale, [-scale, -3 * scale])
    np.testing.assert_allclose(found.x, [1.0, 3.0], rtol=1e-6)
    assert found.value == pytest.approx(7 * scale, rel=1e-6)
    np.testing.assert_allclose(found.z, [1.0, 2.0], rtol=1e-5)
    bowl = quadratic_program(np.eye(2) * scale, [-scale, 0.0], SQUARE, [0.5, 9.0, 9.0, 9.0])
    np.testing.assert_allclose(bowl.x, [0.5, 0.0], atol=1e-6)
    np.testing.assert_allclose(bowl.z[0], 0.5 * scale, rtol=1e-4)


def test_easy_programs_take_few_steps():
    """Mehrotra's method: a step that is cut short without need shows here."""
    for found, most in (
        (linear_program([-1.0, -2.0], SQUARE, [1.0, 1.0, 0.0, 0.0]), 6),
        (quadratic_program(np.eye(2), [-2.0, -0.5], SQUARE, [1.0, 1.0, 0.0, 0.0]), 6),
        (quadratic_program(np.eye(2), [-2.0, 0.0]), 0),
    ):
        assert found.status == "optimal"
        assert found.steps <= most


def test_a_start_of_the_simplex_method_that_is_feasible_to_rounding():
    h = [1.0, 1.0, 0.0, 0.0]
    assert simplex_path([1.0, 1.0], SQUARE, h, start=[1 + 1.9e-9, 0.5])[-1].tolist() == [0.0, 0.0]
    with pytest.raises(
        ValueError, match=r"^start must satisfy G x <= h, got 3e-09 too much in row"
    ):
        simplex_path([1.0, 1.0], SQUARE, h, start=[1 + 3e-9, 0.5])


def test_geometric_programs_at_their_edges():
    alone = geometric_program(([2.0, 8.0], [[1.0], [-1.0]]))
    assert (alone.status, alone.z.tolist(), alone.y.tolist()) == ("optimal", [], [])
    assert (alone.value, alone.x[0]) == (pytest.approx(8.0), pytest.approx(2.0))
    tight = geometric_program(([1.0], [[1.0]]), [([3.0], [[-1.0]])])
    assert (tight.x[0], tight.z[0]) == (pytest.approx(3.0), pytest.approx(1.0))
    down = geometric_program(([1.0], [[1.0]]))
    assert (down.status, down.value) == ("unbounded", 0.0)
    assert down.certificate.x.tolist() == pytest.approx([-1.0])
    none = geometric_program(([1.0], [[1.0]]), [([2.0], [[0.0]])])
    assert (none.status, none.value) == ("infeasible", np.inf)


def test_residuals_of_a_wrong_answer_of_a_geometric_program():
    """x with 3/x ≤ 1 and 2x = 1, at x = 3/2 and with a negative multiplier."""
    constraints, monomials = [([3.0], [[-1.0]])], [(2.0, [1.0])]
    terms, A, b = _checked(([1.0], [[1.0]]), constraints, monomials)
    found = geometric_program(([1.0], [[1.0]]), constraints)
    wrong = _finished(found, terms, A, b, np.log([1.5]), np.array([-0.5]))
    of = wrong.residuals
    assert (of.primal, of.dual) == (0.0, pytest.approx(0.0, abs=1e-12))
    assert (of.slack, of.multiplier) == (pytest.approx(np.log(2)), 0.5)
    assert of.complementarity == pytest.approx(0.5 * np.log(2))
    assert of.equality == pytest.approx(np.log(3))
    assert (wrong.value, wrong.x[0]) == (pytest.approx(1.5), pytest.approx(1.5))
    assert wrong.y[0] == pytest.approx(-1.5)
    assert wrong.dual_value == pytest.approx(1.5 * np.exp(-0.5 * np.log(2)))
    alone = _finished(found, terms, A[:0], b[:0], np.log([3.0]), np.array([3.0]))
    assert (alone.residuals.dual, alone.residuals.slack) == (2.0, pytest.approx(0.0, abs=1e-15))


def test_what_programs_leave_out_means():
    kinds = (linear_program, quadratic_program, second_order_program, semidefinite_program)
    for program in (*kinds, conic_program, geometric_program):
        steps = 200 if program is geometric_program else 100
        given = {k: p.default for k, p in inspect.signature(program).parameters.items()}
        assert (given["tol"], given["max_steps"]) == (1e-8, steps)
