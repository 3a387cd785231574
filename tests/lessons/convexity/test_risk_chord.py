"""The mean loss of the cars along a segment, and the sigmoid's derivatives."""

import numpy as np
import pytest

from course_lib.lessons.convexity import explorers
from course_lib.lessons.convexity.risk_chord import (
    LOSSES,
    SigmoidSquared,
    car_risk,
    risk_chord,
    risk_violation,
)
from tests.lessons.convexity.pointer import point


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


def test_the_risk_is_violated_by_button_for_the_sigmoid_only():
    explorer = explorers.risk_chord()
    explorer.controls["search"].click()
    assert "no violation" in explorer.result.summary
    explorer.controls["loss"].value = "absolute error"
    assert "no violation" not in explorer.result.summary
    explorer.controls["loss"].value = "sigmoid squared"
    explorer.controls["search"].click()
    assert explorer.result.gap < -0.1


def test_dragging_in_the_plane_of_weights_takes_the_nearer_end():
    explorer = explorers.risk_chord()
    point(explorer, 0, -3.0, 2.0, "drag")
    assert explorer.values["u"] == (-3.0, 2.0)
    assert explorer.values["v"] == (3.0, 2.0)
