"""Each check accepts right solutions, names what is wrong with the usual wrong ones, and waits."""

import numpy as np
import pytest

from course_lib.lessons.svm_hinge.exercises import (
    check_cross_the_street,
    check_from_multipliers,
    check_svm_subgradient,
    check_train_svm,
)

CHECKS = (
    check_cross_the_street, check_from_multipliers, check_svm_subgradient, check_train_svm,
)  # fmt: skip


def cross(x, w, b):
    return x + 2 * w / (w @ w), 2 / np.linalg.norm(w)


def from_multipliers(alpha, X, y):
    w = (alpha * y) @ X
    s = np.argmax(alpha)
    return w, y[s] - X[s] @ w


def subgradient(w, b, X, y, C):
    short = y * (X @ w + b) < 1
    return w - C * (y[short] @ X[short]), -C * y[short].sum()


def train(X, y, C, steps, sign=-1, scale=None, shrink=True, free=True, start=0.0):
    w, b, path = np.full(2, start), start, []
    for t in range(steps + 1):
        path.append([b, *w])
        by_w, by_b = subgradient(w, b, X, y, C)
        eta = (scale or 1 / (len(y) * C)) / (np.sqrt(t + 1) if shrink else 1)
        w, b = w + sign * eta * by_w, (b + sign * eta * by_b) if free else b
    return np.array(path)


@pytest.mark.parametrize(
    ("check", "right"),
    list(zip(CHECKS, (cross, from_multipliers, subgradient, train), strict=True)),
)
def test_the_right_solution_passes(check, right):
    assert check(right).passed


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda x, w, b: (x + 2 * w, 2 / np.linalg.norm(w)), "narrower"),
        (lambda x, w, b: (x + 2 * w / (w @ w), 2 / (w @ w)), "s‖w‖, not s"),
        (lambda x, w, b: (x + w / (w @ w), 1 / np.linalg.norm(w)), "s from wᵀx₊ + b = +1"),
        (lambda x, w, b: (x + 2 * w / np.linalg.norm(w), 2 / np.linalg.norm(w)), "s‖w‖² must be 2"),
    ],
)
def test_wrong_crossings_are_told(wrong, hint):
    report = check_cross_the_street(wrong)
    assert not report.passed
    assert hint in repr(report)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda a, X, y: (a @ X, y[np.argmax(a)] - X[np.argmax(a)] @ (a @ X)), "label"),
        (lambda a, X, y: ((a * y) @ X, 0.0), "shifted"),
        (lambda a, X, y: ((a * y) @ X, y[0] - X[0] @ ((a * y) @ X)), "pick one"),
        (lambda a, X, y: ((a * y) @ X, a[0] - X[0] @ ((a * y) @ X)), "α"),
    ],
)
def test_wrong_lines_from_multipliers_are_told(wrong, hint):
    report = check_from_multipliers(wrong)
    assert not report.passed
    assert hint in repr(report)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda w, b, X, y, C: tuple(-g for g in subgradient(w, b, X, y, C)), "−Σ yᵢxᵢ"),
        (lambda w, b, X, y, C: (C * subgradient(w, b, X, y, 1)[0],
                                subgradient(w, b, X, y, C)[1]), "adds w"),
        (lambda w, b, X, y, C: (w - C * (y @ X), -C * y.sum()), "only samples"),
        (lambda w, b, X, y, C: (subgradient(w, b, X, y, C)[0], 0.0), "by b"),
        (lambda w, b, X, y, C: (subgradient(w, b, X, y, C)[0],
                                b + subgradient(w, b, X, y, C)[1]), "C multiplies"),
        (lambda w, b, X, y, C: tuple(g / 4 for g in subgradient(w, b, X, y, C)), "at 0"),
    ],
)  # fmt: skip
def test_wrong_subgradients_are_told(wrong, hint):
    report = check_svm_subgradient(wrong)
    assert not report.passed
    assert hint in repr(report)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda X, y, C, n: train(X, y, C, n, sign=1), "%"),
        (lambda X, y, C, n: train(X, y, C, n, scale=1.0, shrink=False), "divide the subgradient"),
        (lambda X, y, C, n: train(X, y, C, n)[1:], "the start as the first row"),
        (lambda X, y, C, n: train(X, y, C, n, start=1.0), "start from 0"),
        (lambda X, y, C, n: train(X, y, C, n, scale=1e-5), "above the optimum"),
        (lambda X, y, C, n: np.repeat(train(X, y, C, n)[:1], n + 1, axis=0), "above the optimum"),
    ],
)
def test_wrong_trainings_are_told(wrong, hint):
    report = check_train_svm(wrong)
    assert not report.passed
    assert hint in repr(report)
