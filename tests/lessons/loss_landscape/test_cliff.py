"""The recurrent unit's gradient against differences, and both descents against loops."""

import numpy as np
import pytest

from course_lib.lessons.loss_landscape.cliff import (
    BOUNDS,
    GRID,
    START,
    RecurrentUnit,
    cliff,
    ends_of_many,
)
from course_lib.optim import Clipped, GradientDescent, minimize


def test_the_gradient_against_differences():
    f, h = RecurrentUnit(), 1e-6
    for x in np.array([[4.0, -2.2], [5.0, -1.0], [3.0, 0.5], [0.0, 0.0]]):
        by_differences = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(2)]
        np.testing.assert_allclose(f.grad(x), by_differences, rtol=1e-5, atol=1e-8)
    grid = np.stack(np.meshgrid(*GRID), axis=-1)[::40, ::50]
    np.testing.assert_allclose(f.grad(grid)[1, 1], f.grad(grid[1, 1]))


def test_the_clipped_path_by_a_loop():
    run, f, w = cliff(lr=0.3, threshold=0.2), RecurrentUnit(), np.array(START)
    for t in range(1, 8):
        g = f.grad(w)
        if np.linalg.norm(g) > 0.2:
            g = 0.2 * g / np.linalg.norm(g)
        w = w - 0.3 * g
        np.testing.assert_allclose(run.clipped[t], w, rtol=1e-8)
    moves = np.linalg.norm(np.diff(run.clipped, axis=0), axis=1)
    assert moves.max() <= 0.3 * 0.2 + 1e-12


def test_both_paths_are_those_of_the_library():
    run, f = cliff(), RecurrentUnit()
    for path, how in (
        (run.plain, GradientDescent(0.5)),
        (run.clipped, Clipped(GradientDescent(0.5), 0.5)),
    ):
        np.testing.assert_allclose(path, minimize(f, START, how, steps=60).x, rtol=1e-6)


def test_heights_and_norms_belong_to_their_points():
    run, f = cliff(), RecurrentUnit()
    assert run.heights.shape == (len(GRID[1]), len(GRID[0]))
    assert run.heights[5, 9] == pytest.approx(f([GRID[0][9], GRID[1][5]]))
    np.testing.assert_allclose(run.plain_norms, np.linalg.norm(f.grad(run.plain), axis=1))
    np.testing.assert_allclose(run.clipped_loss, f(run.clipped))
    (left, right), (low, high) = BOUNDS
    assert left < START[0] < right
    assert low < START[1] < high


def test_one_of_many_starts_alone():
    plain, clipped = ends_of_many(starts=3)
    rng = np.random.default_rng(22)
    w, b = rng.uniform(4.2, 6.0, 3), rng.uniform(-3.0, -1.6, 3)
    run = cliff(lr=0.5, threshold=0.5, start=(float(w[2]), float(b[2])))
    np.testing.assert_allclose([plain[2], clipped[2]], [run.plain_loss[-1], run.clipped_loss[-1]])
