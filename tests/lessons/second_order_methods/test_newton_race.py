"""The race's runs against `minimize` and SciPy's minimum; what is counted; the tuned rates."""

import numpy as np
import pytest
import scipy.optimize

from course_lib.functions import Rosenbrock
from course_lib.lessons.second_order_methods import newton_race as nr
from course_lib.optim import GradientDescent, Nesterov, minimize


@pytest.mark.parametrize("problem", nr.PROBLEMS)
@pytest.mark.parametrize("method", nr.NAMES)
def test_the_gap_is_that_of_minimize(problem, method):
    f, start, least = nr.problem(problem, 100.0)
    racer = nr.race_one(problem, method, 100.0, False)
    trace = minimize(f, start, nr.methods(problem, f)[method], len(racer.gap) - 1)
    np.testing.assert_allclose(racer.gap, trace.value - least, atol=1e-12)
    if method != "Newton":  # Hessians are not in the trace
        np.testing.assert_array_equal(racer.calls, trace.evals.sum(axis=1)[: len(racer.calls)])


def test_a_hessian_counts_d():
    racer = nr.race_one(nr.QUADRATIC, "Newton", 100.0, False)
    assert racer.calls[1] == 20 + 1 + 2  # one Hessian, one gradient, two values of the search


def test_the_tumours_minimum_is_scipys():
    J, best = nr.tumour_risk()
    oracle = scipy.optimize.minimize(J, np.zeros(J.dim), jac=J.grad, hess=J.hess,
                                     method="trust-exact", options=dict(gtol=1e-9))  # fmt: skip
    assert J(best) == pytest.approx(oracle.fun, abs=1e-12)
    assert np.linalg.norm(J.grad(best)) < 1e-10


def test_the_rates_on_rosenbrock_are_the_best_of_the_grid():
    """Looked for around the ones that are kept; the whole grid was tried once."""
    start = [-1.2, 1.0]

    def last(method):
        trace = minimize(Rosenbrock(), start, method, nr.STEPS)
        return trace.value[-1] if trace.steps == nr.STEPS else np.inf

    descent = {lr: last(GradientDescent(lr)) for lr in (0.001, 0.002, 0.003, 0.005, 0.007)}
    assert min(descent, key=descent.get) == nr.ROSENBROCK_RATES["GD"]
    nesterov = {
        (lr, beta): last(Nesterov(lr, beta))
        for lr in (0.0005, 0.0007, 0.001, 0.002)
        for beta in (0.9, 0.95, 0.98)
    }
    assert min(nesterov, key=nesterov.get) == nr.ROSENBROCK_RATES["Nesterov"]


def test_seconds_are_measured_only_when_asked_for():
    run = nr.newton_race(measure="seconds", newton=True)
    for racer in run.racers:
        assert len(racer.seconds) == len(racer.gap)
        assert (np.diff(racer.seconds) > 0).all()
    assert not any(racer.seconds.any() for racer in nr.newton_race().racers)


def test_those_that_are_ticked_take_part():
    run = nr.newton_race(descent=False, nesterov=False, newton=True, bfgs=False, lbfgs=True)
    assert [racer.name for racer in run.racers] == ["Newton", "L-BFGS"]
    with pytest.raises(ValueError, match=r"^problem must be one of"):
        nr.newton_race(problem="Beale")


def test_one_step_is_no_plural():
    assert "Nesterov: 1 step and 1 call;" in nr.newton_race(condition=1.0).summary
