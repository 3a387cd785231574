"""The experiments of notebook 02: verdicts, witnesses and numbers against hand-made ones."""

import numpy as np
import pytest
from scipy.spatial import ConvexHull

from course_lib.functions import CATALOGUE
from course_lib.lessons.convexity.chord import ENDS, chord, violation
from course_lib.lessons.convexity.curvature import curvature
from course_lib.lessons.convexity.local_model import SCENES, local_model
from course_lib.lessons.convexity.operations import KEEPING, OPERATIONS, lower_hull, operations
from course_lib.lessons.convexity.risk_chord import (
    LOSSES,
    SigmoidSquared,
    car_risk,
    risk_chord,
    risk_violation,
)
from course_lib.lessons.convexity.tangent import POINTS, slope_graph, snap, tangent

# ---- chord ------------------------------------------------------------------------------------


def test_chord_of_the_parabola_has_its_closed_form():
    run = chord(function="x²", x=-1.0, y=2.0, t=0.25)
    assert run.point == 0.25 * -1.0 + 0.75 * 2.0
    np.testing.assert_allclose(run.gap, 0.25 * 0.75 * 9.0)
    np.testing.assert_allclose(run.gaps, run.weights * (1 - run.weights) * 9.0, atol=1e-12)
    assert run.above == pytest.approx(run.below + run.gap)
    assert not run.violated


def test_one_end_at_two_is_violated_between_minus_four_thirds_and_minus_one_third():
    for x in (-1.4, -0.3, 0.5):
        assert not chord(function="x⁴ − 3x²", x=x, y=2.0).violated
    for x in (-1.3, -0.8, -0.4):
        assert chord(function="x⁴ − 3x²", x=x, y=2.0).violated


@pytest.mark.parametrize("function", list(ENDS))
def test_the_search_finds_a_violation_iff_f_is_not_convex(function):
    witness = violation(function)
    assert (witness is None) == CATALOGUE[function].convex
    if witness is not None:
        run = chord(function=function, x=witness.x[0], y=witness.y[0], t=witness.t)
        assert run.gap == pytest.approx(witness.gap)
        assert "not convex" in run.summary


@pytest.mark.parametrize("function", list(ENDS))
def test_every_gap_fits_the_fixed_axes(function):
    low, high = CATALOGUE[function].bounds[0]
    rng = np.random.default_rng(0)
    for x, y in rng.uniform(low, high, (50, 2)):
        run = chord(function=function, x=x, y=y)
        assert run.gap_range[0] < run.gaps.min()
        assert run.gaps.max() < run.gap_range[1]


def test_an_unsuccessful_search_claims_no_proof():
    summary = chord(function="x²", searched=True).summary
    assert "evidence" in summary
    assert "2,000" in summary


# ---- tangent ----------------------------------------------------------------------------------


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


# ---- curvature --------------------------------------------------------------------------------


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


# ---- local model ------------------------------------------------------------------------------


@pytest.mark.parametrize("function", list(SCENES))
def test_the_errors_of_order_0_1_2_have_slopes_1_2_3(function):
    x, y = SCENES[function][0]
    run = local_model(function=function, x=x, y=y)
    slopes = np.diff(np.log(run.errors[:, :8]), axis=1) / np.diff(np.log(run.radii[:8]))
    np.testing.assert_allclose(slopes.mean(axis=1), [1, 2, 3], atol=0.06)


def test_the_model_of_a_minimum_sits_on_it():
    f = CATALOGUE["three exponentials"]
    run = local_model(function="three exponentials", x=f.minimizer[0], y=0.0)
    np.testing.assert_allclose(run.stationary, f.minimizer, atol=1e-9)
    assert run.kind == "positive definite"


@pytest.mark.parametrize("function", list(SCENES))
def test_the_model_is_flat_at_its_stationary_point(function):
    f, p = CATALOGUE[function], np.array(SCENES[function][0])
    run = local_model(function=function, x=p[0], y=p[1])
    slope_there = f.grad(p) + f.hess(p) @ (run.stationary - p)
    np.testing.assert_allclose(slope_there, 0, atol=1e-9 * np.abs(f.grad(p)).max())


def test_a_singular_hessian_has_no_stationary_point_to_draw():
    run = local_model(function="monkey saddle", x=0.0, y=0.0)
    assert run.stationary is None
    assert run.kind == "zero"


# ---- operations -------------------------------------------------------------------------------


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


# ---- risk of the cars -------------------------------------------------------------------------


def test_sigmoid_squared_derivatives_against_differences():
    loss, s, h = SigmoidSquared(), np.linspace(-6, 6, 25), 1e-5
    for y in (0.0, 1.0):
        slope = (loss(s + h, y) - loss(s - h, y)) / (2 * h)
        bend = (loss.grad(s + h, y) - loss.grad(s - h, y)) / (2 * h)
        np.testing.assert_allclose(loss.grad(s, y), slope, atol=1e-9)
        np.testing.assert_allclose(loss.second(s, y), bend, atol=1e-9)


@pytest.mark.parametrize("loss", list(LOSSES))
def test_the_risk_is_violated_iff_the_loss_is_not_convex(loss):
    witness = risk_violation(loss)
    assert (witness is None) == LOSSES[loss].convex
    if witness is not None:
        run = risk_chord(loss=loss, u=tuple(witness.x), v=tuple(witness.y))
        assert run.gap <= witness.gap + 1e-3
        assert "not convex" in run.summary


@pytest.mark.parametrize("loss", ["squared error", "absolute error"])
def test_random_segments_of_a_convex_risk_are_never_violated(loss):
    rng = np.random.default_rng(5)
    for u, v in rng.uniform(-4, 4, (40, 2, 2)):
        assert risk_chord(loss=loss, u=tuple(u), v=tuple(v)).gap >= -1e-9


def test_the_weight_t_belongs_to_u():
    run = risk_chord(loss="absolute error", u=(1.0, 2.0), v=(0.0, -1.0))
    f = car_risk("absolute error")
    np.testing.assert_allclose([run.risk[0], run.risk[-1]], [f([0.0, -1.0]), f([1.0, 2.0])])
