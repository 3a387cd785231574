"""Old gradients on the cars, and clicks into the plane of τ and η."""

import numpy as np
import pytest

from course_lib.lessons.stochastic_gradient_descent import explorers
from course_lib.lessons.stochastic_gradient_descent.risks import START, car_risk
from course_lib.lessons.stochastic_gradient_descent.staleness import DELAYS, limits, staleness
from course_lib.optim import GradientDescent, minimize
from tests.lessons.stochastic_gradient_descent.pointer import point


def test_without_delay_it_is_gradient_descent():
    f = car_risk()
    trace = minimize(f, START, GradientDescent(0.5 / f.smoothness), steps=300)
    run = staleness(tau=0, step=0.5)
    np.testing.assert_allclose(run.gap, np.sqrt(trace.value - f.minimum), atol=1e-6)
    np.testing.assert_array_equal(run.gap, run.fresh)


@pytest.mark.parametrize("tau", [1, 4, 12])
def test_it_diverges_beyond_the_limit_only(tau):
    def growth(part):
        gap = staleness(tau=tau, step=part * limits()[tau]).gap
        return gap[-30:].max() / gap[100:130].max()

    assert growth(0.9) < 1 < growth(1.1)


def test_random_delays_are_up_to_twice_as_long():
    kinds = [staleness(tau=10, step=0.1, kind=kind).gap for kind in DELAYS]
    assert not np.allclose(kinds[0][5:], kinds[1][5:])


def test_a_click_takes_delay_and_step():
    explorer = explorers.staleness()
    point(explorer, 1, 7.3, 0.5)
    assert (explorer.values["tau"], explorer.values["step"]) == (7, pytest.approx(0.5, rel=0.01))
    assert explorer.view.now.get_xdata()[0] == 7
    point(explorer, 0, 7.3, 0.5)
    assert explorer.values["tau"] == 7


def test_what_has_left_the_numbers_is_not_drawn():
    gap = staleness(tau=20, step=2.0).gap
    assert np.isnan(gap[-1])
    assert "has diverged" in staleness(tau=20, step=2.0).summary
