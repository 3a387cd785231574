"""Gradient descent in one dimension, as the staircase shows it."""

import numpy as np
import pytest

from course_lib.functions import CATALOGUE
from course_lib.lessons.gradient_descent.staircase import STARTS, staircase


def test_on_a_parabola_each_step_multiplies():
    run = staircase(function="x²", lr=0.3, start=-1.7, steps=10)
    np.testing.assert_allclose(run.x, -1.7 * 0.4 ** np.arange(11), rtol=1e-9)
    np.testing.assert_allclose(run.slope, 2 * run.x)
    np.testing.assert_allclose(run.gap, run.x**2)


@pytest.mark.parametrize("function", STARTS)
def test_the_curve_is_the_function(function):
    run = staircase(function=function, start=STARTS[function])
    np.testing.assert_allclose(run.curve, CATALOGUE[function](run.grid[:, None]))
    assert run.x[0] == STARTS[function]
    assert (run.gap >= 0).all()


@pytest.mark.parametrize(
    ("lr", "words"),
    [
        (0.1, "walks down one side"),
        (0.9, "jumps from side to side"),
        (1.1, "f rose in 30 of the steps"),
        (1.1, "it diverges"),
        (3.0, "diverges"),
    ],
)
def test_summary(lr, words):
    assert words in staircase(function="x²", lr=lr, start=-1.7).summary


def test_rounding_is_no_rise():
    summary = staircase(function="x²", lr=float(np.nextafter(1, 2)), start=-1.7).summary
    assert "rose" not in summary
    assert "diverges" not in summary
