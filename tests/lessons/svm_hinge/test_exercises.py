"""Solutions of notebook 09's exercises that are right, each in another way than the notebook's."""

import numpy as np
import pytest

from course_lib.functions import CForm, Hinge, add_bias
from course_lib.lessons.svm_hinge.exercises import (
    check_ascend,
    check_cross_the_street,
    check_line_of,
    check_train_svm,
)
from course_lib.linear.interior_point import solve_hinge_qp
from course_lib.optim import SubgradientMethod, minimize
from course_lib.schedules import InverseSqrt


def cross(x, w, b):
    s = 2 / (w @ w)
    return x + s * w, s * np.linalg.norm(w)


def cross_by_the_score(x, w, b):
    landed = x + (1 - b - w @ x) / (w @ w) * w
    return landed, np.linalg.norm(landed - x)


def line_of(alpha, X, y, C):
    w = (alpha * y) @ X
    s = np.argmax((alpha > 0) & (alpha < C))
    return w, y[s] - w @ X[s]


def line_by_a_mean(alpha, X, y, C):
    w = sum(a * label * x for a, label, x in zip(alpha, y, X, strict=True))
    edge = [y[i] - X[i] @ w for i in range(len(y)) if 0 < alpha[i] < C]
    return w, sum(edge) / len(edge)


def ascend(X, y, C, rounds):
    alpha, w = np.zeros(len(y)), np.zeros(X.shape[1])
    for _ in range(rounds):
        for i in range(len(y)):
            new = np.clip(alpha[i] + (1 - y[i] * (w @ X[i])) / (X[i] @ X[i]), 0, C)
            w = w + (new - alpha[i]) * y[i] * X[i]
            alpha[i] = new
    return alpha


def ascend_by_the_gram_matrix(X, y, C, rounds):
    Q = np.outer(y, y) * (X @ X.T)
    alpha = [0.0] * len(y)
    for i in list(range(len(y))) * rounds:
        others = Q[i] @ alpha - Q[i, i] * alpha[i]
        alpha[i] = float(min(C, max(0.0, (1 - others) / Q[i, i])))
    return np.array(alpha)


def train(X, y, C, steps):
    b, w, path = 0.0, np.zeros(2), [[0.0, 0.0, 0.0]]
    for t in range(steps):
        short = y * (X @ w + b) < 1
        by_w, by_b = w - C * (y[short] @ X[short]), -C * y[short].sum()
        eta = 1 / (len(y) * C * np.sqrt(t + 1))
        w, b = w - eta * by_w, b - eta * by_b
        path.append([b, *w])
    return np.array(path)


def train_by_the_library(X, y, C, steps):
    risk = CForm(Hinge(), add_bias(X), y, C).risk_form
    return minimize(risk, np.zeros(3), SubgradientMethod(InverseSqrt(1.0)), steps).x


RIGHT = [
    (check_cross_the_street, cross),
    (check_cross_the_street, cross_by_the_score),
    (check_line_of, line_of),
    (check_line_of, line_by_a_mean),
    (check_ascend, ascend),
    (check_ascend, ascend_by_the_gram_matrix),
    (check_train_svm, train),
    (check_train_svm, train_by_the_library),
]


@pytest.mark.parametrize("C", [0.1, 1.0])
def test_the_asked_multipliers_lead_to_the_optimum_without_a_bias(C):
    case = check_ascend.cases()[0]
    X, y = case.arguments[:2]
    found = solve_hinge_qp(X, y, C, free=0)
    alpha = ascend(X, y, C, 400)
    np.testing.assert_allclose((alpha * y) @ X, found.weights, atol=1e-5)


def test_the_mixed_points_have_multipliers_of_all_three_kinds():
    alpha, _, _, C = check_line_of.cases()[1].arguments
    assert (alpha == 0).any()
    assert (alpha == C).any()
    assert ((alpha > 0) & (alpha < C)).any()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (lambda X, y, C, steps: train(X, y, C, steps)[:, :2], "(b, w₁, w₂)"),
        (lambda X, y, C, steps: np.zeros((steps + 1, 3)), "nothing has moved"),
        (lambda X, y, C, steps: 0.3 * train(X, y, C, steps), "% above"),
    ],
)
def test_other_wrong_paths_are_told(path, words):
    report = check_train_svm(path)
    assert not report.passed
    assert words in repr(report)
