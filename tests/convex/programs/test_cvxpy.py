"""Every kind of program beside CVXPY: random, degenerate, infeasible, unbounded, up to n = 200."""

import numpy as np
import pytest

from course_lib.convex import programs
from course_lib.convex.programs import Nonnegative, SecondOrder, Semidefinite
from tests.convex.programs.conditions import (
    assert_optimal,
    assert_proves_infeasible,
    assert_proves_unbounded,
    blocks,
)

pytestmark = pytest.mark.oracle

ABOUT = {"optimal_inaccurate": "optimal"}  # what Clarabel reaches to fewer digits


def cvxpy_answer(c, G, h, cones, A, b, P):
    """(status, value); None where Clarabel gives up."""
    cp = pytest.importorskip("cvxpy")
    x, constraints = cp.Variable(len(c)), []
    if len(b):
        constraints.append(A @ x == b)
    starts = np.cumsum([0, *(cone.size for cone in cones)])
    for cone, start in zip(cones, starts[:-1], strict=True):
        rows = slice(start, start + cone.size)
        slack = h[rows] - G[rows] @ x
        if isinstance(cone, Semidefinite):
            S = cp.reshape(slack, (cone.n, cone.n), order="C")
            constraints.append((S + S.T) / 2 >> 0)
        elif isinstance(cone, SecondOrder) and cone.n > 1:
            constraints.append(cp.SOC(slack[0], slack[1:]))
        elif cone.n:
            constraints.append(slack >= 0)
    value = c @ x + (0.5 * cp.quad_form(x, cp.psd_wrap(P)) if P.any() else 0)
    problem = cp.Problem(cp.Minimize(value), constraints)
    try:
        problem.solve(solver="CLARABEL")
    except cp.SolverError:
        return None, np.nan
    return ABOUT.get(problem.status, problem.status), problem.value


def whole_symmetric(rng, k):
    M = rng.integers(-2, 3, (k, k)) * 1.0
    return M + M.T


def on_the_boundary(rng, cones, inside):
    """A point of the cones, often of low rank or 0; inside them by one identity if asked for."""
    parts = []
    for cone in cones:
        if isinstance(cone, Nonnegative):
            parts.append(rng.integers(0, 3, cone.n) + 1.0 * inside)
        elif isinstance(cone, SecondOrder):
            v = rng.normal(size=cone.n)
            parts.append(np.r_[np.linalg.norm(v[1:]) + rng.integers(0, 2) + inside, v[1:]])
        else:
            B = rng.normal(size=(cone.n, rng.integers(0, cone.n + 1)))
            parts.append((B @ B.T + inside * np.eye(cone.n)).ravel())
    return np.concatenate(parts)


def random_program(seed):
    """Whole numbers, so that much coincides; a quarter each without primal or dual point."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 9))
    p = int(rng.integers(0, n)) if rng.random() < 0.5 else 0
    kinds = [Nonnegative, SecondOrder, Semidefinite]
    cones = [kinds[rng.integers(3)](int(rng.integers(1, 6))) for _ in range(rng.integers(1, 5))]
    G = np.vstack([
        np.stack([whole_symmetric(rng, cone.n).ravel() for _ in range(n)], axis=1)
        if isinstance(cone, Semidefinite) else rng.integers(-2, 3, (cone.n, n)) * 1.0
        for cone in cones
    ])  # fmt: skip
    A, x, inside = rng.integers(-2, 3, (p, n)) * 1.0, rng.normal(size=n), rng.random() < 0.7
    b, h = A @ x, G @ x + on_the_boundary(rng, cones, inside)
    if rng.random() < 0.25:
        h = np.concatenate([
            whole_symmetric(rng, cone.n).ravel() if isinstance(cone, Semidefinite)
            else rng.normal(size=cone.n) for cone in cones
        ])  # fmt: skip
    B = rng.normal(size=(rng.integers(0, n + 1), n)) * (rng.random() < 0.5)
    P = B.T @ B
    c = A.T @ rng.normal(size=p) - P @ rng.normal(size=n)
    c = c - G.T @ on_the_boundary(rng, cones, inside)
    if rng.random() < 0.25:
        c = rng.integers(-2, 3, n) * 1.0
    return c, G, h, cones, A, b, P


@pytest.mark.parametrize("seed", range(80))
def test_small_programs_of_all_cones(seed):
    c, G, h, cones, A, b, P = random_program(seed)
    found = programs.conic_program(c, G, h, cones, A, b, P)
    status, value = cvxpy_answer(c, G, h, cones, A, b, P)
    assert status in (found.status, None)
    if found.status == "optimal":
        assert_optimal(found, c, G, h, cones, A, b, P)
        if status:
            assert found.value == pytest.approx(value, rel=1e-6, abs=1e-6)
    elif found.status == "infeasible":
        assert_proves_infeasible(found, G, h, cones, A, b)
    else:
        assert_proves_unbounded(found, c, G, h, cones, A, b, P)


def test_the_small_programs_are_of_every_kind():
    made = [programs.conic_program(*p[:4], *p[4:6], P=p[6]) for p in map(random_program, range(80))]
    counts = {s: sum(f.status == s for f in made) for s in ("optimal", "infeasible", "unbounded")}
    assert sum(counts.values()) == len(made)
    assert min(counts.values()) >= 4
    assert sum(random_program(seed)[6].any() for seed in range(80)) > 15


@pytest.mark.parametrize("n", [1, 2, 20, 200])
@pytest.mark.parametrize("kind", ["linear", "quadratic", "second order", "semidefinite"])
def test_sizes_from_one_to_two_hundred(kind, n):
    rng = np.random.default_rng(n)
    k = max(2, int(np.sqrt(n)))
    cones = {
        "linear": [Nonnegative(3 * n)],
        "quadratic": [Nonnegative(2 * n)],
        "second order": [SecondOrder(4)] * (n // 2 + 1),
        "semidefinite": [Semidefinite(k + 2), Nonnegative(n)],
    }[kind]
    p = n // 4
    A, x = rng.normal(size=(p, n)), rng.normal(size=n)
    G = np.vstack([
        np.stack([whole_symmetric(rng, cone.n).ravel() for _ in range(n)], axis=1)
        if isinstance(cone, Semidefinite) else rng.normal(size=(cone.size, n)) for cone in cones
    ])  # fmt: skip
    B = rng.normal(size=(n, n)) * (kind == "quadratic")
    P, b, h = B.T @ B / n, A @ x, G @ x + on_the_boundary(rng, cones, True)
    c = A.T @ rng.normal(size=p) - G.T @ on_the_boundary(rng, cones, True)
    found = programs.conic_program(c, G, h, cones, A, b, P)
    status, value = cvxpy_answer(c, G, h, cones, A, b, P)
    assert status == "optimal"
    assert found.value == pytest.approx(value, rel=1e-6, abs=1e-6)
    assert_optimal(found, c, G, h, cones, A, b, P)


def test_multipliers_have_cvxpys_signs():
    """Of x ≤ h positive, of Ax = b as in L = f + yᵀ(Ax − b), of matrices the whole matrix."""
    cp = pytest.importorskip("cvxpy")
    rng = np.random.default_rng(0)
    G, A, M = rng.normal(size=(8, 4)), np.ones((1, 4)), whole_symmetric(rng, 3)
    F = [whole_symmetric(rng, 3) for _ in range(4)]
    c = rng.normal(size=4)
    matrices = [np.eye(3) * 5 + M, *F]
    found = programs.semidefinite_program(c, matrices, G, np.ones(8), A, [0.1], P=np.eye(4))
    x = cp.Variable(4)
    constraints = [
        G @ x <= 1, A @ x == 0.1,
        matrices[0] + sum(x[i] * F[i] for i in range(4)) >> 0,
    ]  # fmt: skip
    cp.Problem(cp.Minimize(c @ x + 0.5 * cp.sum_squares(x)), constraints).solve(solver="CLARABEL")
    prices, matrix = found.multipliers
    np.testing.assert_allclose(found.x, x.value, atol=1e-5)
    np.testing.assert_allclose(prices, constraints[0].dual_value, atol=1e-5)
    np.testing.assert_allclose(found.y, constraints[1].dual_value, atol=1e-5)
    np.testing.assert_allclose(matrix, constraints[2].dual_value, atol=1e-5)
    assert abs(matrix).max() > 1e-2 or prices.max() > 1e-2
    assert [part.shape for _, part in blocks(found.cones, found.z)] == [(8,), (3, 3)]


def random_geometric(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 6))

    def posynomial():
        k = int(rng.integers(1, 5))
        return np.exp(2 * rng.normal(size=k)), rng.integers(-2, 3, (k, n)) * 1.0

    u = rng.normal(size=n)
    objective, constraints = posynomial(), [posynomial() for _ in range(rng.integers(0, 7))]
    if seed % 3:  # feasible at u, on the boundary for every fifth
        room = 1.0 if seed % 5 == 0 else np.exp(rng.random())
        constraints = [(c / (c @ np.exp(a @ u)) / room, a) for c, a in constraints]
    if seed % 2:
        sides = np.vstack([np.eye(n), -np.eye(n)])
        constraints += [(np.array([np.exp(-5.0)]), side[None]) for side in sides]
    A = rng.integers(-2, 3, (rng.integers(0, n) * (seed % 4 == 0), n)) * 1.0
    return objective, constraints, [(np.exp(-a @ u), a) for a in A], n


@pytest.mark.parametrize("seed", range(60))
def test_geometric_programs(seed):
    cp = pytest.importorskip("cvxpy")
    objective, constraints, monomials, n = random_geometric(seed)
    found = programs.geometric_program(objective, constraints, monomials)
    u = cp.Variable(n)

    def log(posynomial):
        return cp.log_sum_exp(posynomial[1] @ u + np.log(posynomial[0]))

    problem = cp.Problem(
        cp.Minimize(log(objective)),
        [log(f) <= 0 for f in constraints] + [a @ u + np.log(c) == 0 for c, a in monomials],
    )
    try:
        problem.solve(solver="CLARABEL")
        assert found.status == ABOUT.get(problem.status, problem.status)
    except cp.SolverError:
        assert found.status in ("optimal", "infeasible", "unbounded")
    if found.status == "optimal":
        assert found.residuals.worst < 1e-5
        if problem.value is not None:
            assert np.log(found.value) == pytest.approx(problem.value, rel=1e-5, abs=1e-5)
