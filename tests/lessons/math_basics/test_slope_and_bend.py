"""Slopes, bends and the orders of Taylor's errors."""

import numpy as np
import pytest

from course_lib.lessons.math_basics import explorers
from course_lib.lessons.math_basics.slope_and_bend import (
    SCENES,
    order_of,
    place,
    slope_and_bend,
)
from tests.lessons.pointer import point


@pytest.fixture(scope="module")
def made():
    return explorers.slope_and_bend()


@pytest.fixture
def explorer(made):
    made.reset()
    return made


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("angle", [0.0, 65.0, 200.0])
def test_slope_and_bend_are_the_differences_along_d(name, angle):
    run = slope_and_bend(function=name, angle=angle, x=SCENES[name].start)
    f, h = SCENES[name].f, 1e-4
    ahead, here, behind = f(run.x + h * run.d), f(run.x), f(run.x - h * run.d)
    scale = max(1.0, np.abs(run.hessian).max())
    assert run.slope == pytest.approx((ahead - behind) / (2 * h), rel=1e-5, abs=1e-6 * scale)
    assert run.bend == pytest.approx((ahead - 2 * here + behind) / h**2, rel=1e-4, abs=1e-5 * scale)
    assert np.hypot(*run.d) == pytest.approx(1)
    assert run.slope == pytest.approx(
        np.hypot(*run.gradient) * np.cos(np.deg2rad(angle) - np.arctan2(*run.gradient[::-1]))
    )


@pytest.mark.parametrize("name", SCENES)
def test_the_cut_holds_f_its_line_and_its_parabola(name):
    run = slope_and_bend(function=name, angle=30.0, x=SCENES[name].start)
    f = SCENES[name].f
    np.testing.assert_allclose(run.cut[0], [f(run.x + s * run.d) for s in run.s])
    np.testing.assert_allclose(run.cut[1], f(run.x) + run.slope * run.s)
    np.testing.assert_allclose(run.cut[2], run.cut[1] + run.bend * run.s**2 / 2)
    np.testing.assert_allclose(
        run.errors[:, -1],
        [max(abs(f(run.x + s * run.d) - f(run.x) - run.slope * s - b * s**2 / 2) for s in (1, -1))
         for b in (0, run.bend)], atol=1e-9,
    )  # fmt: skip


def test_orders_are_read_off():
    s = slope_and_bend().distances
    for power in (1.0, 2.0, 3.5):
        assert order_of(7 * s**power, 1e-12) == pytest.approx(power)
    assert np.isnan(order_of(1e-15 * np.ones_like(s), 1e-12))


@pytest.mark.parametrize("name", ["turned bowl", "saddle x₁² − x₂²"])
def test_the_parabola_of_a_quadratic_is_exact_everywhere(name):
    for x in ((0.3, -1.0), (0.0, 0.0), (-2.0, 2.0)):
        run = slope_and_bend(function=name, angle=20.0, x=x)
        assert np.isnan(run.orders[1])
        assert "parabola exact" in run.summary


def test_the_gradient_is_drawn_in_its_direction_and_longer_where_it_is_longer():
    near, far = (slope_and_bend(function="turned bowl", x=x) for x in ((0.2, 0.1), (2.0, 1.0)))
    for run in (near, far):
        np.testing.assert_allclose(run.drawn / np.hypot(*run.drawn),
                                   run.gradient / np.hypot(*run.gradient))  # fmt: skip
    assert np.hypot(*near.drawn) < np.hypot(*far.drawn) < run.half


@pytest.mark.parametrize("angle", [10.0, 100.0, 190.0, 300.0])
def test_every_direction_cuts_its_slope_off_the_circle(explorer, angle):
    explorer.set(angle=angle)
    run, view = explorer.result, explorer.view
    tip = view.slope.get_xydata()[1]
    share = run.slope / np.hypot(*run.gradient)
    np.testing.assert_allclose(tip - run.x, share * np.hypot(*run.drawn) * run.d)
    circle = view.circle.get_xydata()
    middle, radius = run.x + run.drawn / 2, np.hypot(*run.drawn) / 2
    np.testing.assert_allclose(np.hypot(*(circle - middle).T), radius)
    assert np.hypot(*(tip - middle)) == pytest.approx(radius)


def test_the_point_is_dragged_in_the_plane_only_and_stays_in_it(explorer):
    point(explorer, 0, -3.0, 1.0)
    np.testing.assert_allclose(explorer.result.x, [-3, 1], atol=0.07)
    point(explorer, 1, 0.0, 0.0)
    np.testing.assert_allclose(explorer.result.x, [-3, 1], atol=0.07)
    assert place("monkey saddle", 9.0, -0.333) == (1.5, -0.3375)
    assert place("one variable: sin x₁ + x₁²/20", 0.08, -9.0) == (0.1, -4.0)
    explorer.set(function="turned bowl")
    assert explorer.values["x"] == SCENES["turned bowl"].start


def test_exact_models_have_no_error_curve(explorer):
    assert explorer.view.parabola_error.get_visible()
    explorer.set(function="turned bowl")
    assert not explorer.view.parabola_error.get_visible()
    assert explorer.view.line_error.get_visible()


def test_the_curves_of_the_cut_and_of_the_errors_are_the_named_ones(explorer):
    run, view = explorer.result, explorer.view
    low, high = view.cut.get_ylim()
    for line, values in zip((view.f, view.line, view.parabola), run.cut, strict=True):
        inside = (values > low) & (values < high)
        np.testing.assert_allclose(line.get_ydata()[inside], values[inside])
    for line, errors in zip((view.line_error, view.parabola_error), run.errors, strict=True):
        np.testing.assert_allclose(line.get_ydata(), errors.clip(1e-10, 1e3))
