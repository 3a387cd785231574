"""Losses in place of the 0–1 loss, read off at z."""

import numpy as np
import pytest

from course_lib.lessons.svm_hinge import explorers
from course_lib.lessons.svm_hinge.surrogates import SURROGATES, surrogates
from tests.lessons.pointer import point


def test_which_losses_bound_the_mistakes_and_which_are_convex():
    run = surrogates()
    below = {key for key, bound in run.bounds_mistakes.items() if not bound}
    assert below == {"log", "sigmoid"}
    assert {key for key, convex in run.convex.items() if not convex} == {"zero_one", "sigmoid"}


def test_numbers_at_z_and_what_is_shown():
    run = surrogates(z=-1.0, hinge=True, sigmoid=False)
    assert "sigmoid" not in run.shown
    assert run.value_at["hinge"] == 2.0
    assert run.slope_at["smoothed_hinge"] == -2.0
    assert run.slope_at["modified_huber"] == -4.0
    for key in SURROGATES:
        inside = np.isfinite(run.slope[key])
        assert inside.sum() >= 600


def test_a_click_reads_the_losses_there():
    explorer = explorers.surrogates()
    point(explorer, 1, 1.5, -2.0)
    assert explorer.result.z == pytest.approx(1.5, abs=0.03)
