"""The checks of notebook 19 accept what is right and say what is wrong with the rest."""

import numpy as np
import pytest

from course_lib.lessons.optimizers.exercises import (
    check_adagrad,
    check_seen_from_ahead,
    check_weights,
)


def adagrad(grad, x0, lr, steps, eps, *, power=0.5, inside=False, late=False, mean=False,
            shared=False, in_place=False, start=True):  # fmt: skip
    x = x0 if in_place else x0.copy()
    path, s = [x], np.zeros_like(x0)
    for t in range(steps):
        g = grad(x)
        before = s
        s = s + (g @ g if shared else g**2)
        used = before if late else s / (t + 1) if mean else s
        below = (used + eps) ** power if inside else used**power + eps
        if in_place:
            x -= lr * g / below
        else:
            x = x - lr * g / below
        path.append(x)
    return np.array(path if start else path[1:])


def seen_from_ahead(grad, y0, lr, beta, steps, *, old=False, plain=False, late=0.0):
    y, v, path = y0, np.zeros_like(y0), [y0]
    for _ in range(steps):
        g = grad(y + late * lr * beta * v)
        before, v = v, beta * v + g
        y = y - lr * (v if plain else g + beta * (before if old else v))
        path.append(y)
    return np.array(path)


def weights(beta, t, *, corrected=True, newest_last=True, shift=0, average=False):
    ages = np.arange(t)[::-1] if newest_last else np.arange(t)
    w = np.ones(t) / (1 - beta) if average else beta ** (ages + shift).astype(float)
    w = (1 - beta) * w
    return w / (1 - beta**t) if corrected else w


RIGHT = [
    (check_adagrad, adagrad),
    (check_seen_from_ahead, seen_from_ahead),
    (check_weights, weights),
    (check_weights, lambda beta, t: weights(beta, t, corrected=False) / (1 - beta**t)),
]
WRONG = [
    (check_adagrad, lambda *a: adagrad(*a, power=1.0), "the root is taken"),
    (check_adagrad, lambda *a: adagrad(*a, late=True), "the present gradient belongs"),
    (check_adagrad, lambda *a: adagrad(*a, start=False), "should be (2, 2)"),
    (check_adagrad, lambda *a: adagrad(*a, mean=True), "not a mean"),
    (check_adagrad, lambda *a: adagrad(*a, shared=True), "η times a sign"),
    (check_adagrad, lambda *a: adagrad(*a, inside=True), "outside of the root"),
    (check_adagrad, lambda *a: adagrad(*a, in_place=True), "look at"),
    (check_seen_from_ahead, lambda *a: seen_from_ahead(*a)[1:], "should be (3, 2)"),
    (check_seen_from_ahead, lambda *a: seen_from_ahead(*a, plain=True), "1 + β times"),
    (check_seen_from_ahead, lambda *a: seen_from_ahead(*a, old=True), "v₁ = ∇f(y₀)"),
    (check_seen_from_ahead, lambda *a: seen_from_ahead(*a, late=-1.0), "taken at y"),
    (check_weights, lambda *a: weights(*a, corrected=False), "1 − βᵗ"),
    (check_weights, lambda *a: weights(*a, newest_last=False), "the newest gradient"),
    (check_weights, lambda *a: weights(*a, shift=1), "look at"),
    (check_weights, lambda *a: weights(*a, average=True) / a[1], "look at"),
]


@pytest.mark.parametrize(("check", "solution"), RIGHT)
def test_right_solutions_pass(check, solution):
    report = check(solution)
    assert report.passed, report


@pytest.mark.parametrize(("check", "solution", "told"), WRONG)
def test_wrong_solutions_are_told_what_to_look_at(check, solution, told):
    report = check(solution)
    assert not report.passed
    assert told in repr(report)
