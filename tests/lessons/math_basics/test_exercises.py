"""Solutions of notebook 01's exercises that are right, each in another way than the notebook's."""

import numpy as np
import pytest
from scipy import linalg

from course_lib.lessons.math_basics.exercises import (
    check_judge,
    check_project,
    check_quadratic,
    check_steepest,
)


def quadratic(A, b, x):
    even = (A + A.T) / 2
    return even @ x - b, even


def quadratic_by_sums(A, b, x):
    d = range(len(x))
    gradient = [sum((A[k, j] + A[j, k]) * x[j] for j in d) / 2 - b[k] for k in d]
    return gradient, [[(A[i, j] + A[j, i]) / 2 for j in d] for i in d]


def judge(A):
    lowest = np.linalg.eigvalsh((A + A.T) / 2)[0]
    return bool((A == A.T).all() and lowest > 0), lowest


def judge_by_minors_and_roots(A):
    even = (A + A.T) / 2
    minors = [linalg.det(A[:k, :k]) for k in range(1, len(A) + 1)]
    lowest = np.roots(np.poly(even)).real.min()
    return np.allclose(A, A.T) and min(minors) > 1e-12, lowest


def project(A, z):
    X = []
    for a in A.T:
        for x in X:
            a = a - (x @ a) * x
        if np.linalg.norm(a) > 1e-9:
            X.append(a / np.linalg.norm(a))
    return sum((x @ z) * x for x in X)


def project_by_the_pseudo_inverse(A, z):
    return A @ (np.linalg.pinv(A) @ z)


def steepest(g, p):
    if p == 2:
        return g / np.sqrt(g @ g)
    if p == 1:
        return np.where(np.abs(g) == np.abs(g).max(), np.sign(g), 0.0)
    return np.sign(g)


def steepest_by_brute_force(g, p):
    if p == 2:
        return g / np.linalg.norm(g)
    d = len(g)
    if p == 1:
        candidates = [s * e for e in np.eye(d) for s in (1, -1)]
    else:
        candidates = [np.where((k >> np.arange(d)) & 1, 1.0, -1.0) for k in range(2**d)]
    return max(candidates, key=lambda c: g @ c)


RIGHT = [
    (check_quadratic, quadratic),
    (check_quadratic, quadratic_by_sums),
    (check_judge, judge),
    (check_judge, judge_by_minors_and_roots),
    (check_project, project),
    (check_project, project_by_the_pseudo_inverse),
    (check_steepest, steepest),
    (check_steepest, steepest_by_brute_force),
]


@pytest.mark.parametrize("number", range(6))
def test_the_lowest_values_are_those_of_the_form(number):
    case = check_judge.cases[number]
    (A,), (definite, lowest) = case.arguments, case.expected
    x = np.random.default_rng(0).normal(size=(20000, len(A)))
    x /= np.linalg.norm(x, axis=1)[:, None]
    form = ((x @ A) * x).sum(axis=1)
    assert lowest - 1e-12 <= form.min() <= lowest + 0.01
    assert definite == ((A == A.T).all() and lowest > 0)


@pytest.mark.parametrize("p", [1, 2, np.inf])
def test_no_sampled_direction_is_steeper_than_the_asked_one(p):
    draws = np.random.default_rng(1).normal(size=(5000, 3))
    draws /= np.linalg.norm(draws, ord=p, axis=1)[:, None]
    g = np.array([1.0, 2.0, -5.0])
    best = g @ steepest(g, p)
    assert 0.9 * best < (draws @ g).max() <= best + 1e-12
