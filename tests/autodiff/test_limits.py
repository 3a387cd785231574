"""Limits of formulas and drawings, the later inputs of a gate, slopes of duals, spread numbers."""

import importlib

import numpy as np
import pytest

from course_lib import autodiff as ad
from course_lib.autodiff import Tensor, chain_gradient, parse_expression, trace_graph
from course_lib.autodiff.dual import Dual
from course_lib.autodiff.expression import ExpressionError
from course_lib.autodiff.static import Session, StaticGraph, gradients, simplify, tangents


@pytest.mark.parametrize(
    ("inside", "outside", "said"),
    [
        ("x**20", "x**21", "exponents go up to 20"),
        ("x**-20", "x**-21", "exponents go up to 20"),
        ("x" + "+x" * 29, "x" + "+x" * 30, "a formula has at most 60 numbers, names and operat"),
        ("x" + " " * 196 + "+ 1", "x" + " " * 197 + "+ 1", "a formula has at most 200 characters"),
    ],
    ids=["power", "negative power", "parts", "length"],
)
def test_formulas_as_long_as_they_may_be(inside, outside, said):
    parse_expression(inside)
    with pytest.raises(ExpressionError, match=f"^{said}"):
        parse_expression(outside)


def test_a_graph_may_have_as_many_nodes_as_can_be_drawn(monkeypatch):
    x, y = ad.variables(x=2.0, y=3.0)
    module = importlib.import_module(trace_graph.__module__)
    monkeypatch.setattr(module, "MAX_NODES", 3)
    assert len(trace_graph(x * y).nodes) == 3
    with pytest.raises(ValueError, match=r"^L must have at most 3 nodes behind it to be drawn"):
        trace_graph(x * y + 1.0)


def test_every_input_of_a_gate_is_named():
    x = Tensor([1.0])
    for inputs in ((x, "a"), (x, x, "a"), (x, x, x, "a")):
        with pytest.raises(TypeError, match=r"^parts must be a Tensor, .*input of concatenate$"):
            ad.concatenate(*inputs)
    with pytest.raises(TypeError, match=r"^shift must be a Tensor, .*input of batchnorm$"):
        ad.batchnorm(np.ones((2, 1)), 1.0, "a")


@pytest.mark.parametrize(
    ("function", "slope"),
    [
        (np.log1p, lambda x: 1 / (1 + x)),
        (np.expm1, np.exp),
        (np.arctan, lambda x: 1 / (1 + x**2)),
        (np.sqrt, lambda x: 0.5 / np.sqrt(x)),
        (np.tanh, lambda x: 1 / np.cosh(x) ** 2),
        (np.absolute, np.sign),
        (np.sin, np.cos),
        (np.cos, lambda x: -np.sin(x)),
        (np.log, lambda x: 1 / x),
    ],
)
def test_slopes_of_duals(function, slope):
    x = np.array([0.5, 2.0])
    found = function(Dual(x, np.array([1.0, -3.0])))
    np.testing.assert_allclose(found.value, function(x), rtol=1e-15)
    np.testing.assert_allclose(found.tangent, slope(x) * [1.0, -3.0], rtol=1e-14)


def test_an_exponent_that_moves_in_one_entry_only():
    found = Dual(np.array([2.0, 2.0]), np.zeros(2)) ** Dual(np.full(2, 3.0), np.array([0.0, 1.0]))
    np.testing.assert_allclose(found.tangent, [0.0, 8 * np.log(2)])


def test_a_chain_may_begin_at_infinity():
    run = chain_gradient([lambda x: 2.0 * x, ad.tanh], np.inf)
    assert (run.value, run.gradient) == (1.0, 0.0)


def test_numbers_that_are_spread_are_simplified_and_moved():
    graph = StaticGraph()
    w, x = graph.placeholder("w", (3,)), graph.placeholder("x")
    (dw,) = gradients((w * x).sum() * x, [w])
    made = simplify([dw])
    feed = {"w": [1.0, 2.0, 3.0], "x": 4.0}
    assert list(made.graph.named) == ["x"]
    assert Session(made.graph).run(made.outputs[0], {"x": 4.0}).tolist() == [16.0] * 3
    (rate,) = tangents([dw], {x: 1.0})
    assert Session(graph).run(rate, feed).tolist() == [8.0] * 3
    (second,) = gradients((dw * w).sum(), [x])
    assert Session(graph).run(second, feed) == 48.0
