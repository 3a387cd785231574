"""Solutions of notebook 02's exercises that are right, each also in another way."""

import numpy as np
import pytest

from course_lib.lessons.convexity.exercises import (
    check_bad_chord,
    check_decide_psd,
    check_has_bad_chord,
    check_hessian_of_lse,
    check_is_subgradient,
    check_subdifferential,
)


def bad_chord(a):
    return -a, a, 0.5


def lopsided_chord(a):
    return 1.5 * a, -a, 0.4


def is_subgradient(f, x, g, grid):
    return bool(np.all(f(grid) - f(x) - g * (grid - x) >= -1e-9))


def point_by_point(f, x, g, grid):
    return all(f(y) >= f(x) + g * (y - x) - 1e-8 for y in grid)


def subdifferential(slopes, offsets, x):
    values = slopes * x + offsets
    active = slopes[np.isclose(values, values.max())]
    return active.min(), active.max()


def piece_by_piece(slopes, offsets, x):
    top = max(a * x + b for a, b in zip(slopes, offsets, strict=True))
    tied = [a for a, b in zip(slopes, offsets, strict=True) if a * x + b > top - 1e-9]
    return min(tied), max(tied)


def decide_psd(H):
    values, vectors = np.linalg.eigh(H)
    return values[0] >= -1e-9, vectors[:, 0]


def by_general_eigenvalues(H):
    values, vectors = np.linalg.eig(H)
    k = np.argmin(values.real)
    d = vectors[:, k].real
    return bool(values.real[k] > -1e-9), -d / np.linalg.norm(d)


def hessian_of_lse(x):
    p = np.exp(x - x.max())
    p = p / p.sum()
    return np.diag(p) - np.outer(p, p)


def entry_by_entry(x):
    p = np.exp(x - np.logaddexp.reduce(x))
    return [[p[i] * ((i == j) - p[j]) for j in range(len(x))] for i in range(len(x))]


def has_bad_chord(c):
    x = np.linspace(-2, 2, 401)
    f = x**4 + c * x**3 + x**2
    middles = [(f[2 * k :] + f[: -2 * k]) / 2 - f[k:-k] for k in range(1, 200)]
    return bool(min(gap.min() for gap in middles) < -1e-9)


def by_any_weight(c):
    """Random chords, long and short, at random weights."""
    rng = np.random.default_rng(0)
    x = rng.uniform(-2, 2, 20_000)
    y = (x + rng.choice([0.1, 0.3, 1.0], x.shape) * rng.normal(size=x.shape)).clip(-2, 2)
    t = rng.uniform(size=x.shape)

    def f(z):
        return z**4 + c * z**3 + z**2

    return bool((t * f(x) + (1 - t) * f(y) - f(t * x + (1 - t) * y)).min() < -1e-9)


RIGHT = [
    (check_bad_chord, bad_chord),
    (check_bad_chord, lopsided_chord),
    (check_is_subgradient, is_subgradient),
    (check_is_subgradient, point_by_point),
    (check_subdifferential, subdifferential),
    (check_subdifferential, piece_by_piece),
    (check_decide_psd, decide_psd),
    (check_decide_psd, by_general_eigenvalues),
    (check_hessian_of_lse, hessian_of_lse),
    (check_hessian_of_lse, entry_by_entry),
    (check_has_bad_chord, has_bad_chord),
    (check_has_bad_chord, by_any_weight),
]


@pytest.mark.parametrize(
    ("check", "wrong", "says"),
    [
        (check_bad_chord, lambda a: (-a, a, 1.5), "between 0 and 1"),
        (check_bad_chord, lambda a: (0.0, 3 * a, 0.5), "should be negative"),
        (check_decide_psd, lambda H: (decide_psd(H)[0], np.ones((2, 2))), "the shape of d"),
        (check_decide_psd, lambda H: (decide_psd(H)[0], 3 * decide_psd(H)[1]), "length of d is 3"),
        (check_decide_psd, lambda H: (decide_psd(H)[0], np.eye(len(H))[0]), "another d has"),
    ],
)
def test_what_is_wrong_is_told_in_numbers(check, wrong, says):
    assert says in repr(check(wrong))


def test_the_hessian_is_the_difference_quotient_of_p():
    x, h = np.log([1.0, 1.0, 2.0]), 1e-6

    def p(x):
        return np.exp(x) / np.exp(x).sum()

    columns = [(p(x + h * e) - p(x - h * e)) / (2 * h) for e in np.eye(3)]
    np.testing.assert_allclose(check_hessian_of_lse.asks[1].expected, columns, atol=1e-9)
