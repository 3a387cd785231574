"""Activations in a chain: slopes against differences, every one of the lecture's in the list."""

import numpy as np
import pytest

from course_lib.functions.activations import ACTIVATIONS
from course_lib.lessons.neural_networks import explorers
from course_lib.lessons.neural_networks.activations import (
    FLOOR,
    FUNCTIONS,
    activations,
    chain,
    maxout_of_lines,
)


def test_all_activations_of_the_library_and_maxout_are_offered():
    assert len(FUNCTIONS) == len(ACTIVATIONS) + 1
    assert {"step", "logistic", "tanh", "arctan", "softsign", "ISRU", "ReLU", "leaky ReLU", "ELU",
            "maxout"} <= {*FUNCTIONS}  # fmt: skip


@pytest.mark.parametrize("kind", FUNCTIONS)
@pytest.mark.parametrize("weight", [0.5, 1.0, 2.0])
def test_the_slope_of_the_chain_is_the_slope_of_its_output(kind, weight):
    z, h = np.array([-1.7, -0.31, 0.43, 1.9]), 1e-6
    _, slopes = chain(kind, z, weight, 4)
    higher, lower = (chain(kind, z + s * h, weight, 4)[0] for s in (1, -1))
    np.testing.assert_allclose(slopes, (higher - lower) / (2 * h), atol=1e-7)


def test_maxout_is_the_highest_of_three_lines():
    z = np.linspace(-4, 4, 33)
    np.testing.assert_allclose(maxout_of_lines(z), np.max([-0.5 * z - 1, 0.2 * z, z - 0.5], axis=0))


def test_what_is_read_off():
    run = activations(kind="tanh", z=0.5, depth=2, weight=2.0)
    assert run.value_at == pytest.approx(np.tanh(0.5))
    assert run.slope_at == pytest.approx(1 - np.tanh(0.5) ** 2)
    inner = np.tanh(1.0)
    assert run.chained_at == pytest.approx(np.tanh(2 * inner))
    product = 4 * (1 - inner**2) * (1 - np.tanh(2 * inner) ** 2)
    assert run.products[1] == pytest.approx(product)
    assert f"size of the slope {product:.2g}" in run.summary
    assert activations(kind="step").products.max() == FLOOR
    for values in (dict(kind="step"), dict(depth=20)):  # exactly 0, and only very small
        assert activations(**values).summary.endswith("size of the slope at most 1e−12.")


def test_clicks_choose_z_and_the_depth():
    explorer = explorers.activations()
    for axes, x, name, value in ((0, -2.02, "z", -2.0), (1, 1.0, "z", 1.0), (2, 7.2, "depth", 7)):
        ax = explorer.live.figure.axes[axes]
        px, py = ax.transData.transform((x, 1.0))
        count = explorer.live.pointer[-1] + 1
        explorer.live.pointer = ["click", px, explorer.live.size[1] - py, count]
        assert explorer.values[name] == pytest.approx(value)
