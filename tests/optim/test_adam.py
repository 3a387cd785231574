"""Adam and AdamW: two steps by hand, the first step, l2 against weight decay."""

import numpy as np
import pytest

from course_lib.functions import Quadratic, Rosenbrock, SquaredNorm
from course_lib.functions.objective import Objective
from course_lib.optim import Adam, AdamW, GradientDescent, minimize
from course_lib.schedules import InverseSqrt


class Line(Objective):
    """Gradients 3 and −1 for ever: what the recurrences do is then plain to see."""

    dim = 2

    def _value(self, x):
        return x @ [3.0, -1.0]

    def _grad(self, x):
        return np.broadcast_to([3.0, -1.0], x.shape).copy()


def test_adam_by_hand():
    """Gradient 4, β = ½ and ¾: m = 2, v = 4, both corrected to 4 and 16; step η."""
    optimizer, f, x = Adam(1.0, beta1=0.5, beta2=0.75, eps=1e-300), SquaredNorm(), np.array([4.0])
    x1, state = optimizer.step(f, x, optimizer.init(x))
    assert (float(state.m[0]), float(state.v[0])) == (2.0, 4.0)
    assert float(x1[0]) == pytest.approx(3.0)
    x2, state = optimizer.step(f, x1, state)  # gradient 3
    assert (float(state.m[0]), float(state.v[0])) == (2.5, 5.25)
    m_hat, v_hat = 2.5 / 0.75, 5.25 / (1 - 0.75**2)
    assert float(x2[0]) == pytest.approx(3 - m_hat / v_hat**0.5)


@pytest.mark.parametrize(("kind", "penalty"), [(Adam, "l2"), (AdamW, "weight_decay")])
def test_the_fused_loop_is_the_box(kind, penalty):
    eta, beta1, beta2, eps, lam = 0.05, 0.8, 0.95, 0.1, 0.3
    optimizer = kind(eta, beta1, beta2, eps, **{penalty: lam})
    gradients = np.random.default_rng(0).standard_normal((40, 6))
    x = np.linspace(-2, 3, 6)
    m, v, fused, state = 0 * x, 0 * x, x.copy(), optimizer.init(x)
    for t, g in enumerate(gradients, start=1):
        state = optimizer.update(fused, g, state)
        g = g + lam * x * (penalty == "l2")
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        x = x - eta * m_hat / (np.sqrt(v_hat) + eps) - eta * lam * x * (penalty != "l2")
        np.testing.assert_allclose(fused, x, rtol=1e-12)


@pytest.mark.parametrize(("correction", "length"), [(True, 1.0), (False, 3.16227766)])
def test_the_first_step_of_adam(correction, length):
    optimizer, x = Adam(0.01, bias_correction=correction), np.array([5.0, -2.0])
    after, _ = optimizer.step(Line(), x, optimizer.init(x))
    np.testing.assert_allclose(x - after, 0.01 * length * np.array([1, -1]), rtol=1e-5)


def test_constant_gradients_are_corrected_exactly_in_every_step():
    trace = minimize(Line(), [5.0, -2.0], Adam(0.01), steps=20)
    np.testing.assert_allclose(np.diff(trace.x, axis=0), 20 * [[-0.01, 0.01]], rtol=1e-6)


def test_l2_goes_through_the_averages():
    x = np.array([4.0])
    penalized, _ = Adam(0.1, l2=2.0).step(SquaredNorm(), x, Adam(0.1).init(x))
    inside, _ = Adam(0.1).step(SquaredNorm() + 2.0 * SquaredNorm(), x, Adam(0.1).init(x))
    np.testing.assert_allclose(penalized, inside)


def test_the_schedule_sees_step_zero_first():
    trace = minimize(Line(), [5.0, -2.0], Adam(InverseSqrt(0.02)), steps=4)
    np.testing.assert_allclose(trace.lr, 0.02 / np.sqrt([1, 2, 3, 4]))
    np.testing.assert_allclose(-np.diff(trace.x[:, 0]), trace.lr, rtol=1e-6)


def test_adamw_by_hand():
    """Gradient 4, β = ½ and ¾, η = 0.1, λ = ½: Adam's step is 0.1, the decay 0.1 · ½ · 4."""
    optimizer, f, x = (
        AdamW(0.1, 0.5, 0.75, 1e-300, weight_decay=0.5),
        SquaredNorm(),
        np.array([4.0]),
    )
    x1, state = optimizer.step(f, x, optimizer.init(x))
    assert float(x1[0]) == pytest.approx(4 - 0.1 - 0.2)
    x2, state = optimizer.step(f, x1, state)  # gradient 3.7: the decay is not part of it
    assert (float(state.m[0]), float(state.v[0])) == pytest.approx((2.85, 6.4225))
    m_hat, v_hat = 2.85 / 0.75, 6.4225 / (1 - 0.75**2)
    assert float(x2[0]) == pytest.approx(3.7 - 0.1 * (m_hat / v_hat**0.5 + 0.5 * 3.7))


def test_eps_is_outside_the_root_and_not_rescaled():
    x = np.array([4.0])
    for kind in (Adam, lambda lr, eps: AdamW(lr, eps=eps, weight_decay=0)):
        after, _ = kind(1.0, eps=4.0).step(SquaredNorm(), x, Adam(1.0).init(x))
        assert float(after[0]) == pytest.approx(4 - 4 / (4 + 4))


def test_a_schedule_scales_the_decay_too():
    trace = minimize(0 * SquaredNorm(), [8.0], AdamW(InverseSqrt(0.5), weight_decay=1), steps=2)
    np.testing.assert_allclose(trace.x[:, 0], [8, 4, 4 * (1 - 0.5 / 2**0.5)])


def test_without_decay_both_are_the_same():
    run = minimize(Rosenbrock(), [-1.0, 1.0], Adam(0.05), steps=20)
    same = minimize(Rosenbrock(), [-1.0, 1.0], AdamW(0.05, weight_decay=0), steps=20)
    np.testing.assert_array_equal(run.x, same.x)


def test_weight_decay_shrinks_all_alike_and_l2_what_has_small_gradients():
    """Constant gradients 100 and 0.01: l2 = 0.1 hardly shows beside 100, and rules beside 0.01."""

    class Uneven(Line):
        def _grad(self, x):
            return np.broadcast_to([100.0, 0.01], x.shape).copy()

    def moved(optimizer):
        trace = minimize(Uneven(), [1.0, 1.0], optimizer, steps=1)
        return trace.x[1] - minimize(Uneven(), [1.0, 1.0], Adam(0.01), steps=1).x[1]

    np.testing.assert_allclose(moved(AdamW(0.01, weight_decay=0.1)), [-0.001, -0.001])
    long = [minimize(Uneven(), [1.0, 1.0], kind, steps=60).x[-1]
            for kind in (Adam(0.01), Adam(0.01, l2=0.1))]  # fmt: skip
    assert abs(long[0][0] - long[1][0]) < 1e-3 < abs(long[0][1] - long[1][1])


def test_scaling_f_changes_nothing():
    one = minimize(Rosenbrock(), [-1.0, 1.0], Adam(0.01, eps=1e-300), steps=30)
    many = minimize(1000 * Rosenbrock(), [-1.0, 1.0], Adam(0.01, eps=1e-300), steps=30)
    np.testing.assert_allclose(one.x, many.x, rtol=1e-9)


def test_a_bad_condition_hurts_less_than_in_gradient_descent():
    f = Quadratic([1.0, 1000.0])
    run = minimize(f, [3.0, 3.0], Adam(0.1), steps=300)
    plain = minimize(f, [3.0, 3.0], GradientDescent(1.9 / 1000), steps=300)
    assert abs(run.x[-1, 0]) < 0.1 * abs(plain.x[-1, 0])


def test_the_means_start_at_zero():
    assert not any(v.any() for v in Adam(0.1).init(np.ones(3))[3:])
