"""The backward sweep: worked numbers, many paths, depth, repetition, what it refuses."""

import numpy as np
import pytest

from course_lib import autodiff as ad
from course_lib.autodiff import Tensor, backward, gate, value_and_grad, variables


class TestWorkedNumbers:
    def test_sum_times_z(self):
        x, y, z = variables(x=-2, y=5, z=-4)
        f = (x + y) * z
        grads = backward(f)
        assert f.value == -12
        assert (grads[x], grads[y], grads[z]) == (-4, -4, 3)

    def test_the_eight_steps(self):
        x, y = variables(x=3, y=-4)
        num, den = x + ad.sigmoid(y), ad.sigmoid(x) + ad.square(x + y)
        f = num * ad.reciprocal(den)
        grads = backward(f)
        found = [round(v, 6) for v in (f.value, grads[x], grads[y])]
        assert found == [1.545645, 2.059570, 1.592233]
        same = num / den
        assert backward(same)[x] == pytest.approx(grads[x], rel=1e-14)

    def test_the_sigmoid_neuron(self):
        w, x = Tensor([2.0, -3.0]), Tensor([-1.0, -2.0])
        grads = backward(ad.sigmoid(w @ x - 3.0))
        np.testing.assert_allclose(grads[w], [-0.19661193, -0.39322387], rtol=1e-7)
        np.testing.assert_allclose(grads[x], [0.39322387, -0.58983580], rtol=1e-7)


class TestTheSweep:
    def test_many_paths_add(self):
        x = Tensor(3.0)
        y = x * x
        assert backward(y + x * y)[x] == 2 * 3 + 3 * 3**2

    def test_a_diamond_passes_each_gate_once(self):
        calls = []

        @gate
        def counted(x):
            return x, lambda dy: (calls.append(dy) or dy,)

        x = Tensor(1.0)
        middle = counted(x)
        assert backward(middle * 2.0 + middle * 3.0)[x] == 5.0
        assert calls == [5.0]

    def test_a_gradient_that_is_handed_on_to_two_inputs_is_written_into_by_neither(self):
        x, y = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
        s, seed = x + y, np.array([1.0, 10.0])
        grads = backward(s + x, seed=seed)
        assert [grads[t].tolist() for t in (x, s, y)] == [[2.0, 20.0], [1.0, 10.0], [1.0, 10.0]]
        assert seed.tolist() == [1.0, 10.0]

    def test_the_second_call_gives_what_the_first_gave(self):
        w = Tensor([[1.0, -2.0], [0.5, 3.0]])
        L = ad.tanh(w @ w).mean() + (w * w).sum()
        first, second = backward(L), backward(L)
        assert list(first) == list(second)
        for t in first:
            np.testing.assert_array_equal(first[t], second[t])

    @pytest.mark.parametrize("value", [1.0, [1.0, 2.0]])
    def test_a_chain_of_twenty_thousand(self, value):
        x = y = Tensor(value)
        for _ in range(20_000):
            y = y * 1.0001
        grads = backward(y, seed=np.ones(np.shape(value)))
        np.testing.assert_allclose(grads[x], 1.0001**20_000 * np.ones(np.shape(value)), rtol=1e-10)
        assert len(grads) == 20_001

    def test_doubling_paths_do_not_double_the_work(self):
        x = y = Tensor(1.0)
        for _ in range(60):
            y = y + y
        assert backward(y)[x] == 2.0**60

    def test_what_is_in_the_result(self):
        x, y, c = Tensor(1.0), Tensor(2.0), Tensor(3.0, requires_grad=False)
        q = x * c
        L = q + 1.0
        assert list(backward(L).items()) == [(L, 1.0), (q, 1.0), (x, 3.0)]
        assert y not in backward(L)

    def test_broadcasting_is_summed_back(self):
        row, column, number = Tensor([1.0, 2.0, 3.0]), Tensor([[1.0], [2.0]]), Tensor(2.0)
        grads = backward((row * column * number).sum())
        assert grads[row].tolist() == [6, 6, 6]
        assert grads[column].tolist() == [[12], [12]]
        assert grads[number] == 18.0
        assert type(grads[number]) is float

    def test_seed_weighs_the_outputs(self):
        x = Tensor([1.0, 2.0])
        assert backward(x * x, seed=[3.0, -1.0])[x].tolist() == [6.0, -4.0]

    def test_costly_parts_are_made_only_where_needed(self):
        made = []

        @gate
        def lazy(x, y):
            return x * y, lambda dz: (dz * y, lambda: made.append("y") or dz * x)

        x = Tensor(2.0)
        assert backward(lazy(x, 5.0))[x] == 5.0
        assert made == []
        y = Tensor(5.0)
        assert backward(lazy(x, y))[y] == 2.0
        assert made == ["y"]

    def test_a_rule_with_too_few_gradients_is_noticed(self):
        @gate
        def forgetful(x, y):
            return x + y, lambda dz: (dz,)

        with pytest.raises(ValueError, match="zip"):
            backward(forgetful(Tensor(1.0), Tensor(2.0)))

    @pytest.mark.parametrize(
        ("L", "error", "says"),
        [
            (Tensor([1.0, 2, 3]) * 2.0, ValueError, r"L must be one number, got shape \(3,\)"),
            (Tensor([[1.0]]) * 2.0, ValueError, r"got shape \(1, 1\); take its sum or mean"),
            (3.0, TypeError, "L must be a Tensor, got float"),
            (Tensor(3.0, requires_grad=False), ValueError, "L must depend on a Tensor that"),
        ],
    )
    def test_refused(self, L, error, says):
        with pytest.raises(error, match=says):
            backward(L)

    def test_a_seed_of_the_wrong_shape(self):
        with pytest.raises(ValueError, match=r"seed must have the shape of L, \(2,\), got \(3,\)"):
            backward(Tensor([1.0, 2.0]), seed=[1, 2, 3])


class TestTensor:
    @pytest.mark.parametrize(
        ("value", "dtype"),
        [(3, float), (np.float64(3), float), (np.array(3.0), float), (np.float32(3), np.float32)],
    )
    def test_numbers(self, value, dtype):
        assert type(Tensor(value).value) is dtype

    def test_reductions_make_python_floats(self):
        x = Tensor([3.0, 4.0])
        for z in (x.sum(), x.mean(), x[0], x @ x, ad.max(x), ad.logsumexp(x)):
            assert type(z.value) is float
            assert type(backward(z)[z]) is float

    @pytest.mark.parametrize("value", [True, "3", None, [[1.0], [1.0, 2.0]], 1j, [True, False]])
    def test_no_number(self, value):
        with pytest.raises(TypeError, match="value must be a number or an array of numbers, got "):
            Tensor(value)

    def test_a_tensor_of_a_tensor(self):
        with pytest.raises(TypeError, match=r"use its \.value"):
            Tensor(Tensor(1.0))

    def test_whole_numbers_become_double(self):
        assert Tensor(np.arange(3)).dtype == np.float64

    @pytest.mark.parametrize("other", [2.0, 2, np.float64(2), np.array([2.0, 4.0])])
    def test_operators_from_both_sides(self, other):
        x, o = Tensor([3.0, 5.0]), np.asarray(other)
        v = x.value
        for ours, expected in [
            (x + other, v + o), (other + x, o + v), (x - other, v - o), (other - x, o - v),
            (x * other, v * o), (other * x, o * v), (x / other, v / o), (other / x, o / v),
            (x**other, v**o), (other**x, o**v), (-x, -v), (abs(-x), v),
        ]:  # fmt: skip
            assert isinstance(ours, Tensor)
            np.testing.assert_array_equal(ours.value, expected)

    def test_matmul_from_both_sides(self):
        x, a = Tensor([1.0, 2.0]), np.array([[1.0, 2.0], [3.0, 4.0]])
        np.testing.assert_array_equal((a @ x).value, [5.0, 11.0])
        np.testing.assert_array_equal((x @ a).value, [7.0, 10.0])

    def test_shapes(self):
        x = Tensor(np.zeros((2, 3)))
        assert (x.shape, x.ndim, len(x), x.T.shape) == ((2, 3), 2, 2, (3, 2))
        assert (x.reshape(6).shape, x.reshape(3, -1).shape, x[0].shape) == ((6,), (3, 2), (3,))

    def test_it_is_no_truth_value(self):
        with pytest.raises(TypeError, match="compare its value"):
            bool(Tensor(1.0))

    def test_constants_remember_nothing(self):
        c = Tensor(2.0, requires_grad=False) * 3.0
        assert (c.value, c.requires_grad, c.inputs, c.pull) == (6.0, False, (), None)

    @pytest.mark.parametrize(
        ("tensor", "text"),
        [
            (Tensor(-2, name="x"), "Tensor(-2., name='x')"),
            (Tensor(3.0) * 2.0, "Tensor(6., gate='multiply')"),
            (Tensor([1 / 3, 2.0]), "Tensor([0.333333 2.      ])"),
            (Tensor(1.0, requires_grad=False), "Tensor(1., constant)"),
        ],
    )
    def test_repr(self, tensor, text):
        assert repr(tensor) == text

    def test_named(self):
        x = Tensor(1.0)
        assert (x + x).named("q").name == "q"


class TestValueAndGrad:
    def test_one_and_several_arguments(self):
        assert value_and_grad(lambda x: x * x)(3.0) == (9.0, 6.0)
        assert value_and_grad(lambda x, y: x * y)(3.0, 2.0) == (6.0, (2.0, 3.0))

    def test_a_dict_whose_keys_are_numbers(self):
        f = value_and_grad(lambda layers: layers[0] * layers[1])
        assert f({0: 3.0, 1: 2.0}) == (6.0, {0: 2.0, 1: 3.0})

    def test_a_dict_of_parameters_and_data(self):
        def loss(params, *, X, y):
            residual = X @ params["w"] + params["b"] - y
            return (residual * residual).mean()

        X, y = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 0.0])
        params = {"w": np.array([1.0, -1.0]), "b": 0.5}
        value, grads = value_and_grad(loss)(params, X=X, y=y)
        residual = X @ params["w"] + 0.5 - y
        assert value == pytest.approx(np.mean(residual**2), rel=1e-15)
        np.testing.assert_allclose(grads["w"], X.T @ residual, rtol=1e-14)
        assert grads["b"] == pytest.approx(residual.sum(), rel=1e-14)

    def test_what_is_not_used_has_gradient_zero(self):
        value, (dx, dy) = value_and_grad(lambda x, y: (x * x).sum())([1.0, 2.0], [[5.0, 6.0]])
        assert (value, dx.tolist(), dy.tolist()) == (5.0, [2.0, 4.0], [[0.0, 0.0]])
        assert value_and_grad(lambda x: 4.0)(1.0) == (4.0, 0.0)

    def test_no_warning_where_a_run_blows_up(self):
        with np.errstate(all="raise"):
            value, dx = value_and_grad(lambda x: ad.exp(x).sum())([1e4, 0.0])
        assert (value, dx.tolist()) == (np.inf, [np.inf, 1.0])

    def test_a_vector_is_refused(self):
        with pytest.raises(ValueError, match="L must be one number"):
            value_and_grad(lambda x: x * 2.0)([1.0, 2.0])
        with pytest.raises(TypeError, match="needs a positional argument"):
            value_and_grad(lambda x: x)(x=1.0)
