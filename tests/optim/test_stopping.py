"""The three stopping tests: which one fires, where, and what is reported."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.functions import AbsoluteValue, Quadratic, Rosenbrock, SquaredNorm
from course_lib.optim import (
    AnyOf,
    GradientDescent,
    GradientNorm,
    StepSize,
    StoppingTest,
    SubgradientMethod,
    ValueChange,
    minimize,
)

KINDS = [GradientNorm, StepSize, ValueChange]


def halving(**more):
    """½x² from 1 with η = ½: x_t = 2^−t, ‖∇f‖ = 2^−t, ‖Δx‖ = 2^−t, |Δf| = 1.5 · 4^−t."""
    return minimize(SquaredNorm(), [1.0], GradientDescent(0.5), **more)


@pytest.mark.parametrize(
    ("test", "step", "number"),
    [
        (GradientNorm(1e-3), 10, "‖∇f‖ = 0.000977 ≤ 0.001"),
        (StepSize(1e-3), 10, "‖Δx‖ = 0.000977 ≤ 0.001"),
        (ValueChange(1e-3), 6, "|Δf| = 0.000366 ≤ 0.001"),
        (GradientNorm(1.0), 0, "‖∇f‖ = 1 ≤ 1"),
        (StepSize(10), 1, "‖Δx‖ = 0.5 ≤ 10"),
        (ValueChange(10), 1, "|Δf| = 0.375 ≤ 10"),
    ],
)
def test_each_fires_at_the_step_found_by_hand(test, step, number):
    trace = halving(stop=test)
    assert (trace.status, trace.steps, trace.stopped_by) == ("converged", step, test)
    name = type(test).__name__
    assert trace.message == f"converged at step {step}: {name} fired, {number}"
    assert trace.x[-1] == 0.5**step


@pytest.mark.parametrize("kind", KINDS)
def test_a_recorded_run_says_where_each_would_have_fired(kind):
    full = minimize(Rosenbrock(), [-1.0, 1.0], GradientDescent(1e-3), steps=2000)
    for eps in (3.0, 1e-1, 1e-2, 1e-3, 1e-12):
        stopped = minimize(
            Rosenbrock(), [-1.0, 1.0], GradientDescent(1e-3), steps=2000, stop=kind(eps)
        )
        expected = stopped.steps if stopped.status == "converged" else None
        assert kind(eps).first(full) == expected
    assert kind(3.0).first(full) is not None
    assert kind(1e-12).first(full) is None


@pytest.mark.parametrize("stop", [
    (GradientNorm(1e-3), ValueChange(1e-3)),
    [ValueChange(1e-3), GradientNorm(1e-3)],
    GradientNorm(1e-3) | ValueChange(1e-3),
    AnyOf.of(GradientNorm(1e-3) | ValueChange(1e-3), StepSize(1e-30)),
    (ValueChange(1e-3) | StepSize(1e-30), GradientNorm(1e-3)),
])  # fmt: skip
def test_any_of_several_and_which_one(stop):
    trace = halving(stop=stop)
    assert trace.steps == 6
    assert trace.stopped_by == ValueChange(1e-3)


def test_the_first_of_the_tuple_is_named_when_two_fire_together():
    assert halving(stop=(StepSize(1e-3), GradientNorm(1e-3))).stopped_by == StepSize(1e-3)
    assert halving(stop=(GradientNorm(1e-3), StepSize(1e-3))).stopped_by == GradientNorm(1e-3)


def test_combined_tests_find_the_first_step_of_a_recorded_run():
    full = halving(steps=30)
    assert (GradientNorm(1e-3) | ValueChange(1e-3)).first(full) == 6
    assert (GradientNorm(1e-30) | ValueChange(1e-30)).first(full) is None


def test_none_fires_when_the_steps_run_out():
    trace = halving(steps=5, stop=GradientNorm(1e-9))
    assert (trace.status, trace.stopped_by) == ("max_steps", None)
    assert "used all 5 steps" in trace.message


def test_a_diverged_run_has_not_converged():
    trace = minimize(Quadratic([1.0]), [1.0], GradientDescent(1e9), 50, stop=ValueChange(1e-6))
    assert (trace.status, trace.stopped_by) == ("diverged", None)
    # x₁ = 1 − 1e6 is a step that passes the test, but f has grown past its limit there.
    both = minimize(Quadratic([1.0]), [1.0], GradientDescent(1e6), 50, stop=StepSize(1e30))
    assert (both.status, both.stopped_by, both.steps) == ("diverged", None, 1)


def test_a_rise_of_f_is_a_change():
    trace = minimize(Quadratic([1.0]), [1.0], GradientDescent(2.1), 20, stop=ValueChange(1e-2))
    assert (trace.status, trace.steps) == ("max_steps", 20)


def test_watching_changes_nothing_in_the_run():
    watched, plain = halving(steps=20, stop=StepSize(1e-30)), halving(steps=20)
    np.testing.assert_array_equal(watched.x, plain.x)
    np.testing.assert_array_equal(watched.evals, plain.evals)


def test_the_change_of_f_fires_at_once_on_the_cycle_of_a_subgradient_method():
    trace = minimize(AbsoluteValue(), [0.25], SubgradientMethod(0.5), stop=ValueChange(1e-12))
    assert (trace.steps, trace.value[-1]) == (1, 0.25)


def test_a_small_step_fires_far_from_the_minimum():
    trace = minimize(SquaredNorm(), [1.0], GradientDescent(1e-7), stop=StepSize(1e-6))
    assert (trace.steps, trace.status) == (1, "converged")
    assert trace.value[-1] > 0.49


def test_a_test_of_ones_own_fits_in():
    class Below(StoppingTest):
        symbol = "f"

        def measure(self, now):
            return now.value

        def measures(self, trace):
            return trace.value

    trace = halving(stop=(Below(0.01), GradientNorm(1e-9)))
    assert "Below fired, f = 0.00781 ≤ 0.01" in trace.message
    assert trace.steps == 3


@pytest.mark.parametrize("kind", KINDS)
@given(
    eps=st.one_of(
        st.floats(max_value=-1e-300), st.sampled_from([np.nan, np.inf, None, "small", True])
    )
)
def test_a_bad_tolerance_is_named(kind, eps):
    with pytest.raises((ValueError, TypeError), match=r"^eps must be"):
        kind(eps)


@pytest.mark.parametrize("stop", [0.1, "soon", (GradientNorm(1e-3), 1e-3), GradientNorm, None])
def test_what_is_no_test_is_named(stop):
    with pytest.raises(TypeError, match="stop must be a stopping test such as GradientNorm"):
        halving(stop=stop)


def test_a_test_or_a_number_is_no_test():
    with pytest.raises(TypeError):
        GradientNorm(1e-3) | 0.1


def test_tests_stay_in_the_order_in_which_they_are_given():
    a, b, c = GradientNorm(1e-3), ValueChange(1e-3), StepSize(1e-3)
    assert (a | b).tests == (a, b)
    assert (a | (b | c)).tests == ((a | b) | c).tests == AnyOf.of(a, b, c).tests == (a, b, c)
