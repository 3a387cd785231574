"""Numerical derivatives: the derivatives that they are compared with, the theorem, the view."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import approx_fprime, check_grad

from course_lib.functions import MulticlassHinge, MulticlassRisk, SoftmaxCrossEntropy
from course_lib.lessons.linear_classifiers import difference_step as D
from course_lib.lessons.linear_classifiers import explorers

SMOOTH = [name for name in D.CURVES if "max" not in name]


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("x", [-1.3, 0.7])
def test_each_derivative_is_that_of_the_one_before(name, x):
    curve = D.CURVES[name]
    chain = [curve.f, *curve.derivatives]
    h = 1e-5
    for low, high in pairwise(chain):
        numeric = (low(np.float64(x + h)) - low(np.float64(x - h))) / (2 * h)
        assert high(np.float64(x)) == pytest.approx(numeric, abs=1e-8)


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("precision", D.PRECISIONS)
def test_the_theorem_bounds_the_error(name, precision):
    """E(h) = M h²/6 + δ/h with M over the whole interval, for steps up to 0.1."""
    run = D.difference_step(curve=name, x=0.7, precision=precision)
    third = D.CURVES[name].derivatives[2]
    for h, error, delta in zip(run.steps, run.central, 2 * run.rounding * run.steps, strict=True):
        if 1e-14 < h <= 0.1 and h > 4 * np.finfo(D.PRECISIONS[precision]).eps:
            M = max(abs(third(np.float64(u))) for u in np.linspace(0.7 - h, 0.7 + h, 21))
            assert error <= 1.1 * (M * h**2 / 6 + 2 * delta / h)


def test_the_best_step_minimizes_the_sum_of_both_parts():
    run = D.difference_step()
    delta = run.rounding[0] * run.steps[0]
    h = np.geomspace(1e-9, 1e-2, 20001)
    assert h[np.argmin(2 * h**2 / 6 + delta / h)] == pytest.approx(run.best[1], rel=1e-3)
    assert h[np.argmin(2 * h / 2 + 2 * delta / h)] == pytest.approx(run.best[0], rel=1e-3)
    smallest = (2 * h**2 / 6 + delta / h).min()
    assert smallest == pytest.approx(0.5 * (9 * 2 * delta**2) ** (1 / 3), rel=1e-6)


def test_the_forward_difference_is_scipys():
    for h in (1e-2, 1e-6):
        (theirs,) = approx_fprime([1.0], lambda v: float(np.sin(v[0])), h)
        (mine,), _ = D.differences(np.sin, 1.0, [h])
        assert mine == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize("loss", [SoftmaxCrossEntropy(), MulticlassHinge()])
def test_the_gradients_of_the_notebook_pass_scipys_check(loss):
    rng = np.random.default_rng(0)
    risk = MulticlassRisk(loss, rng.normal(size=(12, 4)), np.arange(12) % 3)
    w = rng.normal(size=risk.dim)
    assert check_grad(lambda v: float(risk(v)), risk.grad, w) < 1e-6


def test_single_precision_is_computed_in_single_precision():
    forward, central = D.differences(D.CURVES["x³/3"].f, 1.0, [1e-3], np.float32)
    assert forward.dtype == central.dtype == np.float32


def test_errors_and_the_marked_step_are_drawn():
    explorer = explorers.difference_step()
    explorer.set(h=1e-3)
    (x,), (y,) = explorer.view.central_now.get_data()
    assert x == pytest.approx(1e-3)
    assert y == pytest.approx(1e-6 / 3, rel=1e-3)
    ax = explorer.live.figure.axes[1]
    px, py = ax.transData.transform((1e-5, 1e-5))
    explorer.live.pointer = ["click", px, explorer.live.size[1] - py, 1]
    assert explorer.values["h"] == pytest.approx(1e-5, rel=0.13)


def test_secants_pass_through_their_points():
    explorer = explorers.difference_step()
    explorer.set(h=1.0)
    low, middle, high = explorer.result.values
    (x0, x1), (y0, y1) = explorer.view.central.get_data()
    slope = (y1 - y0) / (x1 - x0)
    assert y0 + slope * (1.0 - x0) == pytest.approx(high - middle)
    assert y0 + slope * (-1.0 - x0) == pytest.approx(low - middle)
