"""`minimize` and its trace: what is recorded, counted and said, and what a blow-up leaves."""

import copy
import re
import warnings

import numpy as np
import pytest

from course_lib import optim
from course_lib.functions import AbsoluteValue, NegativeLog, NoisyQuadratic, Rosenbrock
from course_lib.functions.objective import Objective
from course_lib.optim import GradientDescent, GradientNorm, SubgradientMethod, Trace, minimize
from course_lib.optim.counting import Counted
from course_lib.optim.recording import _ending, _first_break, _remedy


class Square(Objective):
    """x², by hand: f' = 2x."""

    dim, name, minimum = 1, "x²", 0.0

    def _value(self, x):
        return x[..., 0] ** 2

    def _grad(self, x):
        return 2 * x


class BrokenGradient(Square):
    """x² whose gradient is NaN left of 0.5."""

    def _grad(self, x):
        return np.where(x < 0.5, np.nan, 2 * x)


def run(f, x0, optimizer, **more) -> Trace:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return minimize(f, x0, optimizer, **more)


def test_two_steps_by_hand():
    # x² from 1 with η = 0.1: each step multiplies x by 1 − 2η = 0.8.
    trace = run(Square(), [1.0], GradientDescent(0.1), steps=2)
    np.testing.assert_allclose(trace.x, [[1.0], [0.8], [0.64]], rtol=1e-15)
    np.testing.assert_allclose(trace.value, [1.0, 0.64, 0.4096], rtol=1e-15)
    np.testing.assert_allclose(trace.grad_norm, [2.0, 1.6, 1.28], rtol=1e-15)
    np.testing.assert_array_equal(trace.lr, [0.1, 0.1])
    assert (trace.status, trace.steps, len(trace)) == ("max_steps", 2, 3)


def test_two_steps_by_hand_in_two_dimensions():
    # Rosenbrock at (0, 0) has gradient (−2, 0); at (0.2, 0): (−400·0.2·(−0.04) − 1.6, −8).
    trace = run(Rosenbrock(), [0.0, 0.0], GradientDescent(0.1), steps=2)
    second = [0.2 - 0.1 * (400 * 0.2**3 - 1.6), 0.1 * 200 * 0.04]
    np.testing.assert_allclose(trace.x, [[0, 0], [0.2, 0], second], rtol=1e-13)


def test_a_schedule_sees_step_zero_first():
    seen = []
    trace = run(
        Square(), [1.0], GradientDescent(lambda t: seen.append(t) or 0.1 / (t + 1)), steps=3
    )
    assert seen == [0, 1, 2]
    np.testing.assert_allclose(trace.lr, [0.1, 0.05, 0.1 / 3])


def test_recording_is_not_counted_and_the_subgradient_method_pays_for_its_values():
    descent = run(Square(), [1.0], GradientDescent(0.1), steps=5, stop=GradientNorm(1e-9))
    assert (descent.f_evals, descent.grad_evals) == (0, 5)
    np.testing.assert_array_equal(descent.evals[:, 1], np.arange(6))
    method = run(AbsoluteValue(), [0.4], SubgradientMethod(0.3), steps=5)
    assert (method.f_evals, method.grad_evals) == (6, 5)


def test_best_value_is_the_running_minimum():
    trace = run(AbsoluteValue(), [0.4], SubgradientMethod(0.3), steps=4)
    np.testing.assert_allclose(trace.value, [0.4, 0.1, 0.2, 0.1, 0.2])
    np.testing.assert_allclose(trace.best_value, [0.4, 0.1, 0.1, 0.1, 0.1])
    np.testing.assert_allclose(trace.best_x, [0.1])


def test_the_trace_is_read_only_and_does_not_share_the_start():
    start = np.array([1.0])
    trace = run(Square(), start, GradientDescent(0.1), steps=3)
    with pytest.raises(ValueError, match="read-only"):
        trace.x[0] = 5
    start[0] = 7
    assert trace.x[0] == 1


def test_too_long_a_step_diverges_and_keeps_the_trace():
    # x ← −1.2 x: f passes 1e10 when 1.44^t > 1e10, that is t = 64.
    trace = run(Square(), [1.0], GradientDescent(1.1), steps=300)
    assert trace.status == "diverged"
    assert trace.steps == np.ceil(10 * np.log(10) / np.log(1.44)) == 64
    np.testing.assert_allclose(trace.x[:, 0], (-1.2) ** np.arange(65), rtol=1e-12)
    assert "step 64" in trace.message
    assert "smaller lr" in trace.message
    assert trace.grad_evals == 64


def test_a_fall_without_end_is_told_as_such():
    trace = run(-Square(), [1.0], GradientDescent(1.0), steps=300)
    assert trace.status == "diverged"
    assert "it may have no minimum there; try another start" in trace.message


def test_a_step_out_of_the_numbers_keeps_what_is_finite():
    trace = run(Square(), [1.0], GradientDescent(1e300), steps=50)
    assert trace.status == "diverged"
    assert trace.steps == 0
    assert np.isfinite(trace.x).all()
    assert np.isfinite(trace.value).all()


def test_a_run_that_blew_up_is_not_carried_on():
    seen = []
    run(
        Square(), [1.0], GradientDescent(1e300), steps=5000, callback=lambda t, x, s: seen.append(t)
    )
    run(
        BrokenGradient(),
        [1.0],
        GradientDescent(0.2),
        steps=5000,
        callback=lambda *a: seen.append(a),
    )
    assert len(seen) <= 4


def test_a_nan_gradient_is_a_status():
    trace = run(BrokenGradient(), [1.0], GradientDescent(0.2), steps=50)  # 1, 0.6, 0.36
    assert trace.status == "diverged"
    assert trace.message.startswith("diverged at step 2: the gradient is not finite")
    np.testing.assert_allclose(trace.x[:, 0], [1.0, 0.6])
    assert np.isfinite(trace.grad_norm).all()


def test_falling_without_bound_is_named():
    trace = run(-Square(), [1.0], GradientDescent(0.5), steps=300)
    assert trace.status == "diverged"
    assert "no minimum" in trace.message


def test_a_step_out_of_the_domain_of_the_logarithm():
    trace = run(NegativeLog(), [0.1], GradientDescent(1.0), steps=20)
    assert np.isfinite(trace.value).all()
    assert trace.status == "max_steps"  # −log x falls for ever and slowly
    back = run(-1 * NegativeLog(), [0.5], GradientDescent(1.0), steps=20)  # log x: 0.5 → −1.5
    assert back.status == "diverged"
    assert "domain" in back.message
    np.testing.assert_allclose(back.x, [[0.5]])


def test_rising_without_blowing_up_is_said():
    trace = run(Square(), [1.0], GradientDescent(1.1), steps=10)
    assert trace.status == "max_steps"
    assert "f rose" in trace.message


def test_zero_steps():
    trace = run(Square(), [3.0], GradientDescent(0.1), steps=0)
    assert trace.x.shape == (1, 1)
    assert trace.lr.shape == (0,)


def test_repr_is_a_sentence():
    text = repr(run(Square(), [1.0], GradientDescent(0.1), steps=2))
    assert re.match(r"<Trace of 2 steps: f from 1 to 0.4096 \(best 0.4096\) with 0 values", text)


def test_the_callback_sees_every_step():
    seen = []
    run(
        Square(),
        [1.0],
        GradientDescent(0.1),
        steps=3,
        callback=lambda t, x, s: seen.append((t, s.t)),
    )
    assert seen == [(1, 1), (2, 2), (3, 3)]


def test_mini_batches_are_drawn_and_the_record_is_of_the_whole():
    class Mean(Square):
        """Terms ½(x − c)² with c = ±1; its own value and gradient play no part in the steps."""

        def sample(self, rng, batch):
            return Shifted(rng.choice([-1.0, 1.0], size=batch).mean())

    class Shifted(Square):
        def __init__(self, centre):
            self.centre = centre

        def _grad(self, x):
            return x - self.centre

    rng = np.random.default_rng(3)
    centres = np.random.default_rng(3)
    trace = run(Mean(), [2.0], GradientDescent(0.5), steps=4, batch_size=2, rng=rng)
    x, expected = 2.0, [2.0]
    for _ in range(4):
        x -= 0.5 * (x - centres.choice([-1.0, 1.0], size=2).mean())
        expected.append(x)
    np.testing.assert_allclose(trace.x[:, 0], expected)
    np.testing.assert_allclose(trace.value, np.square(expected))


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"x0": [np.nan]}, ValueError, "x0 must be finite"),
        ({"x0": 1.0}, ValueError, "write \\[1.0\\]"),
        ({"x0": [1.0, 2.0]}, ValueError, "1 coordinates"),
        ({"f": abs}, TypeError, "f must be an Objective"),
        ({"f": NegativeLog(), "x0": [-1.0]}, ValueError, "start inside the domain"),
        ({"steps": -1}, ValueError, "steps must be at least 0"),
        ({"steps": 2.5}, TypeError, "steps must be a whole number"),
        ({"optimizer": 0.1}, TypeError, "optimizer must be an Optimizer"),
        ({"optimizer": GradientDescent}, TypeError, "optimizer must be an Optimizer"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1"),
        ({"batch_size": 4}, TypeError, "rng must be a numpy Generator"),
        ({"stop": 1e-6}, TypeError, "stop must be a stopping test"),
        ({"callback": 3}, TypeError, "callback must be a function"),
    ],
)
def test_bad_arguments_are_named(change, error, text):
    arguments = {"f": Square(), "x0": [1.0], "optimizer": GradientDescent(0.1)} | change
    with pytest.raises(error, match=text):
        minimize(**arguments)


def test_a_start_without_a_finite_gradient_is_all_that_is_kept():
    trace = minimize(BrokenGradient(), [0.25], GradientDescent(0.1), 5)
    assert (trace.x.tolist(), trace.status, trace.lr.tolist()) == ([[0.25]], "diverged", [])
    assert trace.message.startswith("diverged at step 0: the gradient is not finite")


def test_rates_and_numbers_are_kept_as_floats():
    assert repr(GradientDescent(1)) == "GradientDescent(lr=1.0)"
    assert repr(optim.Momentum(1, beta=0)) == "Momentum(lr=1.0, beta=0.0)"
    assert repr(optim.Nesterov(1, beta=0)) == "Nesterov(lr=1.0, beta=0.0)"
    assert repr(optim.RMSProp(1, rho=0, eps=1)) == "RMSProp(lr=1.0, rho=0.0, eps=1.0)"
    assert repr(optim.AdaGrad(1, eps=1)) == "AdaGrad(lr=1.0, eps=1.0)"
    assert repr(optim.AdaDelta(1, rho=0, eps=1)) == "AdaDelta(lr=1.0, rho=0.0, eps=1.0)"
    assert repr(optim.TrustRegionNewton(1, largest=2, accept=0)) == (
        "TrustRegionNewton(radius=1.0, largest=2.0, accept=0.0)"
    )
    assert repr(optim.ReduceOnPlateau(GradientDescent(1), 0.5, np.int64(3), 0, 0)) == (
        "ReduceOnPlateau(optimizer=GradientDescent(lr=1.0), factor=0.5, patience=3, "
        "threshold=0.0, min_factor=0.0)"
    )
    assert repr(optim.Newton(1, damping=1, floor=1)) == "Newton(lr=1.0, damping=1.0, floor=1.0)"
    assert repr(optim.GaussNewton(1, damping=1)) == "GaussNewton(lr=1.0, damping=1.0)"
    assert repr(optim.Adam(1, beta1=0, beta2=0, eps=1, l2=1)) == (
        "Adam(lr=1.0, beta1=0.0, beta2=0.0, eps=1.0, l2=1.0, bias_correction=True)"
    )
    assert repr(optim.AdamW(1, eps=1, weight_decay=1)) == (
        "AdamW(lr=1.0, beta1=0.9, beta2=0.999, eps=1.0, weight_decay=1.0, bias_correction=True)"
    )
    assert repr(GradientNorm(1)) == "GradientNorm(eps=1.0)"


def test_a_remedy_depends_on_whether_f_fell():
    assert "no minimum" in _remedy(np.array([2.0, 1.0]))
    for value in ([1.0], [1.0, 1.0], [1.0, 2.0]):
        assert _remedy(np.array(value)) == "try a smaller lr"
    assert _ending(None, [1.0, 1.0]).startswith("used all 1 steps; more steps or a larger lr")
    assert _ending(None, [1.0, 2.0]) == (
        "used all 1 steps, and f rose from 1 to 2; try a smaller lr"
    )


def test_who_counts_can_be_copied_and_goes_on_from_its_count():
    counted = Counted(Rosenbrock())
    counted(np.ones(2))
    counted.grad(np.ones((3, 2)))
    counted.hess(np.ones((2, 2, 2)))
    few = Counted(NoisyQuadratic()).sample(np.random.default_rng(0), 3)
    same = NoisyQuadratic().sample(np.random.default_rng(0), 3)
    np.testing.assert_array_equal(few.grad(np.ones(2)), same.grad(np.ones(2)))
    twin = copy.deepcopy(counted)
    twin(np.ones(2))
    assert (counted.f_evals, counted.grad_evals, counted.hess_evals) == (1, 3, 4)
    assert (twin.f_evals, twin.grad_evals, twin.hess_evals) == (2, 3, 4)


@pytest.mark.parametrize(
    ("x", "value", "norm", "found"),
    [
        # Past 1e10 times what it was (or times 1): the last row is still a point to look at.
        ([1.0, 2.0, 3e10], [1.0] * 3, [1.0] * 3, (2, 2, "‖x‖ grew past 1e+10")),
        ([1.0] * 3, [7.0, 8e10, 1.0], [1.0] * 3, (1, 1, "f grew past 7e+10")),
        ([1.0, 1e10], [7.0, 7e10], [1.0] * 2, None),
        # What is not finite is left out, but for the start.
        ([1.0, 2.0, np.inf], [1.0] * 3, [1.0] * 3, (2, 1, "the iterate is no longer finite")),
        ([1.0] * 3, [1.0, np.nan, 1.0], [1.0] * 3, (1, 0, "f is not finite")),
        ([1.0] * 3, [1.0] * 3, [1.0, 1.0, np.inf], (2, 1, "the gradient is not finite")),
        ([1.0], [1.0], [np.nan], (0, 0, "the gradient is not finite")),
    ],
)
def test_where_a_run_blows_up(x, value, norm, found):
    x, value, norm = np.array(x)[:, None], np.array(value), np.array(norm)
    told = _first_break(x, value, norm)
    assert told is found or (told[:2] == found[:2] and told[2].startswith(found[2]))
