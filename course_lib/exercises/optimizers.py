"""Checks of notebook 19: AdaGrad (the lecture's homework), Nesterov's look-ahead, Adam's step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises.report import Case, Report, run_check

_CURVATURES = np.array([1.0, 100.0])


def _valley(x):
    """The gradient of ½x₁² + 50x₂²."""
    return _CURVATURES * x


def _scripted(*gradients):
    """A function that hands out these gradients in order, wherever it is asked."""
    left = [np.array(g, dtype=float) for g in gradients]
    return lambda x: left.pop(0)


def _root_of_sums(gradients, x0, lr, eps):
    """AdaGrad's path, each step from the whole history, so that no running sum is shared."""
    g, path = np.array(gradients, dtype=float), [np.array(x0, dtype=float)]
    for t in range(len(g)):
        path.append(path[-1] - lr * g[t] / (np.linalg.norm(g[: t + 1], axis=0) + eps))
    return np.array(path)


def check_adagrad(function: Callable) -> Report:
    """``function(grad, x0, lr, steps, eps)``: the diagonal form's path, shape (steps + 1, d)."""

    def case(gradients, x0, lr, eps, hint):
        steps = len(gradients)
        return Case(
            f"adagrad(grad, x0={x0}, lr={lr}, steps={steps}, eps={eps}) where the gradients are "
            f"{gradients}",
            lambda f: f(_scripted(*gradients), np.array(x0, dtype=float), lr, steps, eps),
            _root_of_sums(gradients, x0, lr, eps),
            hint,
        )

    def keeps_start(f):
        x0 = np.array([1.0, -1.0])
        path = f(_valley, x0, 0.1, 3, 1e-8)
        return x0.tolist() == [1.0, -1.0] and np.asarray(path)[0].tolist() == [1.0, -1.0]

    cases = (
        case([[2.0, -50.0]], [1.0, 1.0], 0.1, 1e-8,
             "the first step is η times a sign in every coordinate: the present gradient belongs "
             "into the sum, the root is taken, and the path starts with x0"),
        case([[3.0, 1.0], [4.0, 1.0]], [0.0, 0.0], 0.5, 1e-8,
             "in step two √(3² + 4²) = 5 in the first coordinate: a sum of squares, not a mean"),
        case([[0.0, 1.0], [0.0, 1.0], [2.0, 1.0]], [5.0, 5.0], 1.0, 1e-8,
             "each coordinate has a sum of its own; where no gradient came, ε keeps from 0/0"),
        case([[3.0, 0.5]], [0.0, 0.0], 1.0, 1.0, "ε is outside of the root: √s + ε"),
        Case("adagrad(grad, x0, …), and then look at x0 and at the first row", keeps_start, True,
             "`x -= …` changes x0 itself, and every row that is the same array; write `x = x - …`"),
    )  # fmt: skip
    return run_check("AdaGrad, step by step", function, cases)


def check_nesterov(function: Callable) -> Report:
    """``function(grad, x0, lr, beta, steps)``: the path with gradients at the look-ahead point."""

    def exact(curvature, x0, lr, beta, steps):
        # On ½cx² a step is a matrix: v ← β(1 − ηc)v + cx, x ← x − ηv.
        M = np.array([[1 - lr * curvature, -lr * beta * (1 - lr * curvature)],
                      [curvature, beta * (1 - lr * curvature)]])  # fmt: skip
        return [(np.linalg.matrix_power(M, t) @ [x0, 0.0])[0] for t in range(steps + 1)]

    def case(x0, lr, beta, steps, hint):
        columns = [exact(c, x, lr, beta, steps) for c, x in zip(_CURVATURES, x0, strict=True)]
        return Case(
            f"nesterov(grad of ½x₁² + 50x₂², x0={x0}, lr={lr}, beta={beta}, steps={steps})",
            lambda f: f(_valley, np.array(x0, dtype=float), lr, beta, steps),
            np.array(columns).T, hint,
        )  # fmt: skip

    cases = (
        case([2.0, 1.0], 0.01, 0.5, 1, "v starts at 0, so the first step is gradient descent's"),
        case([2.0, 1.0], 0.004, 0.9, 2,
             "the gradient is taken where the velocity is about to carry x, at x − ηβv; at x "
             "itself it is the heavy ball"),
        case([2.0, 1.0], 0.009, 0.9, 60,
             "is η in the look-ahead? x − βv is the slide's form, and it flies away"),
    )  # fmt: skip
    return run_check("momentum with a look-ahead", function, cases)


def check_adam_step(function: Callable) -> Report:
    """``function(x, grad, m, v, t, lr, beta1, beta2, eps)`` → (x, m, v); t = 1 is the first."""

    def run(gradients, lr, beta1, beta2, eps):
        def call(student):
            x, m, v = np.zeros(2), np.zeros(2), np.zeros(2)
            for t, g in enumerate(gradients, 1):
                x, m, v = student(x, np.array(g, dtype=float), m, v, t, lr, beta1, beta2, eps)
            return np.concatenate([np.ravel(part) for part in (x, m, v)])

        return call

    def closed(gradients, lr, beta1, beta2, eps):
        """Every mean from the whole history: a weighted average whose weights add up to 1."""
        g, x = np.array(gradients, dtype=float), np.zeros(2)
        for t in range(1, len(g) + 1):
            ages = np.arange(t)[::-1]
            one, two = beta1**ages, beta2**ages
            first, second = one @ g[:t] / one.sum(), two @ g[:t] ** 2 / two.sum()
            x = x - lr * first / (np.sqrt(second) + eps)
        m, v = (1 - beta1) * (one @ g), (1 - beta2) * (two @ g**2)
        return np.concatenate([x, m, v])

    def case(gradients, lr, beta1, beta2, eps, hint):
        setting = (gradients, lr, beta1, beta2, eps)
        return Case(
            f"x, m, v after the gradients {gradients} with lr={lr}, beta1={beta1}, beta2={beta2}, "
            f"eps={eps}",
            run(*setting), closed(*setting), hint,
        )  # fmt: skip

    cases = (
        case([[2.0, -30.0]], 0.1, 0.9, 0.999, 1e-8,
             "the first step is η times a sign; 3.162 η is the step without the correction. And m "
             "and v come back as they are: the corrected ones are for the step only"),
        case([[1.0, 1.0], [3.0, -1.0], [0.0, 2.0]], 0.1, 0.9, 0.999, 1e-8,
             "v needs the *new* square in every step: (1 − β₂)g²; and t counts from 1"),
        case([[1.0, 4.0], [2.0, 0.0]], 0.5, 0.5, 0.75, 1.0,
             "ε stands outside of the root: √v̂ + ε; and β₁ belongs to m, β₂ to v"),
    )  # fmt: skip
    return run_check("one step of Adam", function, cases)
