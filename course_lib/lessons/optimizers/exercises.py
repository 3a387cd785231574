"""Checks of notebook 19: AdaGrad (the lecture's homework), PyTorch's Nesterov, Adam's weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Case, Report, run_check

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


def check_seen_from_ahead(function: Callable) -> Report:
    """``function(grad, y0, lr, beta, steps)``: Nesterov's path of look-ahead points."""

    def exact(curvature, x0, lr, beta, steps):
        # On ½cx² a step is a matrix: v ← β(1 − ηc)v + cx, x ← x − ηv; and y = x − ηβv.
        M = np.array([[1 - lr * curvature, -lr * beta * (1 - lr * curvature)],
                      [curvature, beta * (1 - lr * curvature)]])  # fmt: skip
        powers = [np.linalg.matrix_power(M, t) @ [x0, 0.0] for t in range(steps + 1)]
        return [x - lr * beta * v for x, v in powers]

    def case(y0, lr, beta, steps, hint):
        columns = [exact(c, y, lr, beta, steps) for c, y in zip(_CURVATURES, y0, strict=True)]
        return Case(
            f"seen_from_ahead(grad of ½y₁² + 50y₂², y0={y0}, lr={lr}, beta={beta}, steps={steps})",
            lambda f: f(_valley, np.array(y0, dtype=float), lr, beta, steps),
            np.array(columns).T, hint,
        )  # fmt: skip

    cases = (
        case([2.0, 1.0], 0.01, 0.0, 2, "β = 0 is gradient descent; the path starts with y0"),
        case([2.0, 1.0], 0.01, 0.5, 1,
             "v₁ = ∇f(y₀), and the step is η(∇f(y₀) + βv₁), which is 1 + β times the gradient's; "
             "x alone moves once, y moves on to where x will look next"),
        case([2.0, 1.0], 0.004, 0.9, 3,
             "the new v stands in the step, and every gradient is taken at y"),
    )  # fmt: skip
    return run_check("Nesterov's method, seen from the look-ahead point", function, cases)


def check_weights(function: Callable) -> Report:
    """``function(beta, t)``: how much each of g_1 … g_t counts in m̂_t, shape (t,)."""

    def measured(beta, t):
        # Adam's own loop on unit vectors: the k-th entry of m is the weight of the k-th gradient.
        m = np.zeros(t)
        for k in range(t):
            m = beta * m + (1 - beta) * np.eye(t)[k]
        return m / (1 - beta**t)

    def case(beta, t, hint):
        return Case(f"weights(beta={beta}, t={t})", lambda f: f(beta, t), measured(beta, t), hint)

    cases = (
        case(0.9, 1, "one gradient has all the weight: m̂₁ = g₁. Did you divide by 1 − βᵗ?"),
        case(0.5, 3, "the newest gradient is the last entry and weighs most, 4/7; then 2/7, 1/7"),
        case(0.999, 40, "(1 − β)β^(t−k)/(1 − βᵗ) for k = 1 … t: they add up to 1"),
    )
    return run_check("the weights of past gradients in Adam's mean", function, cases)
