"""Each check accepts right solutions and names what is wrong with the usual wrong ones."""

import numpy as np
import pytest

from course_lib.lessons.initialization.exercises import (
    check_distinct_neurons,
    check_kaiming,
    check_keeping_std,
)

Z = np.random.default_rng(0).standard_normal(400_000)


def kaiming(rng, n, m):
    return np.sqrt(2 / n) * rng.standard_normal((n, m)), np.zeros(m)


def keeping_std(phi, n):
    return 1 / np.sqrt(n * np.mean(phi(Z) ** 2))


def distinct_neurons(W):
    return len({tuple(column) for column in W.T})


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (check_kaiming, kaiming),
        (check_kaiming, lambda rng, n, m: (rng.normal(0, (2 / n) ** 0.5, (n, m)), [0.0] * m)),
        (check_keeping_std, keeping_std),
        (check_distinct_neurons, distinct_neurons),
        (check_distinct_neurons, lambda W: np.unique(W, axis=1).shape[1]),
    ],
)
def test_right_solutions_pass(check, right):
    assert check(right).passed, check(right)


@pytest.mark.parametrize(
    ("check", "wrong", "told"),
    [
        (check_kaiming, lambda rng, n, m: (2 / n * rng.standard_normal((n, m)), np.zeros(m)),
         "should be near 0.0707"),
        (check_kaiming, lambda rng, n, m: (kaiming(rng, n, m)[0] / 2**0.5, np.zeros(m)), "√(2/fan"),
        (check_kaiming, lambda rng, n, m: (kaiming(rng, m, n)[0].T, np.zeros(m)), "the number of"),
        (check_kaiming, lambda rng, n, m: (kaiming(rng, n, m)[0], np.ones(m)), "zeros"),
        (check_kaiming, lambda rng, n, m: (kaiming(rng, m, n)[0], np.zeros(n)), "shape"),
        (check_kaiming, lambda rng, n, m: kaiming(np.random.default_rng(0), n, m), "differ"),
        (check_kaiming,
         lambda rng, n, m: (rng.choice([-1, 1], (n, m)) * (2 / n) ** 0.5, np.zeros(m)), "normal"),
        (check_keeping_std, lambda phi, n: 1 / np.sqrt(n), "ReLU"),
        (check_keeping_std, lambda phi, n: np.sqrt(2 / n), "1/√n"),
        (check_keeping_std, lambda phi, n: 1 / np.sqrt(n * np.var(phi(Z))), "variance"),
        (check_keeping_std, lambda phi, n: keeping_std(phi, n) ** 2, "1/√n"),
        (check_distinct_neurons, lambda W: len({tuple(row) for row in W}), "column"),
        (check_distinct_neurons, lambda W: W.shape[1], "equal"),
        (check_distinct_neurons, lambda W: np.unique(W.round(3), axis=1).shape[1], "rounding"),
        (check_distinct_neurons, lambda W: 1 + int(np.diff(W).any(axis=0).sum()), "column"),
    ],
)  # fmt: skip
def test_wrong_solutions_are_told_what_to_look_at(check, wrong, told):
    report = check(wrong)
    assert not report.passed
    assert told in repr(report), report
