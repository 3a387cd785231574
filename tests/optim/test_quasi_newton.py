"""BFGS against its definition, conjugate gradients and PyTorch; the two loops."""

import numpy as np
import pytest
import scipy.sparse.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.functions import Quadratic, Rosenbrock
from course_lib.optim import (
    BFGS,
    LBFGS,
    ExactLineSearch,
    bfgs_update,
    minimize,
    two_loops,
)
from course_lib.optim.quasi_newton import Latest, first_product, teaches

seeds = st.integers(0, 2**32 - 1)


def random_pairs(rng, d, count):
    pairs = []
    while len(pairs) < count:
        dx, dg = rng.normal(size=(2, d))
        if dx @ dg > 0.1:
            pairs.append((dx, dg))
    return pairs


def definite(rng, d):
    A = rng.normal(size=(d, d))
    return A @ A.T + 0.1 * np.eye(d)


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_the_update_explains_the_pair_and_stays_positive_definite(seed):
    rng = np.random.default_rng(seed)
    d = int(rng.integers(1, 7))
    M, ((dx, dg),) = definite(rng, d), random_pairs(rng, d, 1)
    new = bfgs_update(M, dx, dg)
    rho, I = 1 / (dx @ dg), np.eye(d)
    written = (I - rho * np.outer(dx, dg)) @ M @ (I - rho * np.outer(dg, dx))
    scale = np.abs(new).max()
    np.testing.assert_allclose(new, written + rho * np.outer(dx, dx), atol=1e-11 * scale)
    np.testing.assert_allclose(new @ dg, dx, atol=1e-9 * scale)
    np.testing.assert_allclose(new, new.T, atol=1e-12 * scale)
    np.linalg.cholesky(new)


def test_no_symmetric_matrix_that_explains_the_pair_is_nearer():
    """In the norm ‖W^½ (· − M) W^½‖ for any W with W Δx = Δg (Nocedal & Wright, (6.16))."""
    rng = np.random.default_rng(0)
    Q = definite(rng, 4)
    dx, M = rng.normal(size=4), definite(rng, 4)
    dg = Q @ dx
    best = bfgs_update(M, dx, dg)

    def far(A):
        return np.trace(Q @ (A - M) @ Q @ (A - M))

    for _ in range(50):
        u = rng.normal(size=4)
        u -= dg * (u @ dg) / (dg @ dg)  # uuᵀ Δg = 0, so the pair is still explained
        assert far(best + 0.1 * np.outer(u, u)) > far(best) < far(best - 0.1 * np.outer(u, u))


def test_by_hand():
    """M = I, Δx = (1, 0), Δg = (2, 1): ρ = ½."""
    new = bfgs_update(np.eye(2), np.array([1.0, 0.0]), np.array([2.0, 1.0]))
    np.testing.assert_allclose(new, [[0.75, -0.5], [-0.5, 1.0]])


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_the_two_loops_are_the_matrix_times_the_gradient(seed):
    rng = np.random.default_rng(seed)
    d, count = int(rng.integers(1, 8)), int(rng.integers(1, 9))
    pairs, g = random_pairs(rng, d, count), rng.normal(size=d)
    before = g.copy()
    dx, dg = pairs[-1]
    M = (dx @ dg) / (dg @ dg) * np.eye(d)
    for pair in pairs:
        M = bfgs_update(M, *pair)
    np.testing.assert_allclose(two_loops(pairs, g), M @ g, atol=1e-8 * np.abs(M).max())
    np.testing.assert_array_equal(g, before)


def test_with_exact_searches_it_is_conjugate_gradients():
    rng = np.random.default_rng(1)
    Q, b, path = definite(rng, 6), rng.normal(size=6), [np.zeros(6)]
    f = Quadratic.of(Q, b)
    scipy.sparse.linalg.cg(Q, b, x0=np.zeros(6), maxiter=6, rtol=1e-14,
                           callback=lambda x: path.append(x.copy()))  # fmt: skip
    for method in (BFGS(ExactLineSearch()), LBFGS(ExactLineSearch(), memory=6)):
        x = minimize(f, np.zeros(6), method, 6).x
        np.testing.assert_allclose(x[:6], np.array(path)[:6], rtol=1e-4, atol=1e-6)


def test_after_d_exact_steps_the_matrix_is_the_inverse_hessian():
    f = Quadratic([1.0, 5.0, 40.0], angle=0.6, center=[1.0, 2.0, 3.0])
    method, x = BFGS(ExactLineSearch()), np.zeros(3)
    state = method.init(x)
    for _ in range(3):
        x, state = method.step(f, x, state)
    np.testing.assert_allclose(state.memory, np.linalg.inv(f.Q), atol=1e-6)
    np.testing.assert_allclose(method.metric(state), f.Q, rtol=1e-5, atol=1e-5)


def test_the_whole_memory_is_bfgs_only_where_the_scale_is_the_same():
    """L-BFGS starts from the newest pair's γ; with one pair that is BFGS's own."""
    f, start = Rosenbrock(), [-1.2, 1.0]
    full, short = (minimize(f, start, method, 10).x for method in (BFGS(0.1), LBFGS(0.1, 50)))
    np.testing.assert_allclose(full[:3], short[:3], atol=1e-12)
    assert np.abs(full[4] - short[4]).max() > 1e-6


def test_the_memory_keeps_the_newest_pairs():
    method, x = LBFGS(memory=3), np.array([-1.2, 1.0])
    state, steps = method.init(x), []
    for _ in range(6):
        before = x
        x, state = method.step(Rosenbrock(), x, state)
        steps.append(x - before)
    assert len(state.memory) == 3
    for (dx, _), step in zip(state.memory, steps[-3:], strict=True):
        np.testing.assert_array_equal(dx, step)


def test_pairs_without_curvature_are_not_learnt():
    down = Quadratic([-1.0, 1.0])
    method, x = BFGS(0.1), np.array([1.0, 0.0])
    x, state = method.step(down, x, method.init(x))
    assert state.memory is None
    assert method.metric(state) is None


@pytest.mark.oracle
@pytest.mark.parametrize("memory", [1, 4, 30])
def test_pytorchs_lbfgs_takes_the_same_path(memory):
    import torch

    start, rate = [-1.2, 1.0], 0.02
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    theirs = torch.optim.LBFGS([w], lr=rate, max_iter=1, history_size=memory,
                               tolerance_grad=0, tolerance_change=0)  # fmt: skip

    def closure():
        theirs.zero_grad()
        value = (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2
        value.backward()
        return value

    path = [w.detach().numpy().copy()]
    for _ in range(40):
        theirs.step(closure)
        path.append(w.detach().numpy().copy())
    g = Rosenbrock().grad(start)
    first = rate * min(1, 1 / np.abs(g).sum()) * max(1, np.linalg.norm(g))
    trace = minimize(Rosenbrock(), start, LBFGS(lambda t: rate if t else first, memory), steps=40)
    np.testing.assert_allclose(trace.x, path, rtol=1e-6, atol=1e-8)


def test_what_teaches_and_what_the_first_step_is():
    dx = np.array([2.0, 0.0])
    for cosine, told in ((1.1e-10, True), (0.9e-10, False), (-0.5, False)):
        assert teaches(dx, np.array([3 * cosine, 3.0])) is told
    np.testing.assert_allclose(first_product(np.array([3.0, 4.0])), [0.6, 0.8])
    np.testing.assert_array_equal(first_product(np.array([0.3, 0.4])), [0.3, 0.4])


@pytest.mark.parametrize("method", [BFGS(), LBFGS()], ids=repr)
def test_nothing_is_asked_twice(method):
    """A Wolfe search ends with f and its gradient known there: the next step asks for neither."""
    asked = {"value": [], "grad": []}

    class Listening(Rosenbrock):
        def __call__(self, x):
            asked["value"].append(tuple(x))
            return super().__call__(x)

        def grad(self, x):
            asked["grad"].append(tuple(x))
            return super().grad(x)

    f, x = Listening(), np.array([-1.2, 1.0])
    state = method.init(x)
    assert (state.t, state.halt, state.known) == (0, None, None)
    assert np.isnan(state.lr)
    for k in range(6):
        x, state = method.step(f, x, state)
        assert (state.t, state.halt) == (k + 1, None)
        np.testing.assert_array_equal(state.known.x, x)
        np.testing.assert_array_equal(state.known.grad, Rosenbrock().grad(x))
        assert state.known.value == Rosenbrock()(x)
    for points in asked.values():
        assert len(set(points)) == len(points)


@pytest.mark.parametrize("method", [BFGS(), LBFGS()], ids=repr)
def test_a_step_without_a_search_result_halts_where_it_is(method):
    x = np.array([0.0, 0.0])
    after, state = method.step(Quadratic([1.0, 2.0]), x, method.init(x))
    assert (after.tolist(), state.t, state.lr, state.known) == ([0, 0], 1, 0, None)
    assert state.halt.status == "converged"
    assert method.metric(state) is None if isinstance(method, BFGS) else state.memory == ()


def test_the_scale_is_set_before_the_first_pair_is_learnt():
    dx, dg = np.array([1.0, 2.0]), np.array([3.0, 1.0])
    for scaled, gamma in ((True, 0.5), (False, 1.0)):
        M = BFGS(scaled=scaled)._learn(None, dx, dg)
        np.testing.assert_allclose(M, bfgs_update(gamma * np.eye(2), dx, dg))
        np.testing.assert_allclose(M @ dg, dx)
    assert BFGS()._learn(None, dx, -dg) is None
    pairs = LBFGS(memory=2)._learn(((dx, dg), (dx, 2 * dg)), dx, 3 * dg)
    assert [pair[1].tolist() for pair in pairs] == [[6, 2], [9, 3]]


def test_a_matrix_of_another_size_is_named():
    with pytest.raises(ValueError, match="equally many rows: M has 3, dx has 2, dg has 2"):
        bfgs_update(np.eye(3), [1.0, 2.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="M must be an array with 2 axes"):
        bfgs_update([1.0, 2.0], [1.0, 2.0], [1.0, 2.0])


def test_who_keeps_the_latest_answers_knows_what_f_knows():
    f = Quadratic([1.0, 2.0])
    latest = Latest(f, None)
    assert (latest.dim, latest.name) == (f.dim, f.name)
    with pytest.raises(AttributeError):
        latest.nothing_of_the_kind()
