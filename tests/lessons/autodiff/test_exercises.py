"""Solutions of notebook 14's exercises that are right, each in another way than the notebook's."""

import numpy as np
import pytest

from course_lib import autodiff
from course_lib.autodiff import Tensor, chain_gradient, hvp, jvp, sin, vjp
from course_lib.lessons.autodiff.exercises import (
    check_gather_back,
    check_pull_unit,
    check_second_order_sine,
    check_segments,
    peak_of,
)


def sine(x, dx, ddx):
    s, c = np.sin(x), np.cos(x)
    return s, c * dx, c * ddx - s * dx * dx


def sine_by_the_library(x, dx, ddx):
    value, first = jvp(sin, float(x), float(dx))
    slope, bend = hvp(sin, float(x), float(dx))
    return value, first, bend * dx + slope * ddx


def pull_unit(x, u):
    r = np.linalg.norm(x)
    return u / r - x * (x @ u) / r**3


def pull_unit_by_its_matrix(x, u):
    r = np.linalg.norm(x)
    y = x / r
    return ((np.eye(len(x)) - np.outer(y, y)) / r).T @ u


def pull_unit_by_the_library(x, u):
    return vjp(lambda x: x / autodiff.sqrt((x * x).sum()), x)[1](u)


def gather_back(rows, which, grad):
    d_table = np.zeros((rows, grad.shape[1]))
    for row, part in zip(which, grad, strict=True):
        d_table[row] += part
    return d_table


def gather_by_a_matrix(rows, which, grad):
    return np.eye(rows)[which].T @ grad


def gather_by_the_library(rows, which, grad):
    table = Tensor(np.zeros((rows, grad.shape[1])))
    return autodiff.backward(table[which], seed=grad)[table]


def segments(T):
    lengths = []
    while sum(lengths) < T:
        lengths = [length + 1 for length in lengths] + [1]
    too_many = sum(lengths) - T
    while too_many:
        cut = min(too_many, lengths[-1])
        lengths[-1] -= cut
        too_many -= cut
        if not lengths[-1]:
            lengths.pop()
    return lengths


def segments_from_the_end(T):
    lengths, rest = [], T
    for length in range(1, T + 1):
        lengths.insert(0, min(length, rest))
        rest -= lengths[0]
        if not rest:
            return np.sort(lengths)[::-1]
    return lengths


RIGHT = [
    (check_second_order_sine, sine),
    (check_second_order_sine, sine_by_the_library),
    (check_pull_unit, pull_unit),
    (check_pull_unit, pull_unit_by_its_matrix),
    (check_pull_unit, pull_unit_by_the_library),
    (check_gather_back, gather_back),
    (check_gather_back, gather_by_a_matrix),
    (check_gather_back, gather_by_the_library),
    (check_segments, segments),
    (check_segments, segments_from_the_end),
]


@pytest.mark.parametrize("T", [1, 2, 6, 7, 50, 100])
def test_the_peak_of_segments_is_what_a_real_chain_holds(T):
    lengths = segments(T)
    run = chain_gradient([sin] * T, 0.3, np.cumsum(lengths)[:-1].tolist())
    assert run.peak == peak_of(lengths)
    assert run.peak * (run.peak + 1) // 2 >= T > run.peak * (run.peak - 1) // 2


def test_no_other_placement_holds_less():
    def all_placements(T):
        if not T:
            yield []
        for first in range(1, T + 1):
            for rest in all_placements(T - first):
                yield [first, *rest]

    for T in range(1, 12):
        assert min(map(peak_of, all_placements(T))) == peak_of(segments(T))


@pytest.mark.parametrize(("answer", "words"), [
    ([3, 3], "hold 4 values at once, and 3 are enough"),
    ([3, 2], "should hold 6 gates together, they hold 5"),
    ([3.0, 2.0, 1.0], "whole numbers"),
    ([4, 3, -1], "whole numbers"),
])  # fmt: skip
def test_what_is_said_of_segments(answer, words):
    assert words in repr(check_segments(lambda T: answer))
