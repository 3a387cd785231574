"""RMSProp and Adam: two steps by hand, the in-place path, facts, bad input, an oracle."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.functions import Himmelblau, Quadratic, Rosenbrock, SquaredNorm
from course_lib.functions.objective import Objective
from course_lib.optim import (
    Adam,
    ExactLineSearch,
    GradientDescent,
    InPlaceOptimizer,
    RMSProp,
    adaptive,
    in_place,
    minimize,
)
from course_lib.schedules import InverseSqrt

OPTIMIZERS = [RMSProp(0.1), RMSProp(InverseSqrt(0.1), decay=0.5, eps=0.1),
              Adam(0.1), Adam(0.1, 0.5, 0.6, eps=0.1, l2=0.3),
              Adam(InverseSqrt(0.1), bias_correction=False)]  # fmt: skip
IN_PLACE = [*OPTIMIZERS, GradientDescent(0.1), GradientDescent(InverseSqrt(0.1))]


class Line(Objective):
    """Gradients 3 and −1 for ever: what the recurrences do is then plain to see."""

    dim = 2

    def _value(self, x):
        return x @ [3.0, -1.0]

    def _grad(self, x):
        return np.broadcast_to([3.0, -1.0], x.shape).copy()


# --------------------------------------------------------------------------------- the contract


def test_every_adaptive_optimizer_is_here():
    found = {v for v in vars(adaptive).values() if isinstance(v, type)}
    found = {k for k in found if issubclass(k, InPlaceOptimizer) and k is not InPlaceOptimizer}
    assert found == {type(optimizer) for optimizer in OPTIMIZERS}


@pytest.mark.parametrize("optimizer", IN_PLACE, ids=repr)
def test_steps_are_pure(optimizer):
    f, x = Himmelblau(), np.array([0.5, -1.0])
    state = optimizer.init(x)
    _, state = optimizer.step(f, x, state)
    before = [np.copy(v) for v in state[3:]]
    first = optimizer.step(f, x, state)
    again = optimizer.step(f, x, state)
    np.testing.assert_array_equal(x, [0.5, -1.0])
    for kept, now in zip(before, state[3:], strict=True):
        np.testing.assert_array_equal(kept, now)
    np.testing.assert_array_equal(first[0], again[0])
    assert (first[1].t, state.t) == (2, 1)
    assert first[1].lr == again[1].lr > 0


@pytest.mark.parametrize("optimizer", IN_PLACE, ids=repr)
@pytest.mark.parametrize("size", [2, in_place.BLOCK, in_place.BLOCK + 7, 3 * in_place.BLOCK])
def test_in_place_is_the_same_run(optimizer, size):
    f = SquaredNorm()
    start = np.random.default_rng(0).standard_normal(size)
    x, state = start, optimizer.init(start)
    y, fast = start.copy(), optimizer.init(start)
    buffers = fast[3:]
    for t in range(3):
        x, state = optimizer.step(f, x, state)
        grad = f.grad(y)
        kept, address = grad.copy(), y.ctypes.data
        fast = optimizer.update(y, grad, fast)
        np.testing.assert_array_equal(x, y)
        np.testing.assert_array_equal(grad, kept)
        assert y.ctypes.data == address
        assert (fast.t, fast.lr) == (state.t, state.lr) == (t + 1, fast.lr)
        assert all(a is b for a, b in zip(fast[3:], buffers, strict=True))


@pytest.mark.parametrize("optimizer", IN_PLACE, ids=repr)
def test_single_precision_stays(optimizer):
    x = np.array([4.0, -1.0], dtype=np.float32)
    state = optimizer.update(x, x.copy(), optimizer.init(x))
    assert x.dtype == np.float32
    assert all(v.dtype == np.float32 for v in state[3:])


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_an_optimizer_is_a_value(optimizer):
    assert eval(repr(optimizer)) == optimizer
    assert hash(optimizer) == hash(eval(repr(optimizer)))
    with pytest.raises(AttributeError):
        optimizer.lr = 2.0


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_whole_numbers_become_floats(optimizer):
    x = np.array([4, -1])
    after, _ = optimizer.step(SquaredNorm(), x, optimizer.init(x))
    assert after.dtype == np.float64
    assert (np.abs(after) < np.abs(x)).all()


# ------------------------------------------------------------------------------------- by hand


def test_rmsprop_by_hand():
    """Gradient 4 at x = 4 (SquaredNorm), ρ = 3/4: s = 4, then 3/4·4 + 1/4·3²."""
    optimizer, f, x = RMSProp(0.5, decay=0.75, eps=1e-300), SquaredNorm(), np.array([4.0])
    x1, state = optimizer.step(f, x, optimizer.init(x))
    assert float(state.s[0]) == 4.0
    assert float(x1[0]) == pytest.approx(3.0)  # 4 − 0.5 · 4/√4
    x2, state = optimizer.step(f, x1, state)
    assert float(state.s[0]) == pytest.approx(5.25)
    assert float(x2[0]) == pytest.approx(3 - 0.5 * 3 / 5.25**0.5)


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


def test_eps_is_outside_the_root():
    x = np.array([4.0])
    after, _ = RMSProp(1.0, decay=0.75, eps=2.0).step(SquaredNorm(), x, RMSProp(1.0).init(x))
    assert float(after[0]) == pytest.approx(4 - 4 / (2 + 2))
    after, _ = Adam(1.0, eps=4.0).step(SquaredNorm(), x, Adam(1.0).init(x))
    assert float(after[0]) == pytest.approx(4 - 4 / (4 + 4))


def test_the_accumulators_start_at_zero():
    x = np.ones(3)
    assert not RMSProp(0.1).init(x).s.any()
    assert not any(v.any() for v in Adam(0.1).init(x)[3:])


@pytest.mark.parametrize(("correction", "length"), [(True, 1.0), (False, 3.16227766)])
def test_the_first_step_of_adam(correction, length):
    optimizer, x = Adam(0.01, bias_correction=correction), np.array([5.0, -2.0])
    after, _ = optimizer.step(Line(), x, optimizer.init(x))
    np.testing.assert_allclose(x - after, 0.01 * length * np.array([1, -1]), rtol=1e-5)


def test_constant_gradients_are_corrected_exactly_in_every_step():
    trace = minimize(Line(), [5.0, -2.0], Adam(0.01), steps=20)
    np.testing.assert_allclose(np.diff(trace.x, axis=0), 20 * [[-0.01, 0.01]], rtol=1e-6)


def test_the_schedule_sees_step_zero_first():
    trace = minimize(Line(), [5.0, -2.0], Adam(InverseSqrt(0.02)), steps=4)
    np.testing.assert_allclose(trace.lr, 0.02 / np.sqrt([1, 2, 3, 4]))
    np.testing.assert_allclose(-np.diff(trace.x[:, 0]), trace.lr, rtol=1e-6)


def test_l2_goes_through_the_averages():
    x = np.array([4.0])
    penalized, _ = Adam(0.1, l2=2.0).step(SquaredNorm(), x, Adam(0.1).init(x))
    inside, _ = Adam(0.1).step(SquaredNorm() + 2.0 * SquaredNorm(), x, Adam(0.1).init(x))
    np.testing.assert_allclose(penalized, inside)


def test_scaling_f_changes_nothing():
    for optimizer in (RMSProp(0.01, eps=1e-300), Adam(0.01, eps=1e-300)):
        one = minimize(Rosenbrock(), [-1.0, 1.0], optimizer, steps=30)
        many = minimize(1000 * Rosenbrock(), [-1.0, 1.0], optimizer, steps=30)
        np.testing.assert_allclose(one.x, many.x, rtol=1e-9)


def test_a_bad_condition_hurts_less_than_in_gradient_descent():
    f = Quadratic([1.0, 1000.0])
    for optimizer in (RMSProp(0.02), Adam(0.1)):
        adaptive_run = minimize(f, [3.0, 3.0], optimizer, steps=300)
        plain = minimize(f, [3.0, 3.0], GradientDescent(1.9 / 1000), steps=300)
        assert abs(adaptive_run.x[-1, 0]) < 0.1 * abs(plain.x[-1, 0])


# ------------------------------------------------------------------------------------ bad input

BAD = [np.nan, np.inf, None, True, "big", (0.1,)]


@pytest.mark.parametrize(("kind", "name"), [(RMSProp, "decay"), (Adam, "beta1"), (Adam, "beta2")])
@given(value=st.one_of(st.floats(min_value=1), st.floats(max_value=-1e-9), st.sampled_from(BAD)))
def test_a_bad_weight_of_the_past_is_named(kind, name, value):
    with pytest.raises((ValueError, TypeError), match=rf"^{name} must be"):
        kind(0.1, **{name: value})


@pytest.mark.parametrize(("kind", "name"), [(RMSProp, "eps"), (Adam, "eps"), (Adam, "l2")])
@given(value=st.one_of(st.floats(max_value=-1e-9), st.sampled_from(BAD)))
def test_a_bad_size_is_named(kind, name, value):
    with pytest.raises((ValueError, TypeError), match=rf"^{name} must be"):
        kind(0.1, **{name: value})


@pytest.mark.parametrize("kind", [RMSProp, Adam])
@given(lr=st.one_of(st.floats(max_value=0), st.sampled_from(BAD)))
def test_a_bad_rate_is_named(kind, lr):
    with pytest.raises((ValueError, TypeError), match=r"^lr must be .*schedule"):
        kind(lr)


def test_a_line_search_has_no_place_here():
    for kind in (RMSProp, Adam):
        with pytest.raises(TypeError, match=r"^lr must be a number or a schedule, got ExactLine"):
            kind(ExactLineSearch())
    x = np.ones(2)
    optimizer = GradientDescent(ExactLineSearch())
    with pytest.raises(TypeError, match=r"^lr must be a number or a schedule"):
        optimizer.update(x, x, optimizer.init(x))
    with pytest.raises(ValueError, match=r"^bias_correction must be one of True, False"):
        Adam(0.1, bias_correction="yes")


# ----------------------------------------------------------------------------------- the oracle


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("ours", "name", "options"),
    [
        (RMSProp(0.001), "RMSprop", {"lr": 0.001, "alpha": 0.9}),
        (RMSProp(0.01, 0.99, 0.1), "RMSprop", {"lr": 0.01, "eps": 0.1}),
        (Adam(0.05), "Adam", {"lr": 0.05}),
        (Adam(0.005, 0.5, 0.9, 0.1, l2=0.2), "Adam",
         {"lr": 0.005, "betas": (0.5, 0.9), "eps": 0.1, "weight_decay": 0.2}),
        (Adam(InverseSqrt(0.05)), "Adam", {"lr": 1.0}),
    ],
    ids=repr,
)  # fmt: skip
def test_torch_takes_the_same_path(ours, name, options):
    """With rates at which nothing zig-zags: there a rounding error doubles in each step."""
    import torch

    def rosenbrock(x):
        return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2

    w = torch.tensor([-1.0, 0.5], dtype=torch.float64, requires_grad=True)
    theirs = getattr(torch.optim, name)([w], **options)
    rates = ours.lr if callable(ours.lr) else lambda t: 1.0
    scheduler = torch.optim.lr_scheduler.LambdaLR(theirs, rates)
    path = [w.detach().numpy().copy()]
    for _ in range(200):
        theirs.zero_grad()
        rosenbrock(w).backward()
        theirs.step()
        scheduler.step()
        path.append(w.detach().numpy().copy())
    trace = minimize(Rosenbrock(), [-1.0, 0.5], ours, steps=200)
    np.testing.assert_allclose(trace.x, path, rtol=1e-10, atol=1e-10)
