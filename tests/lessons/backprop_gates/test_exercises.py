"""Each check accepts right solutions, names what is wrong with the usual wrong ones, and waits."""

import numpy as np
import pytest

from course_lib.lessons.backprop_gates.exercises import (
    check_divide_gate,
    check_hidden_delta,
    check_mended_backward,
    check_relu_gate,
)


def divide(dx, dy):
    """A divide gate with these rules of (x, y, dz)."""
    return lambda x, y: (x / y, lambda dz: (dx(x, y, dz), dy(x, y, dz)))


def relu(slope):
    return lambda x: (np.maximum(x, 0), lambda dy: (dy * slope(x),))


def mended(dx, dy):
    return lambda x, y: (dx(x, y, x + y), dy(x, y, x + y))


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (check_divide_gate, divide(lambda x, y, d: d / y, lambda x, y, d: -d * x / y**2)),
        (check_relu_gate, relu(lambda x: x > 0)),
        (check_relu_gate, lambda x: (x * (x > 0), lambda dy: np.where(x > 0, dy, 0))),
        (check_mended_backward, mended(lambda x, y, s: s * s + 2 * s * x,
                                       lambda x, y, s: 2 * s * x)),
        (check_hidden_delta, lambda t, d, a: (1 - a**2) * (d @ t[:, 1:])),
        (check_hidden_delta, lambda t, d, a: (1 - a * a) * (t.T @ d)[1:]),
    ],
)  # fmt: skip
def test_right_solutions_pass(check, right):
    assert check(right).passed


@pytest.mark.parametrize(
    ("check", "wrong", "hint"),
    [
        (check_divide_gate, lambda x, y: x / y, "return two things"),
        (check_divide_gate, divide(lambda x, y, d: d / y, lambda x, y, d: d * x / y**2), "sign"),
        (check_divide_gate, divide(lambda x, y, d: 1 / y, lambda x, y, d: -x / y**2), "dz"),
        (check_divide_gate, divide(lambda x, y, d: d / y, lambda x, y, d: -d * abs(x) / y**2),
         "keeps the sign of x"),
        (check_divide_gate, divide(lambda x, y, d: d * y, lambda x, y, d: d * x), "1/y"),
        (check_relu_gate, relu(lambda x: x >= 0), "x ≥ 0"),
        (check_relu_gate, relu(lambda x: np.maximum(x, 0)), "slope is 1"),
        (check_relu_gate, relu(lambda x: np.ones_like(x)), "slope is 1"),
        (check_relu_gate, lambda x: (np.maximum(x, 0), lambda dy: (np.maximum(dy, 0),)),
         "slope is 1"),
        (check_relu_gate, lambda x: (np.maximum(x, 0), lambda dy: (dy * (x > 0) * (dy > 0),)),
         "not on the dy"),
        (check_mended_backward, mended(lambda x, y, s: 2 * s * x, lambda x, y, s: 2 * s * x),
         "dx +="),
        (check_mended_backward, mended(lambda x, y, s: s * s, lambda x, y, s: 2 * s * x), "dx +="),
        (check_mended_backward, mended(lambda x, y, s: s * s + 2 * x * x,
                                       lambda x, y, s: 2 * x * x), "cached s"),
        (check_hidden_delta, lambda t, d, a: t[:, 1:].T @ d, "own slope"),
        (check_hidden_delta, lambda t, d, a: t.T @ d, "bias column"),
        (check_hidden_delta, lambda t, d, a: (1 - a**2) * (t[:, :-1].T @ d), "bias column"),
        (check_hidden_delta, lambda t, d, a: (1 - a) * (t[:, 1:].T @ d), "own slope"),
        (check_hidden_delta, lambda t, d, a: a * (1 - a) * (t[:, 1:].T @ d), "bias column"),
    ],
)  # fmt: skip
def test_wrong_solutions_are_told(check, wrong, hint):
    report = check(wrong)
    assert not report.passed
    assert hint in repr(report)
