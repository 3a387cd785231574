"""Mini-batch steps against the library on single batches; many runs at once against one by one."""

import numpy as np
import pytest

from course_lib.functions import EmpiricalRisk, LogLoss, SquaredNorm
from course_lib.lessons.second_order_methods import noisy_newton as nn
from course_lib.optim import LBFGS, Newton, minimize, two_loops

N = len(nn.tumours()[0])


def risk_of(rows):
    return EmpiricalRisk(LogLoss(), rows, np.ones(len(rows))) + nn.PENALTY * SquaredNorm()


def test_derivatives_are_those_of_the_library():
    rng = np.random.default_rng(0)
    rows, w = nn.draws(1, 3, 20)[0], rng.normal(size=(3, 2))
    g, p = nn.slopes(rows, w)
    H = nn.hessians(rows, p)
    for k in range(3):
        np.testing.assert_allclose(g[k], risk_of(rows[k].T).grad(w[k]))
        np.testing.assert_allclose(H[k], risk_of(rows[k].T).hess(w[k]))


def test_batches_are_drawn_from_the_samples():
    samples = {tuple(row) for row in nn.tumours()[0]}
    batches = nn.draws(4, 3, 20)
    assert batches.shape == (4, 3, 2, 20)
    assert {tuple(row) for row in batches.swapaxes(2, 3).reshape(-1, 2)} <= samples
    assert len(np.unique(batches[:, :, 0].reshape(12, 20), axis=0)) == 12  # all different
    np.testing.assert_array_equal(nn.draws(2, 3, N)[1, 2].T, nn.tumours()[0])


def test_with_all_samples_the_runs_are_those_of_the_library():
    J = nn.tumours()[1]
    newton = nn.walk(nn.NEWTON, N, 0.5, 0.01, np.zeros((2, 2)), 10)
    np.testing.assert_allclose(newton[1], minimize(J, [0, 0], Newton(0.5, 0.01), 10).x)
    for method in (nn.SAME, nn.OTHER):  # the two batches are the same
        path = nn.walk(method, N, 0.5, 0.0, np.zeros((1, 2)), 12)[0]
        library = minimize(J, [0, 0], LBFGS(0.5, memory=nn.MEMORY), 12).x
        np.testing.assert_allclose(path, library, atol=1e-8)


def test_the_product_of_many_runs_is_that_of_each():
    rng, memory, kept = np.random.default_rng(1), nn.Pairs(4), [[] for _ in range(4)]
    for _ in range(3):
        dw = rng.normal(size=(4, 2))
        dg = dw * [1.0, 3.0] + 0.1 * rng.normal(size=(4, 2))
        memory.learn(dw, dg)
        for k in range(4):
            kept[k].append((dw[k], dg[k]))
    g = rng.normal(size=(4, 2))
    each = [two_loops(kept[k], g[k]) for k in range(4)]
    np.testing.assert_allclose(memory.product(g), each)


def test_pairs_without_curvature_count_for_nothing():
    memory, g = nn.Pairs(1), np.array([[1.0, 2.0]])
    memory.learn(np.array([[1.0, 0.0]]), np.array([[2.0, 0.0]]))
    before = memory.product(g)
    memory.learn(np.array([[0.0, 1.0]]), np.array([[0.0, -5.0]]))
    np.testing.assert_array_equal(memory.product(g), before)


def test_only_the_second_gradient_tells_the_two_kinds_apart():
    """With one batch the pair's Δg is the batch's Hessian times Δw, up to the curve of the loss."""
    rows, others = nn.draws(2, 200, 32)
    w = np.tile([2.0, 0.8], (200, 1))
    dw = np.full((200, 2), 0.01)
    g, p = nn.slopes(rows, w)
    H = nn.hessians(rows, p)
    same = nn.slopes(rows, w + dw)[0] - g
    other = nn.slopes(others, w + dw)[0] - g
    np.testing.assert_allclose(same, np.einsum("mij,mj->mi", H, dw), rtol=0.02)
    assert np.median(np.linalg.norm(other, axis=1)) > 20 * np.median(np.linalg.norm(same, axis=1))


def test_bad_choices_are_named():
    with pytest.raises(ValueError, match=r"^method must be one of"):
        nn.noisy_newton(method="Adam")
