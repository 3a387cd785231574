"""The learnt ellipses against the library's run and the true Hessian."""

import numpy as np
import pytest

from course_lib.lessons.second_order_methods import bfgs_ellipse as be
from course_lib.lessons.second_order_methods import explorers
from course_lib.optim import BFGS, minimize


@pytest.mark.parametrize("function", be.SCENES)
@pytest.mark.parametrize("search", be.SEARCHES)
def test_the_path_is_that_of_minimize(function, search):
    start = be.SCENES[function][0]
    run = be.bfgs_ellipse(function=function, search=search, start=start)
    f = be.function_of(*run.scene)
    steps = len(run.x) - 1
    trace = minimize(f, start, BFGS(be.SEARCHES[search], scaled=False), steps)
    np.testing.assert_allclose(run.x, trace.x)
    np.testing.assert_allclose(run.true, f.hess(run.x))


def test_each_belief_explains_the_last_step():
    run = be.bfgs_ellipse()
    f = be.function_of(*run.scene)
    for t in range(1, 4):
        dx, dg = run.x[t] - run.x[t - 1], f.grad(run.x[t]) - f.grad(run.x[t - 1])
        np.testing.assert_allclose(run.believed[t] @ dx, dg, rtol=1e-6)
    np.testing.assert_array_equal(run.believed[0], np.eye(2))


def test_the_ratios_are_generalized_eigenvalues():
    run = be.bfgs_ellipse()
    for t in (0, 1, 3):
        for ratio in run.ratios[t]:
            assert np.linalg.det(run.true[t] - ratio * run.believed[t]) == pytest.approx(
                0, abs=1e-9
            )


def test_the_ellipse_is_its_equation():
    H = np.array([[3.0, 1.0], [1.0, 2.0]])
    p = be.ellipse(H, size=0.7)
    np.testing.assert_allclose(((p @ H) * p).sum(axis=1), 0.49)
    none = be.ellipse(np.diag([1.0, -1.0]))
    assert none.shape == p.shape
    assert np.isnan(none).all()


def test_the_player_shows_each_update():
    explorer = explorers.bfgs_ellipse()
    places = []
    for t in (0, 1, 4):
        explorer.live.scrub = t
        places.append(tuple(np.ravel(explorer.view.now.get_data())))
    assert len(set(places)) == 3
