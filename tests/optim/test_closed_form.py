"""Exact paths against the steps themselves, and bounds that hold where their conditions do."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.datasets import load_toyota_corolla
from course_lib.functions import (
    DoubleWell,
    EmpiricalRisk,
    Huber,
    Quadratic,
    Softplus,
    SquaredError,
    Wave,
    add_bias,
)
from course_lib.optim import (
    GradientDescent,
    best_constant_lr,
    descent_guarantee,
    minimize,
    quadratic_path,
    rate_convex,
    rate_quadratic,
    rate_strongly_convex,
    steps_to_stationary,
)

T = np.arange(61)


def descend(f, start, lr, steps=60):
    return minimize(f, start, GradientDescent(lr), steps=steps)


# ------------------------------------------------------------------------------- the exact path


@given(
    eigenvalues=st.lists(st.floats(-1, 5), min_size=1, max_size=4),
    angle=st.floats(-3, 3),
    lr=st.floats(0.01, 0.45),
)
@settings(max_examples=50, deadline=None)
def test_it_is_the_run_of_gradient_descent(eigenvalues, angle, lr):
    f = Quadratic(eigenvalues, angle, center=0.5)
    start = np.linspace(2, -1, len(eigenvalues))
    trace = descend(f, start, lr, 20)
    exact = quadratic_path(f.Q, f.center, start, lr, np.arange(trace.steps + 1))
    np.testing.assert_allclose(trace.x, exact, rtol=1e-9, atol=1e-9)


def test_the_cars_in_raw_units_match_the_lecture_formula():
    X, y = load_toyota_corolla()
    f = EmpiricalRisk(SquaredError(), add_bias(X), y)
    start, lr = np.array([900.0, -0.1]), 0.9 / f.smoothness
    trace = descend(f, start, lr)
    exact = quadratic_path(2 * f.X.T @ f.X / len(y), f.minimizer, start, lr, T)
    np.testing.assert_allclose(trace.x, exact, rtol=1e-9)


def test_scalar_t_any_shape_and_a_far_t_without_steps():
    H = np.diag([1.0, 2.0])
    assert quadratic_path(H, [0, 0], [1, 1], 0.1, 3).shape == (2,)
    assert quadratic_path(H, [0, 0], [1, 1], 0.1, np.zeros((2, 3), int)).shape == (2, 3, 2)
    np.testing.assert_allclose(quadratic_path(H, [4, 5], [1, 1], 0.1, 10**6), [4, 5])


def test_a_direction_not_started_in_stays_empty_even_when_it_would_overflow():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = quadratic_path(np.diag([1.0, 1e9]), [0, 0], [1.0, 0.0], 0.5, [0, 1, 2000])
    np.testing.assert_array_equal(path[:, 1], 0)
    assert path[1, 0] == 0.5


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"hessian": [[1.0, 2.0], [0.0, 1.0]]}, "hessian must be a symmetric matrix"),
        ({"hessian": np.ones((2, 3))}, "hessian must be a symmetric matrix"),
        ({"x0": [1.0]}, "x0 must be a vector of 2 entries"),
        ({"minimizer": [1.0, 2.0, 3.0]}, "minimizer must be a vector of 2 entries"),
        ({"lr": 0.0}, "lr must be positive"),
        ({"t": [-1]}, "t must be whole numbers ≥ 0"),
        ({"t": 0.5}, "t must be whole numbers ≥ 0"),
    ],
)
def test_bad_arguments_are_named(change, text):
    arguments = {"hessian": np.eye(2), "minimizer": [0, 0], "x0": [1, 1], "lr": 0.1, "t": 1}
    with pytest.raises(ValueError, match=text):
        quadratic_path(**arguments | change)


# ---------------------------------------------------------------------------------- the bounds

CONVEX = [
    (Huber(), [4.0]),
    (Quadratic([1.0, 30.0], 0.5), [2.0, -1.0]),
    (Quadratic([0.0, 3.0]), [2.0, 1.0]),
    (Quadratic([2.0]), [3.0]),
]


def gap_and_distance(f, start, trace):
    nearest = np.linalg.norm(f.minimizers - start, axis=1).min()
    return trace.value - f.minimum, nearest


@pytest.mark.parametrize(("f", "start"), CONVEX, ids=lambda v: getattr(v, "name", None))
@pytest.mark.parametrize("part", [0.2, 1.0])
def test_convex_rate(f, start, part):
    lr = part / f.smoothness
    gap, distance = gap_and_distance(f, start, trace := descend(f, start, lr))
    assert trace.steps == 60
    assert (gap <= rate_convex(T, lr, distance) * (1 + 1e-12)).all()


def test_convex_rate_breaks_beyond_its_condition():
    f, lr = Quadratic([1.0]), 2.05
    gap, distance = gap_and_distance(f, [1.0], descend(f, [1.0], lr))
    assert (gap > rate_convex(T, lr, distance)).any()


@pytest.mark.parametrize("kappa", [1.0, 3.0, 100.0])
@pytest.mark.parametrize("angle", [0.0, 0.7])
def test_strongly_convex_rate_and_its_worst_case(kappa, angle):
    f = Quadratic([1.0, kappa], angle)
    lr = best_constant_lr(kappa, 1.0)
    start = np.array([1.0, 2.0])
    gap, distance = gap_and_distance(f, start, descend(f, start, lr))
    bound = rate_strongly_convex(T, kappa, 1.0, distance)
    assert (gap <= bound * (1 + 1e-9) + 1e-30).all()
    steep = np.array([-np.sin(angle), np.cos(angle)])  # starting here attains it
    gap, distance = gap_and_distance(f, steep, descend(f, steep, lr))
    worst = rate_strongly_convex(T, kappa, 1.0, distance)
    np.testing.assert_allclose(gap[:20], worst[:20], rtol=1e-6, atol=1e-20)


def test_strongly_convex_rate_breaks_with_another_step():
    f, start = Quadratic([1.0, 9.0]), [1.0, 1.0]
    gap, distance = gap_and_distance(f, start, descend(f, start, 0.02))
    assert (gap > rate_strongly_convex(T, 9.0, 1.0, distance)).any()


@pytest.mark.parametrize("part", [0.1, 0.6, 1.0])
def test_quadratic_rate_up_to_one_over_the_largest_eigenvalue(part):
    f, start = Quadratic([0.5, 4.0], 0.3), [3.0, 1.0]
    trace = descend(f, start, part / 4.0)
    error = np.linalg.norm(trace.x, axis=1)
    bound = rate_quadratic(T, part / 4.0, 0.5, error[0])
    assert (error <= bound * (1 + 1e-12)).all()
    flat = descend(f, np.array([np.cos(0.3), np.sin(0.3)]), part / 4.0)  # attains it
    np.testing.assert_allclose(
        np.linalg.norm(flat.x, axis=1), rate_quadratic(T, part / 4.0, 0.5, 1.0), rtol=1e-9
    )


@pytest.mark.parametrize("part", [1.7, 1.9])
def test_quadratic_rate_fails_beyond(part):
    f = Quadratic([2.0, 4.0])
    trace = descend(f, [0.0, 1.0], part / 4.0)
    error = np.linalg.norm(trace.x, axis=1)
    assert (error[1:] > rate_quadratic(T, part / 4.0, 2.0, 1.0)[1:]).all()


SMOOTH = [(Huber(), [4.0]), (Wave(), [2.0]), (Softplus(), [3.0]), (Quadratic([1, 7]), [1.0, 1.0])]


@pytest.mark.parametrize(("f", "start"), SMOOTH, ids=lambda v: getattr(v, "name", None))
@pytest.mark.parametrize("part", [0.3, 1.0, 1.8])
def test_the_descent_lemma(f, start, part):
    beta = f.smoothness
    trace = descend(f, start, part / beta)
    promised = descent_guarantee(trace.grad_norm[:-1], beta, part / beta)
    assert (-np.diff(trace.value) >= promised - 1e-12).all()
    assert (promised >= 0).all()


def test_the_descent_lemma_is_attained_and_promises_nothing_from_two_over_beta():
    trace = descend(Quadratic([4.0]), [1.0], 0.25, 1)
    assert -np.diff(trace.value)[0] == descent_guarantee(trace.grad_norm[0], 4.0) == 2.0
    assert descent_guarantee(1.0, 4.0, 0.5) == 0
    assert descent_guarantee(1.0, 4.0, 0.6) < 0


def test_the_descent_lemma_needs_smoothness():
    # x⁴ − 3x² is not β-smooth: with the β of its bottom the promise fails from far away.
    trace = descend(DoubleWell(), [2.6], 1 / 12, 1)
    assert -np.diff(trace.value)[0] < descent_guarantee(trace.grad_norm[0], 12.0)


@pytest.mark.parametrize(("f", "start"), SMOOTH, ids=lambda v: getattr(v, "name", None))
def test_some_iterate_is_stationary_in_time(f, start):
    beta, eps = f.smoothness, 0.05
    minimum = f.minimum if np.isfinite(f.minimum) else 0.0
    limit = int(steps_to_stationary(eps, beta, float(f(start)) - minimum))
    assert 1 <= limit <= 40_000
    assert descend(f, start, 1 / beta, limit).grad_norm.min() <= eps


def test_of_an_infinite_gradient_everything_is_promised():
    np.testing.assert_array_equal(descent_guarantee([1.0, np.inf], 2.0), [0.25, np.inf])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: rate_convex(-1, 0.1, 1.0), "k must be whole numbers"),
        (lambda: rate_convex(1, 0.0, 1.0), "lr must be positive"),
        (lambda: rate_convex(1, 0.1, -1.0), "distance must be zero or positive"),
        (lambda: rate_strongly_convex(1, 1.0, 2.0, 1.0), "strong_convexity must be in .*0 < μ ≤ L"),
        (lambda: rate_strongly_convex(1, 0.0, 0.0, 1.0), "smoothness must be positive"),
        (lambda: best_constant_lr(1.0, 0.0), "strong_convexity must be in"),
        (lambda: rate_quadratic(1, 0.1, 0.0, 1.0), "strong_convexity must be positive"),
        (lambda: descent_guarantee(1.0, -1.0), "smoothness must be positive"),
        (lambda: steps_to_stationary([0.1, 0.0], 1.0, 1.0), "eps must be positive, got 0"),
        (lambda: steps_to_stationary(0.1, 1.0, -1.0), "gap must be zero or positive"),
    ],
)
def test_bad_numbers_are_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()
