"""The line through a point: subgradients, slopes, and clicks near a kink."""

import numpy as np
import pytest

from course_lib.functions import CATALOGUE
from course_lib.lessons.convexity import explorers
from course_lib.lessons.convexity.tangent import POINTS, slope_graph, snap, tangent
from tests.lessons.convexity.pointer import point


@pytest.mark.parametrize("theta", [0.0, 0.3, 1.0])
@pytest.mark.parametrize(("function", "x", "low", "high"), [
    ("|x|", 0.0, -1.0, 1.0), ("max of affine", 2 / 3, -0.5, 1.0), ("max(x, x² − 2)", 2.0, 1.0, 4.0),
])  # fmt: skip
def test_theta_runs_over_the_subdifferential_and_the_line_supports(function, x, low, high, theta):
    run = tangent(function=function, x=x, theta=theta)
    assert run.g == pytest.approx(low + theta * (high - low))
    assert (run.line <= run.curve + 1e-12).all()
    assert run.witness is None
    assert "stays below" in run.summary


@pytest.mark.parametrize("theta", [-0.1, 1.1])
def test_beyond_the_subdifferential_the_line_crosses(theta):
    run = tangent(function="|x|", x=0.0, theta=theta)
    assert abs(run.g) == pytest.approx(1.1)
    assert run.witness == pytest.approx(np.copysign(2.0, run.g))
    assert "not a subgradient" in run.summary


@pytest.mark.parametrize("function", [n for n in POINTS if not CATALOGUE[n].convex])
def test_somewhere_a_non_convex_function_has_no_subgradient(function):
    run = tangent(function=function, x=POINTS[function][0], theta=0.5)
    assert run.subgradients.empty
    assert "not convex" in run.summary
    k = int(np.abs(run.grid - run.witness).argmin())
    assert run.line[k] > run.curve[k]


@pytest.mark.parametrize("function", list(POINTS))
def test_slopes_never_fall_iff_convex(function):
    _, slope = slope_graph(function)
    assert (np.diff(slope) >= -1e-9).all() == CATALOGUE[function].convex


def test_a_click_near_a_kink_means_the_kink():
    assert snap("max of affine", 0.61) == 2 / 3
    assert snap("max of affine", 0.2) == 0.2
    assert snap("|x|", 7.0) == 2.0


def test_clicks_near_a_kink_snap_to_it():
    explorer = explorers.tangent()
    point(explorer, 0, 0.07, 1.0)
    assert explorer.values["x"] == 0.0
    point(explorer, 1, 1.2, 0.0)
    assert explorer.values["x"] == 1.2
