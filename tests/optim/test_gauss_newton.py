"""Gauss–Newton against linear least squares, differences and SciPy's Levenberg–Marquardt."""

import numpy as np
import scipy.optimize

from course_lib.functions import LeastSquares
from course_lib.optim import GaussNewton, minimize
from course_lib.optim.optimizer import State

T = np.linspace(0, 3, 12)
Y = 2.5 * np.exp(-1.3 * T) + 0.05 * np.sin(7 * T)


def decay():
    """Residuals of a e^{−bt} to measured values."""

    def residuals(x):
        return x[..., :1] * np.exp(-x[..., 1:] * T) - Y

    def jacobian(x):
        e = np.exp(-x[..., 1:] * T)
        return np.stack([e, -x[..., :1] * T * e], axis=-1)

    return LeastSquares(residuals, jacobian, dim=2, name="decay")


def test_gradient_and_jacobian_against_differences():
    f, x, h = decay(), np.array([1.7, 0.8]), 1e-6
    numeric = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(2)]
    np.testing.assert_allclose(f.grad(x), numeric, rtol=1e-7)
    rows = [(f.residuals(x + h * e) - f.residuals(x - h * e)) / (2 * h) for e in np.eye(2)]
    np.testing.assert_allclose(f.jacobian(x).T, rows, atol=1e-8)


def test_many_points_at_once():
    f, x = decay(), np.random.default_rng(0).uniform(0.5, 2, size=(4, 3, 2))
    assert f(x).shape == (4, 3)
    assert f.gauss_newton(x).shape == (4, 3, 2, 2)
    for i in np.ndindex(4, 3):
        np.testing.assert_allclose(f.grad(x)[i], f.grad(x[i]))
        np.testing.assert_allclose(f.gauss_newton(x)[i], f.gauss_newton(x[i]))


def test_the_step_is_the_linear_least_squares_of_the_tangents():
    f, x = decay(), np.array([2.0, 1.0])
    p = np.linalg.lstsq(f.jacobian(x), -f.residuals(x), rcond=None)[0]
    np.testing.assert_allclose(minimize(f, x, GaussNewton(), 1).x[1], x + p)
    stacked = np.vstack([f.jacobian(x), np.sqrt(0.3) * np.eye(2)])
    p = np.linalg.lstsq(stacked, -np.append(f.residuals(x), [0, 0]), rcond=None)[0]
    np.testing.assert_allclose(minimize(f, x, GaussNewton(damping=0.3), 1).x[1], x + p)


def test_scipy_fits_the_same_curve():
    f = decay()
    oracle = scipy.optimize.least_squares(f.residuals, [2.0, 1.0], f.jacobian, method="lm",
                                          xtol=1e-14)  # fmt: skip
    trace = minimize(f, [2.0, 1.0], GaussNewton(), 20)
    np.testing.assert_allclose(trace.x[-1], oracle.x, rtol=1e-7)


def test_dependent_columns_are_named():
    same = LeastSquares(
        lambda x: x[..., :1] + x[..., 1:] - 3, lambda x: np.ones((*x.shape[:-1], 1, 2)), 2
    )
    trace = minimize(same, [0.0, 0.0], GaussNewton(), 3)
    assert trace.steps == 0
    assert trace.message == (
        "stopped at step 0: two columns of the residuals' derivatives depend on each other; "
        "give a damping > 0"
    )
    fine = decay()
    _, state = GaussNewton(lr=0.5).step(fine, np.array([2.0, 1.0]), State(t=4))
    assert (state.t, state.lr, state.halt) == (5, 0.5, None)
    x, state = GaussNewton().step(same, np.array([1.0, 2.0]), State(t=4))
    assert (x.tolist(), state.t, state.lr) == ([1, 2], 5, 0.0)
    damped = minimize(same, [0.0, 0.0], GaussNewton(damping=1e-9), 3)
    np.testing.assert_allclose(damped.value[-1], 0, atol=1e-12)
