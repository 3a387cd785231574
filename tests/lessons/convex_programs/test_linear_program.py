"""The server's program against HiGHS, its prices, and what the pointer does."""

import numpy as np
import pytest
from scipy.optimize import linprog

from course_lib.lessons.convex_programs import explorers
from course_lib.lessons.convex_programs.linear_program import (
    LENGTH,
    LIMITS,
    TAIL,
    G,
    grab,
    linear_program,
    shifted,
    turned,
    with_limit,
)
from tests.lessons.pointer import point

GAINS = [(2.0, 3.0), (-1.0, 2.5), (3.5, -0.5), (1.0, 0.2), (-2.0, -1.0)]


def by_highs(run):
    keep = run.used
    return linprog(-run.gain, G[keep], run.h[keep], bounds=(None, None))


@pytest.mark.parametrize(("gain1", "gain2"), GAINS)
@pytest.mark.parametrize("limits", [LIMITS, (6.0, 9.0, 2.0, 1.0, -0.5)])
def test_the_optimum_and_the_multipliers_are_those_of_highs(gain1, gain2, limits):
    run = linear_program(gain1=gain1, gain2=gain2, limit=limits[0], limits=limits)
    other = by_highs(run)
    assert run.status == "optimal"
    np.testing.assert_allclose(run.x, other.x, atol=1e-5)
    np.testing.assert_allclose(run.alpha, -other.ineqlin.marginals, atol=1e-5)
    np.testing.assert_allclose(run.room, other.slack, atol=1e-5)
    np.testing.assert_allclose(run.alpha * run.room, 0, atol=1e-6)


@pytest.mark.parametrize(("gain1", "gain2"), GAINS)
def test_a_measured_price_is_the_multiplier(gain1, gain2):
    run = linear_program(gain1=gain1, gain2=gain2)
    np.testing.assert_allclose(run.price, run.alpha, atol=1e-4)


def test_both_ways_lead_to_the_optimum_one_along_corners_one_inside():
    run = linear_program()
    np.testing.assert_allclose(run.simplex[-1], run.x, atol=1e-6)
    np.testing.assert_allclose(run.interior[-1], run.x, atol=1e-6)
    for corner in run.simplex:
        assert (np.abs(G @ corner - run.h) < 1e-9).sum() == 2
        assert np.abs(run.corners - corner).max(axis=1).min() < 1e-9
    assert (np.diff(run.simplex @ run.gain) > 0).all()


def test_contradicting_rows_come_with_a_certificate():
    limits = with_limit(LIMITS, 2, -0.5)
    run = linear_program(line=2, limit=-0.5, limits=limits)
    assert run.status == "infeasible"
    assert by_highs(run).status == 2
    assert (run.alpha >= 0).all()
    assert run.alpha.max() == 1
    np.testing.assert_allclose(G.T @ run.alpha, 0, atol=1e-6)
    total = run.h @ run.alpha
    assert total < -1e-3
    assert f"0 ≤ {total:.2f}" in run.summary
    assert np.isnan(run.x).all()
    assert len(run.corners) == 0


@pytest.mark.parametrize(("line", "gains"), [(3, (-1.0, 2.0)), (4, (2.0, -1.0))])
def test_without_a_row_the_earnings_may_grow_along_a_ray(line, gains):
    run = linear_program(gain1=gains[0], gain2=gains[1], line=line, limit=0.0, drop=True)
    assert run.status == "unbounded"
    assert by_highs(run).status == 3
    assert (G[run.used] @ run.ray <= 1e-9).all()
    assert run.gain @ run.ray > 0.1
    assert "without end" in run.summary


def test_what_the_pointer_takes_hold_of():
    tip = np.array(TAIL) + LENGTH * np.array([2.0, 3.0])
    assert grab(LIMITS, (2.0, 3.0), *tip) == -1
    assert grab(LIMITS, (2.0, 3.0), 4.0, 2.0) == 0
    assert grab(LIMITS, (2.0, 3.0), -0.5, 3.45) == 2
    assert turned(*tip) == (2.0, 3.0)
    assert turned(99.0, -99.0) == (4.0, -4.0)
    assert shifted(0, 1.0, 2.0) == 5.0
    assert shifted(1, 9.0, 9.0) == 12.0


def test_the_arrow_turns_and_a_line_is_shifted_with_its_slider():
    explorer = explorers.linear_program()
    tip = np.array(TAIL) + LENGTH * np.array([2.0, 3.0])
    point(explorer, 0, *tip)
    point(explorer, 0, TAIL[0] - 0.3, TAIL[1] + 0.6, "drag")
    assert (explorer.values["gain1"], explorer.values["gain2"]) == (-1.0, 2.0)
    point(explorer, 0, -0.6, 3.5)  # a click chooses a line and moves nothing
    assert explorer.values["line"] == 2
    assert explorer.values["limits"] == LIMITS
    point(explorer, 0, -0.6, 2.8, "drag")
    assert explorer.values["limit"] == pytest.approx(2.8, abs=0.05)
    assert explorer.values["limits"] == with_limit(LIMITS, 2, explorer.values["limit"])
    explorer.set(line=0)
    assert explorer.values["limit"] == 8.0
    explorer.set(limit=6.0)
    assert explorer.result.h[0] == 6.0
    assert explorer.result.h[2] == pytest.approx(2.8, abs=0.05)
    explorer.reset()
    assert explorer.at_rest


def test_a_row_that_is_none_is_refused():
    with pytest.raises(ValueError, match="line must be at least 0"):
        linear_program(line=-1)
