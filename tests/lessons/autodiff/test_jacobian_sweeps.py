"""A Jacobian by columns and by rows."""

from itertools import product

import numpy as np
import pytest

from course_lib.autodiff.static import StaticGraph, gradients, operations, tangents
from course_lib.lessons.autodiff import explorers
from course_lib.lessons.autodiff.jacobian_sweeps import (
    INNER,
    OUTER,
    POINT,
    count,
    jacobian_sweeps,
    layer,
)


@pytest.mark.parametrize(("n", "m"), [(1, 1), (6, 3), (2, 8), (8, 8)])
def test_both_modes_and_the_formula(n, m):
    run = jacobian_sweeps(n=n, m=m)
    hidden = np.tanh(INNER[:, :n] @ POINT[:n])
    y = np.tanh(OUTER[:m] @ hidden)
    J = (1 - y**2)[:, None] * (OUTER[:m] @ ((1 - hidden**2)[:, None] * INNER[:, :n]))
    np.testing.assert_allclose(run.columns, J, rtol=1e-12)
    np.testing.assert_allclose(run.rows, J, rtol=1e-12)


def test_counts_by_hand():
    # One input, one output: 5 hidden units of a product and a tanh; 5 products, 4 sums, tanh.
    forward, reverse = count(1, 1)
    assert forward[0] == reverse[0] == 5 * 2 + 5 + 4 + 1
    # Forward: per hidden unit w · 1, slope 2, product; then 5 products, 4 sums, slope, product.
    assert forward[1] - forward[0] == 5 * 4 + 5 + 4 + 3


@pytest.mark.parametrize(("n", "m"), [(6, 3), (2, 8)])
def test_every_sweep_costs_the_same(n, m):
    graph = StaticGraph()
    x = [graph.placeholder(f"x{k}") for k in range(n)]
    y = layer(OUTER[:m], layer(INNER[:, :n], x))
    forward, reverse = count(n, m)
    assert forward[0] == reverse[0] == operations(*y)
    for a in x:
        assert operations(*y, *tangents(y, {a: 1.0})) == forward[1]
    for out in y:
        assert operations(*y, *gradients(out, x)) == reverse[1]


def test_few_inputs_forward_few_outputs_reverse():
    for n, m in product(range(1, 9), repeat=2):
        forward, reverse = count(n, m)
        if m >= 2 * n + 1:
            assert forward[-1] < reverse[-1]
        if n >= m:
            assert reverse[-1] <= forward[-1]


def test_sweep_by_sweep():
    explorer = explorers.jacobian_sweeps()
    run, view = explorer.result, explorer.view
    for t in range(run.last_sweep + 1):
        view.show(run, t)
        columns, rows = (np.ma.filled(image.get_array(), 0) != 0 for image in view.images)
        assert columns.sum() == run.m * min(t, run.n)
        assert rows.sum() == run.n * min(t, run.m)
        by_column, by_row = (image.get_array() for image in view.images)
        k, j = min(t, run.n), min(t, run.m)
        np.testing.assert_array_equal(by_column[: run.m, :k], run.columns[:, :k])
        np.testing.assert_array_equal(by_row[:j, : run.n], run.rows[:j])
        totals = run.forward[min(t, run.n)], run.reverse[min(t, run.m)]
        assert tuple(view.now.get_ydata()) == totals
        np.testing.assert_array_equal(view.forward.get_ydata(), run.forward[: k + 1])
        np.testing.assert_array_equal(view.reverse.get_ydata(), run.reverse[: j + 1])
    np.testing.assert_array_equal(view.images[0].get_array()[: run.m, : run.n], run.columns)
    np.testing.assert_array_equal(view.images[1].get_array()[: run.m, : run.n], run.rows)


def test_words():
    assert jacobian_sweeps(n=1, m=1).summary.startswith("1 input, 1 output: y takes 20 ")
    assert "A sweep of forward mode adds 56, and one of reverse mode 77." in (
        jacobian_sweeps(n=6, m=3).summary
    )
