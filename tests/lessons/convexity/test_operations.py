"""Operations that keep convexity, and the convex envelope."""

import numpy as np
import pytest
from scipy.spatial import ConvexHull

from course_lib.lessons.convexity import explorers
from course_lib.lessons.convexity.operations import KEEPING, OPERATIONS, lower_hull, operations


def test_lower_hull_against_qhull():
    rng = np.random.default_rng(3)
    x, y = np.sort(rng.uniform(0, 1, 60)), rng.normal(size=60)
    corners = lower_hull(x, y)
    hull = ConvexHull(np.c_[x, y])
    below = hull.equations[:, 1] < 0
    expected = np.unique(hull.simplices[below])
    assert corners.tolist() == expected.tolist()


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_keeping_operations_have_no_hole_at_any_setting(name):
    holes = [
        operations(operation=name, a=a, s=s).hole
        for a in np.linspace(0, 2, 9)
        for s in np.linspace(-2, 2, 9)
    ]
    assert (max(holes) == 0) == (name in KEEPING)


def test_known_holes():
    assert operations(operation="f − a g", a=0.0, s=1.0).hole == 0
    assert operations(operation="f · a g", a=2.0, s=0.0).hole == 0
    run = operations(operation="f − a g", a=1.0, s=0.0)  # x²/2 − |x|: minima −½ at ±1, 0 at 0
    assert run.hole == pytest.approx(0.5, abs=1e-9)
    assert run.chord == pytest.approx((-1.0, 1.0))
    np.testing.assert_array_less(run.envelope, run.h + 1e-12)


def test_the_envelope_is_named_only_where_it_is_drawn():
    explorer = explorers.operations()
    name = explorer.view.envelope_name
    assert name.get_text() == ""
    explorer.set(operation="min(f, a g)")
    assert name.get_text() == "convex envelope of h"
