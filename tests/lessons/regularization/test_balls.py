"""Two weights: the minimizer, the ball, the zones of exact zeros."""

import numpy as np
import pytest
from matplotlib.path import Path
from scipy.optimize import minimize

from course_lib.datasets import load_toyota_corolla, standardize
from course_lib.lessons.regularization import explorers
from course_lib.lessons.regularization.balls import (
    CORRELATION,
    LAMBDAS,
    LEAST_SQUARES,
    balls,
    hessian,
    minimizer,
    zones,
)

SCENES = [(1.0, 0.2, -0.47), (0.5, 0.3, 0.6), (0.0, 0.4, -0.8), (1.0, 0.5, 0.0), (0.8, 0.0, 0.3)]


def test_the_start_is_that_of_the_cars():
    data = load_toyota_corolla(("Age_08_04", "Weight"))
    X, _ = standardize(data.X)
    y = (data.y - data.y.mean()) / data.y.std()
    w = np.linalg.lstsq(X, y, rcond=None)[0]
    np.testing.assert_allclose(w, LEAST_SQUARES, atol=0.01)
    assert X[:, 0] @ X[:, 1] / len(y) == pytest.approx(CORRELATION, abs=0.005)


def value(w, best, r, lam, ratio):
    off = w - best
    smooth = 0.5 * off @ hessian(r) @ off + lam * (1 - ratio) / 2 * w @ w
    return smooth + lam * ratio * np.abs(w).sum()


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("best", [(-0.77, 0.22), (0.4, 0.9), (0.05, -0.1)])
def test_no_search_finds_a_lower_point(scene, best):
    ratio, lam, r = scene
    w = minimizer(best, r, [lam], ratio)[0]
    here = value(w, np.array(best), r, lam, ratio)
    for start in ((0.5, 0.5), (-0.5, 0.1), (0.0, 0.0)):
        found = minimize(value, start, (np.array(best), r, lam, ratio), method="Nelder-Mead",
                         options=dict(xatol=1e-9, fatol=1e-12))  # fmt: skip
        assert here <= found.fun + 1e-10


@pytest.mark.parametrize("scene", SCENES)
def test_the_zones_are_where_a_weight_is_zero(scene):
    ratio, lam, r = scene
    rng = np.random.default_rng(0)
    shapes = [Path(zone) for zone in zones(r, lam, ratio)]
    for best in rng.uniform(-1.2, 1.2, (300, 2)):
        w = minimizer(best, r, [lam], ratio)[0]
        inside = [shape.contains_point(best) for shape in shapes]
        assert any(inside) == (w == 0).any()
        assert inside[0] == (w == 0).all()


def test_ball_and_contour_pass_through_w():
    run = balls(ratio=0.6, lam=0.3)
    R = 0.6 * np.abs(run.ball).sum(axis=1) + 0.2 * (run.ball**2).sum(axis=1)
    np.testing.assert_allclose(R, 0.6 * np.abs(run.w).sum() + 0.2 * run.w @ run.w)
    off = run.level - run.best
    heights = np.einsum("ki,ij,kj->k", off, hessian(CORRELATION), off)
    np.testing.assert_allclose(
        heights, (run.w - run.best) @ hessian(CORRELATION) @ (run.w - run.best)
    )


def test_the_path_starts_at_least_squares_and_passes_through_w():
    run = balls(lam=0.2)
    np.testing.assert_allclose(run.path[0], LEAST_SQUARES)
    np.testing.assert_allclose(run.path[20], run.w)
    assert LAMBDAS[20] == pytest.approx(0.2)


def test_a_click_moves_the_cross():
    explorer = explorers.balls()
    ax = explorer.live.figure.axes[0]
    px, py = ax.transData.transform((0.5, -0.25))
    explorer.live.pointer = ["click", px, explorer.live.size[1] - py, explorer.live.pointer[-1] + 1]
    np.testing.assert_allclose(explorer.values["best"], (0.5, -0.25), atol=0.02)
    np.testing.assert_allclose(np.ravel(explorer.view.best.get_xydata()), explorer.values["best"])
