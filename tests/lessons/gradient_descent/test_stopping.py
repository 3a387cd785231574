"""Where the tests fire is where `minimize` stops by them."""

import numpy as np
import pytest

from course_lib.functions import Quadratic
from course_lib.lessons.gradient_descent.stopping import stopping
from course_lib.optim import GradientDescent, GradientNorm, StepSize, ValueChange, minimize

KINDS = (GradientNorm, StepSize, ValueChange)


@pytest.mark.parametrize("condition", [1.0, 4.0, 200.0])
@pytest.mark.parametrize("lr", [0.3, 1.0, 1.9])
def test_tests_fire_where_minimize_stops(condition, lr):
    run = stopping(condition=condition, lr=lr, eps=1e-2)
    for kind, at in zip(KINDS, run.fires, strict=True):
        trace = minimize(Quadratic([1 / condition, 1]), [-2.6, 0.9], GradientDescent(lr),
                         steps=4000, stop=kind(1e-2))  # fmt: skip
        assert trace.status == "converged"
        assert trace.steps == at


def test_value_change_fires_far_from_the_minimum():
    run = stopping()
    gradient, _, change = run.fires
    assert run.distance[change] > 0.9 * run.distance[0]
    assert change < gradient / 100


def test_tiny_steps_fool_the_step_test_but_not_the_gradient():
    gradient, step, _ = stopping(lr=0.01, steps=2000).fires
    assert gradient is None
    assert step is not None


def test_a_run_that_diverges_is_never_stopped():
    run = stopping(lr=2.1, condition=4.0)
    assert run.fires == (None, None, None)
    assert np.isfinite(run.x).all()
    assert "diverges" in run.summary
