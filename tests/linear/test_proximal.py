"""The proximal methods step by step, as they stand in the papers."""

import numpy as np
import pytest

from course_lib.functions import CForm, ElasticNet, LogLoss
from course_lib.linear import proximal

RNG = np.random.default_rng(6)
X, Y = RNG.normal(size=(25, 4)) * [1.0, 3.0, 0.5, 1.0], np.repeat([-1.0, 1.0], [12, 13])
START = np.array([0.5, -1.0, 2.0, 0.0])


def problem(rho, C=2.0):
    return CForm(LogLoss(), X, Y, C, ElasticNet(rho, 1))


def slope(f, w):
    return f.C * LogLoss().grad(X @ w, Y) @ X


@pytest.mark.parametrize("rho", [1.0, 0.3])
def test_fista_with_restarts(rho):
    f, steps = problem(rho), 60
    eta = 1 / (2.0 * np.linalg.norm(X, 2) ** 2 / 4)
    w, v, theta, path, restarts = START, START, 1.0, [START], 0
    for _ in range(steps):
        new = f.penalty.prox(v - eta * slope(f, v), eta)
        if (v - new) @ (new - w) > 0:
            restarts, v, theta = restarts + 1, w, 1.0
            new = f.penalty.prox(v - eta * slope(f, v), eta)
        after = (1 + np.sqrt(1 + 4 * theta**2)) / 2
        v = new + (theta - 1) / after * (new - w)
        w, theta = new, after
        path.append(w)
    assert restarts > 0
    trace = proximal.accelerated_proximal(f, START, 1e-300, steps)
    np.testing.assert_allclose(trace.x, path, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(trace.lr, eta)
    np.testing.assert_allclose(trace.value, f(trace.x))
    moved = (START - f.penalty.prox(START - eta * slope(f, START), eta)) / eta
    assert trace.grad_norm[0] == pytest.approx(np.linalg.norm(moved))
    assert (trace.steps, trace.status) == (steps, "max_steps")


@pytest.mark.parametrize("rho", [1.0, 0.3])
@pytest.mark.parametrize("scale", [0.3, 3.0], ids=["near", "far"])
def test_newton_with_the_penalty_as_it_is(rho, scale):
    """The model is minimized by many short proximal steps here."""
    f, w, path, lengths = problem(rho), scale * START, [scale * START], []
    R = f.penalty
    for _ in range(3):
        g, H = slope(f, w), f.C * (X.T * LogLoss().second(X @ w, Y)) @ X
        eta, z = 1 / np.linalg.norm(H, 2), w
        for _ in range(20_000):
            last, z = z, R.prox(z - eta * (g + H @ (z - w)), eta)
            if np.abs(z - last).max() < 1e-14:
                break
        p = z - w
        expected = g @ p + R(w + p) - R(w)
        t = next(t for t in 0.5 ** np.arange(40) if f(w + t * p) - f(w) <= 1e-4 * t * expected)
        w = w + t * p
        path.append(w)
        lengths.append(t)
    assert (min(lengths) < 1) == (scale > 1)
    trace = proximal.proximal_newton(f, path[0], 1e-300, 3)
    np.testing.assert_allclose(trace.x, path, rtol=1e-6, atol=1e-8)
    np.testing.assert_array_equal(trace.lr, lengths)
    np.testing.assert_allclose(trace.value, f(trace.x))
    step = 1 / (f.C * 25 * f.risk.smoothness)
    moved = (w - R.prox(w - step * slope(f, w), step)) / step
    assert trace.grad_norm[-1] == pytest.approx(np.linalg.norm(moved), rel=1e-3, abs=1e-7)
    done = proximal.proximal_newton(f, path[0], 1e-12, 50)
    assert (done.status, done.steps < 15) == ("converged", True)


@pytest.mark.parametrize(("leave", "steps"), [(1.01, 1), (0.99, 0)])
def test_where_no_length_falls_the_whole_step_must_be_flatter(leave, steps, monkeypatch):
    f, w = problem(0.3), 3.0 * START
    monkeypatch.setattr(proximal, "SHORTEST", 1.0)  # the whole step alone, and it goes too far

    def norm(x):
        step = 1 / (f.C * 25 * f.risk.smoothness)
        return np.linalg.norm((x - f.penalty.prox(x - step * slope(f, x), step)) / step)

    monkeypatch.setattr(proximal, "FLATTER", np.inf)
    taken = proximal.proximal_newton(f, w, 1e-300, 1)
    assert taken.value[1] > taken.value[0]
    np.testing.assert_allclose(taken.grad_norm, [norm(x) for x in taken.x])
    np.testing.assert_allclose(taken.value, f(taken.x))
    monkeypatch.setattr(proximal, "FLATTER", leave * norm(taken.x[1]) / norm(w))
    trace = proximal.proximal_newton(f, w, 1e-300, 1)
    assert (trace.steps, trace.status) == (steps, "max_steps" if steps else "stalled")


@pytest.mark.parametrize("armijo", [0.6, 0.9])
def test_a_fall_too_small_for_its_slope_halves_the_step(armijo, monkeypatch):
    f, w = problem(0.3), 0.3 * START
    whole = proximal.proximal_newton(f, w, 1e-300, 1)
    assert whole.lr.tolist() == [1.0]
    p, R = whole.x[1] - w, f.penalty
    expected = slope(f, w) @ p + R(w + p) - R(w)
    lengths = 0.5 ** np.arange(9)
    (t, *_) = (t for t in lengths if f(w + t * p) - f(w) <= armijo * t * expected)
    assert t < 1
    monkeypatch.setattr(proximal, "ARMIJO", armijo)
    trace = proximal.proximal_newton(f, w, 1e-300, 1)
    np.testing.assert_allclose(trace.x[1], w + t * p)
    assert trace.lr.tolist() == [t]


@pytest.mark.parametrize("method", [proximal.accelerated_proximal, proximal.proximal_newton])
@pytest.mark.parametrize("start", [START, np.zeros(4)])
def test_it_ends_at_the_first_point_that_passes(method, start):
    f = problem(0.3)
    done = method(f, start, 1e-6, 2000)
    assert done.status == "converged"
    short = method(f, start, 1e-6, done.steps - 1)
    assert (short.status, short.steps) == ("max_steps", done.steps - 1)
    np.testing.assert_array_equal(short.x, done.x[:-1])


@pytest.mark.parametrize("rho", [0.3, 1.0])
def test_the_model_of_a_diagonal_bends_is_minimized_by_thresholding(rho):
    a, c = np.array([-0.4, 0.8, -1.2, 1.2, 0.2]), np.array([2.0, 0.5, 1.0, 4.0, 3.0])
    w, kept = np.array([0.1, -0.3, 0.0, 2.0, 1.0]), c * np.array([0.1, -0.3, 0.0, 2.0, 1.0]) - a
    gradient = kept.copy()
    z = proximal._minimize_model(np.diag(c), gradient, ElasticNet(rho, 1), w)
    want = np.sign(a) * np.maximum(np.abs(a) - rho, 0) / (c + 1 - rho)
    want[0] = a[0] / c[0]  # the bias is free
    np.testing.assert_allclose(z, want, atol=1e-15)
    np.testing.assert_array_equal(gradient, kept)
    np.testing.assert_array_equal(w, [0.1, -0.3, 0.0, 2.0, 1.0])
