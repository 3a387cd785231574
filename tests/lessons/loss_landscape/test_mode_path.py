"""The curve, its gradient by the bend, and what is measured along both ways."""

from dataclasses import replace

import numpy as np
import pytest

from course_lib.lessons.loss_landscape.mode_path import (
    S,
    curve,
    matched_barrier,
    mode_path,
    trained_bend,
    two_minima,
    two_ways,
)


def test_the_curve_begins_and_ends_right_and_leaves_towards_the_bend():
    A, B, C = np.random.default_rng(0).standard_normal((3, 5))
    points = curve(A, B, C, [0.0, 0.5, 1.0])
    np.testing.assert_allclose(points, [A, A / 4 + B / 2 + C / 4, C])
    h = 1e-6
    np.testing.assert_allclose((curve(A, B, C, h) - A) / h, 2 * (B - A), rtol=1e-4)
    np.testing.assert_allclose(curve(A, (A + C) / 2, C, 0.3), 0.7 * A + 0.3 * C)


def test_the_gradient_by_the_bend_against_differences():
    (A, C), f = two_minima(4, 1)
    B, s, h = (A + C) / 2, 0.3, 1e-6
    v = np.random.default_rng(2).standard_normal(f.dim)
    slope = (f(curve(A, B + h * v, C, s)) - f(curve(A, B - h * v, C, s))) / (2 * h)
    assert 2 * s * (1 - s) * f.grad(curve(A, B, C, s)) @ v == pytest.approx(slope, rel=1e-4)


def test_no_step_leaves_the_straight_line():
    (A, C), f = two_minima(4, 1)
    B = trained_bend(f, A, C, np.random.default_rng(0), steps=0)
    np.testing.assert_allclose(B, (A + C) / 2)


def test_the_first_step_moves_the_bend_against_its_gradient():
    (A, C), f = two_minima(4, 1)
    rng = np.random.default_rng(5)
    moved = trained_bend(f, A, C, np.random.default_rng(5), steps=1) - (A + C) / 2
    s = rng.uniform()
    batch = f.subset(rng.choice(len(f.X), 160, replace=False), f.mode)
    grad = batch.grad((1 - s) * A + s * C)
    clear = np.abs(grad) > 1e-4
    np.testing.assert_array_equal(np.sign(moved[clear]), -np.sign(grad[clear]))


def test_losses_and_plane_belong_to_the_ways():
    run, ((A, C), f) = mode_path(width=16), two_minima(16, 1)
    np.testing.assert_allclose(run.straight[10], f((1 - S[10]) * A + S[10] * C))
    np.testing.assert_allclose([run.curved[0], run.curved[-1]], [f(A), f(C)])
    np.testing.assert_allclose(run.way[[0, -1]], [[0, 0], [1, 0]], atol=1e-9)
    j = int(np.abs(run.x - 0.5).argmin())
    at_line = np.interp(0.0, run.y, run.values[:, j])
    assert at_line == pytest.approx(f((1 - run.x[j]) * A + run.x[j] * C), rel=0.3)
    assert run.straight_error[0] == run.curved_error[0]


def test_the_barrier_is_what_stands_above_the_higher_end():
    found, ((A, C), f) = two_ways(16, 1), two_minima(16, 1)
    assert found.barriers[0] == pytest.approx(found.straight.max() - max(f(A), f(C)))
    np.testing.assert_array_equal(found.curved, mode_path(width=16).curved)


def test_a_network_matches_itself_in_another_order():
    found, order = two_ways(4, 1), np.array([2, 0, 3, 1])

    def shuffled(W, b, V, by):
        return W[:, by], b[by], V[by]

    params = found.risk.net.unpack(found.minima[0])
    W, b, V = shuffled(params["0.W"], params["0.b"], params["2.W"], order)
    twin = found.risk.net.pack({**params, "0.W": W, "0.b": b, "2.W": V})
    assert found.risk(twin) == pytest.approx(found.risk(found.minima[0]))
    itself = replace(found, minima=np.array([found.minima[0], twin]))
    assert matched_barrier(itself, shuffled) == pytest.approx(0, abs=1e-12)


def test_an_unknown_width_is_refused():
    with pytest.raises(ValueError, match="width must be"):
        mode_path(width=5)
