"""Checks of notebook 00: one step of gradient descent, and the largest step that settles."""

from __future__ import annotations

from collections.abc import Callable

from course_lib.exercises import Case, Report, run_check


def check_one_step(one_step: Callable) -> Report:
    """Whether ``one_step(w, slope, lr)`` is w − η f′(w).

    Examples
    --------
    >>> check_one_step(lambda w, slope, lr: w - lr * slope)
    ✓ one step of gradient descent
       all 4 cases are right
    """
    return run_check(
        "one step of gradient descent",
        one_step,
        [
            Case("one_step(2.0, 3.0, lr=0.1)", lambda f: f(2.0, 3.0, lr=0.1), 1.7,
                 "where the slope is positive, the way down is to the left"),
            Case("one_step(2.0, -3.0, lr=0.1)", lambda f: f(2.0, -3.0, lr=0.1), 2.3,
                 "keep the sign of the slope; do not take its size"),
            Case("one_step(2.0, 3.0, lr=0.5)", lambda f: f(2.0, 3.0, lr=0.5), 0.5,
                 "the step must grow with lr"),
            Case("one_step(2.0, 0.0, lr=0.1)", lambda f: f(2.0, 0.0, lr=0.1), 2.0,
                 "where the ground is level, the ball stays"),
        ],
    )  # fmt: skip


def check_largest_rate(largest_rate: Callable) -> Report:
    """Whether ``largest_rate(curvature)`` is 2/f″, below which the ball settles.

    Examples
    --------
    >>> check_largest_rate(lambda curvature: 2 / curvature).passed
    True
    """
    return run_check(
        "the largest step size that settles",
        largest_rate,
        [
            Case("largest_rate(12.0)", lambda f: f(12.0), 1 / 6,
                 "|1 − ηf″| = 1 has a second solution beside η = 0"),
            Case("largest_rate(2.0)", lambda f: f(2.0), 1.0,
                 "a rounder valley allows larger steps: divide by the curvature"),
            Case("largest_rate(200.0)", lambda f: f(200.0), 0.01,
                 "it must hold for every curvature, not only for 12"),
        ],
    )  # fmt: skip
