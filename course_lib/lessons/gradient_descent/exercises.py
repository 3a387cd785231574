"""Checks of notebook 04: the closed-form path, Armijo's backtracking, the largest step size."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Case, Report, run_check

_X = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 3.0], [1.0, 4.0]])
_Y = np.array([1.0, 2.0, 2.0, 5.0])


def _path(w0, lr, steps):
    """Step by step, so that it shares nothing with the formula that is asked for."""
    w = [np.array(w0, dtype=float)]
    for _ in range(steps):
        w.append(w[-1] - lr * 2 / len(_Y) * _X.T @ (_X @ w[-1] - _Y))
    return w


def check_exact_path(function: Callable) -> Report:
    """``function(X, y, w0, lr, t)``: w_t of gradient descent on the mean squared error."""

    def case(w0, lr, t, hint):
        return Case(
            f"exact_path(X, y, w0={w0}, lr={lr}, t={t})",
            lambda f: f(_X, _Y, np.array(w0, dtype=float), lr, t),
            _path(w0, lr, t)[-1],
            hint,
        )

    cases = (
        case([2, -1], 0.05, 0, "after no step at all w is w0: M⁰ = I"),
        case([2, -1], 0.05, 1, "is it the mean? H = 2XᵀX/n; and add w* at the end"),
        case(
            [2, -1], 0.05, 7, "a power of the matrix, np.linalg.matrix_power; M**t is elementwise"
        ),
        case([0, 0], 0.2, 5, "η = 0.2 overshoots; the formula holds all the same"),
    )
    return run_check("where gradient descent is after t steps, without the steps", function, cases)


def check_backtracking(function: Callable) -> Report:
    """``function(f, grad, x, alpha, shrink, c1)``: the first α that satisfies Armijo."""

    def square(x):
        return float(x @ x)

    def double(x):
        return 2 * x

    def valley(x):
        return float(x[0] ** 2 + 10 * x[1] ** 2)

    def slope(x):
        return np.array([2 * x[0], 20 * x[1]])

    def call(f, grad, x, alpha, shrink, c1):
        return lambda student: student(f, grad, np.array(x), alpha, shrink, c1)

    cases = (
        Case("backtrack(‖x‖², 2x, [3.0], alpha=4.0, shrink=0.5, c1=0.1)",
             call(square, double, [3.0], 4.0, 0.5, 0.1), 0.5,
             "shrink *while* f(x − α∇f) > f(x) − c₁ α ‖∇f‖²; here 4, 2 and 1 are refused"),
        Case("backtrack(‖x‖², 2x, [3.0], alpha=0.25, shrink=0.5, c1=0.1)",
             call(square, double, [3.0], 0.25, 0.5, 0.1), 0.25,
             "a first trial that is good enough is taken as it is"),
        Case("backtrack(x₁² + 10x₂², ∇, [1.0, 1.0], alpha=1.0, shrink=0.5, c1=0.1)",
             call(valley, slope, [1.0, 1.0], 1.0, 0.5, 0.1), 0.0625,
             "‖∇f‖² is the *square* of the length, one number for both coordinates"),
        Case("backtrack(‖x‖², 2x, [1.0, 2.0], alpha=1.0, shrink=0.9, c1=0.5)",
             call(square, double, [1.0, 2.0], 1.0, 0.9, 0.5), 0.9**7,
             "c1 = 0.5 asks for half of what the tangent promises, and shrink is 0.9 here"),
    )  # fmt: skip
    return run_check("Armijo's backtracking", function, cases)


def check_largest_lr(function: Callable) -> Report:
    """``function(converges, low, high)``: the border between steps that converge and that do not.

    ``converges(lr)`` says whether a run with that η does; the answer is wanted to 1 %, for at most
    60 runs.
    """

    def hunt(border, low, high):
        def call(student):
            tried = []

            def converges(lr):
                tried.append(lr)
                return lr < border

            return student(converges, low, high), len(tried)

        return call

    def near(border):
        def right(got):
            lr, runs = got
            if lr is None:
                return "nothing came back; does the function end with `return`?"
            if not abs(lr / border - 1) <= 0.01:
                side = "diverges" if lr >= border else "converges, but is not nearly the largest"
                return f"η = {lr:.4g} {side}: the border is at {border:.4g}"
            return runs <= 60 or f"{runs} runs is too many: halve what is left with each run"

        return right

    hint = "keep a low that converges and a high that diverges, and try between them"
    cases = tuple(
        Case(f"largest_lr(converges, low={low:g}, high={high:g})", hunt(border, low, high),
             near(border), hint)
        for border, low, high in ((0.659, 1e-3, 10.0), (1.64e-10, 1e-13, 1.0), (2.0, 1.9, 2.05))
    )  # fmt: skip
    return run_check("the largest step size that converges", function, cases)
