"""Checks of notebook 20: warm-up and cosine, the noise floor, a plateau, where to cut."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Case, Report, run_check
from course_lib.lessons.lr_schedules.step_cuts import cutting, settled_loss, train_cut
from course_lib.optim import SGD, ReduceOnPlateau, noise_floor
from course_lib.schedules import Cosine, Warmup

#: What a single cut in the right place stays below, on the average of five seeds; the lecture's
#: three cuts give 0.338 here, no cut 0.413.
GOAL, SEEDS = 0.325, 5


def check_warmup_cosine(function: Callable) -> Report:
    """``function(t, peak, warmup, total)``: up a line, down half a cosine, 0 from `total` on."""

    def case(t, hint, peak=0.1, warmup=50, total=250):
        times = np.asarray(t)
        want = Warmup(warmup, Cosine(peak, total - warmup))(times)
        asked = (
            f"warmup_cosine({np.array2string(times, separator=', ')}, {peak}, {warmup}, {total})"
        )
        return Case(asked, lambda f: f(times.copy(), peak, warmup, total), want, hint)

    cases = (
        case([0, 10, 25], "it rises from 0 at t = 0: peak · t / warmup"),
        case([50, 150, 250], "the cosine starts when the warm-up ends: its t is t − warmup, and "
             "its T is total − warmup"),
        case([100, 200], "half of (1 + cos), times the peak"),
        case([300, 1000], "after the end it stays at 0; the formula alone would rise again"),
        case([0, 40, 400, 900], "with other numbers", 2.0, 400, 1000),
    )  # fmt: skip
    return run_check("linear warm-up, then a cosine", function, cases)


def check_floor(function: Callable) -> Report:
    """``function(eigenvalues, lr, noise, batch)``: the limit of E f on a quadratic."""

    def case(eigenvalues, lr, noise, batch, hint):
        lam = np.array(eigenvalues)
        asked = f"floor({eigenvalues}, lr={lr}, noise={noise}, batch={batch})"
        return Case(asked, lambda f: float(f(lam.copy(), lr, noise, batch)),
                    noise_floor(lam, lr, noise, batch), hint)  # fmt: skip

    cases = (
        case([1.0], 1.0, 1.0, 1, "η = λ = 1 jumps to −ξ: Var x = σ², so E f = ½"),
        case([1.0], 0.5, 1.0, 1, "Var = η²σ² / (1 − (1 − ηλ)²), and E f = ½ λ Var"),
        case([2.0], 0.5, 3.0, 1, "the noise enters as its variance, σ²"),
        case([2.0], 0.5, 3.0, 4, "a mini-batch of B has the variance σ²/B"),
        case([0.1, 1.0, 5.0], 0.3, 1.0, 8, "a sum over the eigenvalues, one floor a coordinate"),
    )
    return run_check("the noise floor of a constant rate", function, cases)


def check_plateau(function: Callable) -> Report:
    """``function(losses, lr, factor, patience)``: the rate after each loss."""

    def case(losses, hint, factor=0.1, patience=1):
        asked = f"plateau({losses}, lr=0.5, factor={factor}, patience={patience})"
        return Case(asked, lambda f: f(list(losses), 0.5, factor, patience),
                    _plateau_rates(losses, 0.5, factor, patience), hint)  # fmt: skip

    cases = (
        case([3.0, 2.0, 1.0], "a loss that falls changes nothing; one rate for each loss"),
        case([3.0, 3.0, 3.0], "patience 1: one loss without progress is forgiven, the second "
             "in a row cuts"),
        case([3.0, 4.0, 3.5, 2.0], "better means lower than the best so far, not than the last"),
        case([1.0] * 7, "after a cut the waiting starts anew", 0.5, 2),
        case([2.0, 2.0, 1.0, 1.0, 1.0], "a new best sets the count back to 0"),
    )  # fmt: skip
    return run_check("reduce on plateau, from scratch", function, cases)


def _plateau_rates(losses, lr, factor, patience) -> np.ndarray:
    optimizer = ReduceOnPlateau(SGD(lr), factor=factor, patience=patience, threshold=0)
    state, rates = optimizer.init(np.zeros(1)), []
    for loss in losses:
        state = optimizer.observe(state, loss)
        rates.append(lr * state.factor)
    return np.array(rates)


def check_cuts(function: Callable) -> Report:
    """``function()``: the per cents of the run at which the rate is multiplied with 0.1."""

    def shape(cuts):
        if not all(0 < cut < 100 for cut in cuts):
            return "cuts are per cents of the run, between 0 and 100"
        return list(cuts) == sorted(set(cuts)) or "name the cuts in rising order, each once"

    def good_enough(cuts):
        runs = [train_cut(cutting(1.0, cuts), seed) for seed in range(SEEDS)]
        loss = float(np.mean([settled_loss(run) for run in runs]))
        if loss < GOAL:
            return True
        return (f"trained {SEEDS} times: mean test loss {loss:.3f}, should be below {GOAL}; "
                + _advice(cuts))  # fmt: skip

    cases = (
        Case("my_cuts()", lambda f: tuple(int(cut) for cut in f()), shape),
        Case("five trainings with my_cuts()", lambda f: tuple(int(c) for c in f()), good_enough),
    )
    return run_check("where to cut", function, cases)


def _advice(cuts) -> str:
    if not cuts:
        return "without a cut the noise stays"
    if cuts[0] < 45:
        return "the first cut comes while the large rate still makes progress"
    return "the first cut comes late: the small rate too has something to learn"
