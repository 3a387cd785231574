"""Every optimizer that needs only a gradient: pure steps, the same run in place, bad input."""

import inspect
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import optim
from course_lib.functions import Himmelblau, Quadratic, Rosenbrock, SquaredNorm
from course_lib.optim import (
    OPTIMIZERS,
    AdaDelta,
    AdaGrad,
    Adam,
    AdamW,
    ExactLineSearch,
    FullMatrixAdaGrad,
    GradientDescent,
    InPlaceOptimizer,
    Momentum,
    Nesterov,
    RMSProp,
    in_place,
    minimize,
)
from course_lib.schedules import InverseSqrt

LENGTH = in_place.BLOCK // 8  # of a piece of float64
RATES = [0.1, InverseSqrt(0.1)]
USUAL = [kind(lr) for kind in OPTIMIZERS.values() for lr in RATES]
UNUSUAL = [
    Momentum(0.1, beta=0.5),
    Nesterov(0.1, beta=0.0),
    AdaGrad(0.1, eps=0.1),
    FullMatrixAdaGrad(0.1, eps=0.1),
    RMSProp(0.1, rho=0.5, eps=0.1),
    AdaDelta(rho=0.5, eps=0.1),
    Adam(0.1, 0.5, 0.6, eps=0.1, l2=0.3),
    Adam(0.1, bias_correction=False),
    AdamW(0.1, 0.5, 0.6, eps=0.1, weight_decay=0.3),
]
EXAMPLES = USUAL + UNUSUAL


def concrete(kind):
    """Every class below it that can be made."""
    below = {k for child in kind.__subclasses__() for k in concrete(child)}
    return below if inspect.isabstract(kind) else below | {kind}


def test_the_registry_is_complete():
    # Those of the library: a test may have made one of its own in this process.
    ours = {k for k in concrete(InPlaceOptimizer) if k.__module__.startswith("course_lib.")}
    plain = {k for k in ours if "optimizer" not in k.__dataclass_fields__}
    assert {k for k in plain if not k.__name__.startswith("_")} == set(OPTIMIZERS.values())
    assert {k.__name__ for k in OPTIMIZERS.values()} <= set(optim.__all__)
    assert optim.SGD is GradientDescent


@pytest.mark.parametrize("optimizer", EXAMPLES, ids=repr)
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


@pytest.mark.parametrize("optimizer", EXAMPLES, ids=repr)
@pytest.mark.parametrize("size", [2, LENGTH, LENGTH + 7, 3 * LENGTH])
def test_in_place_is_the_same_run(optimizer, size):
    size = min(size, 20) if isinstance(optimizer, FullMatrixAdaGrad) else size
    f = SquaredNorm()
    start = np.random.default_rng(0).standard_normal(size)
    x, state = start, optimizer.init(start)
    y, fast = start.copy(), optimizer.init(start)
    buffers = fast[3:]
    for t in range(3):
        x, state = optimizer.step(f, x, state)
        grad = f.grad(optimizer.look_ahead(y, fast))
        kept, address = grad.copy(), y.ctypes.data
        fast = optimizer.update(y, grad, fast)
        np.testing.assert_array_equal(x, y)
        np.testing.assert_array_equal(grad, kept)
        assert y.ctypes.data == address
        assert (fast.t, fast.lr) == (state.t, state.lr) == (t + 1, fast.lr)
        assert all(a is b for a, b in zip(fast[3:], buffers, strict=True))


@pytest.mark.parametrize("optimizer", USUAL, ids=repr)
@pytest.mark.parametrize("size", [2, in_place._ONE_THREAD + 1])
def test_what_is_read_only_is_refused_and_stays(optimizer, size):
    """Such as a point of a trace. BLAS would write there all the same."""
    if isinstance(optimizer, FullMatrixAdaGrad):
        size = 2  # its matrix is size × size
    x, grad = np.ones(size), np.full(size, 0.5)
    state = optimizer.update(x.copy(), grad, optimizer.init(x))
    x.setflags(write=False)
    with pytest.raises(ValueError, match="read-only"):
        optimizer.update(x, grad, in_place.copied(state))
    np.testing.assert_array_equal(x, 1.0)
    arrays = [v for v in state[3:] if isinstance(v, np.ndarray)]
    for array in arrays:
        array.setflags(write=False)
        kept = array.copy()
        with pytest.raises(ValueError, match="read-only"):
            optimizer.update(np.ones(size), grad, state)
        np.testing.assert_array_equal(array, kept)
        array.setflags(write=True)


@pytest.mark.parametrize("optimizer", USUAL, ids=repr)
def test_no_parameters_are_a_step_of_nothing(optimizer):
    x = np.empty(0)
    state = optimizer.update(x, x.copy(), optimizer.init(x))
    assert (state.t, x.size) == (1, 0)


@pytest.mark.parametrize("optimizer", EXAMPLES, ids=repr)
def test_single_precision_stays(optimizer):
    x = np.array([4.0, -1.0], dtype=np.float32)
    state = optimizer.update(x, x.copy(), optimizer.init(x))
    assert x.dtype == np.float32
    assert all(v.dtype == np.float32 for v in state[3:])


@pytest.mark.parametrize("optimizer", EXAMPLES, ids=repr)
def test_an_optimizer_is_a_value(optimizer):
    assert eval(repr(optimizer)) == optimizer
    assert hash(optimizer) == hash(eval(repr(optimizer)))
    with pytest.raises(AttributeError):
        optimizer.lr = 2.0


@pytest.mark.parametrize("optimizer", EXAMPLES, ids=repr)
def test_whole_numbers_become_floats(optimizer):
    x = np.array([4, -1])
    after, _ = optimizer.step(SquaredNorm(), x, optimizer.init(x))
    assert after.dtype == np.float64
    assert (np.abs(after) < np.abs(x)).all()


def test_pieces_change_nothing(monkeypatch):
    start, grad = np.random.default_rng(0).standard_normal((2, 100))
    for optimizer in EXAMPLES:
        ends = []
        for size in (8 * 7, 10**6):
            monkeypatch.setattr(in_place, "BLOCK", size)
            x, state = start.copy(), optimizer.init(start)
            for _ in range(3):
                state = optimizer.update(x, grad, state)
            ends.append(x)
        np.testing.assert_allclose(*ends, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16])
def test_adding_what_is_scaled(dtype):
    values = np.arange(12, dtype=dtype).reshape(3, 4)
    for layout in (np.array, np.asfortranarray, lambda a: np.repeat(a, 2, 0)[::2]):
        for source in (values, values.T.copy().T, values.astype(np.float64)):
            target = layout(np.ones((3, 4), dtype))
            in_place.add_scaled(target, -0.5, source)
            np.testing.assert_array_equal(target, 1 - 0.5 * values)
            assert target.dtype == dtype


@pytest.mark.parametrize("size", [9_999, 10_000, 10_001, 35_000])
def test_adding_to_a_long_array_misses_nothing(size):
    target, values = np.random.default_rng(0).standard_normal((2, size))
    expected = target + 0.5 * values
    in_place.add_scaled(target, 0.5, values)
    np.testing.assert_array_equal(target, expected)


def test_many_runs_step_at_once():
    starts = np.random.default_rng(0).standard_normal((5, 2))
    for optimizer in EXAMPLES:
        if isinstance(optimizer, FullMatrixAdaGrad):
            with pytest.raises(ValueError, match=r"^x must be one point with 1 axis, got shape"):
                optimizer.init(starts)
            continue
        x, state = starts, optimizer.init(starts)
        for _ in range(3):
            x, state = optimizer.step(Himmelblau(), x, state)
        alone = [minimize(Himmelblau(), start, optimizer, steps=3).x[-1] for start in starts]
        np.testing.assert_allclose(x, alone, rtol=1e-13)


@pytest.mark.parametrize("optimizer", EXAMPLES, ids=repr)
def test_the_schedule_sees_step_zero_first(optimizer):
    trace = minimize(Rosenbrock(), [-1.0, 1.0], optimizer.with_lr(InverseSqrt(1e-4)), steps=4)
    np.testing.assert_allclose(trace.lr, 1e-4 / np.sqrt([1, 2, 3, 4]))
    assert optimizer.with_lr(optimizer.lr) == optimizer


@pytest.mark.parametrize("kind", OPTIMIZERS.values())
def test_a_schedule_is_asked_once_a_step(kind):
    asked = []
    optimizer, x = kind(lambda t: asked.append(t) or 0.1), np.ones(2)
    state = optimizer.init(x)
    for _ in range(3):
        state = optimizer.update(x, x.copy(), state)
    assert asked == [0, 1, 2]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_gets_down_a_bowl(name):
    steps = 20_000 if name == "AdaDelta" else 300
    rate = {"AdaDelta": 1.0, "AdaGrad": 1.0, "full-matrix AdaGrad": 1.0}.get(name, 0.02)
    trace = minimize(Quadratic([1.0, 10.0]), [3.0, -2.0], OPTIMIZERS[name](rate), steps=steps)
    assert trace.value[-1] < 1e-2 * trace.value[0]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_run_that_diverges_is_a_status(name):
    trace = minimize(Rosenbrock(), [-1.0, 1.0], OPTIMIZERS[name](1e200), steps=5)
    assert trace.status == "diverged"


# ------------------------------------------------------------------------------------ bad input

BAD = [np.nan, np.inf, None, True, "big", (0.1,)]
WEIGHTS = [(Momentum, "beta"), (Nesterov, "beta"), (RMSProp, "rho"), (AdaDelta, "rho"),
           (Adam, "beta1"), (Adam, "beta2"), (AdamW, "beta1"), (AdamW, "beta2")]  # fmt: skip
POSITIVE = [(kind, "eps") for kind in OPTIMIZERS.values() if hasattr(kind, "eps")]
NON_NEGATIVE = [(Adam, "l2"), (AdamW, "weight_decay")]


def test_every_hyperparameter_is_tried():
    tried = {*WEIGHTS, *POSITIVE, *NON_NEGATIVE}
    for kind in OPTIMIZERS.values():
        for name in set(kind.__dataclass_fields__) - {"lr", "bias_correction"}:
            assert (kind, name) in tried


@pytest.mark.parametrize(("kind", "name"), WEIGHTS)
@given(value=st.one_of(st.floats(min_value=1), st.floats(max_value=-1e-9), st.sampled_from(BAD)))
def test_a_bad_weight_of_the_past_is_named(kind, name, value):
    with pytest.raises(
        (ValueError, TypeError), match=rf"^{name} must be .* got .*; .*such as 0\.9"
    ):
        kind(0.1, **{name: value})


@pytest.mark.parametrize(("kind", "name"), POSITIVE + NON_NEGATIVE)
@given(value=st.one_of(st.floats(max_value=-1e-9), st.sampled_from(BAD)))
def test_a_bad_size_is_named(kind, name, value):
    with pytest.raises((ValueError, TypeError), match=rf"^{name} must be .*, got .*; "):
        kind(0.1, **{name: value})


@pytest.mark.parametrize("kind", OPTIMIZERS.values())
@given(lr=st.one_of(st.floats(max_value=0), st.sampled_from(BAD)))
def test_a_bad_rate_is_named(kind, lr):
    with pytest.raises((ValueError, TypeError), match=r"^lr must be .*schedule"):
        kind(lr)


@pytest.mark.parametrize("kind", OPTIMIZERS.values())
@pytest.mark.parametrize("answer", [-0.1, np.nan, np.inf, "fast", None, (0.1, 0.2)])
def test_a_schedule_that_turns_bad_is_named_with_its_step(kind, answer):
    got = rf"{answer:g}" if isinstance(answer, float) else re.escape(repr(answer))
    match = rf"^lr must be zero or positive .*, got {got} at t = 2; look at the schedule <function"
    optimizer = kind(lambda t: answer if t == 2 else 0.1)
    with pytest.raises(ValueError, match=match):
        minimize(SquaredNorm(), [1.0], optimizer, steps=5)


def test_the_ends_of_the_ranges():
    for kind, name in POSITIVE:
        with pytest.raises(ValueError, match=r"^eps must be positive, got 0"):
            kind(0.1, **{name: 0})
    for kind, name in WEIGHTS + NON_NEGATIVE:
        assert getattr(kind(0.1, **{name: 0}), name) == 0.0


@pytest.mark.parametrize("kind", [k for k in OPTIMIZERS.values() if k is not GradientDescent])
def test_a_line_search_has_no_place_here(kind):
    with pytest.raises(TypeError, match=r"^lr must be a number or a schedule, got ExactLine"):
        kind(ExactLineSearch())


def test_a_line_search_needs_f():
    x = np.ones(2)
    optimizer = GradientDescent(ExactLineSearch())
    with pytest.raises(TypeError, match=r"^lr must be a number or a schedule"):
        optimizer.update(x, x, optimizer.init(x))


@pytest.mark.parametrize("kind", [Adam, AdamW])
def test_a_correction_is_there_or_not(kind):
    with pytest.raises(ValueError, match=r"^bias_correction must be one of True, False"):
        kind(0.1, bias_correction="yes")
