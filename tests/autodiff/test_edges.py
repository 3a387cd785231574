"""Second contracts of the gates and the sweep: rows far apart, ties, kinds of numbers."""

import numpy as np
import pytest

from course_lib.autodiff import GATES, Tensor, backward, batchnorm, logsumexp, softmax
from course_lib.autodiff.dual import Dual


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
