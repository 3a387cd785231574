"""The chord: its gap, the search for a violation, and what clicks do."""

import numpy as np
import pytest

from course_lib.functions import CATALOGUE
from course_lib.lessons.convexity import explorers
from course_lib.lessons.convexity.chord import ENDS, chord, violation
from tests.lessons.convexity.pointer import point


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


def test_the_button_finds_the_chord_between_the_two_wells():
    explorer = explorers.chord()
    explorer.set(function="x⁴ − 3x²")
    explorer.controls["search"].click()
    ends = sorted((explorer.values["x"], explorer.values["y"]))
    np.testing.assert_allclose(ends, [-np.sqrt(1.5), np.sqrt(1.5)], atol=1e-3)
    assert explorer.result.gap == pytest.approx(-2.25, abs=1e-3)


def test_the_button_says_what_it_tried_until_something_moves():
    explorer = explorers.chord()
    explorer.controls["search"].click()
    assert "evidence" in explorer.result.summary
    point(explorer, 0, 1.0, 1.0)
    assert "evidence" not in explorer.result.summary


def test_dragging_takes_the_nearer_end_and_stops_at_the_edge():
    explorer = explorers.chord()
    point(explorer, 0, 9.0, 0.0, "drag")
    assert (explorer.values["x"], explorer.values["y"]) == (-1.2, 2.0)
    point(explorer, 0, -0.7, 0.0, "drag")
    assert (explorer.values["x"], explorer.values["y"]) == (-0.7, 2.0)


def test_a_click_on_the_gaps_sets_t():
    explorer = explorers.chord()
    point(explorer, 1, 0.31, 0.0)
    assert explorer.controls["t"].value == pytest.approx(0.31)


def test_another_function_brings_its_own_ends():
    explorer = explorers.chord()
    explorer.set(x=-2.0, y=-1.9)
    explorer.controls["function"].value = "log x"
    assert (explorer.values["x"], explorer.values["y"]) == (0.2, 3.4)
