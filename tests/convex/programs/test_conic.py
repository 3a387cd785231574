"""The solver on all three cones at once: answers, certificates, degenerate programs, bad input."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from course_lib.convex import programs
from course_lib.convex.programs import Nonnegative, SecondOrder, Semidefinite
from course_lib.convex.programs.arguments import checked_program
from course_lib.convex.programs.cones import Product
from course_lib.convex.programs.conic import _proved
from course_lib.convex.programs.solution import residuals
from tests.convex.programs.conditions import (
    assert_optimal,
    assert_proves_infeasible,
    assert_proves_unbounded,
    inside_by,
)


def symmetric(rng, k):
    M = rng.normal(size=(k, k))
    return M + M.T


def rows(rng, cones, n):
    """A random G for the cones."""
    return np.vstack([
        np.stack([symmetric(rng, cone.n).ravel() for _ in range(n)], axis=1)
        if isinstance(cone, Semidefinite) else rng.normal(size=(cone.size, n))
        for cone in cones
    ])  # fmt: skip


def within(rng, cones):
    """A random point inside the cones; in two of three blocks on the boundary."""
    parts = []
    for i, cone in enumerate(cones):
        v, k = rng.normal(size=cone.n), cone.n
        if isinstance(cone, Nonnegative):
            parts.append(np.where(np.arange(k) % 3 == i % 3, 0.0, np.abs(v)))
        elif isinstance(cone, SecondOrder):
            parts.append(np.r_[np.linalg.norm(v[1:]) + (i % 3 == 0), v[1:]])
        else:
            B = rng.normal(size=(k, k if i % 3 == 0 else max(1, k // 2)))
            parts.append((B @ B.T).ravel())
    return np.concatenate(parts)


CONES = [
    [Nonnegative(7)],
    [SecondOrder(5)],
    [Semidefinite(4)],
    [Semidefinite(3), Nonnegative(2), SecondOrder(4), SecondOrder(1), Semidefinite(3)],
    [SecondOrder(3), Semidefinite(2), Nonnegative(0), SecondOrder(2), Semidefinite(1)],
]


@pytest.mark.parametrize("cones", CONES)
@pytest.mark.parametrize("n", [1, 2, 6])
@pytest.mark.parametrize("quadratic", [False, True])
@pytest.mark.parametrize("p", [0, 2])
def test_every_condition_holds_at_the_answer(cones, n, quadratic, p):
    """Feasible and bounded by the way it is made: s, z inside, c = −Px − Gᵀz − Aᵀy."""
    rng = np.random.default_rng(n)
    p = min(p, n - 1)
    G, A, x = rows(rng, cones, n), rng.normal(size=(p, n)), rng.normal(size=n)
    s, z, y = within(rng, cones), within(rng, cones), rng.normal(size=p)
    B = rng.normal(size=(max(1, n // 2), n)) * quadratic
    P, h, b = B.T @ B, G @ x + s, A @ x
    c = -P @ rng.normal(size=n) - G.T @ z - A.T @ y
    found = programs.conic_program(c, G, h, cones, A, b, P)
    assert_optimal(found, c, G, h, cones, A, b, P)
    assert found.residuals.worst < 1e-7


@pytest.mark.parametrize("cones", CONES)
@pytest.mark.parametrize("p", [0, 2])
def test_infeasible_programs_come_with_their_proof(cones, p):
    """Made so that some z inside has Gᵀz + Aᵀy = 0 and hᵀz + bᵀy = −1."""
    rng = np.random.default_rng(p)
    n = 3
    G, A = rows(rng, cones, n), rng.normal(size=(p, n))
    z, y = within(rng, cones), rng.normal(size=p)
    # taking (Gᵀz + Aᵀy) zᵀ / ‖z‖² off G keeps blocks of matrices symmetric
    G -= np.outer(z, G.T @ z + A.T @ y) / (z @ z)
    b = rng.normal(size=p)
    h = rows(rng, cones, 1)[:, 0]
    h -= z * (h @ z + b @ y + 1) / (z @ z)
    found = programs.conic_program(rng.normal(size=n), G, h, cones, A, b)
    assert_proves_infeasible(found, G, h, cones, A, b)
    assert "no x satisfies" in repr(found)


@pytest.mark.parametrize("cones", CONES)
@pytest.mark.parametrize("p", [0, 2])
@pytest.mark.parametrize("quadratic", [False, True])
def test_unbounded_programs_come_with_a_ray(cones, p, quadratic):
    """Made so that some x has Px = 0, Ax = 0, −Gx inside and cᵀx = −1."""
    rng = np.random.default_rng(p)
    n = 4
    ray, start = rng.normal(size=n), rng.normal(size=n)
    across = np.eye(n) - np.outer(ray, ray) / (ray @ ray)
    G = rows(rng, cones, n) @ across - np.outer(within(rng, cones), ray) / (ray @ ray)
    A = rng.normal(size=(p, n)) @ across
    B = rng.normal(size=(2, n)) @ across * quadratic
    c, h, b = across @ rng.normal(size=n) - ray, G @ start + within(rng, cones), A @ start
    found = programs.conic_program(c, G, h, cones, A, b, B.T @ B)
    assert_proves_unbounded(found, c, G, h, cones, A, b, B.T @ B)


def test_neither_feasible_nor_bounded_is_infeasible():
    """A ray alone proves nothing: x₀ is free to fall, but no x₁ will do."""
    found = programs.linear_program([1.0, 0.0], [[0.0, 1.0], [0.0, -1.0]], [0.0, -1.0])
    assert_proves_infeasible(found, [[0.0, 1.0], [0.0, -1.0]], [0.0, -1.0], [Nonnegative(2)])


# Rays and no point inside: of 3,000 such programs these are among the 17 whose steps stop early.
STUCK = [1524, 2301, 2430, 2749, 2950]


@pytest.mark.parametrize("seed", [*STUCK, 1, 2, 3])
def test_rays_are_found_without_a_point_inside(seed):
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(2, 11)), int(rng.integers(3, 15))
    G = rng.integers(-2, 3, (m, n)) * 1.0
    G[1] = -G[0]
    h = np.r_[0.0, 0, rng.integers(0, 2, m)[2:]]
    c = rng.integers(-2, 3, n) * 1.0
    found = programs.linear_program(c, G, h)
    if seed in STUCK:
        assert_proves_unbounded(found, c, G, h, [Nonnegative(m)])
    else:
        theirs = linprog(c, G, h, bounds=(None, None)).status
        assert found.status == {0: "optimal", 2: "infeasible", 3: "unbounded"}[theirs]


def test_a_closer_look_finds_proofs_rays_and_nothing_where_there_is_nothing():
    """What is tried when the steps stop early, on programs whose answers are known."""
    cones, b = (Nonnegative(2), SecondOrder(2)), [1.0]
    G, A = np.array([[1.0, 0], [-1, 0], [0, 0], [0, -1]]), np.array([[0.0, 1]])
    blank = programs.conic_program([0.0, 0], G, [1.0, 1, 3, 0], cones, A, b)

    def look(c, h, G=G, A=A, b=b):
        program = checked_program(c, G, h, A, b, None)
        return _proved(program, cones, 1e-8, 100, replace(blank, value=np.inf, x=blank.x * np.nan,
                                                          status="infeasible"))  # fmt: skip

    empty, beyond = [1.0, -2, 3, 0], [1.0, 1, 0.5, 0]  # x₀ ≤ 1 and ≥ 2; |x₁| ≤ 1/2 and x₁ = 1
    assert_proves_infeasible(look([1.0, 0], empty), G, empty, cones, A, b)
    assert_proves_infeasible(look([1.0, 0], beyond), G, beyond, cones, A, b)
    assert look([1.0, 0], [1.0, 1, 3, 0]) is None
    half = G * [[1.0], [0], [1], [1]]
    found = look([1.0, 0], [1.0, 1, 3, 0], half)
    assert_proves_unbounded(found, [1.0, 0], half, [1.0, 1, 3, 0], cones, A, b)


def test_the_best_point_is_kept_where_rounding_ends_the_steps():
    """To 1e-15 there is no way; the last point before the end may be far off again."""
    rng = np.random.default_rng(5)
    for _ in range(5):
        G, x = rows(rng, [Semidefinite(4)], 3), rng.normal(size=3)
        low = rng.normal(size=(4, 1))
        c, h = -G.T @ (low @ low.T).ravel(), G @ x + (low @ low.T).ravel()
        found = programs.conic_program(c, G, h, [Semidefinite(4)], tol=1e-15)
        assert found.status == "no_progress"
        assert found.residuals.worst < 1e-6


def test_few_steps_are_enough():
    """Without the corrector, or with short steps, it would take many more."""
    rng = np.random.default_rng(0)
    for cones in CONES:
        G, x = rows(rng, cones, 6), rng.normal(size=6)
        c, h = -G.T @ within(rng, cones), G @ x + within(rng, cones)
        assert programs.conic_program(c, G, h, cones).steps <= 11


def test_the_first_entry_of_a_second_order_cone_bounds_the_norm_of_the_others():
    """The least ‖x‖ with ‖(3 + x₀, 4 + x₁)‖ ≤ 2 pulls (3, 4) straight towards 0."""
    found = programs.conic_program([0, 0], [[0, 0], [-1, 0], [0, -1]], [2, 3, 4], [SecondOrder(3)],
                                   P=np.eye(2))  # fmt: skip
    np.testing.assert_allclose(found.s, [2, *(np.array([3, 4]) * 2 / 5)], atol=1e-6)
    assert abs(inside_by(found.cones, found.s)) < 1e-6


def test_a_matrix_has_all_its_entries_unscaled():
    """S and Z are the matrices of the program: S = F₀ + ΣxF, tr(FᵢZ) = cᵢ, SZ = 0."""
    F = np.array([[[2.0, 1], [1, 3]], [[1, 0.5], [0.5, 0]], [[0, 0.3], [0.3, 1]]])
    c = np.array([1.0, 1.0])
    G, h = -F[1:].reshape(2, 4).T, F[0].ravel()
    found = programs.conic_program(c, G, h, [Semidefinite(2)])
    S, Z = found.s.reshape(2, 2), found.z.reshape(2, 2)
    np.testing.assert_allclose(S, F[0] + np.tensordot(found.x, F[1:], 1), atol=1e-7)
    np.testing.assert_allclose([np.trace(M @ Z) for M in F[1:]], c, atol=1e-7)
    np.testing.assert_allclose(S @ Z, 0, atol=1e-6)
    assert -np.trace(F[0] @ Z) == pytest.approx(found.value, rel=1e-7)
    assert abs(Z[0, 1]) > 0.1
    np.testing.assert_array_equal(found.dual_matrix, Z)


class TestResiduals:
    """Each condition, violated alone, makes its number large and no other one."""

    cones = (Nonnegative(2), SecondOrder(3), Semidefinite(2))

    def answer(self):
        """An exact one: the last variable is in A only; blocks 1 and 2 of s and z are 0 in turn."""
        rng = np.random.default_rng(0)
        G = np.c_[rows(rng, self.cones, 3), np.zeros(9)]
        s, z = np.r_[1.0, 0, np.zeros(3), np.eye(2).ravel()], np.r_[0, 1.0, 2, 0, 1, np.zeros(4)]
        A, x, y = rng.normal(size=(1, 4)), rng.normal(size=4), np.ones(1)
        P = np.diag([1.0, 2, 3, 0])
        return dict(P=P, c=-P @ x - G.T @ z - A.T @ y, G=G, h=G @ x + s, A=A, b=A @ x,
                    cone=Product(self.cones), x=x, s=s, z=z, y=y)  # fmt: skip

    def only(self, large, **change):
        found = residuals(**self.answer() | change)
        for name, number in vars(found).items():
            assert (number > 0.05) if name == large else (number < 1e-12), (name, number)
        return found

    def test_an_exact_answer_has_none(self):
        assert self.only(None).worst < 1e-12

    def test_a_slack_that_is_not_the_slack(self):
        s = self.answer()["s"]
        self.only("primal", s=s + np.r_[1.0, np.zeros(8)])

    def test_an_equation_that_does_not_hold(self):
        x = self.answer()["x"]
        self.only("equality", x=x + np.r_[0, 0, 0, 1.0])

    def test_a_gradient_that_is_not_zero(self):
        self.only("dual", y=np.zeros(1))

    @pytest.mark.parametrize("outside", [
        [-2.0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0.5, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, -2, 0, 0, 0],
    ])  # fmt: skip
    def test_a_slack_outside_its_cone(self, outside):
        s, h = self.answer()["s"] + outside, self.answer()["h"] + outside
        self.only("slack", s=s, h=h)

    @pytest.mark.parametrize("outside", [
        [0, -2.0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 3, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 1, 1, 0],
    ])  # fmt: skip
    def test_a_multiplier_outside_its_cone(self, outside):
        given = self.answer()
        self.only("multiplier", z=given["z"] + outside, c=given["c"] - given["G"].T @ outside)

    def test_a_price_of_what_is_not_scarce(self):
        given, more = self.answer(), np.r_[1.0, np.zeros(8)]
        self.only("complementarity", z=given["z"] + more, c=given["c"] - given["G"].T @ more)

    def test_the_answers_numbers_are_those_of_the_definition(self):
        given = self.answer()
        found = programs.conic_program(*(given[k] for k in "cGh"), self.cones,
                                       *(given[k] for k in "AbP"))  # fmt: skip
        change = {k: getattr(found, k) for k in "xszy"}
        assert residuals(**given | change) == found.residuals
        assert found.residuals.worst < 1e-7


BAD = [
    (dict(c=[]), ValueError, "c must have at least one entry"),
    (dict(c=[[1.0]]), ValueError, "c must be an array with 1 axes"),
    (dict(c=[1.0, np.nan]), ValueError, "c must be finite everywhere"),
    (dict(c=[1j, 1]), TypeError, "c must be real, got complex"),
    (dict(G=[[1.0, 2.0, 3.0]] * 4), ValueError, r"G must have shape \(4, 2\).* got \(4, 3\)"),
    (dict(G=None), ValueError, "G must be given with h, got None"),
    (dict(h=None), ValueError, "h must be given with G, got None"),
    (dict(h=[0.0, np.inf, 0, 0]), ValueError, "h must be finite everywhere"),
    (dict(cones=[Nonnegative(3)]), ValueError, "as many rows as h, 4, got 3 = 3"),
    (dict(cones=[Nonnegative(1), Semidefinite(2)]), ValueError, r"got 1 \+ 4 = 5"),
    (dict(cones="nonnegative"), TypeError, "cones must be a list of Nonnegative, SecondOrder"),
    (dict(cones=[4]), TypeError, r"cones must be a list .* got \[4\]"),
    (dict(cones=[Semidefinite(2)]), ValueError, "rows 0 to 3 of column 0 of G must be a symmetric"),
    (dict(cones=[Semidefinite(2)], G=np.ones((4, 2)), h=[0, 1, 2, 0.0]), ValueError, "3 of h must"),
    (dict(A=[[1.0, 0.0]]), ValueError, "b must be given with A"),
    (dict(A=[[1.0, 0.0]], b=[1.0, 2.0]), ValueError, r"A must have shape \(2, 2\)"),
    (dict(P=[[1.0]]), ValueError, r"P must have shape \(2, 2\), got \(1, 1\)"),
    (dict(P=[[1.0, 1.0], [0.0, 1.0]]), ValueError, r"P must be symmetric, got 1 at \[0, 1\] and 0"),
    (dict(P=[[1.0, 0.0], [0.0, -2.0]]), ValueError, "smallest eigenvalue is -2; .*add 2 or more"),
    (dict(tol=0), ValueError, r"tol must be in \(0, 1\)"),
    (dict(max_steps=0), ValueError, "max_steps must be at least 1"),
]


@pytest.mark.parametrize(("change", "error", "text"), BAD)
def test_bad_arguments_are_named(change, error, text):
    G = np.array([[1.0, 2.0], [0, 1], [-1, 0], [0, -1]])
    good = dict(c=[1.0, 2.0], G=G, h=np.ones(4), cones=[Nonnegative(4)])
    assert programs.conic_program(**good).status == "optimal"
    with pytest.raises(error, match=text):
        programs.conic_program(**good | change)


@pytest.mark.parametrize("make", [Nonnegative, SecondOrder, Semidefinite])
def test_sizes_of_cones_are_checked(make):
    with pytest.raises(ValueError, match="n must be at least"):
        make(-1)
    with pytest.raises(TypeError, match="n must be a whole number"):
        make(1.5)


def test_balls_and_matrices_are_checked():
    with pytest.raises(ValueError, match=r"balls\[0\] must be \(A_i, b_i, c_i, d_i\), got"):
        programs.second_order_program([1.0], [([[1.0]], [0.0])])
    with pytest.raises(ValueError, match=r"A of balls\[0\] must have shape \(2, 1\)"):
        programs.second_order_program([1.0], [([[1.0]], [0.0, 0.0], [0.0], 1.0)])
    with pytest.raises(ValueError, match=r"c of balls\[0\] must have 1 entries"):
        programs.second_order_program([1.0], [([[1.0]], [0.0], [0.0, 1.0], 1.0)])
    with pytest.raises(ValueError, match="one more than the 1 entries of c, got 1"):
        programs.semidefinite_program([1.0], [np.eye(2)])
    with pytest.raises(ValueError, match=r"matrices\[1\] must be symmetric"):
        programs.semidefinite_program([1.0], [np.eye(2), [[0.0, 1.0], [0.0, 0.0]]])
    with pytest.raises(ValueError, match=r"matrices\[1\] must have shape \(2, 2\), got \(3, 3\)"):
        programs.semidefinite_program([1.0], [np.eye(2), np.eye(3)])
    with pytest.raises(AttributeError, match="no Semidefinite cone"):
        _ = programs.linear_program([1.0], [[-1.0]], [0.0]).dual_matrix
