"""The LSTM cell: its one gate against the composed form, against differences, and PyTorch's."""

import numpy as np
import pytest

from course_lib.autodiff import Tensor, backward, concatenate, gradcheck, sigmoid, tanh
from course_lib.nn import LSTMCell
from course_lib.nn.lstm import lstm


def example(n=4, inputs=3, hidden=5, dtype=np.float64):
    cell, rng = LSTMCell(inputs, hidden), np.random.default_rng(0)
    params = {k: v + 0.3 * rng.standard_normal(v.shape) for k, v in cell.init(rng).items()}
    x, state = rng.standard_normal((n, inputs)), rng.standard_normal((n, 2 * hidden))
    return cell, *(
        {k: v.astype(dtype) for k, v in params.items()},
        x.astype(dtype),
        state.astype(dtype),
    )


def composed(x, state, W, U, b):
    """The same of small gates."""
    H = len(U)
    h, c = state[:, :H], state[:, H:]
    z = x @ W + h @ U + b
    i, f, o = (sigmoid(z[:, k * H : (k + 1) * H]) for k in range(3))
    c = f * c + i * tanh(z[:, 3 * H :])
    return concatenate(o * tanh(c), c, axis=1)


def test_the_gate_is_its_composed_form():
    _, params, x, state = example()
    sides = []
    for form in (lstm, composed):
        tensors = [Tensor(v) for v in (x, state, *params.values())]
        # Two steps, so that the gradient of (h, c) is taken, too.
        out = form(tensors[0], form(*tensors), *tensors[2:])
        grads = backward((out * out).sum())
        sides.append([out.value, *(grads[t] for t in tensors)])
    for ours, theirs in zip(*sides, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-13)


def test_the_rule_against_differences():
    _, params, x, state = example(n=2, inputs=2, hidden=2)
    report = gradcheck(lstm, x, state, *params.values())
    assert report.passed, report


def test_a_state_in_single_precision_is_no_reason_to_round():
    _, params, x, state = example()
    rough = state.astype(np.float32)
    out = lstm(x, rough, *params.values()).value
    assert out.dtype == np.float64
    np.testing.assert_array_equal(out, lstm(x, rough.astype(float), *params.values()).value)


def test_what_it_begins_with():
    params = LSTMCell(4, 900).init(np.random.default_rng(0))
    for name, spread in (("W", 1 / 2), ("U", 1 / 30)):
        assert params[name].mean() == pytest.approx(0, abs=0.02 * spread)
        assert params[name].std() == pytest.approx(spread, rel=0.02)
    np.testing.assert_array_equal(params["b"].reshape(4, -1).T, np.tile([0.0, 1, 0, 0], (900, 1)))


def test_far_from_zero_nothing_overflows():
    _, params, x, state = example()
    with np.errstate(all="raise"):
        out = lstm(1e4 * x, state, *params.values()).value
    assert np.isfinite(out).all()


def test_single_precision_stays():
    cell, params, x, state = example(dtype=np.float32)
    tensors = {k: Tensor(v) for k, v in params.items()}
    out = cell.step(tensors, x, state)
    assert out.dtype == np.float32
    grads = backward(out.sum())
    assert {grads[t].dtype for t in tensors.values()} == {np.dtype(np.float32)}


def test_an_open_forget_gate_keeps_the_cell():
    """f = 1 and i = 0: c and its gradient pass a hundred steps unchanged."""
    cell, params, x, state = example()
    H = cell.hidden
    params = {k: 0 * v for k, v in params.items()}
    params["b"][:H], params["b"][H : 2 * H] = -40, 40
    first = Tensor(state)
    last = first
    for _ in range(100):
        last = cell.step(params, x, last)
    np.testing.assert_allclose(last.value[:, H:], state[:, H:], rtol=1e-12)
    grads = backward(last[:, H:].sum())
    np.testing.assert_allclose(grads[first][:, H:], 1, rtol=1e-12)


def test_the_start():
    cell = LSTMCell(3, 200)
    params = cell.init(np.random.default_rng(0), np.float32)
    assert {k: v.shape for k, v in params.items()} == cell.shapes()
    assert {v.dtype for v in params.values()} == {np.dtype(np.float32)}
    assert params["U"].std() == pytest.approx(200**-0.5, rel=0.01)
    assert np.flatnonzero(params["b"]).tolist() == list(range(200, 400))
    np.testing.assert_array_equal(cell.rest(4), np.zeros((4, 400)))


def test_arguments_are_left_as_they_were():
    cell, params, x, state = example()
    before = [a.copy() for a in (x, state, *params.values())]
    tensors = {k: Tensor(v) for k, v in params.items()}
    backward(cell.step(tensors, x, state).sum())
    for now, then in zip((x, state, *params.values()), before, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LSTMCell(0, 3), "inputs must be"),
        (lambda: LSTMCell(2, 2.5), "hidden must be"),
        (lambda: LSTMCell(2, 3).init(0), "rng must be"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises((TypeError, ValueError)) as error:
        call()
    assert message in str(error.value)


@pytest.mark.parametrize(("x", "state"), [((5, 3), (5, 6)), ((5, 2), (4, 6)), ((2,), (5, 6))])
def test_wrong_shapes_are_named(x, state):
    cell = LSTMCell(2, 3)
    params = cell.init(np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"x must have shape \(n, 2\) and state \(n, 6\), got"):
        cell.step(params, np.zeros(x), np.zeros(state))


@pytest.mark.oracle
def test_pytorch_has_the_same_cell():
    import torch

    cell, params, x, state = example()
    H = cell.hidden
    theirs = torch.nn.LSTMCell(cell.inputs, H, dtype=torch.float64)
    # Input, forget, candidate, output there; and transposed, with two biases.
    order = np.concatenate([np.arange(2 * H), np.arange(3 * H, 4 * H), np.arange(2 * H, 3 * H)])
    with torch.no_grad():
        for name, key in (("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b")):
            getattr(theirs, name).copy_(torch.tensor(params[key].T[order]))
        theirs.bias_hh.zero_()
    h, c = (torch.tensor(part, requires_grad=True) for part in (state[:, :H], state[:, H:]))
    inputs = torch.tensor(x, requires_grad=True)
    pair = theirs(inputs, theirs(inputs, (h, c)))
    sum(part.square().sum() for part in pair).backward()

    tensors = {k: Tensor(v) for k, v in params.items()}
    first, start = Tensor(x), Tensor(state)
    out = cell.step(tensors, first, cell.step(tensors, first, start))
    grads = backward((out * out).sum())
    close = dict(rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(out.value, torch.cat(pair, 1).detach().numpy(), **close)
    np.testing.assert_allclose(grads[first], inputs.grad.numpy(), **close)
    np.testing.assert_allclose(grads[start], torch.cat([h.grad, c.grad], 1).numpy(), **close)
    for name, key in (("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b")):
        want = getattr(theirs, name).grad.numpy()
        np.testing.assert_allclose(grads[tensors[key]].T[order], want, **close)
