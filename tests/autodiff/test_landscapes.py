"""Closed-form gradients of the landscapes against autodiff of the same formula, typed out."""

import numpy as np
import pytest

from course_lib.autodiff import parse_expression, value_and_grad
from course_lib.functions import CATALOGUE

FORMULAS = {
    "x²": "x**2",
    "x⁴": "x**4",
    "eˣ": "exp(x)",
    "−log x": "-log(x)",
    "log(1 + eˣ)": "log(1 + exp(x))",
    "|x|": "abs(x)",
    "max(0, x)": "relu(x)",
    "max(x, x² − 2)": "max(x, x**2 - 2)",
    "x⁴ − 3x²": "x**4 - 3*x**2",
    "sin x + x²/20": "sin(x) + x**2 / 20",
    "log x": "log(x)",
    "√x": "sqrt(x)",
    "√|x|": "sqrt(abs(x))",
    "−|x|": "-abs(x)",
    "−max(0, x)": "-relu(x)",
    "min(|x|, |x − 2|)": "min(abs(x), abs(x - 2))",
    "quadratic": "0.5*x**2 + 5*y**2",
    "noisy quadratic": "0.5*x**2 + 5*y**2",
    "three exponentials": "exp(x + 3*y - 0.1) + exp(x - 3*y - 0.1) + exp(-x - 0.1)",
    "‖x‖₁": "abs(x) + abs(y)",
    "‖x‖₂": "sqrt(x**2 + y**2)",
    "Rosenbrock": "(1 - x)**2 + 100*(y - x**2)**2",
    "Himmelblau": "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    "Beale": "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
    "Rastrigin": "20 + x**2 - 10*cos(2*pi*x) + y**2 - 10*cos(2*pi*y)",
    "saddle": "x**2 - y**2",
    "monkey saddle": "x**3 - 3*x*y**2",
    "|x| − |y|": "abs(x) - abs(y)",
}
#: Built from data or parameters; their derivatives are checked against differences alone.
UNTYPED = {"Huber", "max of affine", "max of affine, 2-D", "turned quadratic", "|x² − 1| + cx + y²"}


def test_every_landscape_is_here():
    assert set(CATALOGUE) == FORMULAS.keys() | UNTYPED


@pytest.mark.parametrize("name", FORMULAS)
def test_value_and_gradient_agree(name):
    f, typed = CATALOGUE[name], parse_expression(FORMULAS[name])
    low, high = np.transpose(f.bounds)
    for x in np.random.default_rng(0).uniform(low, high, (20, f.dim)):
        by_name = dict(zip("xy", x.tolist(), strict=False))
        value, grad = value_and_grad(typed)(*(by_name[n] for n in typed.names))
        np.testing.assert_allclose(f(x), value, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(f.grad(x), grad, rtol=1e-10, atol=1e-12)
