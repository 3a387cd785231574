"""The checks of notebook 19 accept what is right and say what is wrong with the rest."""

import numpy as np
import pytest

from course_lib.exercises.optimizers import check_adagrad, check_adam_step, check_nesterov


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


def nesterov(grad, x0, lr, beta, steps, *, ahead=None, velocity=False):
    ahead = lr * beta if ahead is None else ahead(lr, beta)
    x, v, path = x0, np.zeros_like(x0), [x0]
    for _ in range(steps):
        v = beta * v + grad(x - ahead * v)
        x = x - lr * (beta * v + grad(x) if velocity else v)
        path.append(x)
    return np.array(path)


def adam_step(x, grad, m, v, t, lr, b1, b2, eps, *, correct=True, count=0, inside=False,
              square=True, store=False, swapped=False):  # fmt: skip
    if swapped:
        b1, b2 = b2, b1
    m = b1 * m + (1 - b1) * grad
    v = b2 * v + ((1 - b2) * grad**2 if square else 0 * grad)
    a, b = (m / (1 - b1 ** (t + count)), v / (1 - b2 ** (t + count))) if correct else (m, v)
    x = x - lr * a / (np.sqrt(b + eps) if inside else np.sqrt(b) + eps)
    return (x, a, b) if store else (x, m, v)


RIGHT = [(check_adagrad, adagrad), (check_nesterov, nesterov), (check_adam_step, adam_step)]
WRONG = [
    (check_adagrad, lambda *a: adagrad(*a, power=1.0), "the root is taken"),
    (check_adagrad, lambda *a: adagrad(*a, late=True), "the present gradient belongs"),
    (check_adagrad, lambda *a: adagrad(*a, start=False), "should be (2, 2)"),
    (check_adagrad, lambda *a: adagrad(*a, mean=True), "not a mean"),
    (check_adagrad, lambda *a: adagrad(*a, shared=True), "η times a sign"),
    (check_adagrad, lambda *a: adagrad(*a, inside=True), "outside of the root"),
    (check_adagrad, lambda *a: adagrad(*a, in_place=True), "look at"),
    (check_nesterov, lambda *a: nesterov(*a, ahead=lambda lr, b: b), "x − ηβv"),
    (check_nesterov, lambda *a: nesterov(*a, ahead=lambda lr, b: 0.0), "heavy ball"),
    (check_nesterov, lambda *a: nesterov(*a, ahead=lambda lr, b: -lr * b), "look at"),
    (check_nesterov, lambda *a: nesterov(*a)[1:], "should be (2, 2)"),
    (check_adam_step, lambda *a: adam_step(*a, correct=False), "3.162 η"),
    (check_adam_step, lambda *a: adam_step(*a, store=True), "for the step only"),
    (check_adam_step, lambda *a: adam_step(*a, count=1), "look at"),
    (check_adam_step, lambda *a: adam_step(*a, square=False), "look at"),
    (check_adam_step, lambda *a: adam_step(*a, inside=True), "outside of the root"),
    (check_adam_step, lambda *a: adam_step(*a, swapped=True), "look at"),
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
