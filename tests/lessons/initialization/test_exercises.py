"""Solutions of notebook 16's exercises that are right, each in another way than the notebook's."""

from itertools import pairwise

import numpy as np
import pytest

from course_lib.lessons.initialization.exercises import (
    check_calibrate,
    check_keeping_std,
    check_repair,
    check_start_network,
)

Z = np.random.default_rng(0).standard_normal(10_000)


def by_grid(phi, n):
    z = np.linspace(-8, 8, 4001)
    density = np.exp(-(z**2) / 2)
    return 1 / np.sqrt(n * np.sum(density * phi(z) ** 2) / np.sum(density))


def by_draws(phi, n):
    return 1 / np.sqrt(n * np.mean(phi(Z) ** 2))


def calibrate(X, weights, phi):
    scaled = []
    for W in weights:
        z = X @ W
        scale = np.linalg.norm(z) / np.sqrt(z.size)
        scaled.append(W / scale)
        X = phi(z / scale)
    return scaled


def calibrate_from_the_start(X, weights, phi):
    weights = [W.copy() for W in weights]
    for layer in range(len(weights)):
        a = X
        for W in weights[:layer]:
            a = phi(a @ W)
        weights[layer] /= np.sqrt(np.mean((a @ weights[layer]) ** 2))
    return np.array(weights)


def start_network(rng, widths):
    return [
        (rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(widths)
    ]


def start_uniform(rng, widths):
    pairs = []
    for n_in, n_out in pairwise(widths):
        limit = np.sqrt(6 / n_in)
        pairs.append([rng.uniform(-limit, limit, (n_in, n_out)), [0.0] * n_out])
    return pairs


def kaiming_start():
    return np.sqrt(2), 1.0, 0.03


def large_start():
    return 5 / 3, 0.1, 0.03


RIGHT = [
    (check_keeping_std, by_grid),
    (check_keeping_std, by_draws),
    (check_calibrate, calibrate),
    (check_calibrate, calibrate_from_the_start),
    (check_start_network, start_network),
    (check_start_network, start_uniform),
    (check_repair, kaiming_start),
    (check_repair, large_start),
]


def test_an_average_over_draws_passes_whatever_the_seed():
    """Ten thousand draws, as the text suggests, are never refused."""
    for seed in range(100):
        z = np.random.default_rng(seed).standard_normal(10_000)
        assert check_keeping_std(lambda phi, n, z=z: 1 / np.sqrt(n * np.mean(phi(z) ** 2))).passed


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda rng, widths: start_network(rng, widths)[:-1], "not what was asked"),
        (lambda rng, widths: [(W.T, b) for W, b in start_network(rng, widths)], "not what"),
        (lambda rng, widths: [(W / 2, b) for W, b in start_network(rng, widths)], "0.5 times"),
        (lambda rng, widths: [(W, b + 1) for W, b in start_network(rng, widths)], "as large as 1"),
    ],
)
def test_a_start_is_told_what_its_layers_lack(wrong, told):
    assert told in repr(check_start_network(wrong))


def test_a_calibrated_start_keeps_the_matrices():
    def shifted(X, weights, phi):
        return [W + 1e-3 for W in calibrate(X, weights, phi)]

    assert "times one positive number" in repr(check_calibrate(shifted))
