"""Solutions of notebook 13's exercises that are right, each in another way than the notebook's."""

import numpy as np

from course_lib.autodiff import backward, logsumexp, tanh, variables
from course_lib.autodiff.tensor import Tensor
from course_lib.lessons.backprop_gates.exercises import (
    check_bypass_back,
    check_divide_gate,
    check_mended_backward,
    check_score_gradient,
)


def divide_gate(x, y):
    return x / y, lambda dz: (dz / y, -dz * x / y**2)


def by_the_value(x, y):
    z = x / y
    return z, lambda dz: [dz / y, -z * dz / y]


def score_gradient(z, label):
    return np.exp(z) / np.exp(z).sum() - np.eye(len(z))[label]


def by_the_library(z, label):
    z = Tensor(z)
    return backward(logsumexp(z) - z[label])[z]


def gradient(x, y):
    return (x + y) ** 2 + 2 * (x + y) * x, 2 * (x + y) * x


def gradient_by_the_library(x, y):
    x, y = variables(x=x, y=y)
    grads = backward((x + y) ** 2 * x)
    return grads[x], grads[y]


def bypass_back(W, x, dy):
    delta = (1 - np.tanh(W @ x) ** 2) * dy
    return dy + delta @ W, delta[:, None] * x


def bypass_by_the_library(W, x, dy):
    W, x = Tensor(W), Tensor(x)
    grads = backward((dy * (x + tanh(W @ x))).sum())
    return grads[x], grads[W]


RIGHT = [
    (check_divide_gate, divide_gate),
    (check_divide_gate, by_the_value),
    (check_score_gradient, score_gradient),
    (check_score_gradient, by_the_library),
    (check_mended_backward, gradient),
    (check_mended_backward, gradient_by_the_library),
    (check_bypass_back, bypass_back),
    (check_bypass_back, bypass_by_the_library),
]


def test_half_a_repair_is_told_what_is_left():
    def halfway(x, y):
        s = x + y
        return s**2 + 2 * x * x, 2 * x * x

    assert "one bug is left: the slope of s²" in repr(check_mended_backward(halfway))
