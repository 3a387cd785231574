"""Solutions of notebook 12's exercises that are right, each in another way than the notebook's."""

import re

import numpy as np
import pytest

from course_lib.lessons.neural_networks.exercises import (
    MOST_WRONG,
    challenge_errors,
    check_as_logistic,
    check_challenge,
    check_forward,
    check_sawtooth,
)
from course_lib.lessons.neural_networks.playground import Setting


def as_logistic(W1, b1, W2, b2):
    return 2 * W1, 2 * b1, 2 * W2, b2 - W2.sum(axis=1)


def as_logistic_upside_down(W1, b1, W2, b2):
    """By σ(−z) = 1 − σ(z): other weights, and the same network."""
    return -2 * W1, -2 * b1, -2 * W2, b2 + W2 @ np.ones(len(b1))


def sawtooth(depth):
    up, bend, tent = np.ones((2, 1)), np.array([0.0, -0.5]), np.array([[2.0, -4.0]])
    return [(up, bend), *[(up @ tent, bend)] * (depth - 1), (tent, [0.0])]


def sawtooth_from_the_right(depth):
    """Each tent walked from its right end: T(x) = 2 max(0, 1 − x) − 4 max(0, ½ − x)."""
    layers = [([[-1.0], [-1.0]], [1.0, 0.5])]
    layers += [([[-2.0, 4.0], [-2.0, 4.0]], [1.0, 0.5]) for _ in range(depth - 1)]
    return [*layers, ([[2.0, -4.0]], 0.0)]


def forward(thetas, x):
    a = np.asarray(x)
    for theta in thetas:
        a = 1 / (1 + np.exp(-theta @ np.append(1.0, a)))
    return a


def forward_without_bias_units(thetas, x):
    for theta in thetas:
        x = (1 + np.tanh((theta[:, 0] + theta[:, 1:] @ x) / 2)) / 2
    return x


def my_network():
    return dict(layers=(8, 4), optimizer="Adam", lr=0.05, batch=30)


def another_start():
    return dict(layers=[8, 4], init="Kaiming", optimizer="Adam", lr=0.03)


RIGHT = [
    (check_as_logistic, as_logistic),
    (check_as_logistic, as_logistic_upside_down),
    (check_sawtooth, sawtooth),
    (check_sawtooth, sawtooth_from_the_right),
    (check_forward, forward),
    (check_forward, forward_without_bias_units),
    (check_challenge, my_network),
    (check_challenge, another_start),
]


@pytest.mark.parametrize(
    ("network", "sentence"),
    [
        (dict(layers=(9, 3)), r"the units of a layer must be in \[1, 8\], got 9"),
        (dict(layers=(4, 4), activation="swish"), "activation must be one of 'identity'"),
        (dict(layers=(4, 4), lr=-1), "lr must be positive"),
        (dict(seed=3), "seed is not yours to choose; you have features, layers"),
        ("8-4", "return a dict"),
    ],
)
def test_the_challenge_says_what_is_wrong_with_a_setting(network, sentence):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("course_lib.lessons.neural_networks.exercises.challenge_errors", None)
        report = repr(check_challenge(lambda: network))
    assert report.startswith("✗")
    assert re.search(sentence, report), report


def test_the_challenge_is_judged_on_the_test_samples_of_three_seeds():
    errors = challenge_errors(Setting("spirals", 0.05, **my_network()))
    assert len(set(errors)) > 1
    assert 0 < max(errors) <= MOST_WRONG
    assert challenge_errors(Setting("spirals", 0.05, layers=(4, 2)))[0] > 0.3
