"""AdaGrad, RMSProp and AdaDelta: two steps by hand, where ε stands, what they are good for."""

import numpy as np
import pytest

from course_lib.functions import Quadratic, Rosenbrock, SquaredNorm
from course_lib.optim import AdaDelta, AdaGrad, GradientDescent, RMSProp, minimize


def test_adagrad_by_hand():
    """Gradient 4 at x = 4 (SquaredNorm): s = 16, then 16 + 3²."""
    optimizer, f, x = AdaGrad(1.0, eps=1e-300), SquaredNorm(), np.array([4.0])
    x1, state = optimizer.step(f, x, optimizer.init(x))
    assert (float(state.s[0]), float(x1[0])) == (16.0, 3.0)
    x2, state = optimizer.step(f, x1, state)
    assert (float(state.s[0]), float(x2[0])) == pytest.approx((25.0, 3 - 3 / 5))


def test_rmsprop_by_hand():
    """Gradient 4 at x = 4 (SquaredNorm), ρ = 3/4: s = 4, then 3/4·4 + 1/4·3²."""
    optimizer, f, x = RMSProp(0.5, rho=0.75, eps=1e-300), SquaredNorm(), np.array([4.0])
    x1, state = optimizer.step(f, x, optimizer.init(x))
    assert float(state.s[0]) == 4.0
    assert float(x1[0]) == pytest.approx(3.0)  # 4 − 0.5 · 4/√4
    x2, state = optimizer.step(f, x1, state)
    assert float(state.s[0]) == pytest.approx(5.25)
    assert float(x2[0]) == pytest.approx(3 - 0.5 * 3 / 5.25**0.5)


def test_adadelta_by_hand():
    """ρ = 3/4 and ε = 5 with gradient 4: s = 4, Δ = √5/√9 · 4, u = 1/4 Δ²; then once more."""
    optimizer, f, x = AdaDelta(0.3, rho=0.75, eps=5.0), SquaredNorm(), np.array([4.0])
    x1, state = optimizer.step(f, x, optimizer.init(x))
    delta = 4 * 5**0.5 / 3
    assert float(x1[0]) == pytest.approx(4 - 0.3 * delta)
    assert (float(state.s[0]), float(state.u[0])) == pytest.approx((4.0, 20 / 9))  # u without η
    x2, state = optimizer.step(f, x1, state)
    s = 3 + float(x1[0]) ** 2 / 4
    delta = float(x1[0]) * ((20 / 9 + 5) / (s + 5)) ** 0.5
    assert float(x2[0]) == pytest.approx(float(x1[0]) - 0.3 * delta)
    assert (float(state.s[0]), float(state.u[0])) == pytest.approx((s, 5 / 3 + delta**2 / 4))


def test_eps_is_outside_the_root():
    x = np.array([4.0])
    after, _ = RMSProp(1.0, rho=0.75, eps=2.0).step(SquaredNorm(), x, RMSProp(1.0).init(x))
    assert float(after[0]) == pytest.approx(4 - 4 / (2 + 2))
    after, _ = AdaGrad(1.0, eps=4.0).step(SquaredNorm(), x, AdaGrad(1.0).init(x))
    assert float(after[0]) == pytest.approx(4 - 4 / (4 + 4))


def test_eps_is_inside_the_roots_of_adadelta():
    x, optimizer = np.array([4.0]), AdaDelta(rho=0.75, eps=5.0)
    after, _ = optimizer.step(SquaredNorm(), x, optimizer.init(x))
    assert float(after[0]) == pytest.approx(4 - 4 * (5 / (4 + 5)) ** 0.5)


def test_the_accumulators_start_at_zero():
    for optimizer in (AdaGrad(0.1), RMSProp(0.1), AdaDelta()):
        assert not any(v.any() for v in optimizer.init(np.ones(3))[3:])


@pytest.mark.parametrize("optimizer", [AdaGrad(0.5, eps=1e-300), RMSProp(0.01, eps=1e-300)])
def test_scaling_f_changes_nothing(optimizer):
    one = minimize(Rosenbrock(), [-1.0, 1.0], optimizer, steps=30)
    many = minimize(1000 * Rosenbrock(), [-1.0, 1.0], optimizer, steps=30)
    np.testing.assert_allclose(one.x, many.x, rtol=1e-9)


def test_the_axes_may_be_stretched():
    """On an axis-aligned quadratic the curvatures cancel: both coordinates run alike."""
    trace = minimize(Quadratic([1.0, 1000.0]), [3.0, 3.0], AdaGrad(1.0, eps=1e-300), steps=50)
    np.testing.assert_allclose(trace.x[:, 0], trace.x[:, 1], rtol=1e-9)
    turned = minimize(Quadratic([1.0, 1000.0], angle=0.6), [3.0, 3.0], AdaGrad(1.0), steps=50)
    assert turned.value[-1] > 100 * trace.value[-1]


def test_a_bad_condition_hurts_less_than_in_gradient_descent():
    f = Quadratic([1.0, 1000.0])
    run = minimize(f, [3.0, 3.0], RMSProp(0.02), steps=300)
    plain = minimize(f, [3.0, 3.0], GradientDescent(1.9 / 1000), steps=300)
    assert abs(run.x[-1, 0]) < 0.1 * abs(plain.x[-1, 0])


def test_the_sum_remembers_and_the_mean_forgets():
    """After a first steep stretch AdaGrad stays slow."""
    x = np.array([0.0])
    for optimizer, slow in [(AdaGrad(0.1), True), (RMSProp(0.1), False)]:
        y, state = x.copy(), optimizer.init(x)
        for slope in [1000.0] + 200 * [1.0]:
            before = y.copy()
            state = optimizer.update(y, np.array([slope]), state)
        assert (abs(float((y - before)[0])) < 1e-3) == slow


def test_the_metric_is_what_divides_the_gradient():
    optimizer, x, g = AdaGrad(0.5), np.array([1.0, 2.0]), np.array([3.0, -4.0])
    after = x.copy()
    state = optimizer.update(after, g, optimizer.init(x))
    np.testing.assert_allclose(after, x - 0.5 * g / optimizer.metric(state))
    assert RMSProp(0.5).metric(RMSProp(0.5).init(x)) is None
