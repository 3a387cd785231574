"""The heavy ball and Nesterov's method: two steps by hand, the known rate, the look-ahead."""

import numpy as np
import pytest

from course_lib.functions import Quadratic, SquaredNorm
from course_lib.optim import GradientDescent, Momentum, Nesterov, best_constant_lr, minimize
from course_lib.optim.closed_form import best_momentum, momentum_matrix


def test_momentum_by_hand():
    """η = β = ½ from x = 4 on ½x²: v = 4, x = 2; v = ½·4 + 2 = 4, x = 0."""
    optimizer, x = Momentum(0.5, beta=0.5), np.array([4.0])
    x1, state = optimizer.step(SquaredNorm(), x, optimizer.init(x))
    assert (float(x1[0]), float(state.v[0])) == (2.0, 4.0)
    x2, state = optimizer.step(SquaredNorm(), x1, state)
    assert (float(x2[0]), float(state.v[0])) == (0.0, 4.0)


def test_nesterov_by_hand():
    """The second gradient is taken at 2 − ½·½·4 = 1: v = ½·4 + 1 = 3, x = 2 − ½·3."""
    optimizer, x = Nesterov(0.5, beta=0.5), np.array([4.0])
    x1, state = optimizer.step(SquaredNorm(), x, optimizer.init(x))
    assert (float(x1[0]), float(state.v[0])) == (2.0, 4.0)
    assert float(optimizer.look_ahead(x1, state)[0]) == 1.0
    x2, state = optimizer.step(SquaredNorm(), x1, state)
    assert (float(x2[0]), float(state.v[0])) == (0.5, 3.0)


def test_the_look_ahead_can_be_written_where_the_caller_wants_it():
    optimizer, x, out = Nesterov(0.5, beta=0.5), np.array([2.0, 1.0]), np.full(2, np.nan)
    state = optimizer.init(x)._replace(v=np.array([4.0, -8.0]))
    assert optimizer.look_ahead(x, state, out) is out
    assert out.tolist() == optimizer.look_ahead(x, state).tolist() == [1.0, 3.0]


@pytest.mark.parametrize("kind", [Momentum, Nesterov])
def test_without_beta_it_is_gradient_descent(kind):
    f = Quadratic([1.0, 5.0])
    plain = minimize(f, [3.0, -1.0], GradientDescent(0.2), steps=20)
    np.testing.assert_array_equal(minimize(f, [3.0, -1.0], kind(0.2, 0), steps=20).x, plain.x)


def test_the_velocity_gathers_gradients_not_steps():
    """η drops from 1 to 0.1: the old velocity is scaled with it, at once."""
    optimizer = Momentum(lambda t: 1.0 if t == 0 else 0.1, beta=0.5)
    trace = minimize(SquaredNorm(), [4.0], optimizer, steps=2)
    np.testing.assert_allclose(trace.x.ravel(), [4, 0, -0.1 * 0.5 * 4])


@pytest.mark.parametrize("condition", [10.0, 100.0, 1000.0])
def test_the_best_pair_reaches_its_rate(condition):
    """√β a step, against (κ − 1)/(κ + 1) for gradient descent."""
    f = Quadratic([1.0, condition])
    lr, beta = best_momentum(smoothness=condition, strong_convexity=1.0)
    assert beta**0.5 == pytest.approx((condition**0.5 - 1) / (condition**0.5 + 1))
    steps = round(12 / (1 - beta**0.5))
    x = minimize(f, [3.0, 2.0], Momentum(lr, beta), steps=steps).x
    # Both ends of the spectrum have a double eigenvalue ±√β, hence (a + bt)(±√β)ᵗ.
    line = x / (np.array([1, -1]) * beta**0.5) ** np.arange(steps + 1)[:, None]
    np.testing.assert_allclose(np.diff(line, 2, axis=0), 0, atol=1e-9 * np.abs(line).max())
    assert np.abs(line[-1] - line[0]).min() > 1
    plain = GradientDescent(best_constant_lr(condition, 1.0))
    slow = np.linalg.norm(minimize(f, [3.0, 2.0], plain, steps=steps).x[-1])
    assert np.linalg.norm(x[-1]) < 0.1 * slow


@pytest.mark.parametrize("kind", [Momentum, Nesterov])
def test_the_matrix_takes_the_same_steps(kind):
    lr, beta, curvature = 0.3, 0.8, 2.5
    M = momentum_matrix(curvature, lr, beta, nesterov=kind is Nesterov)
    trace = minimize(curvature * SquaredNorm(), [4.0], kind(lr, beta), steps=6)
    path = [np.linalg.matrix_power(M, t)[0, 0] * 4 for t in range(7)]
    np.testing.assert_allclose(trace.x.ravel(), path, rtol=1e-12)


def test_the_matrices_eigenvalues_say_how_the_ball_moves():
    """At β = (1 − √(ηλ))² it is critical: below it overdamped (real), above it oscillates."""
    curvature, lr = 1.0, 0.09
    critical = (1 - (lr * curvature) ** 0.5) ** 2
    below, at, above = (np.linalg.eigvals(momentum_matrix(curvature, lr, critical + shift))
                        for shift in (-0.1, 0.0, 0.1))  # fmt: skip
    assert np.isreal(below).all()
    assert below[0] != pytest.approx(below[1])
    np.testing.assert_allclose(at, critical**0.5, atol=1e-6)
    assert not np.isreal(above).any()
    np.testing.assert_allclose(np.abs(above), (critical + 0.1) ** 0.5)


def test_the_look_ahead_printed_without_eta_diverges_where_the_right_one_converges():
    curvature, lr, beta = 10.0, 0.01, 0.9
    x, v = 1.0, 0.0
    for _ in range(100):
        v = beta * v - curvature * (x + beta * v)
        x += lr * v
    assert abs(x) > 1e10
    right = minimize(curvature * SquaredNorm(), [1.0], Nesterov(lr, beta), steps=100)
    assert abs(right.x[-1, 0]) < 1e-2


def test_the_best_pair_needs_curvatures():
    with pytest.raises(ValueError, match=r"^strong_convexity must be in \(0, 1\]"):
        best_momentum(smoothness=1.0, strong_convexity=2.0)
    with pytest.raises(ValueError, match=r"^beta must be in \[0, 1\)"):
        momentum_matrix(1.0, 0.1, 1.0)
