"""Checks of notebook 13: gates with their local rules, a backward to mend, the layers' errors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Case, Report, run_check


def check_divide_gate(function: Callable) -> Report:
    """``function(x, y)``: the value x/y and the rule that turns dz into (dx, dy)."""

    def case(asked, x, y, dz, hint):
        return Case(f"z, back = divide_gate({x}, {y}); {asked}", _gate(x, y, dz=dz),
                    [x / y, dz / y, -dz * x / y**2], hint)  # fmt: skip

    cases = (
        Case("z, back = divide_gate(6, 2); z", lambda f: f(6.0, 2.0)[0], 3.0,
             "return two things: the value x / y and a function of dz"),
        case("z and back(1)", 6.0, 2.0, 1.0, "∂z/∂x = 1/y, and ∂z/∂y = −x/y²: mind the sign"),
        case("z and back(3)", 5.0, 4.0, 3.0, "both slopes are multiplied by dz, which arrives"),
        case("z and back(2)", -1.0, -0.5, 2.0, "−x/y² keeps the sign of x: square y alone"),
    )  # fmt: skip
    return run_check("the gate divide, forward and backward", function, cases)


def check_relu_gate(function: Callable) -> Report:
    """``function(x)``: the array max(0, x) and the rule that turns dy into (dx,)."""

    def case(x, dy, hint):
        x, dy = np.array(x), np.array(dy)
        return Case(
            f"y, back = relu_gate({x.tolist()}); y and back({dy.tolist()})",
            lambda f: _stacked(f(x.copy()), dy), [np.maximum(x, 0), dy * (x > 0)], hint,
        )  # fmt: skip

    cases = (
        case([1.5, -2.0], [1.0, 1.0], "y = max(0, x); the slope is 1 where x > 0, else 0"),
        case([1.5, -2.0], [-3.0, 5.0], "open or closed depends on x, not on the dy that arrives"),
        case([0.5, 3.0], [2.0, -1.0], "where it is open, dy passes as it is: not times x"),
        case([0.0, 1.0], [4.0, 4.0], "at x = 0 our slope is 0: x > 0, not x ≥ 0"),
    )
    return run_check("the ReLU gate, forward and backward", function, cases)


def check_mended_backward(function: Callable) -> Report:
    """``function(x, y)``: ∂f/∂x and ∂f/∂y of f = (x + y)² · x."""

    def case(x, y, hint):
        s = x + y
        return Case(f"gradient({x}, {y})", lambda f: f(x, y), [s * s + 2 * s * x, 2 * s * x], hint)

    cases = (
        case(3.0, 0.0, "x runs into two gates: the second part must be added, dx += …"),
        case(1.0, 2.0, "the slope of the gate s² is 2s, at the cached s"),
        case(-2.0, 0.5, "which value does multiply hand to x, and which to sq? It swaps them"),
    )
    return run_check("the mended backward of f = (x + y)² x", function, cases)


_THETA = np.array([[0.5, 1.0, -2.0, 0.0], [-1.0, 0.5, 1.5, 2.0]])
_DELTA = np.array([0.4, -0.2])
_A = np.array([0.5, -0.9, 0.2])


def check_hidden_delta(function: Callable) -> Report:
    """``function(theta, delta, a)``: δ of a tanh layer from Θ, the next δ, and a = tanh(z)."""

    def right(theta, delta, a):
        return (1 - a**2) * (theta[:, 1:].T @ delta)

    def case(theta, delta, a, asked, hint):
        return Case(asked, lambda f: f(theta.copy(), delta.copy(), a.copy()),
                    right(theta, delta, a), hint)  # fmt: skip

    cases = (
        case(_THETA, _DELTA, np.zeros(3), "hidden_delta(Θ of shape (2, 4), δ of 2, a = 0 0 0)",
             "leave out the bias column, Θ[:, 1:], then Θᵀδ has the shape of a"),
        case(_THETA, _DELTA, _A, "the same with a = (0.5, −0.9, 0.2)",
             "each unit's sum is multiplied by its own slope: of tanh it is 1 − a²"),
        case(_THETA[:, :2], _DELTA, _A[:1], "hidden_delta(Θ of shape (2, 2), δ of 2, one unit)",
             "the sum runs over the units of the layer after it"),
    )  # fmt: skip
    return run_check("the error δ of a hidden tanh layer", function, cases)


def _gate(*inputs, dz) -> Callable:
    """Call a gate, then its rule: value and gradients in one list."""

    def call(function):
        value, back = function(*inputs)
        return [value, *back(dz)]

    return call


def _stacked(result, dy) -> np.ndarray:
    """Value and gradient of a gate with one input; the rule may return dx or (dx,)."""
    value, back = result
    return np.stack([value, np.reshape(back(dy), np.shape(value))])
