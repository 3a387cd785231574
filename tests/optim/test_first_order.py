"""Gradient descent, the subgradient method and the Polyak step: their facts, and an oracle."""

import inspect
import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.datasets import load_toyota_corolla, standardize
from course_lib.functions import (
    L1,
    AbsoluteValue,
    EmpiricalRisk,
    Himmelblau,
    NegativeLog,
    NormL1,
    NormL2,
    Quadratic,
    Rosenbrock,
    SquaredError,
    SquaredNorm,
    add_bias,
)
from course_lib.functions.objective import Objective
from course_lib.optim import (
    Backtracking,
    ExactLineSearch,
    GradientDescent,
    Optimizer,
    PolyakStep,
    SubgradientMethod,
    first_order,
    minimize,
)
from course_lib.schedules import InversePower, InverseSqrt, InverseTime

OPTIMIZERS = [GradientDescent, SubgradientMethod]
RATES = [0.01, InverseSqrt(0.01), Backtracking(), PolyakStep()]


def cars():
    X, y = load_toyota_corolla()
    return EmpiricalRisk(SquaredError(), add_bias(standardize(X)[0]), y / 1000)


# --------------------------------------------------------------------------------- the contract


def test_every_first_order_optimizer_is_here():
    found = {v for v in vars(first_order).values() if isinstance(v, type)}
    found = {kind for kind in found if issubclass(kind, Optimizer) and not inspect.isabstract(kind)}
    assert found == set(OPTIMIZERS)


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("lr", RATES, ids=repr)
def test_steps_are_pure(kind, lr):
    f, optimizer = Himmelblau(), kind(lr)
    x = np.array([0.5, -1.0])
    state = optimizer.init(x)
    first = optimizer.step(f, x, state)
    again = optimizer.step(f, x, state)
    np.testing.assert_array_equal(x, [0.5, -1.0])
    np.testing.assert_array_equal(first[0], again[0])
    assert first[1].t == again[1].t == 1
    assert first[1].lr == again[1].lr > 0
    assert state.t == 0


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("lr", RATES, ids=repr)
def test_by_hand_and_by_minimize_are_the_same_run(kind, lr):
    f, optimizer = Himmelblau(), kind(lr)
    x, state, path, rates = np.array([0.5, -1.0]), None, [], []
    state = optimizer.init(x)
    for _ in range(5):
        x, state = optimizer.step(f, x, state)
        path.append(x)
        rates.append(state.lr)
    trace = minimize(f, [0.5, -1.0], optimizer, steps=5)
    np.testing.assert_array_equal(trace.x[1:], path)
    np.testing.assert_array_equal(trace.lr, rates)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_an_optimizer_is_a_value(kind):
    assert kind(0.1) == kind(lr=0.1) != kind(0.2)
    assert hash(kind(InverseSqrt(0.1))) == hash(kind(InverseSqrt(0.1)))
    assert eval(repr(kind(0.1))) == kind(0.1)
    with pytest.raises(AttributeError):
        kind(0.1).lr = 2.0


@pytest.mark.parametrize("kind", OPTIMIZERS)
@given(
    lr=st.one_of(
        st.floats(max_value=0),
        st.sampled_from([np.nan, np.inf, None, True, "fast", (0.1,), [0.1]]),
    )
)
def test_a_bad_rate_is_named(kind, lr):
    with pytest.raises((ValueError, TypeError), match=r"^lr must be .*schedule"):
        kind(lr)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_a_class_or_a_function_to_minimize_is_no_rate(kind):
    with pytest.raises(TypeError, match=r"got the class Backtracking; write Backtracking\(...\)"):
        kind(Backtracking)
    with pytest.raises(TypeError, match=r"^lr must be a number"):
        kind(Rosenbrock())


@pytest.mark.parametrize("rate", [-0.1, np.nan, np.inf])
def test_a_schedule_that_turns_bad_is_named_with_its_step(rate):
    optimizer = GradientDescent(lambda t: rate if t == 2 else 0.1)
    with pytest.raises(ValueError, match=r"lr must be zero or positive .* at t = 2"):
        minimize(SquaredNorm(), [1.0], optimizer, steps=5)


# ----------------------------------------------------------------------------- gradient descent


def test_the_regression_on_the_cars_reaches_least_squares():
    f = cars()
    trace = minimize(f, [0.0, 0.0], GradientDescent(0.3), steps=100)
    np.testing.assert_allclose(trace.x[-1], f.minimizer, rtol=1e-9)
    assert np.linalg.lstsq(f.X, f.y)[0] == pytest.approx(trace.x[-1], rel=1e-9)


def test_one_newton_like_step_on_a_round_bowl():
    trace = minimize(Quadratic([4, 4], center=[2, -1]), [7.0, 5.0], GradientDescent(0.25), steps=1)
    np.testing.assert_allclose(trace.x[1], [2, -1])


@pytest.mark.parametrize(("lr", "status"), [(1.99, "max_steps"), (2.01, "diverged")])
def test_two_over_L_is_the_border(lr, status):
    f = Quadratic([0.2, 1.0])
    trace = minimize(f, [1.0, 1.0], GradientDescent(lr), steps=3000)
    assert trace.status == status
    assert (trace.value[-1] < 1e-10) == (status == "max_steps")


# ---------------------------------------------------------------------------- subgradient method


@pytest.mark.parametrize(("start", "period"), [(0.4, 0.1), (1.0, 0.1), (-0.2, 0.1)])
def test_a_constant_step_ends_in_the_cycle_of_the_lecture(start, period):
    trace = minimize(AbsoluteValue(), [start], SubgradientMethod(0.3), steps=40)
    tail = trace.x[-6:, 0]
    np.testing.assert_allclose(sorted(set(tail.round(9))), [-0.2, period], atol=1e-9)
    assert trace.best_value[-1] == pytest.approx(0.1)


def test_the_change_of_f_is_no_stopping_test():
    # From α/2 the method jumps between ±α/2 for ever, and |Δf| is 0 from the first step.
    trace = minimize(AbsoluteValue(), [0.25], SubgradientMethod(0.5), steps=10)
    np.testing.assert_array_equal(np.abs(trace.x[:, 0]), 0.25)


@pytest.mark.parametrize("lr", [InverseTime(0.9), InverseSqrt(0.9)], ids=repr)
def test_steps_that_vanish_with_infinite_sum_converge(lr):
    trace = minimize(AbsoluteValue(), [3.3], SubgradientMethod(lr), steps=2000)
    assert trace.best_value[-1] < 1e-2
    assert trace.value[-50:].max() < 0.05


def test_steps_with_a_finite_sum_stop_short():
    # The whole way is at most 0.9 π²/6 = 1.48, and 3 is farther.
    trace = minimize(AbsoluteValue(), [3.0], SubgradientMethod(InversePower(0.9, 2)), steps=5000)
    assert trace.x[-1, 0] == pytest.approx(3 - 0.9 * np.pi**2 / 6, abs=1e-3)


def test_the_best_value_obeys_the_bound_of_the_theory():
    # min f − f* ≤ (D² + G² Σα²) / (2 Σα), here with |x₁| + |x₂| and G² = 2.
    f, lr, start = NormL1(), InverseSqrt(0.5), np.array([2.0, -1.3])
    trace = minimize(f, start, SubgradientMethod(lr), steps=1000)
    alpha = lr(np.arange(1000))
    bound = (start @ start + 2 * np.cumsum(alpha**2)) / (2 * np.cumsum(alpha))
    assert (trace.best_value[:-1] <= bound + 1e-12).all()


def test_the_state_remembers_the_best_point():
    f, optimizer = NormL2(), SubgradientMethod(0.7)
    x = np.array([1.0, 0.2])
    state = optimizer.init(x)
    for _ in range(12):
        x, state = optimizer.step(f, x, state)
    trace = minimize(f, [1.0, 0.2], optimizer, steps=12)
    assert state.best_value == trace.best_value[-1]
    np.testing.assert_array_equal(state.best_x, trace.best_x)
    assert state.best_value < f(x)  # or this run would not show anything


def test_lasso_agrees_with_coordinate_descent():
    X, y = load_toyota_corolla(("KM", "HP", "Weight"))
    Z, t = standardize(X)[0], (y - y.mean()) / y.std()
    f = EmpiricalRisk(SquaredError(), Z, t) + 0.4 * L1()
    w = np.zeros(3)
    for _, j in itertools.product(range(300), range(3)):
        rest = t - Z @ w + Z[:, j] * w[j]
        pull = 2 * Z[:, j] @ rest / len(t)
        w[j] = np.sign(pull) * max(abs(pull) - 0.4, 0) / (2 * (Z[:, j] ** 2).mean())
    trace = minimize(f, np.zeros(3), SubgradientMethod(InverseTime(0.5, 0.1)), steps=4000)
    assert trace.best_value[-1] - f(w) == pytest.approx(0, abs=1e-4)
    assert trace.best_value[-1] >= f(w) - 1e-12


# ------------------------------------------------------------------------------------ Polyak step


def test_polyak_solves_the_absolute_value_in_one_step():
    trace = minimize(AbsoluteValue(), [5.3], SubgradientMethod(PolyakStep()), steps=10)
    np.testing.assert_allclose(trace.x, [[5.3], [0.0]], atol=1e-15)
    assert trace.status == "converged"
    assert trace.lr == pytest.approx([5.3])


def test_polyak_halves_a_parabola():
    # (x²/2) / x² = ½, whatever x is.
    trace = minimize(SquaredNorm(), [8.0, -4.0], GradientDescent(PolyakStep()), steps=3)
    np.testing.assert_allclose(trace.x[-1], [1.0, -0.5])
    np.testing.assert_allclose(trace.lr, 0.5)


def test_polyak_never_moves_away_from_a_minimizer_of_a_convex_function():
    f = cars() + 0.1 * SquaredNorm()
    minimum = minimize(f, [0.0, 0.0], GradientDescent(ExactLineSearch()), steps=50).best_value[-1]
    trace = minimize(f, [20.0, 5.0], GradientDescent(PolyakStep(minimum)), steps=60)
    best = np.linalg.solve(f.hess([0.0, 0.0]), -f.grad([0.0, 0.0]))
    assert (np.diff(np.linalg.norm(trace.x - best, axis=1)) <= 1e-9).all()


@pytest.mark.parametrize(
    ("minimum", "grad", "status", "reason"),
    [
        (0.5, [1.0], "converged", "f is at the minimum given to PolyakStep, 0.5"),
        (2.0, [1.0], "max_steps", r"f is 1\.5 below the minimum 2 assumed; lower it"),
        (0.0, [0.0], "max_steps", r"the gradient is 0 but f is 0\.5 above the minimum 0"),
    ],
)
def test_where_polyak_has_no_step_its_rate_is_zero(minimum, grad, status, reason):
    rate, halt = PolyakStep(minimum).step_size(SquaredNorm(), np.ones(1), None, np.array(grad))
    assert (rate, halt.status) == (0.0, status)
    assert re.match(reason, halt.reason)


class Unknown(Objective):
    """A parabola that does not tell its minimum."""

    name = "mystery"

    def _value(self, x):
        return (x**2).sum(axis=-1)

    def _grad(self, x):
        return 2 * x


@pytest.mark.parametrize(
    ("f", "start", "text"),
    [
        (Unknown(), [1.0], r"minimum must be known.*mystery none is known; pass PolyakStep\("),
        (NegativeLog(), [1.0], "minimum must be known.*unbounded below"),
    ],
)
def test_an_unknown_minimum_is_named(f, start, text):
    with pytest.raises(ValueError, match=text):
        minimize(f, start, GradientDescent(PolyakStep()), steps=3)


def test_a_minimum_guessed_too_high_is_the_level_where_it_ends():
    trace = minimize(SquaredNorm(), [8.0], GradientDescent(PolyakStep(3.0)), steps=50)
    assert trace.value[-1] == pytest.approx(3)
    assert (trace.value >= 3).all()
    assert "at the minimum given to PolyakStep, 3" in trace.message
    below = minimize(SquaredNorm(), [1.0], GradientDescent(PolyakStep(3.0)), steps=50)
    assert (below.status, below.steps) == ("max_steps", 0)
    assert "2.5 below the minimum 3 assumed; lower it" in below.message


def test_a_minimum_guessed_too_low_does_not_settle():
    trace = minimize(SquaredNorm(), [8.0], GradientDescent(PolyakStep(-1.0)), steps=200)
    assert trace.status != "converged"
    assert trace.value[-100:].max() > 1e-3


def test_a_stationary_point_above_the_minimum_is_said():
    trace = minimize(Quadratic([-1.0]), [0.0], GradientDescent(PolyakStep(-1.0)), steps=5)
    assert trace.status == "max_steps"
    assert "gradient is 0 but f is 1 above" in trace.message


@given(value=st.sampled_from([np.nan, np.inf, -np.inf, "low", True, (1,)]))
def test_a_bad_minimum_is_named(value):
    with pytest.raises((ValueError, TypeError), match=r"^minimum must be"):
        PolyakStep(value)


# ----------------------------------------------------------------------------------- the oracle


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("f", "formula", "start"),
    [
        (Rosenbrock(), lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2, [-1.0, 0.5]),
        (
            Himmelblau(),
            lambda x: (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2,
            [0.5, -1.0],
        ),
    ],
    ids=["rosenbrock", "himmelblau"],
)
@pytest.mark.parametrize("lr", [1e-3, InverseSqrt(1e-3)], ids=repr)
def test_torch_takes_the_same_path(f, formula, start, lr):
    import torch

    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    sgd = torch.optim.SGD([w], lr=1.0)
    rate = lr if callable(lr) else lambda t: lr
    scheduler = torch.optim.lr_scheduler.LambdaLR(sgd, rate)
    path = [w.detach().numpy().copy()]
    for _ in range(60):
        sgd.zero_grad()
        formula(w).backward()
        sgd.step()
        scheduler.step()
        path.append(w.detach().numpy().copy())
    trace = minimize(f, start, GradientDescent(lr), steps=60)
    np.testing.assert_allclose(trace.x, path, rtol=1e-10)


def test_many_runs_step_at_once():
    starts = np.random.default_rng(0).normal(size=(5, 2))
    optimizer = GradientDescent(0.1)
    together, _ = optimizer.step(Rosenbrock(), starts, optimizer.init(starts))
    alone = [optimizer.step(Rosenbrock(), x, optimizer.init(x))[0] for x in starts]
    np.testing.assert_array_equal(together, alone)


def test_the_best_point_begins_with_the_start_and_is_kept():
    """On |x| with steps of 1 from 0.1 the run goes 0.1, −0.9, 0.1; from 1.7 it goes 0.7, −0.3."""
    method, f = SubgradientMethod(1.0), AbsoluteValue()
    for start, values in ((0.1, [0.1, 0.1, 0.1]), (1.7, [0.7, 0.3, 0.3])):
        x, state = np.array([start]), method.init(np.array([start]))
        assert state.best_value == np.inf
        for t, value in enumerate(values):
            x, state = method.step(f, x, state)
            assert state.t == t + 1
            assert state.best_value == pytest.approx(value)
            assert abs(state.best_x[0]) == pytest.approx(value)


def test_of_two_equal_points_the_first_is_the_best():
    method, x = SubgradientMethod(1.0), np.array([0.5])
    x, state = method.step(AbsoluteValue(), x, method.init(x))
    assert (x.tolist(), state.best_x.tolist(), state.best_value) == ([-0.5], [0.5], 0.5)
