"""The checks of notebook 02 accept right answers and name what is wrong with the usual others."""

import re

import numpy as np
import pytest

from course_lib.lessons.convexity.exercises import (
    check_chord_gap,
    check_decide_psd,
    check_is_subgradient,
    check_subdifferential,
)


def chord_gap(f, x, y, t):
    return t * f(x) + (1 - t) * f(y) - f(t * x + (1 - t) * y)


def is_subgradient(f, x, g, grid):
    return bool(np.all(f(grid) - f(x) - g * (grid - x) >= -1e-9))


def subdifferential(slopes, offsets, x):
    values = slopes * x + offsets
    active = slopes[np.isclose(values, values.max())]
    return active.min(), active.max()


def decide_psd(H):
    values, vectors = np.linalg.eigh(H)
    return values[0] >= -1e-9, vectors[:, 0]


RIGHT = [
    (check_chord_gap, chord_gap),
    (check_is_subgradient, is_subgradient),
    (check_subdifferential, subdifferential),
    (check_decide_psd, decide_psd),
]


@pytest.mark.parametrize(("check", "solution"), RIGHT)
def test_right_solution_passes(check, solution):
    report = check(solution)
    assert report.passed, report


def weights_swapped(f, x, y, t):
    return (1 - t) * f(x) + t * f(y) - f((1 - t) * x + t * y)


def gap_upside_down(f, x, y, t):
    return -chord_gap(f, x, y, t)


def size_of_gap(f, x, y, t):
    return abs(chord_gap(f, x, y, t))


def scalar_t_only(f, x, y, t):
    return float(chord_gap(f, x, y, t))


def no_tolerance(f, x, g, grid):
    return bool(np.all(f(grid) >= f(x) + g * (grid - x)))


def right_side_only(f, x, g, grid):
    grid = grid[grid > x]
    return is_subgradient(f, x, g, grid)


def nearby_only(f, x, g, grid):
    return is_subgradient(f, x, g, grid[np.abs(grid - x) < 0.5])


def forgets_height(f, x, g, grid):
    return bool(np.all(f(grid) >= g * (grid - x) - 1e-9))


def one_verdict_a_point(f, x, g, grid):
    return f(grid) - f(x) - g * (grid - x) >= -1e-9


def all_pieces(slopes, offsets, x):
    return slopes.min(), slopes.max()


def first_piece(slopes, offsets, x):
    a = slopes[np.argmax(slopes * x + offsets)]
    return a, a


def exact_ties(slopes, offsets, x):
    values = slopes * x + offsets
    active = slopes[values == values.max()]
    return active.min(), active.max()


def in_order_of_pieces(slopes, offsets, x):
    values = slopes * x + offsets
    active = slopes[np.isclose(values, values.max())]
    return active[0], active[-1]


def by_determinant(H):
    return np.linalg.det(H) >= -1e-12, np.linalg.eigh(H)[1][:, 0]


def by_entries(H):
    return bool((H >= 0).all()), np.linalg.eigh(H)[1][:, 0]


def by_diagonal(H):
    k = int(np.argmin(np.diag(H)))
    return H[k, k] >= 0, np.linalg.eigh(H)[1][:, 0]


def strict_zero(H):
    values, vectors = np.linalg.eigh(H)
    return values[0] >= 0, vectors[:, 0]


def definite_only(H):
    values, vectors = np.linalg.eigh(H)
    return values[0] > 1e-9, vectors[:, 0]


def wrong_eigenvector(H):
    values, vectors = np.linalg.eigh(H)
    return values[0] >= -1e-9, vectors[:, -1]


def row_of_eigenvectors(H):
    values, vectors = np.linalg.eigh(H)
    return values[0] >= -1e-9, vectors[0]


def not_a_unit(H):
    psd, d = decide_psd(H)
    return psd, 2 * d


def verdict_only(H):
    return decide_psd(H)[0]


@pytest.mark.parametrize(
    ("check", "wrong", "says"),
    [
        (check_chord_gap, weights_swapped, "t weighs x"),
        (check_chord_gap, gap_upside_down, "not the other way round"),
        (check_chord_gap, size_of_gap, "no absolute value"),
        (check_chord_gap, scalar_t_only, "raised"),
        (check_is_subgradient, no_tolerance, "tolerance"),
        (check_is_subgradient, right_side_only, "look to the left"),
        (check_is_subgradient, nearby_only, "look to the right of 0|other valley"),
        (check_is_subgradient, forgets_height, "height f\\(x\\)"),
        (check_is_subgradient, one_verdict_a_point, "one True or False"),
        (check_subdifferential, all_pieces, "only the pieces that attain"),
        (check_subdifferential, first_piece, "both pieces"),
        (check_subdifferential, exact_ties, "isclose"),
        (check_subdifferential, in_order_of_pieces, "lowest slope first"),
        (check_decide_psd, by_determinant, "determinant alone"),
        (check_decide_psd, by_entries, "negative entry is no sign"),
        (check_decide_psd, by_diagonal, "all entries positive"),
        (check_decide_psd, strict_zero, "rounding"),
        (check_decide_psd, definite_only, "semi"),
        (check_decide_psd, wrong_eigenvector, "another d"),
        (check_decide_psd, row_of_eigenvectors, "another d"),
        (check_decide_psd, verdict_only, "return psd, d"),
        (check_decide_psd, not_a_unit, "length of d is 2"),
    ],
)
def test_typical_wrong_answers_fail_with_a_hint(check, wrong, says):
    report = check(wrong)
    assert not report.passed
    assert re.search(says, repr(report)), report
