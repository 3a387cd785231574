"""Pieces of random networks: counted in two ways, linear inside, one matrix without activation."""

import re

import numpy as np
import pytest

from course_lib.lessons.neural_networks.relu_regions import (
    ACTIVATIONS,
    collapsed,
    hidden_sums,
    patterns,
    random_network,
    relu_regions,
)
from course_lib.nn import Eval


def values(net, params, X):
    return net.forward(params, X, Eval())[0][:, 0]


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_without_activation_the_network_is_its_one_matrix(layers):
    net, params = random_network("identity", 4, layers, seed=0)
    w, b = collapsed(net, params)
    X = np.random.default_rng(1).normal(size=(20, 2))
    np.testing.assert_allclose(values(net, params, X), X @ w + b)
    run = relu_regions(activation="none (identity)", units=4, layers=layers, seed=0)
    assert run.regions == 1
    told = re.search("= (.*) x₁ (.*) x₂ (.*)[.]$", run.summary.replace("−", "-")).groups()
    said = [float(number.replace(" ", "")) for number in told]
    np.testing.assert_allclose(said, [*w, b], atol=5.001e-4)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_points_of_one_pattern_share_one_affine_map(layers):
    net, params = random_network("relu", 5, layers, seed=3)
    X = np.random.default_rng(0).uniform(-3, 3, size=(3000, 2))
    ids, f = patterns(net, params, X), values(net, params, X)
    fitted = 0
    for one in np.unique(ids):
        inside = ids == one
        if inside.sum() > 5:
            A = np.column_stack([X[inside], np.ones(inside.sum())])
            best = np.linalg.lstsq(A, f[inside], rcond=None)[0]
            np.testing.assert_allclose(A @ best, f[inside], atol=1e-9)
            fitted += 1
    assert fitted > 5


def test_regions_of_one_layer_are_those_of_its_lines():
    """Euler: 1 + lines + crossings, counted inside the square from the lines themselves."""
    for seed in range(10):
        _, params = random_network("relu", 3, 1, seed)
        W, b = params["0.W"].T, params["0.b"]
        crossings = 0
        for i in range(3):
            for j in range(i):
                at = np.linalg.solve(W[[i, j]], -b[[i, j]])
                crossings += bool((np.abs(at) < 3).all())
        ends = np.array([[x, y] for x in (-3, 3) for y in (-3, 3)])
        meets = [np.ptp(np.sign(ends @ w + c)) > 0 for w, c in zip(W, b, strict=True)]
        run = relu_regions(seed=seed)
        assert 1 + sum(meets) + crossings - 1 <= run.regions <= 1 + sum(meets) + crossings
        assert run.most == 7


def test_the_kinks_are_where_a_unit_turns_on():
    net, params = random_network("relu", 3, 1, seed=1)
    exact = [-b / w for w, b in zip(params["0.W"][0], params["0.b"], strict=True)]
    np.testing.assert_allclose(relu_regions().kinks, sorted(exact), atol=0.0026)
    assert len(hidden_sums(net, params, np.zeros((1, 2)))) == 1


def test_what_is_told():
    assert "6 linear regions in the square (one layer can have at most 7)" in relu_regions().summary
    assert "tanh bends everywhere" in relu_regions(activation="tanh").summary
    assert relu_regions(layers=2).most is None
    for kind in ACTIVATIONS:
        assert np.abs(relu_regions(activation=kind).along).max() == 1
