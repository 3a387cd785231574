"""Second contracts of the gates and the sweep: rows far apart, ties, kinds of numbers."""

import numpy as np
import pytest

from course_lib.autodiff import (
    GATES,
    Tensor,
    backward,
    batchnorm,
    chain_gradient,
    logsumexp,
    parse_expression,
    softmax,
    value_and_grad,
    variables,
)
from course_lib.autodiff.dual import Dual
from course_lib.autodiff.expression import MAX_LENGTH, ExpressionError


def test_rows_far_apart_each_have_their_own_top():
    x = np.array([[0.0, np.log(3.0)], [1e4, 1e4]])
    np.testing.assert_allclose(logsumexp(x).value, [np.log(4), 1e4 + np.log(2)], rtol=1e-15)
    np.testing.assert_allclose(softmax(x).value, [[0.25, 0.75], [0.5, 0.5]], rtol=1e-14)
    np.testing.assert_allclose(softmax(x.T, axis=0).value, [[0.25, 0.5], [0.75, 0.5]], rtol=1e-14)


@pytest.mark.parametrize("name", ["max", "min"])
def test_the_order_of_the_axes_does_not_choose_among_equal_entries(name):
    x = Tensor([[0.0, 1.0], [1.0, 0.0]])
    one, other = (backward(GATES[name](x, axis=axes))[x] for axes in ((0, 1), (1, 0)))
    first = [[0, 1], [0, 0]] if name == "max" else [[1, 0], [0, 0]]
    assert one.tolist() == other.tolist() == first


@pytest.mark.parametrize("key", [([0, 0, 1], 1), (slice(None), [1, 1]), np.array([1, 1])], ids=str)
def test_an_entry_taken_twice_collects_both_gradients(key):
    x = Tensor(np.arange(4.0).reshape(2, 2))
    taken = x[key]
    counts = np.zeros((2, 2))
    np.add.at(counts, key, np.ones(taken.shape))
    assert counts.max() == 2
    np.testing.assert_array_equal(backward(taken.sum())[x], counts)


@pytest.mark.parametrize("kind", [float, np.float32])
def test_a_number_has_a_gradient_of_its_own_kind(kind):
    x = Tensor(kind(3.0) if kind is float else np.array(3.0, kind))
    L = x * x
    grads = backward(L)
    assert type(grads[L]) is type(grads[x]) is type(L.value) is kind
    assert (grads[L], grads[x]) == (1.0, 6.0)


def test_the_gradient_of_a_number_that_was_repeated_is_a_number():
    x = Tensor(np.array(2.0, np.float32))
    (dx,) = (backward((x * np.ones(3, np.float32)).sum())[x],)
    assert (type(dx), dx) == (np.float32, 3.0)


def test_an_infinite_seed_is_taken():
    x = Tensor([1.0, 2.0])
    assert backward(3 * x, seed=[np.inf, 1.0])[x].tolist() == [np.inf, 3.0]


def test_a_seed_without_a_tangent_has_a_tangent_of_zero():
    x = Tensor(Dual(np.array([3.0, 4.0]), np.array([1.0, 0.0])))
    dx = backward(x * x, seed=[1.0, 10.0])[x]
    assert (dx.value.tolist(), dx.tangent.tolist()) == ([6.0, 80.0], [2.0, 0.0])


@pytest.mark.parametrize(("shape", "axis"), [((1, 3), 0), ((3, 1), (1,)), ((1, 2, 1), (0, 2))])
def test_a_batch_of_one_is_refused_along_its_axes(shape, axis):
    with pytest.raises(ValueError, match=r"a batch of 1 has no variance; give at least two sa"):
        batchnorm(np.ones(shape), 1.0, 0.0, axis=axis)


def test_a_batch_of_two_is_taken_and_eps_stands_beside_its_variance():
    y = batchnorm(np.array([[1.0], [3.0]]), 2.0, 5.0, eps=3.0)
    np.testing.assert_allclose(y.value, [[4.0], [6.0]], rtol=1e-15)


def test_axes_of_length_one_behind_new_ones_are_summed():
    x = Tensor(np.ones((3, 1)))
    assert backward((x * np.ones((4, 3, 5))).sum())[x].tolist() == [[20.0]] * 3
    y = Tensor(np.ones((1, 2)))
    assert backward((y * np.ones((4, 3, 2))).sum())[y].tolist() == [[12.0, 12.0]]


def test_values_of_gates_that_differences_cannot_tell():
    x = Tensor([-2.0, 0.0, 3.0])
    np.testing.assert_allclose(GATES["leaky_relu"](x, slope=0.1).value, [-0.2, 0.0, 3.0])
    np.testing.assert_allclose(GATES["leaky_relu"](x).value, [-0.02, 0.0, 3.0])
    np.testing.assert_allclose(GATES["elu"](x, alpha=2.0).value, [2 * np.expm1(-2), 0.0, 3.0])
    np.testing.assert_allclose(GATES["elu"](x).value, [np.expm1(-2), 0.0, 3.0])


def test_duals_at_their_edges():
    zero, moved = Dual(np.array([0.0, 0.0]), np.array([1.0, 1.0])), Dual(np.zeros(2), np.ones(2))
    assert (zero ** np.array([2.0, 1.0])).tangent.tolist() == [0.0, 1.0]
    assert (zero**moved).tangent.tolist() == [0.0, 0.0]
    assert (zero ** Dual(np.array([2.0, 3.0]), np.ones(2))).tangent.tolist() == [0.0, 0.0]
    still = np.sign(Dual(np.array([-2.0, 0.0]), np.array([0.0, 3.0])))
    assert (still.value.tolist(), still.tangent.tolist()) == ([-1.0, 0.0], [0.0, 0.0])
    x = Dual(np.array([[1.0, 3.0], [5.0, 2.0]]), np.array([[10.0, 30.0], [50.0, 20.0]]))
    for axis, keepdims, value, tangent in (
        (None, False, 5.0, 50.0),
        (None, True, [[5.0]], [[50.0]]),
        (1, False, [3.0, 5.0], [30.0, 50.0]),
        (0, True, [[5.0, 3.0]], [[50.0, 30.0]]),
    ):
        top = np.max(x, axis=axis, keepdims=keepdims)
        assert np.asarray(top.value).tolist() == value
        assert np.asarray(top.tangent).tolist() == tangent
    assert (np.max(x).tangent, np.max(x, axis=0).tangent.tolist()) == (50.0, [50.0, 30.0])


def test_what_is_kept_step_by_step():
    run = chain_gradient([lambda x: x * 2.0] * 4, 1.0, checkpoints=[2])
    forward = ((1, 0), (2, 0))
    last = ((3, 2), (4, 3), (3, 2), (2, 1))
    first = ((1, 1), (2, 2), (1, 1), (0, 0))
    assert run.history == forward + last + first
    assert (run.evaluations, run.peak, run.value, run.gradient) == (6, 3, 16.0, 16.0)
    ignored = chain_gradient([lambda x: Tensor([3.0, 4.0]) * 2.0], [1.0, 2.0])
    assert ignored.gradient.tolist() == [0.0, 0.0]
    constant = chain_gradient([lambda x: np.array([3.0, 4.0])], [1.0, 2.0])
    assert constant.gradient.tolist() == [0.0, 0.0]


NAMES = "exp, log, sqrt, sin, cos, tanh, sigmoid, σ, relu, softplus, abs, max, min"


@pytest.mark.parametrize(
    ("text", "problem", "start", "end"),
    [
        ("", "the formula is empty; try (x + y) * z", 0, 1),
        ("x +", "this is no formula (invalid syntax)", 0, 1),
        ("x +* 2", "this is no formula (invalid syntax)", 3, 4),
        ("x)", "this is no formula (unmatched ')')", 1, 2),
        ("2x", "write * between a number and a name: 2 * x", 0, 1),
        ("y = x", "write the right-hand side only, without =", 2, 3),
        ("3", "a formula needs at least one variable", 0, 1),
        ("max(x)", "max takes two arguments or more", 0, 6),
        ("max(x, y=2)", "max takes two arguments or more", 0, 11),
        ("exp(x, y)", "exp takes one argument", 0, 9),
        ("x(2)", "this is no function; write * for a product", 0, 1),
        ("2 + foo(x)", f"foo is no function here; there are {NAMES}", 4, 7),
        (
            "x if x else 2",
            f"only numbers, names, + - * / **, brackets and {NAMES} can be used",
            0,
            13,
        ),
    ],
)
def test_where_a_formula_is_wrong(text, problem, start, end):
    with pytest.raises(ExpressionError) as error:
        parse_expression(text)
    assert (error.value.problem, error.value.start, error.value.end) == (problem, start, end)


def test_the_marks_stay_within_the_text_and_its_length_is_what_is_said():
    assert (ExpressionError("p", "abc", 9, 2).start, ExpressionError("p", "abc", -3, 2).start) == (
        3, 0,
    )  # fmt: skip
    longest = "x" + " + 1" * 1000
    longest = longest[:MAX_LENGTH].rstrip(" +")
    padded = longest + " " * (MAX_LENGTH - len(longest) - 1) + ")"
    with pytest.raises(ExpressionError, match=r"^(?!a formula has at most \d+ characters)"):
        parse_expression(padded)
    with pytest.raises(ExpressionError, match=r"^a formula has at most \d+ characters, this one"):
        parse_expression(padded + ")")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda x: x.clip(min="a"), r"^min must be a Tensor, .*input of clip$"),
        (lambda x: x.clip(max="a"), r"^max must be a Tensor, .*input of clip$"),
        (lambda x: variables(u="a"), r"^u must be a Tensor, .*input of variables$"),
        (lambda x: x.clip(), r"^min or max must be given: clip bounds x on one side at least$"),
        (lambda x: x.flatten(-3), r"^start_dim must be an axis from -2 to 1, got -3$"),
        (lambda x: x.flatten(0, 2), r"^end_dim must be an axis from -2 to 1, got 2$"),
        (lambda x: x.flatten(1, 0), r"^start_dim must not come after end_dim, got 1 and 0$"),
        (lambda x: x.squeeze(1), r"^axis must name axes of length 1, got 1: axis 1 has length 3$"),
        (lambda x: x.item(), r"^a tensor of shape \(2, 3\) is no single number; take one entry"),
        (lambda x: x.var(ddof=6), r"^ddof must be less than the number of entries, 6, got 6$"),
        (lambda x: Tensor(np.zeros((0, 3))).var(ddof=1), r"number of entries, 0, got 1$"),
        (lambda x: x.argmax("a"), r"^axis must be .*or None for the place in x.ravel\(\)$"),
        (lambda x: backward(x), r"^L must be one number, got shape \(2, 3\); take its sum or mean"),
        (lambda x: backward(x, seed=[1.0]), r"^seed must have the shape of L, \(2, 3\), got \(1,"),
        (lambda x: backward(3.0), r"^L must be a Tensor, got float; build it from tensors$"),
        (lambda x: backward(Tensor(1.0, requires_grad=False)), r"^L must depend on a Tensor that"),
        (lambda x: value_and_grad(lambda: x)(), r"^value_and_grad needs a positional argument to"),
        (
            lambda x: GATES["reshape"](x, shape=None),
            r": shape must be a whole number or a tuple of",
        ),
        (lambda x: bool(x), r"^a tensor is neither true nor false; compare its value: x.value > 0"),
        (lambda x: batchnorm(x, 1.0, 0.0, eps=0), r": eps must be positive, got 0.0$"),
        (lambda x: x.max(keepdims=1), r": keepdims must be True or False, got 1$"),
        (lambda x: logsumexp(x, keepdims=1), r": keepdims must be True or False, got 1$"),
    ],
)
def test_what_is_refused_is_named(call, said):
    with pytest.raises((TypeError, ValueError), match=said):
        call(Tensor(np.zeros((2, 3))))


def test_ends_that_are_allowed():
    x = Tensor(np.arange(6.0).reshape(2, 3))
    assert x.flatten(-2).shape == x.flatten(-2, -1).shape == (6,)
    assert x.flatten(1).shape == (2, 3)
    np.testing.assert_allclose(x.var(ddof=5).value, x.value.var() * 6)
    assert repr(Tensor(np.arange(20.0))).count("...") == 0
    assert repr(Tensor(np.arange(21.0))).count("...") == 1
    names = []
    value_and_grad(lambda p: names.append(p[3].name) or p[3] * 2.0)({3: 1.0})
    assert names == ["3"]
