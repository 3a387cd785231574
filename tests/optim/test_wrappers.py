"""Clipped, Projected and ReduceOnPlateau: by hand, around every optimizer, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import optim, schedules
from course_lib.functions import Himmelblau, Quadratic, Rosenbrock, SquaredNorm
from course_lib.optim import (
    OPTIMIZERS,
    AdaGrad,
    Adam,
    Backtracking,
    Ball,
    Box,
    Clipped,
    ExactLineSearch,
    FullMatrixAdaGrad,
    GradientDescent,
    Nesterov,
    Projected,
    ReduceOnPlateau,
    SubgradientMethod,
    minimize,
)
from course_lib.optim.in_place import InPlaceOptimizer
from course_lib.optim.wrappers import Wrapper, _norm
from course_lib.schedules import InverseSqrt, Linear

WRAPPERS = [
    lambda optimizer: Clipped(optimizer, max_norm=1.0),
    lambda optimizer: Projected(optimizer, Ball(0.9, center=(0.5, -1.0))),
    lambda optimizer: ReduceOnPlateau(optimizer, factor=0.5, patience=0),
    lambda optimizer: ReduceOnPlateau(Projected(Clipped(optimizer, 2.0), Box(-2, 2)), patience=1),
]


@pytest.fixture(params=range(len(WRAPPERS)))
def wrap(request):
    return WRAPPERS[request.param]


def test_every_wrapper_is_tried():
    assert {type(w(Adam(0.1))) for w in WRAPPERS} == set(Wrapper.__subclasses__())


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_steps_are_pure_and_the_same_as_by_minimize(wrap, name):
    f, optimizer = Himmelblau(), wrap(OPTIMIZERS[name](InverseSqrt(0.02)))
    assert eval(repr(optimizer), {**vars(optim), **vars(schedules)}) == optimizer
    x = np.array([0.5, -1.0])
    state, path = optimizer.init(x), [x]
    for _ in range(4):
        first = optimizer.step(f, x, state)
        again = optimizer.step(f, x, state)
        np.testing.assert_array_equal(first[0], again[0])
        x, state = first
        path.append(x)
    trace = minimize(f, [0.5, -1.0], optimizer, steps=4)
    np.testing.assert_array_equal(trace.x, path)
    assert state.t == 4
    assert 0 < state.lr == trace.lr[-1] <= 0.01


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_state_begins_before_the_first_step_and_counts(wrap, name):
    f, x = Himmelblau(), np.array([0.5, -1.0])
    for optimizer in (OPTIMIZERS[name](0.02), wrap(OPTIMIZERS[name](0.02))):
        state = optimizer.init(x)
        assert (state.t, np.isnan(state.lr), state.halt) == (0, True, None)
        state = optimizer.step(f, x, state)[1]
        assert (state.t, state.lr, state.halt) == (1, 0.02, None)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_in_place_is_the_same_run(wrap, name):
    f, optimizer = Himmelblau(), wrap(OPTIMIZERS[name](0.1))
    x = np.array([0.5, -1.0])
    y, state, fast = x.copy(), optimizer.init(x), optimizer.init(x)
    for _ in range(4):
        if isinstance(optimizer, ReduceOnPlateau):
            fast = optimizer.observe(fast, float(f(y)))
        fast = optimizer.update(y, f.grad(optimizer.look_ahead(y, fast)), fast)
        x, state = optimizer.step(f, x, state)
        np.testing.assert_array_equal(x, y)


def test_another_rate_goes_to_the_optimizer_inside(wrap):
    optimizer = wrap(Adam(0.1)).with_lr(0.25)
    assert optimizer.lr == 0.25
    assert optimizer == wrap(Adam(0.25))


# ------------------------------------------------------------------------------------- clipping


def test_long_gradients_are_shortened_and_short_ones_not():
    optimizer, f = Clipped(GradientDescent(1.0), max_norm=5.0), SquaredNorm()
    x = np.array([30.0, 40.0])
    for after in ([27.0, 36.0], [24.0, 32.0]):
        x, _ = optimizer.step(f, x, optimizer.init(x))
        np.testing.assert_allclose(x, after)
    near = np.array([3.0, 4.0])
    np.testing.assert_array_equal(optimizer.step(f, near, optimizer.init(near))[0], 0)


def test_the_gradient_handed_over_is_not_changed():
    optimizer, x, g = Clipped(Adam(0.1), 1.0), np.zeros(2), np.array([30.0, 40.0])
    optimizer.update(x, g, optimizer.init(x))
    np.testing.assert_array_equal(g, [30, 40])


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_gradients_whose_squares_overflow_are_clipped_all_the_same(dtype):
    huge = 1e300 if dtype is np.float64 else 1e30
    optimizer, x = Clipped(GradientDescent(1.0), 5.0), np.zeros(2, dtype)
    with np.errstate(over="ignore"):
        optimizer.update(x, np.array([3 * huge, 4 * huge], dtype), optimizer.init(x))
    np.testing.assert_allclose(x, [-3, -4], rtol=1e-6)
    assert x.dtype == dtype


def test_an_infinite_gradient_is_left_to_show_itself():
    optimizer, x = Clipped(GradientDescent(1.0), 5.0), np.zeros(2)
    optimizer.update(x, np.array([np.inf, 3.0]), optimizer.init(x))
    np.testing.assert_array_equal(x, [-np.inf, -3])


def test_a_cliff_costs_one_step_and_not_the_run():
    start = [-2.0, 2.0]
    assert minimize(Rosenbrock(), start, GradientDescent(2e-3), steps=2000).status == "diverged"
    clipped = minimize(Rosenbrock(), start, Clipped(GradientDescent(2e-3), 50.0), steps=2000)
    assert clipped.value[-1] < 0.1


# ------------------------------------------------------------------------------------- projection


def test_the_best_point_of_the_set_is_found():
    """min ‖x − (3, 4)‖² over the unit ball is at (3, 4)/5, over the box at (1, 1)."""
    f = Quadratic([1.0, 1.0], center=[3, 4])
    for set_, best in [(Ball(1.0), [0.6, 0.8]), (Box(-1, 1), [1, 1])]:
        trace = minimize(f, [0.0, 0.0], Projected(GradientDescent(0.1), set_), steps=200)
        np.testing.assert_allclose(trace.x[-1], best, rtol=1e-8)
        assert all(np.linalg.norm(set_.project(x) - x) < 1e-12 for x in trace.x)


def test_full_matrix_adagrad_projects_in_its_own_norm():
    """One step by hand from G = [[9, 12], [12, 16]]: nearest in the norm of ggᵀ/5 + εI."""
    optimizer = FullMatrixAdaGrad(10.0, eps=0.5)
    x, g = np.zeros(2), np.array([3.0, 4.0])
    free = x - 10 * g / (5 + 0.5)
    H = np.outer(g, g) / 5 + 0.5 * np.eye(2)
    for set_ in (Ball(1.0, center=(0.5, 0.0)), Box((-1, -9), 2)):
        y = x.copy()
        Projected(optimizer, set_).update(y, g, optimizer.init(y))
        angles = np.linspace(0, 2 * np.pi, 20_001)
        if isinstance(set_, Ball):
            edge = np.stack([0.5 + np.cos(angles), np.sin(angles)], -1)
        else:
            edge = np.stack([np.full(20_001, -1.0), np.linspace(-9, 2, 20_001)], -1)
        apart = edge - free
        best = edge[np.argmin(np.einsum("ni,ij,nj->n", apart, H, apart))]
        np.testing.assert_allclose(y, best, atol=1e-3)
        assert np.linalg.norm(y - set_.project(free)) > 0.03


def test_diagonal_adagrad_projects_in_its_own_norm():
    x, g = np.zeros(2), np.array([1.0, 9.0])
    y = x.copy()
    Projected(AdaGrad(10.0), Ball(1.0)).update(y, g, AdaGrad(1.0).init(x))
    np.testing.assert_allclose(y, Ball(1.0).project(np.array([-10.0, -10.0]), np.array([1.0, 9.0])))
    assert abs(y[1]) > 1.2 * abs(y[0])


def test_a_run_that_diverges_is_a_status():
    trace = minimize(Rosenbrock(), [-1.0, 1.0],
                     Projected(FullMatrixAdaGrad(1e308), Box(-1e307, np.inf)), steps=9)  # fmt: skip
    assert trace.status == "diverged"


# ------------------------------------------------------------------------------------- plateau


def observed(optimizer, losses):
    state, factors = optimizer.init(np.zeros(1)), []
    for loss in losses:
        state = optimizer.observe(state, loss)
        factors.append(state.factor)
    return factors


def test_the_rate_falls_after_patience_and_one_more():
    optimizer = ReduceOnPlateau(Adam(0.1), factor=0.5, patience=2)
    assert observed(optimizer, [3, 2, 2, 2, 2, 2, 2, 2]) == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25]
    assert observed(optimizer, [3, 2, 2, 1, 2, 2, 2]) == [1, 1, 1, 1, 1, 1, 0.5]


def test_better_means_better_by_the_threshold():
    optimizer = ReduceOnPlateau(Adam(0.1), factor=0.5, patience=0, threshold=0.1)
    assert observed(optimizer, [10.0, 9.5, 8.0]) == [1, 0.5, 0.5]
    assert observed(optimizer, [-10.0, -10.5, -12.0]) == [1, 0.5, 0.5]
    assert observed(optimizer, [np.nan, np.nan]) == [0.5, 0.25]


def test_it_never_falls_below_the_limit():
    optimizer = ReduceOnPlateau(Adam(0.1), factor=0.1, patience=0, min_factor=0.05)
    assert observed(optimizer, [1, 1, 1, 1]) == [1, 0.1, 0.05, 0.05]


def test_steps_take_the_lower_rate_and_count_the_values_they_look_at():
    """η = 2 on ½x² jumps from x to −x for ever; at η = 1 it is there."""
    optimizer = ReduceOnPlateau(GradientDescent(2.0), factor=0.5, patience=2)
    trace = minimize(SquaredNorm(), [1.0], optimizer, steps=5)
    np.testing.assert_allclose(trace.x.ravel(), [1, -1, 1, -1, 0, 0])
    np.testing.assert_allclose(trace.lr, [2, 2, 2, 1, 1])
    assert (trace.f_evals, trace.grad_evals) == (5, 5)


def test_a_schedule_is_multiplied_too_and_may_end_at_zero():
    optimizer = ReduceOnPlateau(Nesterov(Linear(0.4, 4)), factor=0.5, patience=0)
    trace = minimize(0 * SquaredNorm() + Quadratic([0.0, 0.0]), [1.0, 1.0], optimizer, steps=6)
    np.testing.assert_allclose(trace.lr, [0.4, 0.15, 0.05, 0.0125, 0, 0])


# ------------------------------------------------------------------------------------ bad input

BAD = [np.nan, np.inf, None, True, "big"]


@given(value=st.one_of(st.floats(max_value=0), st.sampled_from(BAD)))
def test_a_bad_max_norm_is_named(value):
    with pytest.raises((ValueError, TypeError), match=r"^max_norm must be .*got .*; the longest"):
        Clipped(Adam(0.1), max_norm=value)


@pytest.mark.parametrize("name", ["factor", "min_factor", "threshold", "patience"])
@given(value=st.one_of(st.floats(max_value=-1e-9), st.sampled_from(BAD)))
def test_a_bad_plateau_is_named(name, value):
    with pytest.raises((ValueError, TypeError), match=rf"^{name} must be .*got .*; "):
        ReduceOnPlateau(Adam(0.1), **{name: value})


@pytest.mark.parametrize(("name", "value"), [("factor", 1), ("min_factor", 1), ("factor", 0)])
def test_the_ends_of_the_ranges(name, value):
    with pytest.raises(ValueError, match=rf"^{name} must be in"):
        ReduceOnPlateau(Adam(0.1), **{name: value})


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        (0.1, r"^optimizer must be one with an update, such as Adam\(0.1\), got 0.1"),
        (Adam, r"^optimizer must be one with an update"),
        (SubgradientMethod(0.1), r"^optimizer must be one with an update"),
        (GradientDescent(ExactLineSearch()), r"^the optimizer's lr must be a number or a schedule"),
        (GradientDescent(Backtracking()), r"^the optimizer's lr must be a number or a schedule"),
        (ReduceOnPlateau(Adam(0.1)), r"^optimizer must not be a ReduceOnPlateau, which looks at f"),
    ],
    ids=repr,
)
def test_what_cannot_be_wrapped(wrap, inside, message):
    with pytest.raises((ValueError, TypeError), match=message):
        wrap(inside)


def test_a_set_must_be_one():
    with pytest.raises(TypeError, match=r"^set must be a convex set such as Ball\(1.0\), got 1.0"):
        Projected(Adam(0.1), 1.0)


def test_wrappers_are_optimizers():
    assert isinstance(Clipped(Adam(0.1), 1.0), InPlaceOptimizer)


@pytest.mark.parametrize("optimizer", [AdaGrad(0.1), FullMatrixAdaGrad(0.1), Adam(0.1)], ids=repr)
def test_the_metric_is_that_of_the_optimizer_inside(optimizer, wrap):
    x, grad = np.array([1.0, 2.0]), np.array([3.0, -4.0]) / 10
    outer, inner = wrap(optimizer), optimizer
    state = outer.update(x.copy(), grad, outer.init(x))
    own = inner.update(x.copy(), grad, inner.init(x))
    np.testing.assert_array_equal(outer.metric(state), inner.metric(own))


@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_run_begins_at_step_0_without_a_rate(kind, wrap):
    optimizer, x = kind(0.1), np.ones(2)
    for one in (optimizer, wrap(optimizer)):
        state = one.init(x)
        assert (state.t, state.halt, np.isnan(state.lr)) == (0, None, True)
    state = ReduceOnPlateau(optimizer).init(x)
    assert (state.factor, state.best, state.waited) == (1.0, np.inf, 0)


def test_ranges_are_told_with_their_ends():
    for factor in (0.0, 1.0):
        with pytest.raises(ValueError, match=r"^factor must be in \(0, 1\), got .*such as 0.1"):
            ReduceOnPlateau(Adam(0.1), factor=factor)
    with pytest.raises(ValueError, match=r"^min_factor must be in \[0, 1\), got 1.0; 0 is no lim"):
        ReduceOnPlateau(Adam(0.1), min_factor=1.0)
    assert ReduceOnPlateau(Adam(0.1), min_factor=0).min_factor == 0.0


@pytest.mark.parametrize("g", [[3e200, -4e200, 0.0], [0.3e-200, 0.4e-200], [3.0, 4.0]])
def test_a_length_whose_square_overflows(g):
    g = np.array(g)
    with np.errstate(over="ignore"):
        norm = _norm(g)
    assert norm == pytest.approx(5 * np.abs(g).max() / 4 if g.max() > 1e-100 else 0.0)
