"""Each check accepts right solutions and names what is wrong with the usual wrong ones."""

import numpy as np
import pytest

from course_lib.lessons.lr_schedules.exercises import (
    GOAL,
    check_cuts,
    check_floor,
    check_plateau,
    check_warmup_cosine,
)


def warmup_cosine(t, peak, warmup, total):
    part = np.clip((t - warmup) / (total - warmup), 0, 1)
    return np.where(t < warmup, peak * t / warmup, peak / 2 * (1 + np.cos(np.pi * part)))


def one_by_one(t, peak, warmup, total):
    rates = []
    for step in t:
        if step < warmup:
            rates.append(peak * step / warmup)
        elif step >= total:
            rates.append(0.0)
        else:
            angle = np.pi * (step - warmup) / (total - warmup)
            rates.append(peak * np.cos(angle / 2) ** 2)
    return rates


def floor(eigenvalues, lr, noise, batch):
    return np.sum(lr * noise**2 / (2 * batch * (2 - lr * eigenvalues)))


def floor_by_steps(eigenvalues, lr, noise, batch):
    variance = np.zeros_like(eigenvalues)
    for _ in range(5000):
        variance = (1 - lr * eigenvalues) ** 2 * variance + lr**2 * noise**2 / batch
    return eigenvalues @ variance / 2


def plateau(losses, lr, factor, patience, *, last=False, reset=True, off=0, forget=True):
    best, waited, rates = np.inf, 0, []
    for loss in losses:
        if loss < best:
            waited = 0 if forget else waited
            best = loss
        else:
            waited += 1
            best = loss if last else best
        if waited > patience + off:
            lr *= factor
            waited = 0 if reset else waited
        rates.append(lr)
    return rates


@pytest.mark.parametrize(
    ("check", "right"),
    [
        (check_warmup_cosine, warmup_cosine),
        (check_warmup_cosine, one_by_one),
        (check_floor, floor),
        (check_floor, floor_by_steps),
        (check_plateau, plateau),
        (check_cuts, lambda: (50,)),
        (check_cuts, lambda: [55]),
    ],
)
def test_right_solutions_pass(check, right):
    assert check(right).passed, check(right)


@pytest.mark.parametrize(
    ("check", "wrong", "told"),
    [
        (check_warmup_cosine,
         lambda t, p, w, T: np.where(t < w, p * t / w, p / 2 * (1 + np.cos(np.pi * t / T))),
         "T is total − warmup"),
        (check_warmup_cosine,
         lambda t, p, w, T: np.where(t < w, p * (t + 1) / w, warmup_cosine(t, p, w, T)), "0 at t"),
        (check_warmup_cosine,
         lambda t, p, w, T: np.where(t < w, p * t / w,
                                     p / 2 * (1 + np.cos(np.pi * (t - w) / (T - w)))), "rise"),
        (check_warmup_cosine, lambda t, p, w, T: 2 * warmup_cosine(t, p, w, T), "from 0"),
        (check_warmup_cosine,
         lambda t, p, w, T: np.where(t < w, p * t / w, p * np.clip((T - t) / (T - w), 0, 1)),
         "half of"),
        (check_floor, lambda lam, lr, s, b: np.sum(lr * s**2 / (4 * b) * np.ones_like(lam)),
         "jumps"),
        (check_floor, lambda lam, lr, s, b: np.sum(lr * s**2 / (b * (2 - lr * lam))), "E f = ½"),
        (check_floor, lambda lam, lr, s, b: np.sum(lr * s / (2 * b * (2 - lr * lam))), "σ²"),
        (check_floor, lambda lam, lr, s, b: floor(lam, lr, s, b**2), "σ²/B"),
        (check_floor, lambda lam, lr, s, b: floor(lam, lr, s, 1), "σ²/B"),
        (check_floor, lambda lam, lr, s, b: floor(lam, lr, s, b) / len(lam), "sum over"),
        (check_plateau, lambda *a: plateau(*a, last=True), "than the best so far"),
        (check_plateau, lambda *a: plateau(*a, reset=False), "starts anew"),
        (check_plateau, lambda *a: plateau(*a, off=-1), "forgiven"),
        (check_plateau, lambda *a: plateau(*a, off=1), "forgiven"),
        (check_plateau, lambda *a: plateau(*a, forget=False), "back to 0"),
        (check_plateau, lambda *a: plateau(*a)[1:], "one rate for each loss"),
        (check_cuts, lambda: (10,), "still makes progress"),
        (check_cuts, lambda: (30, 60, 90), "still makes progress"),
        (check_cuts, lambda: (90,), "comes late"),
        (check_cuts, lambda: (), "the noise stays"),
        (check_cuts, lambda: (500,), "per cents"),
        (check_cuts, lambda: (60, 40), "rising"),
    ],
)  # fmt: skip
def test_wrong_solutions_are_told_what_to_look_at(check, wrong, told):
    report = check(wrong)
    assert not report.passed
    assert told in repr(report), report


def test_the_goal_lies_between_one_good_cut_and_the_lectures_three():
    report = repr(check_cuts(lambda: (30, 60, 90)))
    found = float(report.split("mean test loss ")[1].split(",")[0])
    assert GOAL < found < 0.36
