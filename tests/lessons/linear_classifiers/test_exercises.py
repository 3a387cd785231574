"""Solutions of notebook 07's exercises that are right, each in another way than the notebook's."""

import numpy as np
import pytest

from course_lib.functions import MulticlassHinge, MulticlassRisk, SoftmaxCrossEntropy
from course_lib.lessons.linear_classifiers.exercises import (
    check_features,
    check_first_templates,
    check_numerical_gradient,
    check_svm_loss,
)
from course_lib.optim import GradientDescent, minimize


def first_templates(X, y, K, lr):
    right = y[:, None] == np.arange(K)
    return lr / len(X) * (right - 1 / K).T @ X


def first_templates_by_the_library(X, y, K, lr):
    risk = MulticlassRisk(SoftmaxCrossEntropy(), X, y, K)
    run = minimize(risk, np.zeros(risk.dim), GradientDescent(lr), 1)
    return run.x[1].reshape(-1, K).T


def svm_loss(W, X, y):
    rows = np.arange(len(y))
    f = X @ W
    terms = np.maximum(0, f - f[rows, y][:, None] + 1)
    terms[rows, y] = 0
    pull = (terms > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    return terms.sum() / len(y), X.T @ pull / len(y)


def svm_loss_by_loops(W, X, y):
    loss, gradient = 0.0, np.zeros_like(W)
    for x, c in zip(X, y, strict=True):
        f = W.T @ x
        for j in range(W.shape[1]):
            if j != c and f[j] - f[c] + 1 > 0:
                loss += f[j] - f[c] + 1
                gradient[:, j] += x
                gradient[:, c] -= x
    return loss / len(y), gradient / len(y)


def svm_loss_by_the_library(W, X, y):
    risk = MulticlassRisk(MulticlassHinge(), X, y, W.shape[1])
    return float(risk(W.ravel())), risk.grad(W.ravel()).reshape(W.shape)


def numerical_gradient(f, w):
    h, gradient = 1e-5, np.zeros_like(w)
    for j in range(len(w)):
        d = np.zeros_like(w)
        d[j] = h
        gradient[j] = (f(w + d) - f(w - d)) / (2 * h)
    return gradient


def numerical_gradient_in_place(f, w):
    w, h = w.copy(), 6e-6
    gradient = []
    for j, before in enumerate(w.tolist()):
        w[j] = before + h
        high = f(w)
        w[j] = before - h
        low = f(w)
        w[j] = before
        gradient.append((high - low) / (2 * h))
    return np.array(gradient)


def features(X):
    r = (X**2).sum(axis=1)
    return np.column_stack([X[:, 0] * X[:, 1], X[:, 0] ** 2, r, r**2])


def features_by_kinks(X):
    a, b = X.T
    r = np.hypot(a, b)
    return np.column_stack([a * b / np.maximum(abs(a), abs(b)), abs(a), abs(r - 1.5)])


RIGHT = [
    (check_first_templates, first_templates),
    (check_first_templates, first_templates_by_the_library),
    (check_svm_loss, svm_loss),
    (check_svm_loss, svm_loss_by_loops),
    (check_svm_loss, svm_loss_by_the_library),
    (check_numerical_gradient, numerical_gradient),
    (check_numerical_gradient, numerical_gradient_in_place),
    (check_features, features),
    (check_features, features_by_kinks),
]


def radius(X):
    return np.column_stack([X, (X**2).sum(axis=1)])


def product(X):
    return np.column_stack([X, X[:, 0] * X[:, 1]])


def ring_and_product(X):
    r = np.hypot(*X.T)
    return np.column_stack([X[:, 0] * X[:, 1], r, r**2])


@pytest.mark.parametrize(
    ("features", "words"),
    [
        (lambda X: X[:, 0], "a row of features for each point"),
        (lambda X: X[:2], "a row of features for each point"),
        (lambda X: np.full_like(X, np.inf), "not finite"),
        (lambda X: np.repeat(X, 3, axis=1), "at most 4"),
        (lambda X: X, "one sign on each class"),
        (radius, "one sign on each class"),
        (product, "distance from the middle"),
        (ring_and_product, "large |x₁|"),
    ],
)
def test_wrong_features_are_told(features, words):
    report = check_features(lambda X: features(X))
    assert not report.passed
    assert words in repr(report)


@pytest.mark.parametrize("h", [1e-3, 1e-8])
def test_other_steps_do_not_reach_seven_digits(h):
    def numerical_gradient(f, w):
        return np.array([(f(w + h * e) - f(w - h * e)) / (2 * h) for e in np.eye(len(w))])

    assert not check_numerical_gradient(numerical_gradient).passed
