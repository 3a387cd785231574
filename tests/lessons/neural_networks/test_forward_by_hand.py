"""Forward computation with bias units: against the library's layers, and step by step."""

from itertools import product

import numpy as np
import pytest

from course_lib.lessons.neural_networks import explorers
from course_lib.lessons.neural_networks.forward_by_hand import (
    FILLED,
    NAMES,
    ROWS,
    forward,
    forward_by_hand,
)
from course_lib.lessons.neural_networks.threshold_neuron import CORNERS
from course_lib.nn import Activation, Dense, Eval, Sequential


def test_it_is_the_librarys_network():
    rng = np.random.default_rng(0)
    thetas = [rng.normal(size=(4, 4)), rng.normal(size=(2, 5)), rng.normal(size=(1, 3))]
    net = Sequential([Dense(3, 4), Activation("sigmoid"), Dense(4, 2), Activation("sigmoid"),
                      Dense(2, 1), Activation("sigmoid")])  # fmt: skip
    params = {}
    for k, theta in enumerate(thetas):
        params |= {f"{2 * k}.W": theta[:, 1:].T, f"{2 * k}.b": theta[:, 0]}
    x = rng.normal(size=3)
    np.testing.assert_allclose(forward(thetas, x)[-1][1],
                               net.forward(params, x[None], Eval())[0][0])  # fmt: skip


@pytest.mark.parametrize("gate", ROWS)
def test_each_row_is_its_gate(gate):
    x1, x2 = CORNERS.astype(bool).T
    truth = {"AND": x1 & x2, "OR": x1 | x2, "NOR": ~(x1 | x2), "NAND": ~(x1 & x2),
             "first only": x1 & ~x2, "second only": ~x1 & x2}  # fmt: skip
    outputs = [forward([np.array([ROWS[gate]])], x)[0][1][0] for x in CORNERS]
    np.testing.assert_allclose(outputs, truth[gate], atol=1e-4)


def test_the_numbers_are_filled_in_in_order():
    run = forward_by_hand(output="OR", x1=True, x2=True, scale=1.0)
    np.testing.assert_allclose(run.numbers, (10, 1, -30, 0, 10, 1), atol=1e-3)
    assert len(run.sentences) == len(FILLED) + 1
    assert run.sentences[1] == "z₁⁽²⁾ = −30 + (20)·1 + (20)·1 = 10"
    assert run.sentences[5].startswith("z₁⁽³⁾ = −10 + (20)·1 + (20)·0")
    assert (run.row, run.name) == (3, "XNOR")


def test_every_answer_has_a_name():
    assert len(NAMES) == 16
    for bits, name in (((0, 1, 1, 0), "XOR"), ((0, 0, 1, 1), "x₁"), ((1, 1, 0, 1), "not x₁ or x₂")):
        assert NAMES[bits] == name


def test_the_answer_for_the_present_input_waits_for_the_last_step():
    explorer = explorers.forward_by_hand()
    shown = [[text.get_text() for text in row] for row in explorer.view.answers]
    assert shown[0] == ["?", "?"]
    assert shown[1][0] == f"{explorer.result.answers[1]:.3f}"
    explorer.set(t=6)
    assert explorer.view.answers[0][0].get_text() == f"{explorer.result.answers[0]:.3f}"
    assert explorer.view.name.get_text() == "rounded: always 0"


def test_every_table_of_four_answers_has_a_name_of_its_own():
    assert list(NAMES) == list(product((0, 1), repeat=4))
    assert len(set(NAMES.values())) == 16
