"""The tin against its closed form, its prices against differences, and both chords."""

import numpy as np
import pytest

from course_lib.lessons.convex_programs import explorers
from course_lib.lessons.convex_programs.largest_tin import breaks, largest_tin, possible, solve
from tests.lessons.pointer import point

LIMITS = [(600.0, 14.0, 9.0), (600.0, 8.0, 9.0), (600.0, 20.0, 4.0), (600.0, 4.0, 6.0)]


def by_hand(sheet, tallest, widest):
    """The best of all radii on a fine grid, each with the tallest tin that is allowed."""
    r = np.linspace(0.01, min(widest, np.sqrt(sheet / (2 * np.pi))), 400_001)[:-1]
    h = np.minimum(tallest, sheet / (2 * np.pi * r) - r)
    k = (r**2 * h).argmax()
    return np.array([r[k], h[k]])


@pytest.mark.parametrize("limits", LIMITS)
def test_the_best_tin(limits):
    x, _ = solve(*limits)
    np.testing.assert_allclose(x, by_hand(*limits), rtol=1e-4)


@pytest.mark.parametrize("limits", LIMITS)
def test_multipliers_are_prices_in_per_cent(limits):
    x, alpha = solve(*limits)
    volume = x[0] ** 2 * x[1]
    for k in range(3):
        more = list(limits)
        more[k] *= 1.0001
        r, h = solve(*more)[0]
        gain = np.log(r**2 * h / volume) / np.log(1.0001)
        assert gain == pytest.approx(alpha[k], abs=2e-3)


@pytest.mark.parametrize("limits", LIMITS)
def test_all_lengths_one_per_cent_longer(limits):
    _, alpha = solve(*limits)
    assert 2 * alpha[0] + alpha[1] + alpha[2] == pytest.approx(3, abs=1e-3)


def test_the_free_tin_is_as_tall_as_wide():
    run = largest_tin()
    assert run.x[1] == pytest.approx(2 * run.x[0], rel=1e-4)
    assert run.x[0] == pytest.approx(np.sqrt(600 / (6 * np.pi)), rel=1e-4)
    np.testing.assert_allclose(run.alpha, [1.5, 0, 0], atol=1e-4)
    assert run.volume == pytest.approx(np.pi * run.x[0] ** 2 * run.x[1])


def test_a_mix_by_factors_of_possible_tins_is_possible():
    rng = np.random.default_rng(0)
    straight = 0
    for _ in range(100):
        ends = tuple(possible(tin, 600.0, 14.0, 9.0) for tin in rng.uniform(1, 14, size=(2, 2)))
        run = largest_tin(ends=ends)
        assert not run.outside_by_factors.any()
        straight += run.outside.any()
        np.testing.assert_allclose(run.straight[[0, -1]], ends)
        np.testing.assert_allclose(run.by_factors[[0, -1]], ends)
        np.testing.assert_allclose(run.by_factors[50], np.sqrt(np.prod(ends, axis=0)))
    assert straight > 20


def test_which_limits_break():
    assert not breaks(np.array([5.0, 10.0]), 600.0, 14.0, 9.0)
    tins = np.array([[5.0, 15.0], [9.5, 0.5], [6.5, 10.0], [1.0, 1.0]])
    assert breaks(tins, 600.0, 14.0, 9.0).tolist() == [True, True, True, False]


@pytest.mark.parametrize("tin", [(0.2, 30.0), (11.0, 11.0), (3.0, 5.0), (12.0, 0.5)])
def test_a_tin_is_brought_within_the_limits(tin):
    for limits in LIMITS:
        assert not breaks(np.array(possible(tin, *limits)), *limits)
    np.testing.assert_allclose(possible((3.0, 5.0), 600.0, 14.0, 9.0), (3, 5), atol=1e-3)


def test_the_edge_is_where_a_taller_tin_breaks_a_limit():
    run = largest_tin()
    inside = run.edge[run.edge[:, 1] > 0.1]
    assert not breaks(inside * [1, 0.999], 600.0, 14.0, 9.0).any()
    assert breaks(inside * [1, 1.001], 600.0, 14.0, 9.0).all()
    np.testing.assert_allclose(np.pi * run.edge[:1, 0] ** 2 * run.equal[2, 0], run.volume)


def test_ends_are_dragged_in_both_pictures_and_follow_the_limits():
    explorer = explorers.largest_tin()
    point(explorer, 0, 1.8, 12.0)
    point(explorer, 0, 3.0, 10.0, "drag")
    np.testing.assert_allclose(explorer.result.ends[0], [3, 10], atol=0.1)
    point(explorer, 1, np.log(8.0), np.log(3.0))
    point(explorer, 1, np.log(6.0), np.log(2.0), "drag")
    np.testing.assert_allclose(explorer.result.ends[1], [6, 2], atol=0.1)
    explorer.set(sheet=200.0)
    assert not breaks(explorer.result.ends, 200.0, 14.0, 9.0).any()


def test_no_sheet_is_refused():
    with pytest.raises(ValueError, match="sheet must be positive"):
        largest_tin(sheet=0.0)
