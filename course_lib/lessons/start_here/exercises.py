"""Checks of notebook 00: one step of gradient descent, and the largest step that settles."""

from __future__ import annotations

from course_lib.exercises import Ask, Exercise, Slip

check_one_step = Exercise(
    "one step of gradient descent",
    "one_step(w, slope, lr)",
    (
        Ask((2.0, 3.0, 0.1), 1.7, "w − η s, with s the slope"),
        Ask((2.0, -3.0, 0.1), 2.3, "where the slope is negative, the way down is to the right"),
        Ask((2.0, 3.0, 0.5), 0.5, "the step grows with lr"),
        Ask((2.0, 0.0, 0.1), 2.0, "where the ground is level, the ball stays"),
    ),
    (
        Slip("the size of the slope", lambda w, slope, lr: w - lr * abs(slope),
             "keep the sign of the slope; do not take its size"),
        Slip("uphill", lambda w, slope, lr: w + lr * slope,
             "where the slope is positive, the way down is to the left"),
        Slip("lr not used", lambda w, slope, lr: w - 0.1 * slope, "the step must grow with lr"),
        Slip("the step alone", lambda w, slope, lr: -lr * slope,
             "return the new place, not the step: start from w"),
        Slip("the sign alone", lambda w, slope, lr: w - lr * (1 if slope > 0 else -1),
             "the steeper the ground, the longer the step: multiply by the slope"),
        Slip("times w", lambda w, slope, lr: w - lr * w * slope,
             "the slope is known already: w enters once, as the place to start from"),
    ),
)  # fmt: skip

check_largest_rate = Exercise(
    "the largest step size that settles",
    "largest_rate(curvature)",
    (
        Ask((12.0,), 1 / 6, "|1 − ηf″| = 1 has a second solution beside η = 0"),
        Ask((2.0,), 1.0, "a rounder valley allows larger steps: divide by the curvature"),
        Ask((200.0,), 0.01, "it must hold for every curvature, not only for 12"),
    ),
    (
        Slip("one over the curvature", lambda curvature: 1 / curvature,
             "there the factor 1 − ηf″ is 0 and the ball lands on the bottom: go on to −1"),
        Slip("upside down", lambda curvature: curvature / 2,
             "a more curved valley allows smaller steps: divide by the curvature"),
        Slip("the ball's own number", lambda curvature: 2 / 12,
             "it must hold for every curvature, not only for 12"),
    ),
)  # fmt: skip
