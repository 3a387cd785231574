"""Solutions of notebook 12's exercises that are right, each in another way than the notebook's."""

import re

import numpy as np
import pytest

from course_lib.lessons.neural_networks.exercises import (
    MOST_WRONG,
    challenge_errors,
    check_challenge,
    check_collapse,
    check_forward,
    check_relu_through,
)
from course_lib.lessons.neural_networks.playground import Setting


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2


def collapse_by_blocks(W1, b1, W2, b2):
    """Affine maps as matrices with one more row: (0 … 0 1)."""

    def block(W, b):
        return np.block([[W, np.reshape(b, (-1, 1))], [np.zeros((1, W.shape[1])), np.ones((1, 1))]])

    both = block(W2, b2) @ block(W1, b1)
    return both[:-1, :-1], both[:-1, -1]


def relu_through(x, y):
    slope = np.diff(y) / np.diff(x)
    return np.diff(slope, prepend=0.0)


def relu_through_by_a_loop(x, y):
    v, slope = [], 0.0
    for i in range(len(x) - 1):
        wanted = (y[i + 1] - y[i]) / (x[i + 1] - x[i])
        v.append(wanted - slope)
        slope = wanted
    return v


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
    (check_collapse, collapse),
    (check_collapse, collapse_by_blocks),
    (check_relu_through, relu_through),
    (check_relu_through, relu_through_by_a_loop),
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
