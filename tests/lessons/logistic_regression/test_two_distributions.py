"""Entropy and KL of two coins, and their picture."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.lessons.logistic_regression.two_distributions import GRID, two_distributions
from course_lib.lessons.logistic_regression.two_distributions_view import TOP, TwoDistributionsView


def test_cross_entropy_is_entropy_and_kl():
    run = two_distributions(p=0.7, q=0.4)
    want = -0.7 * np.log(0.4) - 0.3 * np.log(0.6)
    np.testing.assert_allclose(run.cross, want)
    np.testing.assert_allclose(run.cross, run.entropy + run.kl)
    np.testing.assert_allclose(run.other_cross, run.other_entropy + run.other_kl)
    assert abs(GRID[run.curve.argmin()] - 0.7) < 0.005
    bits = two_distributions(p=0.7, q=0.4, unit="bits (log₂)")
    np.testing.assert_allclose(bits.cross, want / np.log(2))
    assert "bits" in bits.summary


def test_what_the_belief_excludes_costs_infinitely_much():
    run = two_distributions(p=0.5, q=0.0)
    assert np.isinf(run.cross)
    assert "infinite" in run.summary
    assert two_distributions(p=0.3, q=0.3).kl == pytest.approx(0.0)


def test_sums_stack_and_infinity_says_so():
    view, run = TwoDistributionsView(Figure()), two_distributions(p=0.6, q=0.2)
    view.update(run)
    np.testing.assert_allclose(view.base[0].get_height(), run.entropy)
    np.testing.assert_allclose(view.extra[0].get_y() + view.extra[0].get_height(), run.cross)
    view.update(two_distributions(p=0.6, q=0.0))
    assert view.totals[0].get_text() == "∞"
    assert view.extra[0].get_y() + view.extra[0].get_height() == pytest.approx(TOP)


@pytest.mark.parametrize("values", [dict(), dict(q=0.0), dict(p=1.0, q=1.0)])
def test_sliders_make_no_artists(values):
    view = TwoDistributionsView(Figure())
    view.update(two_distributions())
    before = [len(ax.get_children()) for ax in view.bars_ax.figure.axes]
    view.update(two_distributions(**values))
    after = [len(ax.get_children()) for ax in view.bars_ax.figure.axes]
    assert after == before
