"""The facts that notebook 02 states in its folded answers and beside its figures."""

import numpy as np
import pytest

from course_lib.functions import CATALOGUE
from course_lib.lessons.convexity import explorers
from course_lib.lessons.convexity.chord import violation
from course_lib.lessons.convexity.risk_chord import car_risk, risk_violation

# ---- chords -------------------------------------------------------------------------------------


def test_the_largest_gap_of_the_parabola_is_in_the_middle_of_the_widest_chord():
    chord = explorers.chord()
    widest = chord.peek(x=-2.0, y=2.0)
    assert widest.weights[widest.gaps.argmax()] == 0.5
    for x, y in np.random.default_rng(0).uniform(-2, 2, (20, 2)):
        run = chord.peek(x=float(x), y=float(y))
        assert run.gaps.min() >= -1e-12
        assert run.gaps.max() <= widest.gaps.max()


def test_from_two_the_chord_is_violated_between_minus_four_thirds_and_minus_a_third():
    chord = explorers.chord()
    for x, violated in [(-1.36, False), (-1.32, True), (-0.36, True), (-0.31, False),
                        (0.0, False), (0.7, False)]:  # fmt: skip
        assert chord.peek(function="x⁴ − 3x²", x=x, y=2.0).violated == violated
    well = CATALOGUE["x⁴ − 3x²"]
    assert well.hess([0.70])[0, 0] < 0 < well.hess([0.72])[0, 0]  # it bends down up to 0.71


def test_on_one_side_every_chord_of_the_root_is_violated():
    chord = explorers.chord()
    for x, y in np.random.default_rng(1).uniform(0.01, 2, (20, 2)):
        run = chord.peek(function="√|x|", x=float(x), y=float(y))
        assert run.gaps.max() < 1e-12
        assert run.violated


def test_the_worst_chord_of_the_double_well_joins_its_minima():
    worst = violation("x⁴ − 3x²")
    assert worst.gap == pytest.approx(-2.25, abs=1e-3)
    assert sorted(abs(float(e[0])) for e in (worst.x, worst.y)) == pytest.approx(
        [1.22] * 2, abs=6e-3
    )


def test_the_first_caption_leaves_the_question_open():
    for function in ("x²", "x⁴ − 3x²"):
        summary = explorers.chord().peek(function=function).summary
        assert "convex" not in summary
        assert "tells nothing about others" in summary


# ---- lines --------------------------------------------------------------------------------------


def test_the_slopes_that_support_the_maximum_at_two():
    lines = explorers.tangent()
    run = lines.peek(function="max(x, x² − 2)", x=2.0)
    assert (run.subgradients.low, run.subgradients.high) == pytest.approx((1, 4))
    run = lines.peek(function="max(x, x² − 2)", x=2.0, theta=1.2)
    assert run.g == pytest.approx(4.2)
    assert run.witness is not None


def test_lines_support_the_double_well_from_the_bottoms_outward():
    lines = explorers.tangent()
    for x in np.arange(-2.1, 2.15, 0.1):
        run = lines.peek(function="x⁴ − 3x²", x=float(x))
        assert run.subgradients.empty == (abs(x) < np.sqrt(1.5))


def test_the_slope_of_the_double_well_falls_between_its_points_of_inflection():
    run = explorers.tangent().peek(function="x⁴ − 3x²")
    middle = (run.slope_x[1:] + run.slope_x[:-1]) / 2
    falls = middle[np.diff(run.slope_y) < -1e-9]
    step = run.grid[1] - run.grid[0]
    assert (falls.min(), falls.max()) == pytest.approx((-np.sqrt(0.5), np.sqrt(0.5)), abs=step)


def test_of_three_kinks_one_has_no_subgradient():
    lines = explorers.tangent()
    empty = [
        lines.peek(function="min(|x|, |x − 2|)", x=x).subgradients.empty for x in (0.0, 1.0, 2.0)
    ]
    assert empty == [False, True, False]


# ---- curvature and the local model --------------------------------------------------------------


def test_slightly_negative_means_a_narrow_wedge():
    run = explorers.curvature().peek(second=-0.1)
    assert (run.curvature[:-1] < 0).sum() == pytest.approx(29, abs=1)


def test_a_rotation_keeps_the_heights_of_the_curvature():
    bends = explorers.curvature()
    for angle in (-60.0, 0.0, 45.0):
        run = bends.peek(angle=angle)
        assert run.curvature.min() == pytest.approx(0.5, abs=1e-3)
        assert run.curvature.max() == pytest.approx(1.5, abs=1e-3)


def test_a_zero_eigenvalue_makes_a_trough():
    run = explorers.curvature().peek(second=0.0, angle=0.0)
    assert run.kind == "positive semidefinite"
    assert np.abs(run.height[:, len(run.side) // 2]).max() < 1e-12  # along x₂ f is 0


def test_the_flat_point_runs_ahead_to_the_minimum():
    near, f = explorers.local_model(), CATALOGUE["three exponentials"]
    for shift in (0.3, 0.1):
        p = f.minimizer + shift * np.array([0.8, 0.6])
        run = near.peek(x=float(p[0]), y=float(p[1]))
        assert np.linalg.norm(run.stationary - f.minimizer) < shift / 2


def test_himmelblau_has_a_dome_in_the_middle_and_saddles_on_the_passes():
    near = explorers.local_model()
    assert near.peek(function="Himmelblau", x=-0.27, y=-0.92).kind == "negative definite"
    for x, y in [(0.087, 2.884), (3.385, 0.074), (-3.073, -0.081), (-0.128, -1.954)]:
        assert np.linalg.norm(CATALOGUE["Himmelblau"].grad([x, y])) < 0.1
        assert near.peek(function="Himmelblau", x=x, y=y).kind == "indefinite"


def test_order_0_and_1_are_equally_good_at_flat_spots_only():
    near = explorers.local_model()
    flat = near.peek(function="monkey saddle", x=0.0, y=0.0)
    np.testing.assert_allclose(flat.errors[0], flat.errors[1])
    x, y = CATALOGUE["three exponentials"].minimizer
    flat = near.peek(x=float(x), y=float(y))
    np.testing.assert_allclose(flat.errors[0], flat.errors[1], rtol=1e-6, atol=1e-12)
    away = near.peek()
    assert (away.errors[1][:12] < 0.1 * away.errors[0][:12]).all()


# ---- operations ---------------------------------------------------------------------------------


def test_the_first_caption_of_the_sum_speaks_of_this_weight_and_shift_only():
    assert "for this a and s" in explorers.operations().result.summary


def test_which_differences_and_products_stay_convex():
    built = explorers.operations()
    for s in (-1.0, 0.0, 1.5):
        assert built.peek(operation="f − a g", a=0.0, s=s).chord is None
        assert built.peek(operation="f − a g", a=0.05, s=s).chord is not None
    convex = [s for s in np.arange(-20, 21) / 10
              if built.peek(operation="f · a g", a=1.0, s=float(s)).chord is None]  # fmt: skip
    assert convex == [0.0]


# ---- cars ---------------------------------------------------------------------------------------


def test_along_every_segment_the_squared_error_is_a_parabola():
    cars = explorers.risk_chord()
    for ends in np.random.default_rng(2).uniform(-4, 4, (5, 2, 2)):
        run = cars.peek(u=tuple(ends[0]), v=tuple(ends[1]))
        np.testing.assert_allclose(np.diff(run.risk, 3), 0, atol=1e-10)


def test_the_worst_segment_of_the_sigmoid_has_one_end_far_out():
    worst = risk_violation("sigmoid squared")
    assert worst.gap == pytest.approx(-0.114, abs=0.005)
    near, far = sorted(map(np.linalg.norm, (worst.x, worst.y)))
    assert near < 1 < 5 < far


def test_the_squared_error_of_the_cars_is_strongly_convex():
    spots = np.random.default_rng(1).uniform(-4, 4, (5, 2))
    np.testing.assert_allclose(np.linalg.eigvalsh(car_risk("squared error").hess(spots)), 2)


# ---- where convexity ends -----------------------------------------------------------------------


def test_convexity_ends_before_the_second_valley_appears():
    x = np.linspace(-2, 2, 40_001)

    def lowest_curvature(c):
        return (12 * x**2 + 6 * c * x + 2).min()

    def flat_spots(c):
        roots = np.roots([4, 3 * c, 2, 0])
        return int((abs(roots.imag) < 1e-12).sum())

    bend, valley = np.sqrt(8 / 3), np.sqrt(32 / 9)
    assert (round(bend, 3), round(valley, 3)) == (1.633, 1.886)
    assert lowest_curvature(bend - 0.001) > 0 > lowest_curvature(bend + 0.001)
    assert (flat_spots(valley - 0.001), flat_spots(valley + 0.001)) == (1, 3)
    assert lowest_curvature(1.5) == pytest.approx(2 - 0.75 * 1.5**2, abs=1e-6)
