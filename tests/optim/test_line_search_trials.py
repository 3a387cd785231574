"""Line searches on rays that are told point by point: what is tried next, and where they end."""

import numpy as np
import pytest

from course_lib.functions.objective import Objective
from course_lib.optim import Backtracking, ExactLineSearch, Wolfe
from course_lib.optim.ray import _NO_SLOPE, Ray


class Told(Objective):
    """φ and φ' of one ray as told; a search may ask for nothing else."""

    name, dim = "told", 1

    def __init__(self, told):
        self.told = told

    def _value(self, x):
        return np.asarray(float(self.told[float(x[0])][0]))

    def _grad(self, x):
        return np.array([float(self.told[float(x[0])][1])])


def searched(search, told):
    found = search.search(Told(told), [0.0], [1.0])
    assert found.trials[:, 0].tolist() == list(told)[1:]
    return found


@pytest.mark.parametrize(
    "told",
    [
        # The bracket closes where Armijo fails, though φ fell: the parabola ends at 3/4 of it.
        {1: (-0.4375, -0.75), 2: (-0.6875, None), 1.75: (-0.75, 0.5)},
        # It closes where φ is as high as before: the parabola ends in the middle.
        {1: (-1, -0.75), 2: (-1, None), 1.5: (-1.125, -0.5)},
        # It closes where φ rises: back from there, a quarter of the way.
        {1: (-0.75, 0.75), 0.75: (-0.8, 0.25)},
        # Outside of the domain nothing is known of the bend: a tenth of the way.
        {1: (np.nan, None), 0.1: (-0.05, -0.5)},
        # The parabola's bottom is too near the far end: nine tenths of the way.
        {1: (-0.4375, -0.5625), 2: (-0.7, None), 1.9: (-0.75, 0.25)},
        # In the zoom: too high for Armijo, though lower than the near end.
        {1: (-0.4375, -0.75), 2: (-0.6875, None), 1.75: (-0.5, None), 1.421875: (-0.6, 0.5)},
        # In the zoom: still falling, so the far end stays.
        {1: (-1, -0.75), 2: (-1, None), 1.5: (-1.375, -0.75), 1.625: (-1.5, 0.5)},
        # In the zoom: as high as the near end, then rising, then falling towards the last one.
        {1: (-1, -0.75), 2: (-1, None), 1.5: (-1, None), 1.25: (-1.1875, 0.75),
         1.1875: (-1.234375, -0.75), 1.203125: (-1.25, -0.25)},
    ],
)  # fmt: skip
def test_wolfes_bracket_and_zoom_by_hand(told):
    found = searched(Wolfe(c1=0.375, c2=0.5), {0: (0, -1), **told})
    assert (found.success, found.message) == (True, "strong Wolfe conditions hold")
    assert (found.alpha, found.value) == (list(told)[-1], list(told.values())[-1][0])


ONE, TWO = {0: (0, -1), 1: (-1, -0.75)}, {2: (-2, -0.75)}


@pytest.mark.parametrize(
    ("search", "told", "alpha", "status", "says"),
    [
        (Wolfe(c2=0.5, max_trials=2), ONE | TWO, 2, "diverged", "f still falls at α = 2; it may"),
        (Wolfe(c2=0.5, max_trials=2), ONE | {2: (-1, None), 1.5: (-1, None), 1.25: (-1, None)},
         1, "step", "no α with a small slope"),
        (Wolfe(max_trials=1), {0: (0, -1), 1: (1, None), 0.25: (1, None)}, 0, "max_steps",
         "no sufficient decrease down to α = 0.25"),
        (Backtracking(max_trials=2), {0: (0, -1), 1: (1, None), 0.5: (1, None)}, 0, "max_steps",
         "no sufficient decrease down to α = 0.5"),
        (ExactLineSearch(max_trials=2), {0: (0, -1), 1: (0, -1), 0.5: (0, None)}, 0, "max_steps",
         "no decrease down to α = 0.5"),
        (ExactLineSearch(max_trials=2), {0: (0, -1), 1: (-1, -1), 2: (-2, None), 4: (-3, None)},
         4, "diverged", "f still falls at α = 4; it may"),
        (ExactLineSearch(max_trials=1), {0: (0, -1), 1: (-np.inf, -1), 2: (-np.inf, None)},
         2, "diverged", "f still falls at α = 2; it may"),
        (ExactLineSearch(), {0: (0, -1), 1: (-1, -1), 2: (-1, None)}, 1, "step", "bracketed"),
    ],
)  # fmt: skip
def test_where_a_search_gives_up(search, told, alpha, status, says):
    found = searched(search, told)
    assert (found.alpha, found.status) == (alpha, status)
    assert found.value == told[alpha][0]
    assert says in found.message
    assert found.success is ("bracketed" in says)


def test_a_zero_of_the_slope_that_is_no_lower_is_not_taken():
    found = ExactLineSearch(max_trials=1).search(Told({0: (0, -1), 1: (0, 0)}), [0.0], [1.0])
    assert (found.alpha, found.success) == (0, False)
    assert "no decrease down to α = 1" in found.message


EPS = np.finfo(float).eps


@pytest.mark.parametrize(
    ("slope", "trials", "hidden"),
    [
        # A parabola of bend 1 promises slope²/4: up to a hundred digits are lost in rounding.
        (19.97 * EPS**0.5, [(2.0, 2.0), (1.0, 2.0)], True),  # the nearest higher trial counts
        (20.03 * EPS**0.5, [(2.0, 2.0), (1.0, 2.0)], False),
        # What is higher by less than a million digits tells nothing of the bend, by more it does.
        (19.97 * EPS**0.5, [(1.0, 2.0), (0.5, 1 + 0.9e6 * EPS)], True),
        (19.97 * EPS**0.5, [(1.0, 2.0), (0.5, 1 + 1.1e6 * EPS)], False),
        # Nothing clearly higher: the farthest trial decides; none at all: nothing is known.
        (150 * EPS, [(2.0, 1.0), (1.0, 1.0)], True),
        (300 * EPS, [(2.0, 1.0), (1.0, 1.0)], False),
        (150 * EPS, [(1.0, np.inf)], False),
        # Such a slope is none, whatever was tried.
        (_NO_SLOPE, [], True),
        (1.1 * _NO_SLOPE, [], False),
    ],
)
def test_what_rounding_can_hide(slope, trials, hidden):
    ray = Ray(None, None, np.ones(1), 1.0, np.array([-slope]))
    ray.trials = trials
    found = ray.nothing("none")
    assert found.status == ("converged" if hidden else "max_steps")
    assert (found.alpha, found.value, found.success) == (0, 1.0, False)
    assert ("rounding" in found.message) is hidden


@pytest.mark.parametrize(
    ("search", "trials"), [(Backtracking(), 60), (Wolfe(), 40), (ExactLineSearch(), 60)], ids=repr
)
def test_how_long_a_search_goes_on_and_where_it_begins(search, trials):
    class Uphill(Told):
        """It rises everywhere but in the slope at the start; a Wolfe search never sees it rise."""

        def _value(self, x):
            return -abs(x[0]) if isinstance(search, Wolfe) else abs(x[0])

        def _grad(self, x):
            return np.array([-1.0])

    found = search.search(Uphill({}), [0.0], [1.0])
    assert len(found.trials) == trials
    assert found.trials[0, 0] == 1.0
    factor = 2.0 if isinstance(search, Wolfe) else 0.5
    np.testing.assert_array_equal(found.trials[1:, 0], found.trials[:-1, 0] * factor)
