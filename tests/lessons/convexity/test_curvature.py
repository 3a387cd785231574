"""Two eigenvalues and a direction: kinds of quadratics."""

import numpy as np
import pytest

from course_lib.lessons.convexity import explorers
from course_lib.lessons.convexity.curvature import curvature
from tests.lessons.convexity.pointer import point


@pytest.mark.parametrize(("first", "second", "kind"), [
    (2.0, 0.6, "positive definite"), (2.0, 0.0, "positive semidefinite"), (0.0, 0.0, "zero"),
    (-1.0, 0.0, "negative semidefinite"), (-1.0, -2.0, "negative definite"),
    (1.0, -0.1, "indefinite"),
])  # fmt: skip
def test_kinds_and_curvatures(first, second, kind):
    run = curvature(first=first, second=second, angle=40.0, direction=100.0)
    assert run.kind == kind
    assert kind in run.summary
    for v, value in zip(run.axes, (first, second), strict=True):
        np.testing.assert_allclose(run.H @ v, value * v, atol=1e-12)
    assert run.curvature.min() == pytest.approx(min(first, second), abs=1e-3)
    assert run.curvature.max() == pytest.approx(max(first, second), abs=1e-3)
    np.testing.assert_allclose(run.along, run.curvature[100], atol=1e-12)


@pytest.mark.parametrize(("axes", "x", "y", "degrees"), [
    (1, 1.0, 1.0, 45.0), (1, 1.0, -1.0, 135.0), (1, -1.0, 0.0, 0.0), (2, 60.2, 0.0, 60.0),
])  # fmt: skip
def test_a_click_turns_the_direction(axes, x, y, degrees):
    explorer = explorers.curvature()
    point(explorer, axes, x, y)
    assert explorer.values["direction"] == degrees
