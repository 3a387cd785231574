"""The function against differences, the four runs against loops, the formula against a count."""

import numpy as np

from course_lib.lessons.loss_landscape.escape import (
    STEPS,
    TwoValleys,
    escape,
    escape_steps,
    noisy_descent,
)


def test_derivatives_against_differences():
    f, h = TwoValleys(), 1e-5
    for x in np.random.default_rng(0).standard_normal((5, 2)):
        grad = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(2)]
        hess = [(f.grad(x + h * e) - f.grad(x - h * e)) / (2 * h) for e in np.eye(2)]
        np.testing.assert_allclose(f.grad(x), grad, rtol=1e-6, atol=1e-8)
        np.testing.assert_allclose(f.hess(x), hess, rtol=1e-6, atol=1e-8)
    grid = np.random.default_rng(1).standard_normal((3, 4, 2))
    np.testing.assert_allclose(f(grid)[1, 2], f(grid[1, 2]))
    np.testing.assert_allclose(f.grad(f.minimizers), 0)
    np.testing.assert_allclose(f(f.minimizers), f.minimum)


def test_the_plain_and_the_heavy_path_by_a_loop():
    run = escape(offset=1e-2, lr=0.2)
    x = y = np.array([1.0, 1e-2])
    v, f = np.zeros(2), TwoValleys()
    for t in range(1, 30):
        x = x - 0.2 * f.grad(x)
        v = 0.9 * v + f.grad(y)
        y = y - 0.2 * v
        np.testing.assert_allclose(run.paths["plain"][t], x, rtol=1e-9)
        np.testing.assert_allclose(run.paths["momentum"][t], y, rtol=1e-9, atol=1e-12)


def test_noise_of_zero_is_the_plain_path():
    f, start = TwoValleys(), np.array([1.0, 1e-3])
    path = noisy_descent(f, start, 0.1, 0.0)
    np.testing.assert_allclose(path, escape(offset=1e-3).paths["plain"])
    assert len(path) == STEPS + 1


def test_the_first_step_far_away_is_counted():
    run = escape(offset=1e-2)
    for name, path in run.paths.items():
        at = run.left[name]
        assert abs(path[at, 1]) > 0.5
        assert (np.abs(path[:at, 1]) <= 0.5).all()


def test_the_formula_counts_the_steps_on_the_quadratic():
    for offset, lr, lam in ((1e-6, 0.1, 1.0), (1e-3, 0.4, 2.0)):
        x, t = offset, 0
        while x < 0.5:
            x, t = x * (1 + lr * lam), t + 1
        assert escape_steps(offset, lr, lam) == t
