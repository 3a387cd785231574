"""Checks of notebook 16: Kaiming's start, the std that any activation needs, equal neurons."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Case, Report, run_check
from course_lib.functions.activations import identity, leaky_relu, relu, sigmoid, tanh


def check_kaiming(function: Callable) -> Report:
    """``function(rng, fan_in, fan_out)``: weights of variance 2/fan_in, and biases 0."""

    def case(fan_in, fan_out, hint):
        return Case(f"kaiming(rng, {fan_in}, {fan_out})",
                    lambda f: _shaped(f(np.random.default_rng(1), fan_in, fan_out)),
                    _is_kaiming(fan_in, fan_out), hint)  # fmt: skip

    def twice(f):
        rng = np.random.default_rng(2)
        return np.abs(_shaped(f(rng, 30, 20))[0] - _shaped(f(rng, 30, 20))[0]).max() > 0

    cases = (
        case(400, 100, "std is the root of the variance: √(2/fan_in); n is the number of inputs"),
        case(100, 400, "n is the fan-in, the number of terms in each sum, not the fan-out"),
        Case("two calls with one rng differ", twice, True,
             "draw from the rng that is handed in; a new one inside gives every layer one start"),
    )  # fmt: skip
    return run_check("Kaiming's start: W ~ N(0, 2/n), b = 0", function, cases)


def _shaped(pair):
    W, b = pair
    return np.asarray(W, dtype=float), np.asarray(b, dtype=float)


def _is_kaiming(fan_in, fan_out) -> Callable:
    def right(pair):
        W, b = pair
        if W.shape != (fan_in, fan_out):
            return f"W has the shape {W.shape}, should be {(fan_in, fan_out)}"
        if b.shape != (fan_out,) or b.any():
            return f"b should be {fan_out} zeros, one for each neuron"
        want = np.sqrt(2 / fan_in)
        if abs(W.mean()) > 5 * want / np.sqrt(W.size):
            return f"the mean of W is {W.mean():.3f}, should be near 0"
        if abs(W.std() / want - 1) > 0.03:
            return f"the std of W is {W.std():.4f}, should be near {want:.4f}"
        kurtosis = np.mean((W / W.std()) ** 4)
        if abs(kurtosis - 3) > 0.3:
            return "the std is right, but the weights are not normal"
        return True

    return right


def check_keeping_std(function: Callable) -> Report:
    """``function(phi, n)``: the std of the weights for which Var z = 1 leads to Var z = 1."""

    def case(phi, n, square, hint, name=None):
        want = 1 / np.sqrt(n * square)
        return Case(f"keeping_std({name or phi.name}, n={n})", lambda f: float(f(phi, n)),
                    want, hint, rtol=0.015)  # fmt: skip

    def leaky(z):
        return leaky_relu(z, alpha=0.2)

    cases = (
        case(identity, 100, 1.0, "without φ it is 1/√n: n σ² E z² = 1 with E z² = 1"),
        case(relu, 100, 0.5, "ReLU: E φ(z)² = ½, so σ = √(2/n); a variance would subtract the "
             "mean, but the sum's variance has E φ²"),
        case(leaky, 50, (1 + 0.2**2) / 2, "leaky ReLU with slope α: E φ(z)² = (1 + α²)/2",
             "leaky_relu with α = 0.2"),
        case(tanh, 256, 0.394294, "tanh: take the mean of tanh(z)² over normal z, wide enough"),
        case(sigmoid, 64, 0.293379, "sigmoid: its mean ½ is a part of E φ²; do not subtract it"),
    )  # fmt: skip
    return run_check("the std that keeps the variance of z, for any activation", function, cases)


def check_distinct_neurons(function: Callable) -> Report:
    """``function(W)``: how many columns of W, one a neuron, are different from each other."""
    W = np.array([[1.0, 2.0, 1.0, 1.0], [0.5, 0.5, 0.5, 0.7]])

    def case(matrix, expected, hint):
        return Case(f"distinct_neurons({matrix.tolist()})", lambda f: int(f(matrix.copy())),
                    expected, hint)  # fmt: skip

    cases = (
        case(W, 3, "a neuron is a column of W, shape (fan-in, fan-out); columns 0 and 2 are equal"),
        case(np.full((3, 5), 0.1), 1, "five equal columns are one neuron"),
        case(np.array([[1.0, 1.0 + 1e-7]]), 2, "no rounding: 1 and 1.0000001 are different"),
        case(np.array([[2.0, 1.0, 2.0]]), 2, "equal columns need not be neighbours"),
    )
    return run_check("how many different neurons a layer has", function, cases)
