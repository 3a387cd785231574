"""Products with Jacobians and Hessians: forward against reverse and differences, gate by gate."""

import numpy as np
import pytest

from course_lib import autodiff as ad
from course_lib.autodiff import GATES, Dual, Tensor, hvp, jvp, value_and_grad, vjp
from tests.autodiff.samples import CASES, IDS


def directions(arguments, seed=0):
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=np.shape(a))[()] for a in arguments)


def dot(a, b):
    return sum(np.sum(np.multiply(p, q)) for p, q in zip(a, b, strict=True))


def moved(arguments, v, s):
    return tuple(np.add(a, np.multiply(s, d)) for a, d in zip(arguments, v, strict=True))


@pytest.mark.parametrize(("name", "arguments", "settings"), CASES, ids=IDS)
def test_forward_mode_of_every_gate(name, arguments, settings):
    def f(*x):
        return GATES[name](*x, **settings)

    v = directions(arguments)
    value, tangent = jvp(f, arguments, v)
    again, pull = vjp(f, *arguments)
    np.testing.assert_allclose(value, again, rtol=1e-14)
    assert np.shape(tangent) == np.shape(value)
    # uᵀ(Jv) = (uᵀJ)v
    u = directions((value,), 1)[0]
    back = pull(u)
    back = back if isinstance(back, tuple) else (back,)
    assert dot((u,), (tangent,)) == pytest.approx(dot(back, v), rel=1e-10, abs=1e-12)
    h = 1e-6
    above, below = (f(*map(Tensor, moved(arguments, v, s))).value for s in (h, -h))
    np.testing.assert_allclose(tangent, (above - below) / (2 * h), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(("name", "arguments", "settings"), CASES, ids=IDS)
def test_hessian_products_of_every_gate(name, arguments, settings):
    shape = np.shape(GATES[name](*map(Tensor, arguments), **settings).value)
    u = np.random.default_rng(2).normal(size=shape)

    def f(*x):
        out = GATES[name](*x, **settings)
        return (out * u * (1.0 + 0.3 * out)).sum()  # so that every gate has a second derivative

    v = directions(arguments)
    gradient, product = hvp(f, arguments, v)
    grads = value_and_grad(f)
    h = 1e-5
    here, above, below = (grads(*moved(arguments, v, s))[1] for s in (0, h, -h))
    several = len(arguments) > 1
    for k in range(len(arguments)):
        now, up, down = (g[k] if several else g for g in (here, above, below))
        np.testing.assert_allclose(gradient[k], now, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(product[k], (up - down) / (2 * h), rtol=2e-5, atol=1e-5)


def test_the_lectures_function_in_both_modes():
    f = ad.parse_expression("(sin(2*pi*w1/w2) + 3*w1/w2 - exp(2*w2)) * (3*w1/w2 - exp(2*w2))")
    _, (by_1, by_2) = value_and_grad(f)(0.4, 0.5)
    assert jvp(f, (0.4, 0.5), (1.0, 0.0))[1] == pytest.approx(by_1, rel=1e-14)
    assert jvp(f, (0.4, 0.5), (0.0, 1.0))[1] == pytest.approx(by_2, rel=1e-14)
    assert jvp(f, (0.4, 0.5), (2.0, -3.0))[1] == pytest.approx(2 * by_1 - 3 * by_2, rel=1e-14)


def test_one_argument_and_several():
    square = lambda x: (x * x).sum()  # noqa: E731
    value, tangent = jvp(square, [1.0, 2.0], [1.0, 0.5])
    assert (value, tangent) == (5.0, 4.0)
    gradient, product = hvp(square, [1.0, 2.0], [1.0, 0.5])
    np.testing.assert_array_equal(gradient, [2.0, 4.0])
    np.testing.assert_array_equal(product, [2.0, 1.0])
    _, pull = vjp(lambda x, y: x * y, [1.0, 2.0], 3.0)
    dx, dy = pull([1.0, 1.0])
    np.testing.assert_array_equal(dx, [3.0, 3.0])
    assert dy == 3.0


def test_an_argument_without_use_gets_zeros():
    assert jvp(lambda x, y: x * 2.0, (1.0, 5.0), (0.0, 1.0)) == (2.0, 0.0)
    assert hvp(lambda x, y: x * x, (1.0, 5.0), (1.0, 1.0)) == ((2.0, 0.0), (2.0, 0.0))
    assert vjp(lambda x, y: x * 2.0, 1.0, 5.0)[1](1.0) == (2.0, 0.0)
    assert jvp(lambda x: 3.0, 1.0, 1.0) == (3.0, 0.0)


def test_a_hessian_column_by_column_is_symmetric():
    w = np.array([0.3, -1.2, 0.8])
    f = lambda w: ad.log(1.0 + ad.exp(w[0] * w[1]) + w[2] ** 4) * ad.tanh(w[0] - w[2])  # noqa: E731
    H = np.array([hvp(f, w, e)[1] for e in np.eye(3)])
    np.testing.assert_allclose(H, H.T, atol=1e-13)
    assert np.abs(H).min() > 1e-3


def test_the_point_stays_as_it_was():
    x, v = np.array([1.0, 2.0]), np.array([0.0, 1.0])
    jvp(lambda x: x[::-1] * 2.0, x, v)
    hvp(lambda x: (x**3).sum(), x, v)
    assert x.tolist() == [1.0, 2.0]
    assert v.tolist() == [0.0, 1.0]


def test_forward_mode_remembers_nothing():
    kept = []

    def f(x):
        for _ in range(50):
            x = ad.sin(x)
            kept.append(x)
        return x

    jvp(f, 0.5, 1.0)
    assert not any(t.inputs for t in kept)


class TestWhatIsRefused:
    def test_shapes(self):
        with pytest.raises(ValueError, match=r"v must be of the shape of x, \(2,\)"):
            jvp(ad.sin, [1.0, 2.0], [1.0])
        with pytest.raises(ValueError, match="v must have a part for each of the 2 parts of x"):
            hvp(ad.multiply, (1.0, 2.0), (1.0,))

    def test_a_dual_in_a_dual(self):
        with pytest.raises(TypeError, match="one derivative forward at a time"):
            jvp(lambda x: Tensor(jvp(ad.sin, Dual(1.0, 1.0), 1.0)[1]), 1.0, 1.0)

    def test_what_has_no_rule(self):
        with pytest.raises(TypeError, match="no rule for tangents"):
            np.asarray(Dual(1.0, 1.0))
        with pytest.raises(TypeError):
            np.floor(Dual(1.0, 1.0))

    def test_a_gradient_of_many_numbers(self):
        with pytest.raises(ValueError, match="L must be one number"):
            hvp(lambda x: x * 2.0, [1.0, 2.0], [1.0, 2.0])


def test_a_dual_is_written_with_both_parts():
    assert repr(Tensor(Dual(2.0, 1.0))) == "Tensor(Dual(2.0, 1.0))"
    assert repr(Dual([1, 2], 3)) == "Dual([1. 2.], [3. 3.])"


def test_dual_arithmetic_at_kinks_takes_the_gates_side():
    for gate in (ad.relu, ad.absolute):
        assert jvp(gate, 0.0, 1.0)[1] == value_and_grad(gate)(0.0)[1] == 0.0
    assert jvp(ad.maximum, (1.0, 1.0), (1.0, 0.0))[1] == 1.0  # a tie goes to the first
    assert jvp(ad.minimum, (1.0, 1.0), (0.0, 1.0))[1] == 0.0
    assert jvp(lambda x: x**2.0, 0.0, 1.0) == (0.0, 0.0)
    assert jvp(lambda x: x**2.0, -3.0, 1.0) == (9.0, -6.0)


@pytest.mark.parametrize("gate", [ad.sigmoid, ad.softplus, ad.tanh])
@pytest.mark.parametrize("x", [0.0, 1e-9, -40.0, 700.0])
def test_smooth_gates_have_their_slope_at_zero_and_in_the_tails(gate, x):
    assert jvp(gate, x, 1.0)[1] == pytest.approx(value_and_grad(gate)(x)[1], rel=1e-14)
    second = (value_and_grad(gate)(x + 1e-4)[1] - value_and_grad(gate)(x - 1e-4)[1]) / 2e-4
    assert hvp(gate, x, 1.0)[1] == pytest.approx(second, rel=1e-4, abs=1e-7)


@pytest.mark.oracle
def test_pytorch_agrees():
    import torch

    w, v = np.array([0.4, -0.7, 1.1]), np.array([1.0, 2.0, -0.5])

    def of(lib, w):
        return lib.tanh(w[0] * w[1]) * lib.exp(w[2]) + lib.sin(w[0] / w[2])

    _, product = hvp(lambda w: of(ad, w), w, v)
    point, along = torch.tensor(w), torch.tensor(v)
    theirs, tangent = torch.func.jvp(lambda w: of(torch, w), (point,), (along,))
    mine = jvp(lambda w: of(ad, w), w, v)
    np.testing.assert_allclose(mine, [theirs.item(), tangent.item()], rtol=1e-12)
    theirs = torch.autograd.functional.hvp(lambda w: of(torch, w), point, along)[1]
    np.testing.assert_allclose(product, theirs.numpy(), rtol=1e-12)
