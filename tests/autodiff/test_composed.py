"""What arrays have and gates make: var, std, prod, clip, flatten and their like."""

import numpy as np
import pytest

from course_lib.autodiff import Tensor, backward, gradcheck, hvp, jvp, value_and_grad

CUBE = np.random.default_rng(4).uniform(0.4, 2.0, (2, 3, 4)) * np.resize([1, -1, -1], (2, 3, 4))
AXES = (None, 0, -1, (0, 2), (2, -3), np.int64(1))
ZEROS = np.array([[2.0, 0.0, 3.0], [0.0, 5.0, 0.0], [1.0, 2.0, 4.0]])


@pytest.mark.parametrize("name", ["var", "std", "prod"])
@pytest.mark.parametrize("axis", AXES, ids=str)
def test_reductions_against_numpy_and_differences(name, axis):
    for keepdims in (False, True):
        theirs = getattr(CUBE, name)(axis=axis, keepdims=keepdims)
        mine = getattr(Tensor(CUBE), name)(axis, keepdims=keepdims)
        np.testing.assert_allclose(mine.value, theirs, rtol=1e-14)
        assert mine.shape == np.shape(theirs)
        assert type(mine.value) is (np.ndarray if mine.ndim else float)
        assert gradcheck(lambda x, k=keepdims: getattr(x, name)(axis, keepdims=k), CUBE)


@pytest.mark.parametrize("name", ["var", "std"])
def test_the_spread_divides_by_n_unless_told_otherwise(name):
    x = Tensor([1.0, 2.0, 6.0])
    assert x.var().value == pytest.approx(14 / 3)  # numpy's; PyTorch's default is 14 / 2
    assert x.var(ddof=1).value == pytest.approx(7)
    for axis in AXES:
        mine = getattr(Tensor(CUBE), name)(axis, ddof=1).value
        np.testing.assert_allclose(mine, getattr(CUBE, name)(axis=axis, ddof=1), rtol=1e-14)
    assert gradcheck(lambda x: getattr(x, name)(1, ddof=1), CUBE)


def test_the_product_has_its_gradient_at_zeros():
    x = Tensor(ZEROS)
    np.testing.assert_array_equal(x.prod(1).value, [0, 0, 8])
    wanted = [[0, 6, 0], [0, 0, 0], [8, 4, 2]]
    np.testing.assert_array_equal(backward(x.prod(axis=1), seed=np.ones(3))[x], wanted)
    assert gradcheck(lambda x: x.prod(axis=0), ZEROS)
    assert Tensor(np.empty((0, 2))).prod(0).value.tolist() == [1, 1]
    assert Tensor(3.0).prod().value == 3.0


@pytest.mark.parametrize("name", ["std", "var", "prod", "clip"])
def test_tangents_and_products_with_the_hessian(name):
    x, v, h = CUBE[0], np.cos(np.arange(12.0)).reshape(3, 4), 1e-6

    def f(x):
        return x.clip(-1, 1).sum() if name == "clip" else getattr(x, name)()

    (up, above), (down, below) = (value_and_grad(f)(x + s * v) for s in (h, -h))
    value, slope = jvp(f, x, v)
    assert (value, slope) == pytest.approx((f(Tensor(x)).value, (up - down) / (2 * h)), rel=1e-6)
    bend = (above - below) / (2 * h)
    np.testing.assert_allclose(hvp(f, x, v)[1], bend, rtol=1e-5, atol=1e-7)


def test_clipped():
    x = np.array([-3.0, -1.0, 0.5, 2.0, 7.0])
    for bounds in ((-1, 2), (None, 0.0), (1.0,), (3, -3)):
        np.testing.assert_array_equal(Tensor(x).clip(*bounds).value, x.clip(*bounds))
    t, low = Tensor(x), Tensor(-1.5)
    assert backward(t.clip(min=-1, max=2).sum())[t].tolist() == [0, 1, 1, 1, 0]
    assert backward(t.clip(min=low).sum())[low] == 1.0
    assert t.clip(max=0).requires_grad


def test_shapes():
    x = Tensor(CUBE[:, None])
    for mine, shape in (
        (x.ravel(), (24,)), (x.flatten(), (24,)), (x.flatten(1), (2, 12)),
        (x.flatten(0, 1), (2, 3, 4)), (x.flatten(start_dim=-2), (2, 1, 12)),
        (x.squeeze(), (2, 3, 4)), (x.squeeze(1), (2, 3, 4)), (x.squeeze((-3,)), (2, 3, 4)),
        (Tensor(3.0).flatten(), (1,)), (Tensor([3.0]).squeeze(), ()),
    ):  # fmt: skip
        assert mine.shape == shape
        np.testing.assert_array_equal(mine.value, np.reshape(CUBE if mine.size > 1 else 3.0, shape))
    assert gradcheck(lambda x: x.flatten(1), CUBE)
    assert gradcheck(lambda x: x.squeeze(1), CUBE[:, None])


def test_places_sizes_and_single_values():
    x = Tensor(CUBE)
    for axis in (None, 1, -1):
        for keepdims in (False, True):
            for name in ("argmax", "argmin"):
                found = getattr(x, name)(axis, keepdims=keepdims)
                np.testing.assert_array_equal(found, getattr(CUBE, name)(axis, keepdims=keepdims))
                assert np.asarray(found).dtype.kind == "i"
    assert (x.size, Tensor(2.0).size) == (24, 1)
    assert len(Tensor([1.0, 2.0], requires_grad=False)) == 2
    with pytest.raises(TypeError, match=r"shape \(\) has no length"):
        len(Tensor(2.0))
    for one in (Tensor(2.5), Tensor([2.5]), Tensor(np.float32(2.5)), Tensor([[2.5]])):
        assert type(one.item()) is float
        assert one.item() == 2.5


@pytest.mark.parametrize("name", ["var", "std", "prod", "ravel", "squeeze"])
def test_single_precision_stays_single(name):
    assert getattr(Tensor(CUBE.astype(np.float32)), name)().dtype == np.float32


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda x: x.var(ddof=3), ValueError, "ddof must be less than the number of .* 3, got 3"),
        (lambda x: x.std(ddof=-1), ValueError, "ddof must be at least 0, got -1"),
        (lambda x: x.prod(axis="a"), TypeError, "axis must be a whole number"),
        (lambda x: x.prod(keepdims=1), TypeError, "keepdims must be True or False"),
        (lambda x: x.clip(), TypeError, "min or max must be given"),
        (lambda x: x.clip("a"), TypeError, "min must be a Tensor, a number or an array"),
        (lambda x: x.clip(0, "a"), TypeError, "max must be a Tensor, a number or an array"),
        (lambda x: x.argmax("a"), TypeError, "axis must be a whole number"),
        (lambda x: x.flatten("C"), TypeError, "start_dim must be a whole number"),
        (lambda x: x.flatten(0, 1), ValueError, "end_dim must be an axis from -1 to 0, got 1"),
        (lambda x: x[None].flatten(1, 0), ValueError, "start_dim must not come after end_dim"),
        (lambda x: x.squeeze(0), ValueError, "axis must name axes of length 1, got 0"),
        (lambda x: x.item(), ValueError, r"a tensor of shape \(3,\) is no single number"),
    ],
)  # fmt: skip
def test_wrong_arguments_are_named(call, error, says):
    with pytest.raises(error, match=says):
        call(Tensor([1.0, 2.0, 3.0]))


X = np.array([[0.3, -1.2, 2.0], [1.5, 0.7, -0.4]])


@pytest.mark.parametrize("name", ["sum", "mean", "max", "min", "var", "std", "prod", "argmax",
                                  "argmin"])  # fmt: skip
@pytest.mark.parametrize("given", [{}, {"axis": 0}, {"axis": 1}, {"axis": 1, "keepdims": True}])
def test_methods_are_those_of_arrays(name, given):
    got = getattr(Tensor(X), name)(**given)
    np.testing.assert_allclose(getattr(got, "value", got), getattr(X, name)(**given), rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "given"),
    [("clip", (-1.0, 1.0)), ("ravel", ()), ("flatten", ()), ("reshape", (3, 2)),
     ("reshape", ((3, 2),)), ("reshape", (np.array([3, 2]),)), ("transpose", ()),
     ("transpose", (1, 0)), ("transpose", (None,)), ("transpose", ([1, 0],))],
)  # fmt: skip
def test_methods_of_places_are_those_of_arrays(name, given):
    np.testing.assert_array_equal(getattr(Tensor(X), name)(*given).value,
                                  getattr(X, name)(*given))  # fmt: skip


@pytest.mark.parametrize("name", ["exp", "log", "sqrt", "sin", "cos", "tanh", "square", "abs"])
def test_methods_are_those_of_numpy(name):
    x = np.abs(X)
    np.testing.assert_allclose(getattr(Tensor(x), name)().value, getattr(np, name)(x))


def test_softmax_and_logsumexp_go_along_the_last_axis():
    t, e = Tensor(X), np.exp(X)
    np.testing.assert_allclose(t.softmax().value, e / e.sum(axis=1, keepdims=True))
    np.testing.assert_allclose(t.softmax(axis=0).value, e / e.sum(axis=0))
    np.testing.assert_allclose(t.logsumexp().value, np.log(e.sum(axis=1)))
    assert t.logsumexp(axis=0, keepdims=True).shape == (1, 3)
    np.testing.assert_allclose(t.sigmoid().value, 1 / (1 + 1 / e))
    np.testing.assert_array_equal(t.relu().value, np.maximum(X, 0))
    assert (Tensor([[3.0]]).item(), Tensor([[3.0, 1.0]]).squeeze().shape) == (3.0, (2,))
