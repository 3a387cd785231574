"""Sentences about steps: numbers in a few digits, signs in brackets, parts that are added."""

import numpy as np
import pytest

from course_lib import autodiff as ad
from course_lib.autodiff import sentence, trace_graph, variables
from course_lib.autodiff.steps import short


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.56, "1235"), (-0.0, "0"), (1e10, "1e10"), (-2.5e-9, "−2.5e−9"), (np.inf, "∞"),
        (-np.inf, "−∞"), (np.nan, "undefined"), (np.zeros(3), "3"), (np.zeros((2, 3, 4)), "2×3×4"),
        (True, "1"),
    ],
)  # fmt: skip
def test_short(value, text):
    assert short(value) == text


def test_digits():
    assert (short(1 / 3, 2), short(1 / 3), short(2e6 / 3, digits=2)) == ("0.33", "0.3333", "6.7e5")


def lines(output, digits=4):
    graph = trace_graph(output)
    return [sentence(graph, step, digits) for step in range(graph.last_step + 1)]


@pytest.mark.parametrize(
    ("make", "formula"),
    [
        (lambda x: x * x, "−2 × (−2) = 4"),
        (lambda x: -x, "−(−2) = 2"),
        (lambda x: 1 / x, "1 ÷ (−2) = −0.5"),
        (lambda x: ad.reciprocal(x), "1 / (−2) = −0.5"),
        (lambda x: ad.square(x), "(−2)² = 4"),
        (lambda x: ad.absolute(x), "|−2| = 2"),
        (lambda x: ad.exp(x), "exp(−2) = 0.1353"),
        (lambda x: x - 3.0, "−2 − 3 = −5"),
        (lambda x: ad.maximum(x, 1.0), "max(−2, 1) = 1"),
    ],
)
def test_formulas(make, formula):
    (x,) = variables(x=-2.0)
    assert lines(make(x))[1].startswith(f"forward 1 of 1: {formula}")


def test_a_part_that_is_added_says_so():
    (x,) = variables(x=3.0)
    said = lines((x * 2.0) + x)
    assert [line.split("; ")[1] for line in said[-2:]] == [
        "× gets 1 · 1 = 1, x gets 1 · 1 = 1", "x += 1 · 2 = 2"]  # fmt: skip


def test_digits_are_those_of_every_number():
    (x,) = variables(x=1 / 3)
    inputs, forward, start, back = lines(ad.exp(x), 2)
    assert (inputs, forward) == ("inputs: x = 0.33", "forward 1 of 1: exp(0.33) = 1.4")
    assert back == "backward 1 of 1, through exp: 1 arrives; x gets 1 · 1.4 = 1.4"
    assert start.startswith("backward starts at the output")


def test_arguments_are_named():
    (x,) = variables(x=1.0)
    graph = trace_graph(x * 2.0)
    with pytest.raises(ValueError, match="digits must be at least 1, got 0"):
        sentence(graph, 0, 0)
    with pytest.raises(TypeError, match=r"graph must be a Graph, got .*; write trace_graph\(L\)"):
        sentence(x, 0)
