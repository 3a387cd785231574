"""First-order runs on a `CForm`: the rates that are taken, given and by default."""

import numpy as np
import pytest
import scipy.optimize

from course_lib.functions import CForm, Hinge, LogLoss, SquaredNorm
from course_lib.linear import descent
from course_lib.linear.logistic import _late_mean, _lbfgs
from course_lib.optim import Trace

RNG = np.random.default_rng(2)
X, Y = RNG.normal(size=(12, 3)) * [1.0, 2.0, 0.5], np.repeat([-1.0, 1.0], 6)
SMOOTH = CForm(LogLoss(), X, Y, 0.4, SquaredNorm())
KINKED = CForm(Hinge(), X, Y, 0.4, SquaredNorm())
MEAN = (X**2).sum() / 12  # of the squared lengths of the samples
LAM = 1 / (12 * 0.4)
START = np.array([0.3, -0.2, 0.1])
t = np.arange(4)


def rng():
    return np.random.default_rng(5)


@pytest.mark.parametrize(
    ("call", "rates"),
    [
        (lambda: descent.gradient_descent(SMOOTH, START, None, 1e-30, 4), 1 / SMOOTH.smoothness),
        (lambda: descent.gradient_descent(SMOOTH, START, 0.3, 1e-30, 4), 0.3 * LAM),
        (lambda: descent.gradient_descent(SMOOTH, START, lambda t: 0.3 / (t + 2), 1e-30, 4),
         0.3 * LAM / (t + 2)),
        (lambda: descent.stochastic_descent(SMOOTH, START, None, 3, rng(), 4),
         LAM * 4 / MEAN / np.sqrt(t + 1)),  # the log loss bends by at most 1/4
        (lambda: descent.stochastic_descent(SMOOTH, START, 0.3, 3, rng(), 4), 0.3 * LAM),
        (lambda: descent.subgradient_descent(KINKED, START, None, 3, rng(), 4),
         LAM / MEAN / np.sqrt(t + 1)),
        (lambda: descent.subgradient_descent(KINKED, START, 0.3, 3, rng(), 4), 0.3 * LAM),
        (lambda: descent.pegasos(KINKED, START, 3, rng(), 4), 1 / (MEAN / LAM + t)),
    ],
    ids=["gd", "gd fixed", "gd schedule", "sgd", "sgd fixed", "subgradient", "subgradient fixed",
         "pegasos"],
)  # fmt: skip
def test_the_rates_on_the_risk_form_are_those_told(call, rates):
    trace = call()
    np.testing.assert_allclose(trace.lr, np.broadcast_to(rates, 4), rtol=1e-12)
    np.testing.assert_array_equal(trace.x[0], START)
    assert trace.steps == 4


@pytest.mark.parametrize("batch", [3, None])
def test_the_batches_are_those_of_the_seed(batch):
    f, draw, w = KINKED, rng(), START
    trace = descent.subgradient_descent(f, START, 0.3, batch, rng() if batch else None, 3)
    for after in trace.x[1:]:
        w = w - 0.3 * LAM * (f.sample(draw, batch) if batch else f).grad(w)
        np.testing.assert_allclose(after, w)


def test_scipys_own_run_is_recorded_point_by_point():
    points, options = [START], {"ftol": 0.0, "gtol": 0.0, "maxcor": 20, "maxiter": 5}
    scipy.optimize.minimize(
        SMOOTH, START, jac=SMOOTH.grad, method="L-BFGS-B", options=options, callback=points.append
    )
    trace = _lbfgs(SMOOTH, START, 1e-30, 5)
    np.testing.assert_array_equal(trace.x, points)
    np.testing.assert_allclose(trace.value, SMOOTH(trace.x))
    assert (trace.steps, trace.status) == (5, "max_steps")
    early = _lbfgs(SMOOTH, START, 1e-4, 100)
    assert early.status == "converged"
    assert early.steps < 8


def test_the_late_mean_is_that_of_the_second_half():
    x = np.arange(10.0).reshape(5, 2)
    trace = Trace(
        x=x, value=x[:, 0], grad_norm=x[:, 0], lr=x[1:, 0], status="max_steps", message="",
        evals=np.zeros((5, 2), dtype=int), f_evals=0, grad_evals=0,
    )  # fmt: skip
    np.testing.assert_array_equal(_late_mean(trace), x[2:].mean(axis=0))
