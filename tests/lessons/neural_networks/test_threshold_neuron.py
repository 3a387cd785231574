"""The threshold neuron: its sums, its gates, and the line that a pointer carries."""

import numpy as np
import pytest

from course_lib.lessons.neural_networks import explorers
from course_lib.lessons.neural_networks.threshold_neuron import (
    BIASES,
    CORNERS,
    GATES,
    bias_through,
    threshold_neuron,
)


def test_it_fires_where_the_sum_is_not_negative():
    run = threshold_neuron(gate="OR", w1=1.0, w2=-0.5, b=0.5)
    np.testing.assert_allclose(run.z, [0.5, 0.0, 1.5, 1.0])
    assert run.fires.tolist() == [True, True, True, True]
    assert run.right.tolist() == [False, True, True, True]
    assert run.conditions == ("b < 0", "b + w₂ ≥ 0", "b + w₁ ≥ 0", "b + w₁ + w₂ ≥ 0")
    assert "z = 1.00 x₁ − 0.50 x₂ + 0.50: 3 of the 4 rows of OR" in run.summary


def test_a_sum_of_ticks_that_should_be_0_is_0():
    assert 0.1 + 0.2 - 0.3 != 0
    assert threshold_neuron(w1=0.1, w2=0.2, b=-0.3).z[3] == 0


@pytest.mark.parametrize(
    ("gate", "w1", "w2", "b"), [("AND", 1, 1, -1.5), ("OR", 1, 1, -0.5), ("NAND", -1, -1, 1.5)]
)
def test_gates_of_one_neuron(gate, w1, w2, b):
    assert threshold_neuron(gate=gate, w1=w1, w2=w2, b=b).right.all()


def test_the_truth_tables_are_those_of_python():
    x1, x2 = CORNERS.astype(bool).T
    for name, table in {"AND": x1 & x2, "OR": x1 | x2, "NAND": ~(x1 & x2), "XOR": x1 ^ x2}.items():
        assert tuple(table) == GATES[name]


def test_the_line_goes_through_the_pointer_and_stays_in_the_sliders_range():
    assert bias_through(1.0, 2.0, 0.25, 0.5) == -1.25
    assert bias_through(2.0, 2.0, 5.0, 5.0) == BIASES[0]
    explorer = explorers.threshold_neuron()
    ax = explorer.live.figure.axes[0]
    px, py = ax.transData.transform((0.75, 0.75))
    explorer.live.pointer = ["drag", px, explorer.live.size[1] - py, 1]
    assert explorer.values["b"] == -1.5
    assert explorer.result.right.all()


def test_without_weights_it_fires_everywhere_or_nowhere():
    explorer = explorers.threshold_neuron()
    for b, everywhere in ((0.0, True), (-0.5, False)):
        explorer.set(w1=0.0, w2=0.0, b=b)
        assert explorer.view.side.get_visible() is everywhere
        assert not explorer.view.line.get_visible()
