"""Every gate against differences, at its kinks, in both precisions and on Python floats."""

import numpy as np
import pytest

from course_lib import autodiff as ad
from course_lib.autodiff import GATES, Tensor, backward, gradcheck
from course_lib.autodiff import softmax_cross_entropy as cross_entropy
from tests.autodiff.samples import BINARY, CASES, IDS, POSITIVE, SAMPLES, UNARY


def test_every_gate_has_samples():
    assert set(SAMPLES) == set(GATES)


@pytest.mark.parametrize(("name", "arguments", "settings"), CASES, ids=IDS)
def test_differences(name, arguments, settings):
    report = gradcheck(lambda *x: GATES[name](*x, **settings), *arguments, tolerance=2e-7)
    assert report, report
    assert report.entries == sum(np.size(a) for a in arguments)


@pytest.mark.parametrize(("name", "arguments", "settings"), CASES, ids=IDS)
def test_single_precision_stays_single(name, arguments, settings):
    single = [Tensor(np.asarray(a, np.float32)) for a in arguments]
    z = GATES[name](*single, **settings)
    assert z.dtype == np.float32
    grads = backward(z, seed=np.ones(z.shape, np.float32))
    double = [Tensor(a) for a in arguments]
    exact = backward(GATES[name](*double, **settings), seed=np.ones(z.shape))
    for s, d in zip(single, double, strict=True):
        assert grads[s].dtype == np.float32
        assert grads[s].shape == s.shape
        np.testing.assert_allclose(grads[s], exact[d], rtol=2e-4, atol=2e-5)


@pytest.mark.parametrize("name", sorted(UNARY | POSITIVE | BINARY | {"power"}))
@pytest.mark.parametrize("point", [0.3, 1.7, 40.0, 800.0])
def test_python_floats_agree_with_arrays(name, point):
    both = [point] if name in UNARY | POSITIVE else [point, 1.25]
    for signs in ([1, 1], [-1, 1]) if name not in POSITIVE | {"power"} else ([1, 1],):
        floats = [Tensor(s * x) for s, x in zip(signs, both, strict=False)]
        arrays = [Tensor([x.value]) for x in floats]
        z, same = GATES[name](*floats), None
        with np.errstate(over="ignore"):
            same = GATES[name](*arrays)
        assert type(z.value) is float
        np.testing.assert_allclose(z.value, same.value[0], rtol=1e-14)
        of_floats, of_arrays = backward(z), backward(same, seed=[1.0])
        for x, y in zip(floats, arrays, strict=True):
            assert type(of_floats[x]) is float
            np.testing.assert_allclose(of_floats[x], of_arrays[y][0], rtol=1e-14)


def slope(gate, x, **settings):
    """The local derivative as a number, from a Python float and from an array."""
    of_float = Tensor(float(x))
    of_array = Tensor([float(x)])
    a = backward(GATES[gate](of_float, **settings))[of_float]
    (b,) = backward(GATES[gate](of_array, **settings), seed=[1.0])[of_array]
    np.testing.assert_array_equal(a, b)
    return a


class TestKinks:
    @pytest.mark.parametrize(
        ("gate", "settings", "at_zero"),
        [("relu", {}, 0.0), ("absolute", {}, 0.0), ("leaky_relu", {"slope": 0.2}, 0.2),
         ("elu", {"alpha": 1.5}, 1.5)],
    )  # fmt: skip
    def test_slope_at_zero(self, gate, settings, at_zero):
        assert slope(gate, 0.0, **settings) == at_zero

    @pytest.mark.parametrize("gate", ["maximum", "minimum"])
    @pytest.mark.parametrize("value", [2.0, [2.0, 2.0]])
    def test_a_tie_goes_to_the_first(self, gate, value):
        x, y = Tensor(value), Tensor(value)
        grads = backward(GATES[gate](x, y), seed=np.ones(np.shape(value)))
        np.testing.assert_array_equal(grads[x], np.ones(np.shape(value)))
        np.testing.assert_array_equal(grads[y], np.zeros(np.shape(value)))

    @pytest.mark.parametrize("gate", ["max", "min"])
    def test_the_first_of_equal_entries_gets_the_gradient(self, gate):
        x = Tensor([[1.0, 1.0], [1.0, 1.0]])
        assert backward(GATES[gate](x))[x].tolist() == [[1, 0], [0, 0]]
        assert backward(GATES[gate](x, axis=0), seed=[1, 1])[x].tolist() == [[1, 1], [0, 0]]
        assert backward(GATES[gate](x, axis=1), seed=[1, 1])[x].tolist() == [[1, 0], [1, 0]]


class TestWhereNumbersEnd:
    """Python raises or turns complex there; a gate gives inf or nan, as numpy does."""

    @pytest.mark.parametrize(
        ("gate", "x", "value", "gradient"),
        [
            ("exp", 1000.0, np.inf, np.inf),
            ("log", 0.0, -np.inf, np.inf),
            ("log", -1.0, np.nan, -1.0),
            ("sqrt", 0.0, 0.0, np.inf),
            ("reciprocal", 0.0, np.inf, -np.inf),
            ("sigmoid", 1000.0, 1.0, 0.0),
            ("sigmoid", -1000.0, 0.0, 0.0),
            ("softplus", 1000.0, 1000.0, 1.0),
            ("softplus", -1000.0, 0.0, 0.0),
            ("sin", np.inf, np.nan, np.nan),
        ],
    )
    @pytest.mark.filterwarnings("ignore::RuntimeWarning")
    def test_one_argument(self, gate, x, value, gradient):
        np.testing.assert_equal(GATES[gate](Tensor(x)).value, value)
        np.testing.assert_equal(slope(gate, x), gradient)

    @pytest.mark.parametrize(
        ("x", "y", "value", "dx", "dy"),
        [
            (-8.0, 1 / 3, np.nan, np.nan, np.nan),
            (-2.0, 3.0, -8.0, 12.0, np.nan),
            (0.0, 0.5, 0.0, np.inf, 0.0),
            (0.0, 2.0, 0.0, 0.0, 0.0),
            (0.0, 0.0, 1.0, 0.0, 0.0),
            (5.0, 0.0, 1.0, 0.0, np.log(5)),
            (10.0, 400.0, np.inf, np.inf, np.inf),
        ],
    )
    def test_power(self, x, y, value, dx, dy):
        a, b = Tensor(x), Tensor(y)
        z = a**b
        assert type(z.value) is float
        grads = backward(z)
        np.testing.assert_allclose([z.value, grads[a], grads[b]], [value, dx, dy], rtol=1e-15)

    def test_an_even_power_of_a_negative_number(self):
        x = Tensor([-3.0, 0.0, 2.0])
        np.testing.assert_array_equal(backward((x**2).sum())[x], [-6.0, 0.0, 4.0])

    @pytest.mark.parametrize("gate", ["sigmoid", "softplus", "tanh", "elu", "relu"])
    def test_activations_of_arrays_never_overflow(self, gate):
        x = Tensor([-1e4, -40.0, 0.0, 40.0, 1e4])
        with np.errstate(over="raise", invalid="raise"):
            assert np.isfinite(GATES[gate](x).value).all()

    def test_division_by_zero(self):
        x, y = Tensor(1.0), Tensor(0.0)
        grads = backward(x / y)
        assert (grads[x], grads[y]) == (np.inf, -np.inf)

    def test_large_scores(self):
        scores = Tensor([[1e4, -1e4, 0.0]])
        assert cross_entropy(scores, labels=[0]).value == 0.0
        L = cross_entropy(scores, labels=[1])
        assert L.value == 2e4
        np.testing.assert_array_equal(backward(L)[scores], [[1.0, -1.0, 0.0]])


def test_inputs_by_name_get_their_gradients():
    x, y = Tensor([1.0, 2.0]), Tensor(3.0)
    z = ad.multiply(x, y=y)
    assert (z.gate, z.inputs) == ("multiply", (x, y))
    grads = backward(ad.sum(x=z, axis=0))
    assert (grads[x].tolist(), grads[y]) == ([3.0, 3.0], 3.0)
    np.testing.assert_array_equal(ad.multiply(y=y, x=x).value, z.value)


def test_the_rule_of_a_gate_stays_at_hand():
    value, pull = ad.multiply.rule(2.0, 3.0)
    assert (value, pull(1.0)) == (6.0, (3.0, 2.0))


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.uint64])
def test_labels_of_every_whole_type(kind):
    scores = np.array([[1.0, 2.0, 3.0], [0.0, 5.0, 1.0]])
    labels = np.array([2, 0])
    found = ad.softmax_cross_entropy(scores, labels=labels.astype(kind)).value
    assert found == ad.softmax_cross_entropy(scores, labels=labels).value


class TestBadInput:
    @pytest.mark.parametrize(
        ("gate", "shapes", "says"),
        [
            ("add", [(3,), (4,)], r"^add of \(3,\) and \(4,\): "),
            ("matmul", [(3, 2), (3, 4)], r"^matmul of \(3, 2\) and \(3, 4\): "),
            ("matmul", [(), (3, 4)], r"^matmul of \(\) and \(3, 4\): "),
            ("concatenate", [(3, 2), (3, 3)], r"^concatenate of \(3, 2\) and \(3, 3\): "),
            ("batchnorm", [(1, 3), (3,), (3,)], "a batch of 1 has no variance"),
        ],
    )
    def test_the_gate_and_both_shapes_are_named(self, gate, shapes, says):
        with pytest.raises(ValueError, match=says):
            GATES[gate](*[np.ones(s) for s in shapes])

    @pytest.mark.parametrize("wrong", [None, "a", [1j], object()])
    def test_inputs_are_named_however_they_are_given(self, wrong):
        with pytest.raises(TypeError, match=r"^y must be a Tensor, .*input of multiply$"):
            ad.multiply(Tensor(1.0), wrong)
        with pytest.raises(TypeError, match=r"^y must be a Tensor, .*input of multiply$"):
            ad.multiply(x=1.0, y=wrong)

    def test_reshape(self):
        with pytest.raises(ValueError, match=r"reshape of \(6,\), shape = \(4,\): cannot resh"):
            Tensor(np.ones(6)).reshape(4)

    @pytest.mark.parametrize(
        ("labels", "error", "says"),
        [
            ([0, 3], ValueError, r"labels must be class numbers from 0 to 2, got 3 at \[1\]"),
            ([-1, 0], ValueError, r"labels must be class numbers from 0 to 2, got -1 at \[0\]"),
            ([0], ValueError, r"scores must have shape .* got \(2, 3\) and \(1,\)"),
            ([0.0, 1.0], TypeError, "labels must be whole numbers, got float64"),
        ],
    )
    def test_labels(self, labels, error, says):
        with pytest.raises(error, match=says):
            cross_entropy(np.zeros((2, 3)), labels=labels)

    @pytest.mark.parametrize("axis", ["rows", 0.0, (0, "x"), True])
    def test_an_axis_of_max(self, axis):
        with pytest.raises(TypeError, match=r"axis must be a whole number, a tuple of them or N"):
            GATES["max"](np.zeros((2, 3)), axis=axis)

    def test_an_axis_that_is_not_there(self):
        with pytest.raises(ValueError, match=r"axis 2 is out of bounds for array of dimension 2"):
            Tensor(np.zeros((2, 3))).max(2)


class TestMethods:
    """What users of numpy and PyTorch type."""

    x = Tensor(np.arange(1.0, 7.0).reshape(2, 3))

    @pytest.mark.parametrize("name", ["sum", "mean", "max", "min"])
    def test_reductions_take_the_axis_by_place(self, name):
        for axis in (0, 1, -1, (0, 1), None, np.int64(1)):
            for keepdims in (False, True):
                mine = getattr(self.x, name)(axis, keepdims)
                theirs = getattr(self.x.value, name)(axis, keepdims=keepdims)
                np.testing.assert_array_equal(mine.value, theirs, strict=axis is not None)
                assert mine.gate == name

    def test_shapes_as_numbers_or_as_a_tuple(self):
        for shape in ((3, 2), (6,), (-1, 1)):
            wanted = self.x.value.reshape(shape)
            np.testing.assert_array_equal(self.x.reshape(*shape).value, wanted)
            np.testing.assert_array_equal(self.x.reshape(shape).value, wanted)
            np.testing.assert_array_equal(self.x.reshape(list(shape)).value, wanted)
        assert self.x.reshape(6).shape == (6,)

    def test_transposed(self):
        cube = Tensor(np.arange(24.0).reshape(2, 3, 4))
        for axes in ((), (None,), (1, 2, 0), ((1, 2, 0),), (-1, 0, 1)):
            np.testing.assert_array_equal(cube.transpose(*axes).value, cube.value.transpose(*axes))

    @pytest.mark.parametrize("name", ["exp", "log", "sqrt", "sin", "cos", "tanh", "square"])
    def test_functions(self, name):
        out = getattr(self.x, name)()
        np.testing.assert_allclose(out.value, getattr(np, name)(self.x.value), rtol=1e-15)
        assert out.gate == name

    def test_functions_that_arrays_lack(self):
        x = self.x - 3.5
        for method, gate in ((x.abs, "absolute"), (x.relu, "relu"), (x.sigmoid, "sigmoid"),
                             (x.softmax, "softmax"), (x.logsumexp, "logsumexp")):  # fmt: skip
            np.testing.assert_array_equal(method().value, GATES[gate](x).value)
        np.testing.assert_allclose(x.softmax(axis=0).value.sum(axis=0), 1, rtol=1e-15)
        assert x.logsumexp(0, keepdims=True).shape == (1, 3)

    def test_methods_take_the_axes_that_their_gates_take(self):
        cube = Tensor(np.cos(np.arange(24.0)).reshape(2, 3, 4))
        for name in ("softmax", "logsumexp", "sum", "mean", "max", "min", "transpose"):
            method, gate = getattr(cube, name), GATES[name]
            np.testing.assert_array_equal(method().value, gate(cube).value, strict=True)
            assert method().shape == gate(cube).shape


class TestAtTheEdge:
    def test_transposing_with_axes_from_the_end_has_the_right_gradient(self):
        x, W = Tensor(np.ones((2, 2))), np.array([[1.0, 2.0], [3.0, 4.0]])
        moved = x.transpose((-1, 0)) * W
        np.testing.assert_array_equal(backward(moved.sum())[x], W.T)

    @pytest.mark.parametrize("values", [[-np.inf, -np.inf], [np.inf, 0.0], [0.0, -np.inf]])
    def test_the_log_of_a_sum_with_infinities(self, values):
        with np.errstate(all="raise"):
            assert GATES["logsumexp"](Tensor(values)).value == np.logaddexp(*values)

    def test_the_mean_of_nothing_is_no_number(self):
        x = Tensor(np.empty((0, 3)))
        assert np.isnan(x.mean().value)
        assert np.isnan(x.mean(0).value).all()
        assert x.mean(1).shape == (0,)
        assert backward(x.mean())[x].shape == (0, 3)

    def test_an_array_is_shared_as_the_docstring_says(self):
        array = np.array([1.0, 2.0])
        shared, own = Tensor(array), Tensor(array.copy())
        array[0] = 9.0
        assert (shared.value[0], own.value[0]) == (9.0, 1.0)


class TestFusedGates:
    """One gate is what its parts compose to."""

    def test_softmax_cross_entropy(self):
        from course_lib.autodiff import logsumexp, softmax

        s = Tensor([[0.2, -1.0, 3.0], [2.0, 0.1, 0.4]])
        composed = (logsumexp(s, axis=1) - s[[0, 1], [2, 1]]).mean()
        fused = cross_entropy(s, labels=[2, 1])
        assert fused.value == pytest.approx(composed.value, rel=1e-15)
        np.testing.assert_allclose(backward(fused)[s], backward(composed)[s], rtol=1e-14)
        p = softmax(s).value
        p[[0, 1], [2, 1]] -= 1
        np.testing.assert_allclose(backward(fused)[s], p / 2, rtol=1e-14)

    def test_batchnorm(self):
        from course_lib.autodiff import batchnorm, mean, sqrt, square

        x = Tensor(np.random.default_rng(2).normal(size=(5, 3)))
        gain, shift = Tensor([1.0, 0.5, 2.0]), Tensor([0.0, 1.0, -1.0])
        centred = x - mean(x, axis=0)
        composed = centred / sqrt(mean(square(centred), axis=0) + 1e-5) * gain + shift
        fused = batchnorm(x, gain, shift)
        np.testing.assert_allclose(fused.value, composed.value, rtol=1e-13)
        seed = np.random.default_rng(3).normal(size=(5, 3))
        one, many = backward(fused, seed), backward(composed, seed)
        for t in (x, gain, shift):
            np.testing.assert_allclose(one[t], many[t], rtol=1e-11, atol=1e-13)
