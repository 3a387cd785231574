"""Solutions of notebook 20's exercises that are right, each in another way than the notebook's."""

import numpy as np
import pytest

from course_lib.lessons.lr_schedules.exercises import (
    GOAL,
    check_best_rates,
    check_cuts,
    check_plateau,
    check_warmup_cosine,
)
from course_lib.optim import noisy_path


def warmup_cosine(t, peak, warmup, total):
    part = np.clip((t - warmup) / (total - warmup), 0, 1)
    return np.where(t < warmup, peak * t / warmup, peak / 2 * (1 + np.cos(np.pi * part)))


def warmup_cosine_by_interpolation(t, peak, warmup, total):
    rising = np.interp(t, [0, warmup], [0, peak])
    angle = np.interp(t, [warmup, total], [0, np.pi])
    return rising * (1 + np.cos(angle)) / 2


def best_rates(curvature, variance, start, steps):
    rates = []
    for _ in range(steps):
        rates.append(curvature * start / (curvature**2 * start + variance))
        start *= 1 - rates[-1] * curvature
    return rates


def best_rates_by_trying(curvature, variance, start, steps):
    rates = []
    for _ in range(steps):
        low, high = 0.0, 2 / curvature  # golden section on E x² after the step

        def after(rate, e=start):
            return (1 - rate * curvature) ** 2 * e + rate**2 * variance

        for _ in range(80):
            left, right = low + 0.382 * (high - low), low + 0.618 * (high - low)
            low, high = (low, right) if after(left) < after(right) else (left, high)
        rates.append((low + high) / 2)
        start = after(rates[-1])
    return np.round(rates, 7)


def plateau(losses, lr, factor, patience):
    best, waited, rates = np.inf, 0, []
    for loss in losses:
        waited = 0 if loss < best else waited + 1
        best = min(best, loss)
        if waited > patience:
            lr, waited = lr * factor, 0
        rates.append(lr)
    return rates


def plateau_by_looking_back(losses, lr, factor, patience):
    since, rates = 0, []
    for t in range(len(losses)):
        if t == 0 or losses[t] < min(losses[:t]):
            since = t
        if t - since > patience:
            lr, since = lr * factor, t
        rates.append(lr)
    return rates


RIGHT = [
    (check_warmup_cosine, warmup_cosine),
    (check_warmup_cosine, warmup_cosine_by_interpolation),
    (check_best_rates, best_rates),
    (check_best_rates, best_rates_by_trying),
    (check_plateau, plateau),
    (check_plateau, plateau_by_looking_back),
    (check_cuts, lambda: (50,)),
    (check_cuts, lambda: [55]),
]


def test_no_other_first_rates_end_lower():
    rates = best_rates(1.5, 0.8, 2.0, 6)
    e = noisy_path([1.5], [np.sqrt(2.0)], rates, np.sqrt(0.8)).value[-1] * 2 / 1.5
    for k in range(6):
        for change in (0.95, 1.05):
            other = np.array(rates)
            other[k] *= change
            ended = noisy_path([1.5], [np.sqrt(2.0)], other, np.sqrt(0.8)).value[-1] * 2 / 1.5
            assert ended > e


@pytest.mark.parametrize(
    ("cuts", "told"),
    [
        ((10,), "still makes progress"),
        ((30, 60, 90), "still makes progress"),
        ((90,), "comes late"),
        ((), "the noise stays"),
        ((500,), "between 0 and 100"),
        ((0.5,), "write 50, not 0.5"),
        ((60, 40), "rising"),
    ],
)
def test_cuts_that_are_not_good_enough_are_told_why(cuts, told):
    report = check_cuts(lambda: cuts)
    assert not report.passed
    assert told in repr(report)


def test_the_goal_lies_between_one_good_cut_and_the_usual_three():
    report = repr(check_cuts(lambda: (30, 60, 90)))
    found = float(report.split("mean test loss ")[1].split(",")[0])
    assert GOAL < found < 0.36
