"""One gate: its gradient, what is said of it, and clicks on its plane."""

import numpy as np
import pytest

from course_lib.explorers.explorer import Pointer
from course_lib.lessons.backprop_gates import explorers
from course_lib.lessons.backprop_gates.gate_rule import GATES, gate_rule


@pytest.mark.parametrize("gate", GATES)
@pytest.mark.parametrize("at", [(1.3, 0.4), (-2.0, 1.1), (0.5, -3.0)])
def test_gradient_is_the_slope_of_the_drawn_surface(gate, at):
    run = gate_rule(gate=gate, x=at[0], y=at[1], upstream=-1.5)
    h, z = 1e-6, GATES[gate][1]
    slopes = [
        (z(at[0] + h * i, at[1] + h * j) - z(at[0] - h * i, at[1] - h * j)) / (2 * h)
        for i, j in ((1, 0), (0, 1))
    ]
    np.testing.assert_allclose(run.gradient, -1.5 * np.array(slopes), atol=1e-8)


@pytest.mark.parametrize(
    ("gate", "x", "y", "want", "words"),
    [
        ("add: x + y", 3.0, -1.0, (2, 2), "distributes"),
        ("multiply: x · y", 3.0, -1.0, (-2, 6), "swaps"),
        ("max(x, y)", 3.0, -1.0, (2, 0), "x is larger"),
        ("max(x, y)", -3.0, -1.0, (0, 2), "y is larger"),
        ("max(x, y)", 1.0, 1.0, (2, 0), "A tie"),
        ("ReLU(x + y)", 3.0, -1.0, (2, 2), "s = 2 > 0: the ReLU gate is open"),
        ("ReLU(x + y)", -3.0, -1.0, (0, 0), "s = −4 < 0: the ReLU gate is closed"),
        ("ReLU(x + y)", 1.0, -1.0, (0, 0), "the kink: our slope is 0"),
    ],
)
def test_what_each_gate_does(gate, x, y, want, words):
    run = gate_rule(gate=gate, x=x, y=y, upstream=2.0)
    assert run.gradient.tolist() == list(want)
    assert words in run.summary


def test_the_caption_keeps_values_and_gradients_apart():
    assert gate_rule(x=3.0, y=-1.0).summary == (
        "Multiply swaps: x gets 1.5 · y = −1.5 (y is −1), and y gets 1.5 · x = 4.5 (x is 3)."
    )


def test_a_click_moves_the_point_within_the_sliders():
    explorer = explorers.gate_rule()
    place = explorer._on_pointer
    assert place(Pointer("click", 1, 1.234, -5.0), explorer.values) == {"x": 1.2, "y": -3.0}
    assert place(Pointer("click", 0, 1.0, 1.0), explorer.values) == {}
